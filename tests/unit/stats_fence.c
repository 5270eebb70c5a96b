/* fence: by hand. The other methods are held against numpy in cli/ia-outlier.t. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "stats/fence.h"
#include "stats/rounding.h"

static void
near_to(double x, double want, double most)
{
	assert_true(fabs(x - want) <= most);
}

static struct fence
fence(enum fence_method method, double cutoff, const double *x, size_t n, double mean, double sd)
{
	struct counted v[20];

	for (size_t i = 0; i < n; i++)
		v[i] = (struct counted){ word_of_double(x[i]), 1 };
	return fence_of(method, cutoff, v, n, mean, sd);
}

static void
by_hand(void **state)
{
	/* quartiles 2.25, 4.75; median 3.5, MAD 1.5 */
	const double x[] = { 1, 2, 3, 4, 5, 100 };
	struct fence f;

	(void)state;
	f = fence(FENCE_IQR, 1.5, x, 6, 0, 0);
	assert_true(f.low == -1.5 && f.high == 8.5);
	f = fence(FENCE_MAD, 3.5, x, 6, 0, 0);
	near_to(f.high, 3.5 + 3.5 * 1.5 / 0.6745, 1e-12);
	f = fence(FENCE_ZSCORE, 3, x, 6, 10, 2);
	assert_true(f.low == 4 && f.high == 16);
	f = fence(FENCE_QUANTILE, 0.1, x, 6, 0, 0);
	near_to(f.low, 1.5, 1e-12);
	near_to(f.high, 52.5, 1e-12);
}

static void
nothing_to_say(void **state)
{
	const double same[] = { 7, 7, 7, 7 }, nearly[] = { 7, 7, 7, 8 };
	struct fence f;

	(void)state;
	for (int method = FENCE_IQR; method <= FENCE_ZSCORE; method++) {
		f = fence((enum fence_method)method, 1, same, 4, 7, 0);
		assert_true(f.low == -INFINITY && f.high == INFINITY);
		f = fence((enum fence_method)method, 1, same, 0, NAN, NAN);
		assert_true(f.low == -INFINITY && f.high == INFINITY);
	}
	f = fence(FENCE_QUANTILE, 0.01, same, 4, 0, 0);
	assert_true(f.low == 7 && f.high == 7);
	f = fence(FENCE_MAD, 2, nearly, 4, 0, 0); /* MAD 0, mean distance 0.25 */
	near_to(f.high, 7 + 2 * 1.253314 * 0.25, 1e-12);
}

#define NEAR (0.1 + 0.2 + 0.4)

/* 0.1 + 0.2 + 0.4 is 0.7 or its neighbour, by the order of the terms: that is no spread. */
static void
rounding(void **state)
{
	const double noise[] = { 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, NEAR },
		     most[] = { 0.7, NEAR, 0.7, NEAR, 0.7, NEAR, 0.9 };
	struct fence f;

	(void)state;
	assert_true(noise[6] != noise[0]);
	for (int method = FENCE_IQR; method <= FENCE_QUANTILE; method++) {
		f = fence((enum fence_method)method, 0.01, noise, 7, 0.7, 4e-17);
		assert_true(f.low <= noise[6] && f.high >= noise[6] && f.high >= 0.7);
	}
	f = fence(FENCE_IQR, 1.5, most, 7, 0, 0);
	assert_true(f.high == INFINITY);
	f = fence(FENCE_MAD, 3, most, 7, 0, 0); /* MAD 0, mean distance 0.2 / 7 */
	near_to(f.high, 0.7 + 3 * 1.253314 * 0.2 / 7, 1e-12);
	assert_true(rounding_alone(1e16, 1e16 + 2) && rounding_alone(-0.7, -0.7 + 1e-15));
	assert_false(rounding_alone(0, 1e-300) || rounding_alone(1e12, 1e12 + 1) ||
	    rounding_alone(NAN, NAN) || rounding_alone(-1e308, 1e308));
}

static void
cutoffs(void **state)
{
	(void)state;
	assert_null(fence_check(FENCE_IQR, 0));
	assert_non_null(fence_check(FENCE_IQR, -1));
	assert_non_null(fence_check(FENCE_IQR, NAN));
	assert_non_null(fence_check(FENCE_QUANTILE, 0.5));
	assert_null(fence_check(FENCE_QUANTILE, 0.49));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(nothing_to_say),
		cmocka_unit_test(rounding),
		cmocka_unit_test(cutoffs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
