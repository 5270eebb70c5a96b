#include "shard/sorted_rows.h"

#include <stdlib.h>

#include "base/memory.h"

struct buffer *
sorted_rows_begin(struct sorted_rows *r, size_t most)
{
	r->part = memory_grow(r->part, &r->capacity_part, most, sizeof *r->part);
	r->end = memory_grow(r->end, &r->capacity_end, most, sizeof *r->end);
	r->n = 0;
	buffer_clear(&r->written);
	return &r->written;
}

void
sorted_rows_sort(struct sorted_rows *r, unsigned nparts)
{
	size_t at = 0;

	if (r->until == NULL) {
		r->until = memory_array(nparts, sizeof *r->until);
		r->nrow = memory_array(nparts, sizeof *r->nrow);
	}
	memset(r->until, 0, nparts * sizeof *r->until);
	memset(r->nrow, 0, nparts * sizeof *r->nrow);
	for (size_t i = 0; i < r->n; i++) {
		r->until[r->part[i]] += r->end[i] - (i > 0 ? r->end[i - 1] : 0);
		r->nrow[r->part[i]]++;
	}
	for (unsigned k = 0; k < nparts; k++) {
		size_t bytes = r->until[k];

		r->until[k] = at;
		at += bytes;
	}
	buffer_clear(&r->sorted);
	buffer_reserve(&r->sorted, at);
	for (size_t i = 0; i < r->n; i++) {
		size_t from = i > 0 ? r->end[i - 1] : 0, len = r->end[i] - from;

		memcpy(r->sorted.ptr + r->until[r->part[i]], r->written.ptr + from, len);
		r->until[r->part[i]] += len;
	}
}

void
sorted_rows_release(void *self, void *rows)
{
	struct sorted_rows *r = rows;

	(void)self;
	buffer_release(&r->written);
	buffer_release(&r->sorted);
	free(r->part);
	free(r->end);
	free(r->until);
	free(r->nrow);
}
