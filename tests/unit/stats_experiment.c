/*
 * experiment: tails against mpmath, exact sums by relations, and by simulation that what has no
 * effect alarms as often as it says. IA_LONG=1 makes the simulations twenty times as long.
 */
#include "experiment_help.h"

#include "base/random.h"
#include "stats/experiment/ratio.h"
#include "stats/experiment/sequential.h"
#include "stats/fourfold.h"
#include "stats/multiple.h"

#define RUNS 2000

static void
is_near(double x, double want, double relative)
{
	if (!(fabs(x - want) <= relative * fabs(want)))
		print_error("%.17g, not %.17g\n", x, want);
	assert_true(fabs(x - want) <= relative * fabs(want));
}

/* mpmath 1.3 at 40 digits. */
static void
tails(void **state)
{
	static const double two[][3] = { { 0.5, 1, 0.70483276469913345 },
		{ 2.1, 17.5, 0.050512428500854406 }, { 5, 3.25, 0.012681767972336251 },
		{ 12, 51.98794328968883, 1.3333813628048011e-16 },
		{ 1.96, 1e6, 0.049996067585269791 }, { 40, 2.5, 0.00014195634290493383 } };
	static const double at[][3] = { { 0.975, 1.5, 6.0166631044279319 },
		{ 0.975, 51.98794328968883, 2.0066578821620674 }, { 0.95, 7, 1.8945786050900074 },
		{ 0.9995, 3, 12.923978636687483 } };

	(void)state;
	for (size_t k = 0; k < 6; k++)
		is_near(student_two_sided(two[k][0], two[k][1]), two[k][2], 1e-10);
	for (size_t k = 0; k < 4; k++) {
		is_near(student_quantile(at[k][0], at[k][1]), at[k][2], 1e-12);
		is_near(student_quantile(1 - at[k][0], at[k][1]), -at[k][2], 1e-12);
	}
	is_near(beta_lower(0.3, 2, 5), 0.579825, 1e-13);
	is_near(beta_lower(0.001, 1, 5001), 0.99328560915209425, 1e-13);
	is_near(beta_lower(0.999, 300, 1.5), 0.89624919312582574, 1e-12);
	assert_true(isnan(student_two_sided(NAN, 5)) && isnan(student_quantile(0.975, NAN)));
	assert_true(student_two_sided(INFINITY, 5) == 0 && student_two_sided(0, 5) == 1);
	is_near(student_two_sided(2, 1e9), erfc(M_SQRT2), 1e-9);
}

static double
some(struct random *random, size_t kind)
{
	switch (kind % 4) {
	case 0: return (double)random_below(random, 100);
	case 1: return random_normal(random) * 1e9;
	case 2: return random_unit(random) * 1e-9;
	default: return 0.01 * (double)random_below(random, 100000);
	}
}

static void
same_spread(struct moments *a, struct moments *b, uint64_t n)
{
	struct spread x, y;

	moments_spread(a, n, &x);
	moments_spread(b, n, &y);
	assert_memory_equal(&x, &y, sizeof x);
}

/* In another order, in parts, with something added and taken away: the same bits. */
static void
sums_are_exact(void **state)
{
	struct moments *m = memory_array(4, sizeof *m);
	double x[500], y[500];
	struct random random;

	(void)state;
	random_seed(&random, 5);
	for (size_t i = 0; i < 500; i++) {
		x[i] = some(&random, i / 3);
		y[i] = some(&random, i / 5);
	}
	for (size_t i = 0; i < 500; i++) {
		moments_add(&m[0], x[i], y[i], 1);
		moments_add(&m[1], x[499 - i], y[499 - i], 1);
		moments_add(&m[2 + i % 2], x[i], y[i], 1);
		moments_add(&m[1], y[i], 3, 1);
	}
	for (size_t i = 0; i < 500; i++)
		moments_add(&m[1], y[i], 3, -1);
	moments_merge(&m[2], &m[3]);
	same_spread(&m[0], &m[1], 500);
	same_spread(&m[0], &m[2], 500);
	free(m);
}

static void
nothing_cancels(void **state)
{
	struct moments *m = memory_new(sizeof *m);
	struct spread s;

	(void)state;
	for (int k = 1; k <= 5; k++)
		moments_add(m, 1e9 + 0.5 + k, 1e15 + 2 * k, 1);
	moments_spread(m, 5, &s);
	assert_true(s.mean_x == 1e9 + 3.5 && s.var_x == 2.5 && s.var_y == 10 && s.cov == 5);
	moments_spread(m, 1, &s);
	assert_true(isnan(s.var_x));
	moments_spread(m, 0, &s);
	assert_true(isnan(s.mean_x) && isnan(s.var_x));
	free(m);
}

