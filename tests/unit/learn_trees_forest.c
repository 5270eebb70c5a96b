/*
 * forest: splits against every possible split; ways down, counts and reasons by hand from the
 * model's own fields. How good it is is held against scikit-learn in oracle/churn.py.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "forest_data.h"

/*
 * Each column several times: up to 30 features are kept in another way than up to 64, and those
 * than more.
 */
#define COPIES_MOST 14u
#define NCOPIES 6u
static const size_t copies[NCOPIES] = { 1, 2, 4, 6, 7, COPIES_MOST };

static void
fit_copies(struct forest *forest, const struct data *d, const struct forest_params *params,
    size_t times)
{
	struct feature feature[COPIES_MOST * COLUMNS];
	struct frame frame = { d->n, times * COLUMNS, feature };

	for (size_t j = 0; j < frame.p; j++)
		feature[j] = d->feature[j % COLUMNS];
	forest_fit(forest, &frame, d->y, d->row, d->n, params);
}

/* What split_gain of forest_grow.c says, from the definition: less weighted impurity is more. */
static double
impurity(const double weight[2], const double rows[2])
{
	double a = weight[0] * rows[0], b = weight[1] * rows[1], all = a + b;

	return all > 0 ? all * (1 - a / all * (a / all) - b / all * (b / all)) : 0;
}

/* Drawn rows of both labels, and different ones, with x <= cut or above. */
struct sides {
	double rows[2][2], different[2];
};

static struct sides
divide(const struct data *d, const uint32_t *drawn, size_t j, double cut)
{
	struct sides s = { 0 };

	for (size_t i = 0; i < d->n; i++) {
		size_t side = d->x[i * COLUMNS + j] > cut;

		s.rows[side][d->y[i]] += drawn[i];
		s.different[side] += drawn[i] > 0;
	}
	return s;
}

static double
least_impurity(const struct data *d, const uint32_t *drawn, const struct forest_params *params)
{
	double least = INFINITY;

	for (size_t j = 0; j < COLUMNS; j++)
		for (size_t i = 0; i < d->n; i++) {
			struct sides s = divide(d, drawn, j, d->x[i * COLUMNS + j]);
			double sum = impurity(params->weight, s.rows[0]) +
			    impurity(params->weight, s.rows[1]);

			if (s.different[0] >= (double)params->leaf &&
			    s.different[1] >= (double)params->leaf && sum < least)
				least = sum;
		}
	return least;
}

static void
takes_the_best_split(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct forest_params params = FOREST_DEFAULT;
		struct random random;
		struct forest forest;
		struct data d;
		uint32_t drawn[300] = { 0 };
		double least;

		make(&d, 20 + 10 * (seed % 28), seed % 3 > 0 ? (unsigned)(2 + seed % 40) : 0, seed);
		params.trees = 1;
		params.depth = 1;
		params.features = COPIES_MOST * COLUMNS;
		params.leaf = 1 + seed % 9;
		params.weight[1] = seed % 2 ? 1 : 2.5;
		params.seed = seed;
		fit_copies(&forest, &d, &params, copies[seed / 2 % NCOPIES]);
		random_seed(&random, seed); /* a tree draws its rows first */
		for (size_t i = 0; i < d.n; i++)
			drawn[random_below(&random, d.n)]++;
		least = least_impurity(&d, drawn, &params);
		if (isfinite(least)) {
			uint64_t root = forest.tree[0].node[0];
			uint32_t j = forest_feature(root);
			struct sides s =
			    divide(&d, drawn, j % COLUMNS, forest.cut[j][forest_cut(root)]);

			assert_int_equal(forest.tree[0].n, 3);
			assert_true(fabs(impurity(params.weight, s.rows[0]) +
					impurity(params.weight, s.rows[1]) - least) < 1e-9);
			for (size_t k = 0; k < 4; k++)
				assert_true(forest.tree[0].rows[2 + k] == s.rows[k / 2][k % 2]);
		} else {
			assert_int_equal(forest.tree[0].n, 1);
		}
		forest_release(&forest);
		drop(&d);
	}
}

