/* exact_sum: against 128-bit integers and sums whose value is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <math.h>

#include "base/bits.h"
#include "base/random.h"
#include "stats/exact_sum.h"

/* Doubles that are multiples of 2^-20: their sum is an integer of 128 bits. */
static void
like_integers(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 1);
	for (int round = 0; round < 2000; round++) {
		struct exact_sum sum = { 0 }, half = { 0 };
		wide_signed want = 0;

		for (int k = 0; k < 50; k++) {
			int64_t x =
			    (int64_t)random_next(&random) >> (12 + random_below(&random, 40));
			uint64_t count = random_below(&random, 1000);

			exact_sum_add(k % 2 ? &sum : &half, ldexp((double)x, -20), count);
			want += (wide_signed)x * count;
		}
		exact_sum_merge(&sum, &half);
		assert_true(exact_sum_value(&sum) == ldexp((double)want, -20));
	}
}

static void
known(void **state)
{
	struct exact_sum sum = { 0 };

	(void)state;
	assert_true(exact_sum_value(&sum) == 0);
	exact_sum_add(&sum, DBL_MAX, 1);
	exact_sum_add(&sum, DBL_TRUE_MIN, 3);
	exact_sum_add(&sum, -DBL_MAX, 1);
	assert_true(exact_sum_value(&sum) == 3 * DBL_TRUE_MIN);
	exact_sum_add(&sum, -DBL_MAX, 2);
	assert_true(exact_sum_value(&sum) == -INFINITY);
	exact_sum_add(&sum, DBL_MAX, 2);
	exact_sum_add(&sum, DBL_TRUE_MIN, (UINT64_C(1) << 40) - 4);
	assert_true(exact_sum_value(&sum) == ldexp(1, 40 - 1074) - DBL_TRUE_MIN);
}

/* Ties go to even, and one bit far below decides. */
static void
rounding(void **state)
{
	struct exact_sum sum = { 0 };

	(void)state;
	exact_sum_add(&sum, 0x1p53, 1);
	exact_sum_add(&sum, 1, 1);
	assert_true(exact_sum_value(&sum) == 0x1p53);
	exact_sum_add(&sum, 0x1p-900, 1);
	assert_true(exact_sum_value(&sum) == 0x1p53 + 2);
	exact_sum_add(&sum, -0x1p-900, 2);
	assert_true(exact_sum_value(&sum) == 0x1p53);
	exact_sum_add(&sum, 2, 1);
	assert_true(exact_sum_value(&sum) == 0x1p53 + 2);
	exact_sum_add(&sum, 0x1p-900, 1);
	assert_true(exact_sum_value(&sum) == 0x1p53 + 4);
}

/* sd of 1, 2, ..., n is sqrt(n (n + 1) / 12); moving all by 1e9 changes nothing. */
static void
spread(void **state)
{
	(void)state;
	for (unsigned n = 2; n < 300; n++) {
		for (int move = 0; move < 2; move++) {
			struct exact_sum sum = { 0 };
			struct exact_squares squares = { 0 };
			double far = move ? 1e9 : 0;

			for (unsigned k = 1; k <= n; k++) {
				exact_sum_add(&sum, far + k, 1);
				exact_squares_add(&squares, far + k, 1);
			}
			assert_true(exact_mean(&sum, n) == far + (n + 1) / 2.0);
			assert_true(fabs(exact_sd(&sum, &squares, n) / sqrt(n * (n + 1.0) / 12) -
					1) < 6e-16);
		}
	}
	struct exact_sum same = { 0 };
	struct exact_squares squares = { 0 };

	exact_sum_add(&same, 0.1, 1000);
	exact_squares_add(&squares, 0.1, 1000);
	assert_true(exact_sd(&same, &squares, 1000) == 0);
	assert_true(isnan(exact_sd(&same, &squares, 1)));
	assert_true(isnan(exact_mean(&same, 0)));
}

/* By fractions.Fraction of Python and decimal's root to 60 digits. */
static void
once(void **state)
{
	static const struct {
		double x[4];
		uint64_t n;
		double mean, sd;
	} known[] = {
		{ { 0.1, 0.1, 0.1 }, 3, 0.1, 0 },
		{ { 0.7, 0.7, 0.7 }, 3, 0.7, 0 },
		{ { 1000000000000.1, 1000000000000.2, 1000000000000.3 }, 3, 1000000000000.2,
		    0.10003662730029407 },
		{ { 0x1p60, 0x1p60 + 256, 0x1p60 + 512 }, 3, 0x1p60 + 256, 256 },
		{ { 1e20, 1e20 + 16384, 1e20 + 32768 }, 3, 1e20 + 16384, 16384 },
		{ { 1e-200, 3e-200, 2e-200 }, 3, 2e-200, 1e-200 },
		{ { 1e300, -1e300 }, 2, 0, 1.4142135623730952e+300 },
		{ { DBL_TRUE_MIN, 0, 0, 0 }, 4, 0, 0 },
		{ { DBL_TRUE_MIN, DBL_TRUE_MIN, 0 }, 3, DBL_TRUE_MIN, DBL_TRUE_MIN },
		{ { 5, 5, 5, 5 }, 4, 5, 0 },
	};

	(void)state;
	for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
		struct exact_sum sum = { 0 };
		struct exact_squares squares = { 0 };

		for (uint64_t i = 0; i < known[k].n; i++) {
			exact_sum_add(&sum, known[k].x[i], 1);
			exact_squares_add(&squares, known[k].x[i], 1);
		}
		assert_true(exact_mean(&sum, known[k].n) == known[k].mean);
		assert_true(exact_sd(&sum, &squares, known[k].n) == known[k].sd);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(like_integers),
		cmocka_unit_test(known),
		cmocka_unit_test(rounding),
		cmocka_unit_test(spread),
		cmocka_unit_test(once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
