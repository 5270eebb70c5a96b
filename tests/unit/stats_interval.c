/* interval: the worked examples of Newcombe 1998, Statistics in Medicine 17, 857-872, method 3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "stats/interval.h"

static void
near_to(double x, double want, double most)
{
	assert_true(fabs(x - want) <= most);
}

static void
newcombe(void **state)
{
	static const struct {
		uint64_t successes, n;
		double low, high;
	} table[] = {
		{ 81, 263, 0.2553, 0.3662 },
		{ 15, 148, 0.0624, 0.1605 },
		{ 0, 20, 0, 0.1611 },
		{ 1, 29, 0.0061, 0.1718 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		double low, high;

		interval_wilson(table[i].successes, table[i].n, INTERVAL_Z95, &low, &high);
		near_to(low, table[i].low, 5e-5);
		near_to(high, table[i].high, 5e-5);
	}
}

/* The bounds solve |share - p| = z sqrt(p (1 - p) / n); failures mirror successes. */
static void
definition(void **state)
{
	(void)state;
	for (uint64_t n = 1; n < 60; n++) {
		for (uint64_t k = 0; k <= n; k++) {
			double low, high, low2, high2, share = (double)k / (double)n;

			interval_wilson(k, n, INTERVAL_Z95, &low, &high);
			interval_wilson(n - k, n, INTERVAL_Z95, &low2, &high2);
			near_to(low, 1 - high2, 1e-15);
			assert_true(0 <= low && low <= share && share <= high && high <= 1);
			near_to(share - low, INTERVAL_Z95 * sqrt(low * (1 - low) / (double)n),
			    1e-12);
			near_to(high - share, INTERVAL_Z95 * sqrt(high * (1 - high) / (double)n),
			    1e-12);
		}
	}
	double low, high;

	interval_wilson(0, 0, INTERVAL_Z95, &low, &high);
	assert_true(isnan(low) && isnan(high));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(newcombe),
		cmocka_unit_test(definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
