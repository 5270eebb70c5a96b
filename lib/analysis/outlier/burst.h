/*
 * burst: keys that do something too often in a short time: order brushing, bots, retries.
 *
 *	struct burst *b = burst_new(&params);
 *	struct sequence_spec first = burst_spec(b);	first pass: the times of each key's matching rows
 *	tool_sequences(&tool, &first);
 *	burst_settle(b);
 *	scan_rewind(scan)
 *	second pass: burst_batch(b, batch, mark)
 *	burst_free(b);
 *
 * Definition: more than max matching rows of one key within per of each other: the last is at most
 * per later than the first. Rows need no order. Found are the matching rows in such windows, and
 * their keys.
 *
 * Memory: the sequence engine's, which spills past its limit; and eight bytes a row that was found,
 * and each key that was found once. After burst_settle many threads may ask.
 */
#ifndef IA_ANALYSIS_OUTLIER_BURST_H
#define IA_ANALYSIS_OUTLIER_BURST_H

#include "analysis/outlier/mark.h"
#include "event/roles.h"
#include "event/sequence.h"
#include "expr/expr.h"

struct burst_params {
	const struct expr *match; /* bound */
	struct roles *roles;      /* time; the user, where that is the key */
	int key;                  /* column; only rows that match must have a value in it */
	uint64_t max;
	int64_t per_us; /* not negative */
};

struct burst;

struct burst *burst_new(const struct burst_params *params);
struct sequence_spec burst_spec(struct burst *burst);
void burst_settle(struct burst *burst);

/* Second pass: mark[batch->nrow]. */
void burst_batch(const struct burst *burst, struct batch *batch, struct mark *mark);
/* "more than 5 in 10m", added to out. */
void burst_reason(const struct burst *burst, struct buffer *out);
void burst_free(struct burst *burst);

#endif
