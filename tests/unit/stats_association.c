/*
 * fourfold, strata, multiple: published tables (named at each), values of scipy 1.10 and
 * statsmodels 0.13 (fisher_exact, chi2_contingency, confint_proportions_2indep), and enumeration.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "stats/fourfold.h"
#include "stats/interval.h"
#include "stats/multiple.h"
#include "stats/strata.h"

static void
near_to(double x, double want, double relative)
{
	if (!(fabs(x - want) <= relative * fabs(want)))
		print_error("%.17g, not %.17g\n", x, want);
	assert_true(fabs(x - want) <= relative * fabs(want));
}

static const struct {
	struct fourfold t;
	double fisher, chi_square, p;
} known[] = {
	{ { 3, 1, 1, 3 }, 0.48571428571428565, 2.0,
	    0.15729920705028105 }, /* Fisher's lady tasting tea */
	{ { 1, 9, 11, 3 }, 0.0027594561852200836, 10.971428571428572, 0.000925274037119762 },
	{ { 30, 70, 45, 255 }, 0.0016891732764990753, 11.076923076923078, 0.0008740872112984735 },
	{ { 8, 2, 1, 5 }, 0.034965034965034975, 6.112169312169312, 0.013425424881491248 },
	{ { 5000, 45000, 4000, 46000 }, 2.213548430383309e-28, 122.10012210012209,
	    2.194777764037421e-28 },
	{ { 217, 1040, 190, 2565 }, 2.7822772615772305e-22, 101.76662215090953,
	    6.2463841553571155e-24 },
	{ { 120, 180, 300, 9000 }, 7.569663247675903e-88, 939.4415830848468,
	    2.6175579380622146e-206 },
	{ { 0, 50, 5, 100000 }, 1, 0.002499999937534357, 0.9601223888210362 },
	{ { 6000, 24000, 100000, 294000 }, 6.252798685677497e-100, 430.4568527918782,
	    1.2925703639948171e-95 },
	{ { 2, 100000, 9, 200000 }, 0.3561903373187527, 1.1363314404639748, 0.28642884931268897 },
};

static void
tests_of_scipy(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		near_to(fourfold_fisher(known[i].t), known[i].fisher, 1e-11);
		near_to(fourfold_chi_square(known[i].t), known[i].chi_square, 1e-12);
		near_to(chi_square_1_upper(known[i].chi_square), known[i].p, 1e-12);
	}
}

/* Sums of binomial coefficients as whole numbers of thousands of digits (Python). */
static void
fisher_of_large_tables(void **state)
{
	(void)state;
	near_to(fourfold_fisher((struct fourfold){ 217, 1040, 190, 2565 }), 2.7822772615772296e-22,
	    1e-12);
	near_to(fourfold_fisher((struct fourfold){ 120, 180, 300, 9000 }), 7.569663247675903e-88,
	    1e-12);
	near_to(fourfold_fisher((struct fourfold){ 2000, 8000, 1500, 8500 }),
	    1.4140272782789444e-20, 1e-12);
	near_to(fourfold_fisher((struct fourfold){ 900, 100, 100, 900 }), 4.03e-321, 0.01);
	assert_true(fourfold_fisher((struct fourfold){ 0, 3000, 2500, 2500 }) == 0);
}

static double
choose(uint64_t n, uint64_t k)
{
	double x = 1;

	for (uint64_t i = 1; i <= k; i++)
		x = x * (double)(n - k + i) / (double)i;
	return k <= n ? round(x) : 0;
}

/* Every table of up to 24 users, by counting how many ways lead to each with the same margins. */
static void
fisher_by_counting(void **state)
{
	(void)state;
	for (uint64_t n = 0; n <= 24; n++)
		for (uint64_t row = 0; row <= n; row++)
			for (uint64_t column = 0; column <= n; column++)
				for (uint64_t a = row + column > n ? row + column - n : 0;
				     a <= row && a <= column; a++) {
					struct fourfold t = { a, row - a, column - a,
						n - row - column + a };
					double ways = choose(row, a) * choose(n - row, column - a),
					       sum = 0;

					for (uint64_t x = 0; x <= row && x <= column; x++) {
						double w =
						    choose(row, x) * choose(n - row, column - x);

						sum += w <= ways ? w : 0;
					}
					near_to(fourfold_fisher(t), sum / choose(n, column), 1e-12);
				}
}

/* Groups and outcomes may change places; no answer of an empty group. */
static void
turned(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct fourfold t = known[i].t, other = { t.c, t.d, t.a, t.b },
				turn = { t.a, t.c, t.b, t.d };
		double low, high, low2, high2;

		near_to(fourfold_fisher(other), fourfold_fisher(t), 1e-9);
		near_to(fourfold_fisher(turn), fourfold_fisher(t), 1e-9);
		near_to(fourfold_phi(other), -fourfold_phi(t), 1e-12);
		near_to(fourfold_phi(turn), fourfold_phi(t), 1e-12);
		fourfold_difference(t, INTERVAL_Z95, &low, &high);
		fourfold_difference(other, INTERVAL_Z95, &low2, &high2);
		near_to(low, -high2, 1e-12);
		near_to(high, -low2, 1e-12);
	}
	struct fourfold empty = { 0, 0, 3, 4 };
	double low, high;

	fourfold_difference(empty, INTERVAL_Z95, &low, &high);
	assert_true(isnan(low) && isnan(high) && isnan(fourfold_phi(empty)) &&
	    isnan(fourfold_chi_square(empty)));
	assert_true(fourfold_fisher(empty) == 1 && fourfold_least_expected(empty) == 0);
	assert_true(fourfold_fisher((struct fourfold){ 0 }) == 1);
	near_to(fourfold_phi((struct fourfold){ 5, 0, 0, 7 }), 1, 1e-15);
	near_to(fourfold_phi((struct fourfold){ 10, 20, 30, 5 }), -550 / sqrt(30.0 * 35 * 40 * 25),
	    1e-12);
	near_to(fourfold_least_expected((struct fourfold){ 10, 20, 30, 5 }), 30.0 * 25 / 65, 1e-12);
}

/* Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10. */
static void
newcombe(void **state)
{
	static const struct {
		struct fourfold t;
		double low, high;
	} table[] = {
		{ { 56, 14, 48, 32 }, 0.0524, 0.3339 },
		{ { 9, 1, 3, 7 }, 0.1705, 0.8090 },
		{ { 6, 1, 2, 5 }, 0.0582, 0.8062 },
		{ { 5, 51, 0, 29 }, -0.0381, 0.1926 },
		{ { 0, 10, 0, 20 }, -0.1611, 0.2775 },
		{ { 0, 10, 0, 10 }, -0.2775, 0.2775 },
		{ { 10, 0, 0, 20 }, 0.6791, 1 },
		{ { 10, 0, 0, 10 }, 0.6075, 1 },
	};
	double low, high;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		fourfold_difference(table[i].t, INTERVAL_Z95, &low, &high);
		assert_true(fabs(low - table[i].low) <= 5e-5 && fabs(high - table[i].high) <= 5e-5);
	}
	fourfold_difference((struct fourfold){ 217, 1040, 190, 2565 }, INTERVAL_Z95, &low, &high);
	near_to(low, 0.08137429167206586, 1e-12);
	near_to(high, 0.1272807241368622, 1e-12);
}

/*
 * Admissions to Berkeley by department, women and men (Bickel, Hammel and O'Connell 1975, Science
 * 187).
 */
static void
berkeley(void **state)
{
	static const struct fourfold department[] = { { 89, 19, 512, 313 }, { 17, 8, 353, 207 },
		{ 202, 391, 120, 205 }, { 131, 244, 138, 279 }, { 94, 299, 53, 138 },
		{ 24, 317, 22, 351 } };
	struct strata s = { 0 };
	double low, high;

	(void)state;
	assert_true(isnan(strata_odds(&s)) && isnan(strata_p(&s)));
	for (size_t i = 0; i < 6; i++)
		strata_add(&s, department[i]);
	strata_add(&s, (struct fourfold){ 0 });
	strata_add(&s, (struct fourfold){ 7, 0, 9, 0 });
	strata_odds_interval(&s, INTERVAL_Z95, &low, &high);
	near_to(strata_odds(&s), 1.1053426615022164, 1e-12);
	near_to(low, 0.9431028285160811, 1e-12);
	near_to(high, 1.2954922436816447, 1e-12);
	near_to(strata_p(&s), 0.21692369705551717, 1e-12);
}

static void
strata_that_cannot_tell(void **state)
{
	struct strata s = { 0 };
	double low, high;

	(void)state;
	strata_add(&s, (struct fourfold){ 4, 0, 3, 2 });
	strata_odds_interval(&s, INTERVAL_Z95, &low, &high);
	assert_true(isinf(strata_odds(&s)) && isnan(low) && isnan(high));
}

/* The fifteen tests of Benjamini and Hochberg 1995, 3.1: four are discoveries. */
static void
discoveries(void **state)
{
	double p[] = { 0.0459, 0.0001, 1, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
		0.3240, 0.4262, 0.5719, 0.6528, 0.7590 };
	static const double want[] = { 0.0765, 0.0015, 1, 0.003, 0.0095, 0.035625, 0.0603,
		0.06385714285714286, 0.06385714285714286, 0.0645, 0.486, 0.5811818181818182,
		0.714875, 0.7532307692307693, 0.8132142857142857 };

	(void)state;
	multiple_discoveries(p, 15, p);
	for (size_t i = 0; i < 15; i++)
		near_to(p[i], want[i], 1e-14);
	multiple_discoveries(p, 0, p);
}

/* Of equal tests each is as good as alone: rounding takes nothing away. */
static void
equal_discoveries(void **state)
{
	double q[100];

	(void)state;
	for (size_t n = 1; n <= 100; n++) {
		for (size_t i = 0; i < n; i++)
			q[i] = 0.44444444444444453;
		multiple_discoveries(q, n, q);
		for (size_t i = 0; i < n; i++)
			assert_true(q[i] == 0.44444444444444453);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tests_of_scipy),
		cmocka_unit_test(fisher_of_large_tables),
		cmocka_unit_test(fisher_by_counting),
		cmocka_unit_test(turned),
		cmocka_unit_test(newcombe),
		cmocka_unit_test(berkeley),
		cmocka_unit_test(strata_that_cannot_tell),
		cmocka_unit_test(discoveries),
		cmocka_unit_test(equal_discoveries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