static void
goes_down_as_it_says(void **state)
{
	struct forest_params params = FOREST_DEFAULT;
	struct forest forest;
	struct data d;
	double *out, one;

	(void)state;
	make(&d, 5000, 0, 7);
	out = memory_array(d.n, sizeof *out);
	params.trees = 20;
	params.leaf = 1;
	params.depth = 30;
	fit(&forest, &d, &params);
	forest_predict(&forest, d.x, d.n, out);
	for (size_t i = 0; i < d.n; i++) {
		double sum = 0;

		for (size_t t = 0; t < forest.ntree; t++) {
			const struct forest_tree *tree = &forest.tree[t];
			unsigned depth;
			uint32_t leaf = leaf_of(&forest, tree, d.x + i * COLUMNS, &depth);

			assert_true(depth <= tree->depth && tree->depth <= 30);
			sum += (double)tree->rows[2 * leaf + 1] /
			    (tree->rows[2 * leaf] + tree->rows[2 * leaf + 1]);
		}
		assert_true(fabs(sum / 20 - out[i]) < 1e-14);
		if (i % 97 == 0) {
			forest_predict(&forest, d.x + i * COLUMNS, 1, &one);
			assert_true(one == out[i]);
		}
	}
	free(out);
	forest_release(&forest);
	drop(&d);
}

/* The rows that a tree says came to its leaves are those that go there. */
static void
counts_its_rows(void **state)
{
	struct data d;
	uint32_t *drawn, (*rows)[2];

	(void)state;
	make(&d, MOST, 0, 15);
	drawn = memory_array(d.n, sizeof *drawn);
	for (size_t k = 0; k < NCOPIES; k++) {
		struct forest_params params = FOREST_DEFAULT;
		struct random stream, random;
		struct forest forest;

		params.trees = 3;
		params.leaf = 1 + k;
		params.depth = 20;
		fit_copies(&forest, &d, &params, copies[k]);
		random_seed(&stream, params.seed);
		for (size_t t = 0; t < forest.ntree; t++, random_jump(&stream)) {
			const struct forest_tree *tree = &forest.tree[t];

			random = stream;
			rows = memory_array(tree->n, sizeof *rows);
			memset(drawn, 0, d.n * sizeof *drawn);
			for (size_t i = 0; i < d.n; i++)
				drawn[random_below(&random, d.n)]++;
			for (size_t i = 0; i < d.n; i++) {
				unsigned depth;

				rows[leaf_of(&forest, tree, d.x + i * COLUMNS, &depth)][d.y[i]] +=
				    drawn[i];
			}
			for (uint32_t i = 0; i < tree->n; i++)
				if (forest_left(tree->node[i]) == i)
					assert_memory_equal(rows[i], tree->rows + 2 * i,
					    sizeof *rows);
			free(rows);
		}
		forest_release(&forest);
	}
	free(drawn);
	drop(&d);
}

static void
keeps_its_bounds(void **state)
{
	struct forest_params params = FOREST_DEFAULT;
	struct forest forest;
	struct data d;

	(void)state;
	make(&d, 3000, 0, 8);
	params.trees = 10;
	params.depth = 6;
	params.leaf = 40;
	fit(&forest, &d, &params);
	for (size_t t = 0; t < forest.ntree; t++) {
		const struct forest_tree *tree = &forest.tree[t];

		assert_true(tree->depth <= 6 && tree->n > 9);
		assert_int_equal(tree->rows[0] + tree->rows[1], 3000);
		for (uint32_t i = 0; i < tree->n; i++)
			assert_true(tree->rows[2 * i] + tree->rows[2 * i + 1] >= 40);
	}
	forest_release(&forest);
	drop(&d);
}

static double
weight_of(const struct forest *forest, const struct forest_tree *tree, uint32_t node)
{
	return forest->weight[0] * tree->rows[2 * node] +
	    forest->weight[1] * tree->rows[2 * node + 1];
}

/* What a tree expects where only the features of a set are known. */
static double
expect(const struct forest *forest, const struct forest_tree *tree, const double *x, uint32_t node,
    unsigned set)
{
	uint64_t word = tree->node[node];
	uint32_t left = forest_left(word), j = forest_feature(word);

	if (left == node)
		return forest->weight[1] * tree->rows[2 * node + 1] / weight_of(forest, tree, node);
	if (set >> j & 1)
		return expect(forest, tree, x, left + (x[j] > forest->cut[j][forest_cut(word)]),
		    set);
	return (weight_of(forest, tree, left) * expect(forest, tree, x, left, set) +
		   weight_of(forest, tree, left + 1) * expect(forest, tree, x, left + 1, set)) /
	    weight_of(forest, tree, node);
}

static double
expect_all(const struct forest *forest, const double *x, unsigned set)
{
	double sum = 0;

	for (size_t t = 0; t < forest->ntree; t++)
		sum += expect(forest, &forest->tree[t], x, 0, set);
	return sum / (double)forest->ntree;
}

