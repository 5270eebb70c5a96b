#include "outlier/oddity.h"

#include <stdlib.h>

#include "base/memory.h"

bool
oddity_is_flagged(const struct schema *schema)
{
	for (size_t k = 0; k < schema->ncolumn; k++)
		if (slice_equal(schema->name[k], SLICE("outlier")))
			return true;
	return false;
}

struct oddity_finds *
oddity_finds_new(void)
{
	return memory_new(sizeof(struct oddity_finds));
}

void
oddity_batch(const struct oddity *odd, struct batch *batch, struct oddity_finds *finds)
{
	finds->mark = memory_grow(finds->mark, &finds->capacity, batch->nrow, sizeof *finds->mark);
	if (odd->outlier != NULL)
		outlier_batch(odd->outlier, batch, finds->mark);
	else
		burst_batch(odd->burst, batch, finds->mark);
	for (size_t i = 0; i < batch->nrow; i++)
		finds->rows += !batch_skips(batch, i);
}

struct slice
oddity_reason(const struct oddity *odd, const struct batch *batch, size_t row,
    struct oddity_finds *finds)
{
	struct buffer *reason = &finds->reason;

	buffer_clear(reason);
	if (odd->old >= 0 && !batch_missing(batch, odd->old, row)) {
		struct slice old = batch_value(batch, odd->old, row);

		buffer_add(reason, old.ptr, old.len);
		buffer_add(reason, "; ", 2);
	}
	if (odd->outlier != NULL)
		outlier_reason(odd->outlier, &finds->mark[row], reason);
	else
		burst_reason(odd->burst, reason);
	return slice_of(reason->ptr, reason->len);
}

void
oddity_finds_free(struct oddity *odd, struct oddity_finds *finds)
{
	odd->rows += finds->rows;
	odd->found += finds->found;
	free(finds->mark);
	buffer_release(&finds->reason);
	free(finds);
}

void
oddity_release(struct oddity *odd)
{
	if (odd->outlier != NULL)
		outlier_free(odd->outlier);
	if (odd->burst != NULL)
		burst_free(odd->burst);
}