/* What cannot be told is NaN, never infinite, never a number. */
static void
cannot_be_told(void **state)
{
	static const uint64_t none[2] = { 0, 0 }, ten[2] = { 10, 10 };
	struct estimate flat = { 10, 3, 0 }, zero = { 10, 0, 1 }, one = { 1, 5, NAN };
	struct effect e = effect_of(flat, flat);

	(void)state;
	effect_judge(&e, &both_sides);
	assert_true(e.difference == 0 && isnan(e.p) && isnan(e.low) && isnan(e.lift_low));
	e = effect_of(zero, (struct estimate){ 10, 1, 1 });
	effect_judge(&e, &both_sides);
	assert_true(isfinite(e.p) && isnan(e.lift) && isnan(e.lift_low));
	assert_true(effect_unbounded(&e, 2));
	e = effect_of(one, flat);
	effect_judge(&e, &both_sides);
	assert_true(isnan(e.p) && isnan(e.low));
	e = effect_of(estimate_share(0, 10), estimate_share(0, 10));
	effect_judge_shares(&e, none, ten, SHARE_POOLED, &both_sides);
	assert_true(isnan(e.p) && e.low < 0 && e.high > 0 && isnan(e.lift));
	e = effect_of(estimate_share(0, 0), estimate_share(0, 10));
	effect_judge_shares(&e, none, none, SHARE_POOLED, &both_sides);
	assert_true(isnan(e.p) && isnan(e.low));
}

/* Of so many runs without an effect, how many may alarm: five standard deviations around. */
static void
alarms(size_t n, size_t runs, double p, const char *name)
{
	double want = p * (double)runs, sd = sqrt(want * (1 - p));

	print_message("%s: %zu of %zu alarm\n", name, n, runs);
	assert_true((double)n <= want + 4 * sd);
	assert_true((double)n >= want - 4 * sd);
}

static size_t
runs_of(size_t n)
{
	return getenv("IA_LONG") != NULL ? 20 * n : n;
}

struct arm_sums {
	uint64_t n, ones;
	struct moments *money, *pair;
};

enum { ARM = 400 };

static void
draw(struct random *random, struct arm_sums *arm)
{
	memset(arm->money, 0, sizeof *arm->money);
	memset(arm->pair, 0, sizeof *arm->pair);
	arm->n = ARM;
	arm->ones = 0;
	for (size_t i = 0; i < ARM; i++) {
		double before = random_normal(random), views = 1 + (double)random_below(random, 9);
		double money = 20 * random_exponential(random);

		arm->ones += random_below(random, 5) == 0;
		moments_add(arm->money, before + random_normal(random), before, 1);
		moments_add(arm->pair, views * money, views, 1);
	}
}

static struct estimate
of(struct moments *m, uint64_t n, bool pair)
{
	struct spread s;

	moments_spread(m, n, &s);
	return pair ? estimate_ratio(&s) : estimate_mean(&s);
}

static bool
alarm_of(struct effect e)
{
	effect_judge(&e, &both_sides);
	return e.p < 0.05;
}

