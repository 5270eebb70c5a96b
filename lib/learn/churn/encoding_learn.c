/*
 * From the rows of a fit: which columns there are, their levels, what stands for a missing number.
 */
#include <math.h>
#include <stdlib.h>

#include "base/category.h"
#include "base/memory.h"
#include "learn/churn/encoding_clock.h"
#include "learn/churn/encoding_parts.h"
#include "stats/quantile.h"
#include "stats/rounding.h"

/* A level and how many rows have it. */
struct counted_level {
	struct slice name;
	uint64_t count;
};

static int
more_frequent(const void *a, const void *b)
{
	const struct counted_level *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return slice_compare(x->name, y->name);
}

static enum encoding_left
learn_number(struct encoding_column *c, const struct raw_column *raw, const uint32_t *row,
    size_t nrow)
{
	const double *x = raw->number;
	double first = NAN;
	size_t missing = 0;

	c->low = INFINITY;
	c->high = -INFINITY;
	for (size_t i = 0; i < nrow; i++) {
		double value = x[row[i]];

		missing += isnan(value) ? 1 : 0;
		first = isnan(first) ? value : first;
		c->low = value < c->low ? value : c->low;
		c->high = value > c->high ? value : c->high;
	}
	if (missing == nrow)
		return ENCODING_EMPTY;
	c->missing = missing > 0;
	c->fill = first;
	c->value = !rounding_alone(c->low, c->high);
	if (!c->value)
		return c->missing ? ENCODING_KEPT : ENCODING_CONSTANT;
	if (!raw->asked && clock_numbers(x, row, nrow, c->low, c->high))
		return ENCODING_TIMES;
	double *copy = memory_array(nrow - missing, sizeof *copy);
	size_t n = 0;

	for (size_t i = 0; i < nrow; i++)
		if (!isnan(x[row[i]]))
			copy[n++] = x[row[i]];
	c->fill = quantile_select(copy, n, 0.5);
	free(copy);
	return ENCODING_KEPT;
}

/* Nearly all rows have a level that is a time. */
static bool
are_times(const struct counted_level *level, size_t n)
{
	uint64_t times = 0, others = 0;

	for (size_t j = 0; j < n; j++)
		*(clock_text(level[j].name) ? &times : &others) += level[j].count;
	return times > 0 && others <= times / 9;
}

/* The levels of the rows, most frequent first; *missing rows have none. */
static size_t
count_levels(const struct raw_column *raw, const uint32_t *row, size_t nrow,
    struct counted_level *level, uint64_t *missing)
{
	size_t n = 0;

	for (size_t j = 0; j < raw->nlevel; j++)
		level[j] = (struct counted_level){ raw->level[j], 0 };
	*missing = 0;
	for (size_t i = 0; i < nrow; i++) {
		uint32_t code = raw->code[row[i]];

		if (code == COLUMN_MISSING)
			++*missing;
		else
			level[code].count++;
	}
	qsort(level, raw->nlevel, sizeof *level, more_frequent);
	while (n < raw->nlevel && level[n].count > 0)
		n++;
	return n;
}

static enum encoding_left
learn_text(struct encoding_column *c, const struct raw_column *raw, const uint32_t *row,
    size_t nrow, const struct encoding_params *params)
{
	struct counted_level *level = memory_array(raw->nlevel, sizeof *level);
	enum encoding_left left = ENCODING_KEPT;
	uint64_t missing;
	size_t n = count_levels(raw, row, nrow, level, &missing);

	if (n == 0)
		left = ENCODING_EMPTY;
	else if (n == 1 && missing == 0)
		left = ENCODING_CONSTANT;
	else if (!raw->asked && are_times(level, n))
		left = ENCODING_TIMES;
	else if (!raw->asked && n > 2 && n > (nrow - missing) / 2)
		left = ENCODING_DIFFER;
	if (left == ENCODING_KEPT) {
		c->other = n > params->max_levels;
		c->missing = missing > 0;
		c->nlevel = c->other ? params->max_levels : n;
		c->base = params->base || n + c->missing <= 2;
		c->level = memory_array(c->nlevel, sizeof *c->level);
		for (size_t j = 0; j < c->nlevel; j++)
			c->level[j] = memory_text(level[j].name.ptr, level[j].name.len);
	}
	free(level);
	return left;
}

bool
encoding_learn(struct encoding *encoding, const struct raw_column *raw, size_t ncolumn,
    const uint32_t *row, size_t nrow, const struct encoding_params *params, uint8_t *left,
    struct fault *fault)
{
	*encoding = (struct encoding){ 0 };
	encoding->column = memory_array(ncolumn, sizeof *encoding->column);
	for (size_t k = 0; k < ncolumn; k++) {
		struct encoding_column c = { .text = raw[k].code != NULL };
		enum encoding_left why = raw[k].over ? ENCODING_OVER
		    : c.text                         ? learn_text(&c, &raw[k], row, nrow, params)
						     : learn_number(&c, &raw[k], row, nrow);

		if (why == ENCODING_KEPT && !raw[k].asked && clock_age(raw[k].name))
			why = ENCODING_CLOCK;
		if (left != NULL)
			left[k] = (uint8_t)why;
		if (why != ENCODING_KEPT)
			continue;
		c.name = memory_text(raw[k].name.ptr, raw[k].name.len);
		encoding->column[encoding->ncolumn++] = c;
	}
	encoding_place(encoding);
	if (encoding->p > ENCODING_FEATURES)
		fault_set(fault, EXIT_DATA,
		    "%zu features, at most %u: fewer columns or fewer --max-levels", encoding->p,
		    ENCODING_FEATURES);
	if (encoding->p == 0)
		fault_set(fault, EXIT_DATA,
		    "no column to learn from: each is constant, missing or unlike in every row");
	return !fault_is_set(fault);
}
