/* forest: where values are cut, and counts at the ends of what is possible. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "forest_data.h"

/*
 * More different values than bins, heavy ones among them; values at the ends of what a double
 * holds.
 */
static void
cuts_anywhere(void **state)
{
	struct forest_params params = FOREST_DEFAULT;
	struct forest forest;
	struct data d;

	(void)state;
	make(&d, MOST, 0, 14);
	for (size_t i = 0; i < d.n; i++) {
		d.column[0][i] = i % 2 ? 0 : d.column[0][i];
		d.column[1][i] = i % 3 == 0 ? 1.7e308 : i % 3 == 1 ? -1.7e308 : 0;
		d.column[2][i] = i % 2 ? -0.0 : 0.0;
		d.column[3][i] = i % 2 ? 1 + 0x1p-51 : 1 + 0x1p-52; /* half way is rounded up */
	}
	params.trees = 1;
	fit(&forest, &d, &params);
	assert_int_equal(forest.ncut[0], 255);
	assert_int_equal(forest.ncut[1], 2);
	assert_int_equal(forest.ncut[2], 0);
	assert_int_equal(forest.ncut[3], 1);
	assert_true(forest.cut[3][0] == 1 + 0x1p-52);
	for (size_t c = 1; c < 255; c++)
		assert_true(forest.cut[0][c] > forest.cut[0][c - 1]);
	forest_release(&forest);
	for (size_t i = 0; i < d.n; i++) /* 200 values, the first half of them rare */
		d.column[0][i] = (double)(i < 500 ? i % 100 : 100 + i % 100);
	fit(&forest, &d, &params);
	assert_int_equal(forest.ncut[0], 199);
	for (size_t c = 0; c < 199; c++)
		assert_true(forest.cut[0][c] == (double)c + 0.5);
	forest_release(&forest);
	drop(&d);
}

/* A value on a cut goes left. */
static void
puts_cuts_to_the_left(void **state)
{
	struct forest_params params = FOREST_DEFAULT;
	struct forest forest;
	struct data d;
	double out, want;
	unsigned depth;

	(void)state;
	make(&d, 500, 9, 16);
	params.trees = 1;
	params.leaf = 1;
	fit(&forest, &d, &params);
	for (size_t i = 0; i < d.n; i++) {
		double *x = d.x + i * COLUMNS;

		for (size_t j = 0; j < COLUMNS; j++)
			x[j] = forest.cut[j][i * (j + 1) % forest.ncut[j]];
		forest_predict(&forest, x, 1, &out);
		want = forest.tree[0].share[leaf_of(&forest, &forest.tree[0], x, &depth)];
		assert_true(out == want);
	}
	forest_release(&forest);
	drop(&d);
}

/* Features are drawn until one is not constant; one in forty is not. */
static void
goes_on_past_constants(void **state)
{
	struct forest_params params = FOREST_DEFAULT;
	struct feature feature[40];
	struct frame frame;
	struct forest forest;
	struct data d;

	(void)state;
	make(&d, 200, 0, 17);
	memset(d.flag, 1, d.n);
	for (size_t j = 0; j < 40; j++)
		feature[j] = d.feature[j == 17 ? 0 : COLUMNS - 1];
	frame = (struct frame){ d.n, 40, feature };
	params.trees = 20;
	params.features = 1;
	forest_fit(&forest, &frame, d.y, d.row, d.n, &params);
	for (size_t t = 0; t < forest.ntree; t++)
		assert_true(forest.tree[t].n > 1);
	forest_release(&forest);
	drop(&d);
}

/* More rows in a bin than a field of its word can count. */
static void
counts_millions(void **state)
{
	struct forest_params params = FOREST_DEFAULT;
	double *x = memory_array(3000000, sizeof *x);
	struct feature feature = { .number = x };
	struct frame frame = { 3000000, 1, &feature };
	uint8_t *y = memory_array(frame.n, 1);
	uint32_t *row = memory_array(frame.n, sizeof *row), *rows;
	struct forest forest;

	(void)state;
	for (uint32_t i = 0; i < frame.n; i++) {
		row[i] = i;
		y[i] = i % 1000 > 0;
		x[i] = i % 1000 == 1 ? 0 : 2 - y[i]; /* most are 1 */
	}
	params.trees = 1;
	params.depth = 1;
	forest_fit(&forest, &frame, y, row, frame.n, &params);
	rows = forest.tree[0].rows;
	assert_int_equal(forest.tree[0].n, 3);
	assert_int_equal(rows[0] + rows[1], frame.n);
	assert_true(rows[2] == 0 && rows[3] == rows[1] && rows[4] == rows[0] && rows[5] == 0);
	forest_release(&forest);
	free(x);
	free(y);
	free(row);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_anywhere),
		cmocka_unit_test(puts_cuts_to_the_left),
		cmocka_unit_test(goes_on_past_constants),
		cmocka_unit_test(counts_millions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
