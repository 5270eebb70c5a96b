/*
 * sorted_rows: rows of a batch as they are written, then part after part.
 *
 *	struct buffer *out = sorted_rows_begin(rows, nrow);
 *	row_write(plan, batch, i, NULL, out);
 *	sorted_rows_end(rows, part);			of the row that was written
 *	sorted_rows_sort(rows, nparts);
 *	... part k: rows->sorted from rows->until[k - 1] to rows->until[k], rows->nrow[k] of them
 */
#ifndef IA_CMD_SHARD_SORTED_ROWS_H
#define IA_CMD_SHARD_SORTED_ROWS_H

#include <stdint.h>

#include "base/buffer.h"

struct sorted_rows {
	struct buffer written, sorted;
	uint32_t *part; /* [n] */
	size_t *end;    /* [n]: in written */
	size_t n, capacity_part, capacity_end;
	size_t *until;  /* [nparts]: in sorted */
	uint64_t *nrow; /* [nparts] */
};

struct buffer *sorted_rows_begin(struct sorted_rows *rows, size_t most);

static inline void
sorted_rows_end(struct sorted_rows *rows, unsigned part)
{
	rows->part[rows->n] = part;
	rows->end[rows->n++] = rows->written.len;
}

/* Puts the rows of each part together, in their order. */
void sorted_rows_sort(struct sorted_rows *rows, unsigned nparts);
void sorted_rows_release(void *self, void *rows); /* self is not looked at */

#endif
