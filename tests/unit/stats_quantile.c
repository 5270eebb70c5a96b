/* quantile, counted: against sorting; numpy's own values where said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "stats/counted.h"
#include "stats/quantile.h"

#define N 400

static void
near_to(double x, double want, double most)
{
	assert_true(fabs(x - want) <= most);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* numpy.quantile([1, 2, 4, 8], p) */
static void
published(void **state)
{
	const double p[] = { 0, 0.01, 0.25, 0.5, 0.75, 0.99, 1 };
	const double want[] = { 1, 1.03, 1.75, 3, 5, 7.88, 8 };
	double out[7], x[] = { 8, 1, 4, 2 };
	int64_t i[] = { 8, 1, 4, 2 };

	(void)state;
	for (int k = 0; k < 7; k++) {
		near_to(quantile_select(x, 4, p[k]), want[k], 1e-15);
		near_to(quantile_select_i64(i, 4, p[k]), want[k], 1e-15);
	}
	quantiles_select(x, 4, p, 7, out);
	for (int k = 0; k < 7; k++)
		near_to(out[k], want[k], 1e-15);
	assert_true(isnan(quantile_select(x, 0, 0.5)));
	assert_true(quantile_select(x, 1, 0.3) == x[0]);
}

static double
any_value(struct random *random, int shape)
{
	switch (shape) {
	case 0: return random_normal(random);
	case 1: return (double)random_below(random, 5) - 2; /* many are the same */
	case 2: return ldexp(random_unit(random) - 0.5, (int)random_below(random, 1800) - 900);
	default: return -(double)random_below(random, 1000);
	}
}

static void
like_sorting(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 3);
	for (int round = 0; round < 4000; round++) {
		size_t n = 1 + random_below(&random, N);
		double x[N], sorted[N], p = round % 7 == 0 ? 1 : random_unit(&random);
		int64_t i[N];

		for (size_t k = 0; k < n; k++)
			sorted[k] = x[k] = any_value(&random, round % 4);
		qsort(sorted, n, sizeof *sorted, by_value);
		double want = quantile_sorted(sorted, n, p);

		assert_true(quantile_select(x, n, p) == want);
		qsort(x, n, sizeof *x, by_value);
		assert_memory_equal(x, sorted, n * sizeof *x); /* nothing is lost */
		for (size_t k = 0; k < n; k++)
			i[k] = (int64_t)(sorted[n - 1 - k] = round % 4 == 2
				? (double)(k * k)
				: floor(sorted[n - 1 - k]));
		qsort(sorted, n, sizeof *sorted, by_value);
		assert_true(quantile_select_i64(i, n, p) == quantile_sorted(sorted, n, p));
	}
}

/*
 * Inputs that make quickselect slow are still fast: 2^20 values in organ-pipe order, a saw and all
 * the same.
 */
static void
large(void **state)
{
	size_t n = 1 << 20;
	double *x = malloc(n * sizeof *x);

	(void)state;
	for (int shape = 0; shape < 3; shape++) {
		for (size_t k = 0; k < n; k++)
			x[k] = shape == 0 ? (double)(k < n / 2 ? k : n - k)
			    : shape == 1  ? (double)(k % 7)
					  : 1;
		double median = quantile_select(x, n, 0.5);

		assert_true(median == (shape == 0 ? (double)(n / 4) : shape == 1 ? 3 : 1));
	}
	free(x);
}

static void
counted(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 4);
	for (int round = 0; round < 2000; round++) {
		size_t n = random_below(&random, 90), total = 0;
		struct counted v[90];
		struct counted_run run[] = { { v, n / 2, 0 }, { v + n / 2, n - n / 2, 0 } };
		double all[90 * 4], p[3] = { random_unit(&random), random_unit(&random), 0.5 };
		struct counted_place place[3];

		for (size_t k = 0; k < n; k++) {
			double x = any_value(&random, round % 4);

			v[k] = (struct counted){ word_of_double(x), random_below(&random, 5) };
			for (size_t c = 0; c < v[k].count; c++)
				all[total++] = x;
		}
		qsort(all, total, sizeof *all, by_value);
		assert_int_equal(quantiles_counted(run, 2, p, 3, place), total);
		for (int k = 0; k < 3 && total > 0; k++)
			assert_true(quantile_between(double_of_word(place[k].low),
					double_of_word(place[k].high),
					place[k].share) == quantile_sorted(all, total, p[k]));
	}
}

/* Entries of ten are the ten values that they stand for. */
static void
tens(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 5);
	for (int round = 0; round < 500; round++) {
		struct counted ten[20], one[200];
		double p[] = { 0.01, 0.3, 0.5, 1 };
		struct counted_place a[4], b[4];

		for (size_t i = 0; i < 20; i++) {
			ten[i] = (struct counted){
				word_of_i64((int64_t)random_below(&random, 4000) - 2000), 0
			};
			for (unsigned k = 0; k < COUNTED_TEN; k++) {
				uint64_t count =
				    random_below(&random, 3) == 0 ? random_below(&random, 64) : 0;

				ten[i].count |= count << (k * COUNTED_TEN_BITS);
				one[i * 10 + k] = (struct counted){ ten[i].key + k * 7, count };
			}
			ten[i].count |= UINT64_C(1) << 63;
		}
		uint64_t n = quantiles_counted(&(struct counted_run){ ten, 20, 7 }, 1, p, 4, a);

		assert_int_equal(n,
		    quantiles_counted(&(struct counted_run){ one, 200, 0 }, 1, p, 4, b));
		assert_memory_equal(a, b, sizeof a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published),
		cmocka_unit_test(like_sorting),
		cmocka_unit_test(large),
		cmocka_unit_test(counted),
		cmocka_unit_test(tens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
