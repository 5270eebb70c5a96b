#include "analysis/profile/row_sample.h"

#include <stdlib.h>

#include "base/memory.h"

/* In front of a cell's bytes. */
struct head {
	uint32_t column, kind, len;
};

static bool
stays(unsigned level, uint64_t bits)
{
	return (bits & ((UINT64_C(1) << level) - 1)) == 0;
}

static void
prune(struct row_sample *sample)
{
	struct buffer cells = { 0 };
	size_t kept = 0;

	for (size_t r = 0; r < sample->n; r++) {
		struct row_sample_row row = sample->row[r];
		size_t at = cells.len;

		if (!stays(sample->level, row.bits))
			continue;
		buffer_add(&cells, sample->cells.ptr + row.at, row.end - row.at);
		sample->row[kept++] = (struct row_sample_row){ row.bits, row.group, at, cells.len };
	}
	sample->n = kept;
	buffer_release(&sample->cells);
	sample->cells = cells;
}

static void
keep_within(struct row_sample *sample)
{
	while (sample->n > sample->limit && sample->level < 63) {
		sample->level++;
		prune(sample);
	}
}

bool
row_sample_begin(struct row_sample *sample, uint64_t place, uint32_t group)
{
	while (sample->n >= sample->limit && row_sample_wants(sample, place)) {
		sample->level++;
		prune(sample);
	}
	if (!row_sample_wants(sample, place))
		return false;
	sample->row =
	    memory_grow(sample->row, &sample->capacity, sample->n + 1, sizeof *sample->row);
	sample->row[sample->n++] = (struct row_sample_row){ row_sample_bits(place), group,
		sample->cells.len, sample->cells.len };
	return true;
}

void
row_sample_add(struct row_sample *sample, uint32_t column, uint32_t kind, struct slice value)
{
	struct head head = { column, kind, (uint32_t)value.len };

	if (value.len > ROW_SAMPLE_CELL)
		return;
	buffer_add(&sample->cells, &head, sizeof head);
	buffer_add(&sample->cells, value.ptr, value.len);
	sample->row[sample->n - 1].end = sample->cells.len;
}

void
row_sample_merge(struct row_sample *sample, const struct row_sample *other)
{
	if (other->level > sample->level) {
		sample->level = other->level;
		prune(sample);
	}
	for (size_t r = 0; r < other->n; r++) {
		struct row_sample_row row = other->row[r];
		size_t at = sample->cells.len;

		if (!stays(sample->level, row.bits))
			continue;
		buffer_add(&sample->cells, other->cells.ptr + row.at, row.end - row.at);
		sample->row =
		    memory_grow(sample->row, &sample->capacity, sample->n + 1, sizeof *sample->row);
		sample->row[sample->n++] =
		    (struct row_sample_row){ row.bits, row.group, at, sample->cells.len };
	}
	keep_within(sample);
}

bool
row_sample_next(const struct row_sample *sample, const struct row_sample_row *row, size_t *at,
    struct row_sample_cell *cell)
{
	struct head head;

	if (*at >= row->end)
		return false;
	memcpy(&head, sample->cells.ptr + *at, sizeof head);
	*cell = (struct row_sample_cell){ head.column, head.len, head.kind,
		slice_of(sample->cells.ptr + *at + sizeof head, head.len) };
	*at += sizeof head + head.len;
	return true;
}

void
row_sample_release(struct row_sample *sample)
{
	free(sample->row);
	buffer_release(&sample->cells);
	*sample = (struct row_sample){ .limit = sample->limit };
}