static void
gives_shapley_values(void **state)
{
	/* s! (4 - s)! / 5! */
	static const double of_size[COLUMNS] = { 1 / 5., 1 / 20., 1 / 30., 1 / 20., 1 / 5. };
	struct forest_params params = FOREST_DEFAULT;
	struct forest forest;
	struct data d;
	double phi[50 * COLUMNS], out[50], base;

	(void)state;
	make(&d, 400, 0, 11);
	params.trees = 5;
	params.depth = 7;
	params.leaf = 2;
	params.weight[0] = 0.6;
	fit(&forest, &d, &params);
	forest_predict(&forest, d.x, 50, out);
	forest_reasons(&forest, d.x, 50, phi, &base);
	for (size_t i = 0; i < 50; i++) {
		const double *x = d.x + i * COLUMNS;
		double sum = base;

		for (size_t j = 0; j < COLUMNS; j++) {
			double value = 0;

			for (unsigned set = 0; set < 1u << COLUMNS; set++)
				if ((set >> j & 1) == 0)
					value += of_size[__builtin_popcount(set)] *
					    (expect_all(&forest, x, set | 1u << j) -
						expect_all(&forest, x, set));
			assert_true(fabs(value - phi[i * COLUMNS + j]) < 1e-12);
			sum += phi[i * COLUMNS + j];
		}
		assert_true(fabs(sum - out[i]) < 1e-12);
		assert_true(fabs(base - expect_all(&forest, x, 0)) < 1e-12);
	}
	forest_release(&forest);
	drop(&d);
}

static void
finds_what_matters(void **state)
{
	struct forest_params params = FOREST_DEFAULT;
	struct forest forest;
	struct data d;
	double share[COLUMNS], sum = 0;

	(void)state;
	make(&d, 2000, 0, 12);
	params.trees = 30;
	fit(&forest, &d, &params);
	forest_importance(&forest, share);
	for (size_t j = 0; j < COLUMNS; j++)
		sum += share[j];
	assert_true(fabs(sum - 1) < 1e-12);
	assert_true(share[0] > share[1] && share[1] > 1.5 * share[2] && share[1] > 1.5 * share[3]);
	forest_release(&forest);
	drop(&d);
}

/*
 * Without features, of one label, of one row, with nothing to tell rows apart: the share of label
 * 1.
 */
static void
answers_where_nothing_is_to_learn(void **state)
{
	struct forest_params params = FOREST_DEFAULT;
	struct frame none = { 2, 0, NULL };
	struct forest forest;
	struct data d;
	double out[2], share[COLUMNS], phi[2 * COLUMNS], base;

	(void)state;
	make(&d, 1000, 0, 13);
	params.trees = 50;
	memset(d.y, 1, d.n);
	fit(&forest, &d, &params);
	forest_predict(&forest, d.x, 2, out);
	forest_importance(&forest, share);
	forest_reasons(&forest, d.x, 2, phi, &base);
	assert_true(out[0] == 1 && share[0] == 0 && phi[0] == 0 && base == 1);
	forest_release(&forest);

	forest_fit(&forest, &d.frame, d.y, d.row + 3, 1, &params);
	forest_predict(&forest, d.x, 2, out);
	assert_true(out[0] == 1);
	forest_release(&forest);

	d.y[0] = 0;
	params.weight[1] = 3;
	params.trees = 2000;
	forest_fit(&forest, &none, d.y, d.row, 2, &params);
	forest_predict(&forest, d.x, 2, out);
	/* 0, 1 or 2 of two draws: shares 0, 3/4, 1 in 1/4, 1/2, 1/4 of the trees */
	assert_true(fabs(out[0] - 0.625) < 0.03 && out[0] == out[1]);
	forest_release(&forest);

	for (size_t j = 0; j < COLUMNS - 1; j++)
		for (size_t i = 0; i < d.n; i++)
			d.column[j][i] = 4;
	memset(d.flag, 1, d.n);
	fit(&forest, &d, &params);
	assert_int_equal(forest.tree[0].n, 1);
	forest_release(&forest);
	drop(&d);
}

static void
checks(void **state)
{
	struct forest_params p = FOREST_DEFAULT;

	(void)state;
	assert_null(forest_check(&p));
	p.trees = 0;
	assert_non_null(forest_check(&p));
	p = FOREST_DEFAULT;
	p.depth = 65;
	assert_non_null(forest_check(&p));
	p = FOREST_DEFAULT;
	p.leaf = 0;
	assert_non_null(forest_check(&p));
	p = FOREST_DEFAULT;
	p.weight[0] = NAN;
	assert_non_null(forest_check(&p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_best_split),
		cmocka_unit_test(goes_down_as_it_says),
		cmocka_unit_test(counts_its_rows),
		cmocka_unit_test(keeps_its_bounds),
		cmocka_unit_test(gives_shapley_values),
		cmocka_unit_test(finds_what_matters),
		cmocka_unit_test(answers_where_nothing_is_to_learn),
		cmocka_unit_test(checks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
