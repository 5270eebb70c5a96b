/*
 * forest_data: made-up rows for the tests of forests. Include it after cmocka.h.
 */
#ifndef IA_TESTS_FOREST_DATA_H
#define IA_TESTS_FOREST_DATA_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "learn/trees/forest_parts.h"

#define MOST 20000u
#define COLUMNS 5u

/* Rows with a label that depends on the first columns; the last column is a flag. */
struct data {
	size_t n;
	double *column[COLUMNS], *x; /* [n]; [n][COLUMNS] */
	uint8_t *flag, *y;
	uint32_t *row;
	struct feature feature[COLUMNS];
	struct frame frame;
};

static inline void
make(struct data *d, size_t n, unsigned values, uint64_t seed)
{
	struct random random;

	random_seed(&random, seed);
	*d = (struct data){ .n = n,
		.x = memory_array(n, COLUMNS * sizeof(double)),
		.flag = memory_array(n, 1),
		.y = memory_array(n, 1),
		.row = memory_array(n, sizeof(uint32_t)) };
	for (size_t j = 0; j < COLUMNS; j++) {
		d->column[j] = memory_array(n, sizeof(double));
		d->feature[j].number = d->column[j];
	}
	d->feature[COLUMNS - 1] = (struct feature){ .flag = d->flag };
	d->frame = (struct frame){ n, COLUMNS, d->feature };
	for (size_t i = 0; i < n; i++) {
		double *x = d->x + i * COLUMNS;

		for (size_t j = 0; j + 1 < COLUMNS; j++)
			d->column[j][i] = x[j] = values > 0
			    ? (double)random_below(&random, values) - values / 2.
			    : random_normal(&random);
		x[COLUMNS - 1] = d->flag[i] = (uint8_t)random_below(&random, 2);
		d->y[i] =
		    x[0] + x[1] * x[COLUMNS - 1] + (1 + values / 4.) * random_normal(&random) > 0;
		d->row[i] = (uint32_t)i;
	}
}

static inline void
drop(struct data *d)
{
	for (size_t j = 0; j < COLUMNS; j++)
		free(d->column[j]);
	free(d->x);
	free(d->flag);
	free(d->y);
	free(d->row);
}

static inline void
fit(struct forest *forest, const struct data *d, const struct forest_params *params)
{
	assert_null(forest_check(params));
	forest_fit(forest, &d->frame, d->y, d->row, d->n, params);
}

/* Down a tree by comparing numbers. */
static inline uint32_t
leaf_of(const struct forest *forest, const struct forest_tree *tree, const double *x,
    unsigned *depth)
{
	uint32_t at = 0;

	for (*depth = 0; forest_left(tree->node[at]) != at; ++*depth) {
		uint32_t j = forest_feature(tree->node[at]);

		at = forest_left(tree->node[at]) +
		    !(x[j % COLUMNS] <= forest->cut[j][forest_cut(tree->node[at])]);
	}
	return at;
}

#endif
