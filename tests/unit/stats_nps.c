/* nps: scores and bounds as a second program has them, by root finding on the inequality. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "stats/interval.h"
#include "stats/nps.h"

static void
near_to(double x, double want)
{
	assert_true(fabs(x - want) <= 1e-9 * fmax(1, fabs(want)));
}

static void
scores(void **state)
{
	static const struct {
		struct nps_counts counts;
		double score, low, high;
	} table[] = {
		{ { 10, 0, 0 }, 100, 44.49344002742215, 100 },
		{ { 0, 0, 7 }, -100, -100, -29.13391298666252 },
		{ { 3, 2, 5 }, -20, -60.71011638018802, 31.81142837470358 },
		{ { 45, 3, 2 }, 86, 66.42424866207118, 93.30396428699113 },
		{ { 0, 2, 0 }, 0, -48.009116763553095, 48.009116763553095 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct nps_score s = nps_score(&table[i].counts, INTERVAL_Z95);

		near_to(s.score, table[i].score);
		near_to(s.low, table[i].low);
		near_to(s.high, table[i].high);
	}
}

static void
differences(void **state)
{
	struct nps_counts a = { 500, 300, 200 }, b = { 560, 250, 190 }, none = { 0 };
	struct nps_difference d = nps_difference(&a, &b, INTERVAL_Z95);

	(void)state;
	near_to(d.difference, 7);
	near_to(d.low, 0.13457010650337864);
	near_to(d.high, 13.82707463895129);
	near_to(d.p, 0.045332846807821583);
	assert_true(isnan(nps_difference(&a, &none, INTERVAL_Z95).difference));
	assert_true(isnan(nps_score(&none, INTERVAL_Z95).score));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(scores),
		cmocka_unit_test(differences) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