static void
nothing_alarms_too_often(void **state)
{
	static const char *const names[] = { "z", "welch", "ratio", "cuped" };
	size_t runs = runs_of(RUNS), n[4] = { 0 };
	struct arm_sums c, t;
	struct random random;
	double theta;

	(void)state;
	random_seed(&random, 13);
	c.money = memory_array(4, sizeof *c.money);
	c.pair = c.money + 1;
	t.money = c.money + 2;
	t.pair = c.money + 3;
	for (size_t r = 0; r < runs; r++) {
		draw(&random, &c);
		draw(&random, &t);
		uint64_t x[2] = { c.ones, t.ones }, of_all[2] = { c.n, t.n };
		struct effect e =
		    effect_of(estimate_share(c.ones, c.n), estimate_share(t.ones, t.n));

		effect_judge_shares(&e, x, of_all, SHARE_POOLED, &both_sides);
		n[0] += e.p < 0.05;
		n[1] += alarm_of(effect_of(of(c.money, c.n, false), of(t.money, t.n, false)));
		n[2] += alarm_of(effect_of(of(c.pair, c.n, true), of(t.pair, t.n, true)));
		n[3] += alarm_of(effect_adjusted(c.money, c.n, t.money, t.n, &theta));
	}
	for (size_t k = 0; k < 4; k++)
		alarms(n[k], runs, 0.05, names[k]);
	free(c.money);
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct estimate
median(struct random *random)
{
	double x[ARM];

	for (size_t i = 0; i < ARM; i++)
		x[i] = random_exponential(random);
	qsort(x, ARM, sizeof *x, ascending);
	return estimate_quantile(x, ARM, 0.5, Z95);
}

static struct estimate
normal_arm(struct random *random, double mean, double n)
{
	struct moments *m = memory_new(sizeof *m);
	struct spread s;

	for (size_t i = 0; i < (size_t)n; i++)
		moments_add(m, mean + random_normal(random), 0, 1);
	moments_spread(m, (uint64_t)n, &s);
	free(m);
	return estimate_mean(&s);
}

static void
nor_quantiles_and_strata(void **state)
{
	size_t runs = runs_of(RUNS / 2), quantiles = 0, strata = 0;
	struct random random;

	(void)state;
	random_seed(&random, 17);
	for (size_t r = 0; r < runs; r++) {
		struct stratum s[2];
		struct estimate c = median(&random), t = median(&random);

		quantiles += alarm_of(effect_of(c, t));
		for (size_t k = 0; k < 2; k++) {
			s[k].control = normal_arm(&random, 5 * (double)k, 60);
			s[k].treated = normal_arm(&random, 5 * (double)k, 90);
		}
		strata += alarm_of(effect_strata(s, 2));
	}
	alarms(quantiles, runs, 0.05, "quantile");
	alarms(strata, runs, 0.05, "strata");
}

/* Any of ten at all, by Holm; the exact test is on the safe side; a ratio that is kept. */
static void
nor_many_and_small(void **state)
{
	size_t runs = runs_of(RUNS), holm = 0, fisher = 0, mismatch = 0;
	static const double half[2] = { 0.5, 0.5 };
	struct random random;

	(void)state;
	random_seed(&random, 19);
	for (size_t r = 0; r < runs; r++) {
		struct fourfold f = { 0 };
		uint64_t count[2] = { 0, 0 };
		double p[10];
		bool any = false;

		for (size_t k = 0; k < 10; k++)
			p[k] = erfc(fabs(random_normal(&random)) / M_SQRT2);
		multiple_holm(p, 10, p);
		for (size_t k = 0; k < 10; k++)
			any |= p[k] < 0.05;
		holm += any;
		for (size_t i = 0; i < 20; i++) {
			*(random_below(&random, 4) == 0 ? &f.a : &f.b) += 1;
			*(random_below(&random, 4) == 0 ? &f.c : &f.d) += 1;
		}
		fisher += fourfold_fisher(f) < 0.05;
		for (size_t i = 0; i < 1000; i++)
			count[random_below(&random, 2)]++;
		mismatch += ratio_p(count, half, 2) < RATIO_ALARM;
	}
	alarms(holm, runs, 0.05, "holm");
	print_message("fisher: %zu of %zu alarm\n", fisher, runs);
	assert_true(fisher > 0 && (double)fisher < 0.05 * (double)runs);
	alarms(mismatch, runs, RATIO_ALARM, "ratio mismatch");
}

/* A look a day for 30 days, 100 users an arm and day. */
static void
nor_does_peeking(void **state)
{
	size_t runs = runs_of(RUNS / 2), plain = 0, sequence = 0, mixture = 0;
	double rho2 = sequence_rho2(0.05, 5000);
	struct random random;

	(void)state;
	random_seed(&random, 23);
	for (size_t r = 0; r < runs; r++) {
		uint64_t x[2] = { 0, 0 };
		bool seen[3] = { false };

		for (uint64_t day = 1; day <= 30; day++) {
			for (size_t i = 0; i < 200; i++)
				x[i % 2] += random_below(&random, 10) == 0;
			struct effect e = effect_of(estimate_share(x[0], 100 * day),
			    estimate_share(x[1], 100 * day));
			double d = e.difference, se = e.se, n = 200 * (double)day;

			seen[0] |= fabs(d / se) > Z95;
			seen[1] |= sequence_p(sequence_log_e(d, se, n, rho2)) < 0.05;
			seen[2] |= sequence_p(mixture_log_ratio(d, se, 0.0001)) < 0.05;
		}
		plain += seen[0];
		sequence += seen[1];
		mixture += seen[2];
	}
	print_message("of %zu runs ever alarm: %zu plain, %zu sequence, %zu mixture\n", runs, plain,
	    sequence, mixture);
	assert_true((double)plain > 0.2 * (double)runs);
	assert_true((double)sequence <= 0.05 * (double)runs);
	assert_true((double)mixture <= 0.05 * (double)runs);
}

/* The variance that is left is 1 - r^2 of it. */
static void
the_past_narrows(void **state)
{
	static const double r[] = { 0, 0.3, 0.6, 0.9 };
	struct moments *m = memory_array(2, sizeof *m);
	struct random random;
	struct spread c, t;
	double theta;

	(void)state;
	random_seed(&random, 29);
	for (size_t k = 0; k < 4; k++) {
		memset(m, 0, 2 * sizeof *m);
		for (size_t i = 0; i < 40000; i++) {
			double before = random_normal(&random);

			moments_add(&m[i % 2],
			    r[k] * before + sqrt(1 - r[k] * r[k]) * random_normal(&random), before,
			    1);
		}
		moments_spread(&m[0], 20000, &c);
		moments_spread(&m[1], 20000, &t);
		struct effect plain = effect_of(estimate_mean(&c), estimate_mean(&t));
		struct effect less = effect_adjusted(&m[0], 20000, &m[1], 20000, &theta);

		assert_true(
		    fabs(less.se * less.se / (plain.se * plain.se) - (1 - r[k] * r[k])) < 0.02);
	}
	free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tails),
		cmocka_unit_test(sums_are_exact),
		cmocka_unit_test(nothing_cancels),
		cmocka_unit_test(cannot_be_told),
		cmocka_unit_test(nothing_alarms_too_often),
		cmocka_unit_test(nor_quantiles_and_strata),
		cmocka_unit_test(nor_many_and_small),
		cmocka_unit_test(nor_does_peeking),
		cmocka_unit_test(the_past_narrows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
