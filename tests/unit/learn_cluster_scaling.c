/*
 * scaling, moments, axes, scores: by hand. They are held against scikit-learn in cli/ia-kmeans.t.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "learn/cluster/axes.h"
#include "learn/cluster/moments.h"
#include "learn/draw.h"
#include "learn/cluster/scaling.h"
#include "learn/cluster/score.h"

static void
near_to(double x, double want)
{
	assert_true(fabs(x - want) <= 1e-12 * (1 + fabs(want)));
}

static void
load(struct matrix *m, size_t d, const double *row, size_t n)
{
	matrix_init(m, d);
	matrix_add(m, row, n);
}

static void
scales(void **state)
{
	/* mean 5, sd 2, quartiles 4 and 5.5, median 4.5 */
	static const double row[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
	static const double first[] = { -1.5, -2.5 / 1.5, 0, 2 };

	(void)state;
	for (int how = SCALE_ZSCORE; how <= SCALE_NONE; how++) {
		struct scaling s;
		struct matrix m;
		double x = 2;

		load(&m, 1, row, 8);
		scaling_init(&s, 1);
		assert_int_equal(scaling_fit(&s, (enum scale)how, &m, 2), -1);
		near_to(*matrix_at(&m, 0, 0), first[how]);
		scaling_row(&s, &x);
		assert_true(x == *matrix_at(&m, 0, 0));
		scaling_undo(&s, &x);
		near_to(x, 2);
		scaling_release(&s);
		matrix_release(&m);
	}
}

static void
holes_and_logarithms(void **state)
{
	static const double row[] = { 1, NAN, 3, 5 }; /* 3 columns would need 12: one column */
	struct scaling s;
	struct matrix m;
	double x = NAN;

	(void)state;
	load(&m, 1, row, 4);
	scaling_init(&s, 1);
	s.log[0] = true;
	assert_int_equal(scaling_fit(&s, SCALE_NONE, &m, 1), -1);
	near_to(*matrix_at(&m, 1, 0), log(4));
	scaling_row(&s, &x);
	near_to(x, log(4));
	scaling_undo(&s, &x);
	near_to(x, 3);
	scaling_release(&s);
	matrix_release(&m);

	load(&m, 1, (const double[]){ NAN, NAN }, 2);
	scaling_init(&s, 1);
	assert_int_equal(scaling_fit(&s, SCALE_NONE, &m, 1), 0);
	scaling_release(&s);
	matrix_release(&m);
}

static void
constant_columns(void **state)
{
	struct scaling s;
	struct matrix m;

	(void)state;
	matrix_init(&m, 1);
	for (int i = 0; i < 10000; i++)
		matrix_add(&m, &(double){ 0.1 }, 1);
	scaling_init(&s, 1);
	scaling_fit(&s, SCALE_ZSCORE, &m, 2);
	for (size_t i = 0; i < m.n; i++)
		assert_true(*matrix_at(&m, i, 0) == 0);
	scaling_release(&s);
	matrix_release(&m);
}

/* 0 and 2 beside 10: silhouettes 8/10, 6/8 and 0; means 1 and 10. */
static void
scores(void **state)
{
	static const double row[] = { 0, 2, 10 };
	static const uint16_t label[] = { 4, 4, 1 }; /* of five clusters, three without rows */
	struct score score;
	struct matrix m;

	(void)state;
	load(&m, 1, row, 3);
	score = score_of(&m, label, 5, 1, 1);
	near_to(score.silhouette, (0.8 + 0.75) / 3);
	/* between 2 x 9 + 36 about the mean 4 */
	near_to(score.calinski_harabasz, 54. / 1 / (2. / 1));
	near_to(score.davies_bouldin, 1. / 9);
	score = score_of(&m, (const uint16_t[]){ 0, 0, 0 }, 1, 1, 1);
	assert_true(isnan(score.silhouette) && isnan(score.calinski_harabasz));
	matrix_release(&m);
}

static void
axes(void **state)
{
	static const double row[] = { 0, 0, 3, 4, -3, -4, 0, 0 }; /* along (3, 4) / 5 */
	struct matrix m;
	struct axes a;
	double back[2];

	(void)state;
	load(&m, 2, row, 4);
	axes_of(&a, &m);
	near_to(fabs(a.direction[0]), 0.6);
	near_to(fabs(a.direction[1]), 0.8);
	near_to(a.high[0], 5);
	near_to(a.low[0], -5);
	near_to(a.sd[0], sqrt(12.5));
	assert_true(a.sd[1] < 1e-7);
	axes_row(&a, (const double[]){ 5, 0 }, back);
	near_to(fabs(back[1]), 4);
	axes_release(&a);
	matrix_release(&m);
}

static void
samples(void **state)
{
	size_t row[100], hit[300] = { 0 };

	(void)state;
	for (uint64_t seed = 0; seed < 3000; seed++) {
		draw_rows(row, 100, 300, seed);
		for (size_t i = 0; i < 100; i++) {
			assert_true(row[i] < 300 && (i == 0 || row[i] > row[i - 1]));
			hit[row[i]]++;
		}
	}
	for (size_t i = 0; i < 300; i++) /* 1000 expected, sd 26 */
		assert_true(hit[i] > 850 && hit[i] < 1150);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scales),
		cmocka_unit_test(holes_and_logarithms),
		cmocka_unit_test(constant_columns),
		cmocka_unit_test(scores),
		cmocka_unit_test(axes),
		cmocka_unit_test(samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
