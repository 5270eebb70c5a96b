#include "analysis/profile/estimate.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "stats/quantile.h"

static int
by_group(const void *left, const void *right)
{
	const struct row_sample_row *a = left, *b = right;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return (a->bits > b->bits) - (a->bits < b->bits);
}

void
profile_sort_sample(struct profile *profile)
{
	if (profile->sample.n > 0)
		qsort(profile->sample.row, profile->sample.n, sizeof *profile->sample.row,
		    by_group);
}

double
profile_quantile(enum column_type type, uint64_t low, uint64_t high, double share)
{
	if (type == COLUMN_TIME)
		return quantile_between((double)i64_of_word(low), (double)i64_of_word(high), share);
	return quantile_between(double_of_word(low), double_of_word(high), share);
}

size_t
profile_sample_first(const struct profile *profile, uint32_t group)
{
	const struct row_sample *sample = &profile->sample;
	size_t low = 0, high = sample->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sample->row[middle].group < group)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The column's cells in the rows of the group; the caller frees *out. */
static size_t
collect(const struct profile *profile, size_t column, uint32_t group, struct row_sample_cell **out)
{
	const struct row_sample *sample = &profile->sample;
	struct row_sample_cell *cell = NULL, c;
	size_t n = 0, capacity = 0;

	for (size_t r = profile_sample_first(profile, group);
	     r < sample->n && sample->row[r].group == group; r++) {
		for (size_t at = sample->row[r].at;
		     row_sample_next(sample, &sample->row[r], &at, &c);) {
			if (c.column != column)
				continue;
			cell = memory_grow(cell, &capacity, n + 1, sizeof *cell);
			cell[n++] = c;
		}
	}
	*out = cell;
	return n;
}

static int
by_value(const void *left, const void *right)
{
	const struct row_sample_cell *a = left, *b = right;

	return slice_compare(a->value, b->value);
}

static void
find_top(struct row_sample_cell *cell, size_t n, struct estimate *out)
{
	size_t most = 0;

	qsort(cell, n, sizeof *cell, by_value);
	for (size_t i = 0, run; i < n; i += run) {
		for (run = 1; i + run < n && by_value(&cell[i], &cell[i + run]) == 0; run++)
			;
		if (run > most) {
			most = run;
			out->top = cell[i].value;
		}
	}
	out->top_share = (double)most / (double)n;
}

void
profile_estimate(const struct profile *profile, size_t column, uint32_t group,
    enum column_type type, struct estimate *out)
{
	struct row_sample_cell *cell;
	size_t n = collect(profile, column, group, &cell);

	*out = (struct estimate){ 0 };
	for (int i = 0; i < PROFILE_QUANTILES; i++)
		out->quantile[i] = NAN;
	if (n > 0)
		find_top(cell, n, out);
	if (n > 0 && type >= COLUMN_INTEGER && type <= COLUMN_TIME) {
		struct counted *v = memory_array(n, sizeof *v);
		struct counted_run run = { v, n, 0 };
		struct counted_place place[PROFILE_QUANTILES];

		for (size_t i = 0; i < n; i++)
			v[i] = (struct counted){
				value_word(type, &profile->options.times, cell[i].value), 1
			};
		quantiles_counted(&run, 1, profile_p, PROFILE_QUANTILES, place);
		for (int i = 0; i < PROFILE_QUANTILES; i++)
			out->quantile[i] =
			    profile_quantile(type, place[i].low, place[i].high, place[i].share);
		free(v);
	}
	free(cell);
}
