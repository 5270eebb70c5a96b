/*
 * row_sample: some rows of the input, chosen by their place alone, whatever thread sees them.
 *
 *	struct row_sample s = { .limit = ROW_SAMPLE_ROWS };		one a thread
 *	if (row_sample_wants(&s, place) && row_sample_begin(&s, place, group))
 *		row_sample_add(&s, column, kind, value);	each cell
 *	row_sample_merge(&all, &s);
 *	for each row r:
 *		for (size_t at = all.row[r].at; row_sample_next(&all, &all.row[r], &at, &cell);) ...
 *
 * A row stays when the hash of its place ends in level zero bits; past limit rows the level grows.
 * So the rows that stay depend on the input and the limit alone; there are limit / 2 to limit of
 * many.
 */
#ifndef IA_ANALYSIS_PROFILE_ROW_SAMPLE_H
#define IA_ANALYSIS_PROFILE_ROW_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

#define ROW_SAMPLE_ROWS 16384
#define ROW_SAMPLE_CELL 256 /* longer values are not kept */

struct row_sample_row {
	uint64_t bits; /* hash of its place */
	uint32_t group;
	size_t at, end; /* its cells in sample.cells */
};

struct row_sample_cell {
	uint32_t column, len;
	uint32_t kind; /* what the caller gave */
	struct slice value;
};

struct row_sample {
	size_t limit; /* rows */
	unsigned level;
	struct row_sample_row *row; /* [n] */
	size_t n, capacity;
	struct buffer cells;
};

static inline uint64_t
row_sample_bits(uint64_t place) /* splitmix64's finalizer */
{
	place += UINT64_C(0x9e3779b97f4a7c15);
	place = (place ^ place >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	place = (place ^ place >> 27) * UINT64_C(0x94d049bb133111eb);
	return place ^ place >> 31;
}

static inline bool
row_sample_wants(const struct row_sample *sample, uint64_t place)
{
	return (row_sample_bits(place) & ((UINT64_C(1) << sample->level) - 1)) == 0;
}

/* false: after all not, the level has grown. */
bool row_sample_begin(struct row_sample *sample, uint64_t place, uint32_t group);
/* to that row */
void row_sample_add(struct row_sample *sample, uint32_t column, uint32_t kind, struct slice value);
void row_sample_merge(struct row_sample *sample, const struct row_sample *other);
/* The next cell of a row: *at begins as row->at; false: no more. */
bool row_sample_next(const struct row_sample *sample, const struct row_sample_row *row, size_t *at,
    struct row_sample_cell *cell);
void row_sample_release(struct row_sample *sample);

#endif
