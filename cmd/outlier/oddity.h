/*
 * oddity: what ia-outlier looks for, absurd values (outlier.h) or bursts (burst.h), as a filter's
 * thread sees it.
 *
 *	struct oddity odd = { .outlier = o, .old = -1 };	after the first pass
 *	struct oddity_finds *finds = oddity_finds_new();	one a thread
 *	oddity_batch(&odd, batch, finds);
 *	if (finds->mark[i].row) reason = oddity_reason(&odd, batch, i, finds);
 *	oddity_finds_free(&odd, finds);				odd.rows, odd.found
 */
#ifndef IA_CMD_OUTLIER_ODDITY_H
#define IA_CMD_OUTLIER_ODDITY_H

#include "analysis/outlier/burst.h"
#include "analysis/outlier/outlier.h"

struct oddity {
	struct outlier *outlier; /* one of the two */
	struct burst *burst;
	int old;              /* column of the scan with earlier reasons; -1: none */
	uint64_t rows, found; /* of all threads that ended */
};

struct oddity_finds {
	struct mark *mark; /* [row] of the batch */
	size_t capacity;
	struct buffer reason;
	uint64_t rows, found; /* that it saw, that are to be told; found: by the caller */
};

bool oddity_is_flagged(const struct schema *schema); /* it has a column outlier */

struct oddity_finds *oddity_finds_new(void);
void oddity_batch(const struct oddity *odd, struct batch *batch, struct oddity_finds *finds);
/* Behind an earlier reason; lives until the next call. */
struct slice oddity_reason(const struct oddity *odd, const struct batch *batch, size_t row,
    struct oddity_finds *finds);
void oddity_finds_free(struct oddity *odd, struct oddity_finds *finds); /* one at a time */
void oddity_release(struct oddity *odd);

#endif
