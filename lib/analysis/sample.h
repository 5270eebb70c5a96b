/*
 * sample: some rows of the input, chosen by their place alone, whatever thread sees them.
 *
 *	struct sample s = { .limit = SAMPLE_ROWS };		one a thread
 *	if (sample_wants(&s, place) && sample_begin(&s, place, group))
 *		sample_add(&s, column, kind, value); ...
 *	sample_merge(&all, &s);
 *	for each row all.row[r]: size_t at = row.at; while (sample_next(&all, &row, &at, &cell)) ...
 *
 * A row stays when the hash of its place ends in level zero bits; past limit rows the level grows.
 * So the rows that stay depend on the input and the limit alone; there are limit / 2 to limit of
 * many.
 */
#ifndef IA_ANALYSIS_SAMPLE_H
#define IA_ANALYSIS_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

#define SAMPLE_ROWS 16384
#define SAMPLE_CELL 256 /* longer values are not kept */

struct sample_row {
	uint64_t bits;		/* hash of its place */
	uint32_t group;
	size_t at, end;		/* its cells in sample.cells */
};

struct sample_cell {
	uint32_t column, len;
	uint32_t kind;		/* what the caller gave */
	struct slice value;
};

struct sample {
	size_t limit;		/* rows */
	unsigned level;
	struct sample_row *row;	/* [n] */
	size_t n, capacity;
	struct buffer cells;
};

static inline uint64_t
sample_bits(uint64_t place) /* splitmix64's finalizer */
{
	place += UINT64_C(0x9e3779b97f4a7c15);
	place = (place ^ place >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	place = (place ^ place >> 27) * UINT64_C(0x94d049bb133111eb);
	return place ^ place >> 31;
}

static inline bool
sample_wants(const struct sample *sample, uint64_t place)
{
	return (sample_bits(place) & ((UINT64_C(1) << sample->level) - 1)) == 0;
}

/* false: after all not, the level has grown. */
bool sample_begin(struct sample *sample, uint64_t place, uint32_t group);
/* to that row */
void sample_add(struct sample *sample, uint32_t column, uint32_t kind, struct slice value);
void sample_merge(struct sample *sample, const struct sample *other);
/* The next cell of a row: *at begins as row->at; false: no more. */
bool sample_next(const struct sample *sample, const struct sample_row *row, size_t *at,
    struct sample_cell *cell);
void sample_release(struct sample *sample);

#endif
