/*
 * experiment: effects of data/reference/ab_cases.json (SciPy 1.10.1, plain Python): at relative
 * 1e-9, exact tests and integrals at 1e-8.
 */
#include "experiment_help.h"

#include "stats/experiment/posterior.h"
#include "stats/quantile.h"

static struct moments *
moments_of(json_t *x, json_t *y)
{
	struct moments *m = memory_new(sizeof *m);

	for (size_t i = 0; i < json_array_size(x); i++)
		moments_add(m, json_number_value(json_array_get(x, i)),
		    y != NULL ? json_number_value(json_array_get(y, i)) : 0, 1);
	return m;
}

static struct spread
spread_of(json_t *x, json_t *y)
{
	struct moments *m = moments_of(x, y);
	struct spread s;

	moments_spread(m, json_array_size(x), &s);
	free(m);
	return s;
}

static void
welch_is(json_t *out, const char *name, struct effect e)
{
	json_t *welch = reach(out, name);
	struct judging above = { .alpha = 0.05, .side = 1 };
	struct effect one = e;

	effect_judge(&e, &both_sides);
	is(welch, "diff", e.difference, EXACT);
	is(welch, "se", e.se, EXACT);
	is(welch, "df", e.df, EXACT);
	is(welch, "t", e.difference / e.se, EXACT);
	is(welch, "p", e.p, EXACT);
	is_of(welch, "ci.0", e.low, e.se);
	is_of(welch, "ci.1", e.high, e.se);
	effect_judge(&one, &above);
	is(welch, "p_one_sided_greater", one.p, EXACT);
}

static void
fieller_is(json_t *fieller, struct estimate c, struct estimate t)
{
	struct effect e = effect_of(c, t);
	bool bounded = json_is_true(reach(fieller, "bounded"));

	is(fieller, "g", Z95 * Z95 * e.g_unit, EXACT);
	assert_int_equal(!bounded, effect_unbounded(&e, Z95));
	effect_fieller(&e, c, t, Z95);
	assert_int_equal(bounded, isfinite(e.lift_low) && isfinite(e.lift_high));
	if (bounded && number_at(fieller, "ci.0") < number_at(fieller, "ci.1")) {
		is_of(fieller, "ci.0", e.lift_low, e.lift_se);
		is_of(fieller, "ci.1", e.lift_high, e.lift_se);
	} else if (bounded) {
		/*
		 * the file's has lost its width around 1e9; so sure of the control it is the
		 * other's
		 */
		assert_true(fabs(e.lift_low - (e.lift - Z95 * e.lift_se)) < 1e-6 * e.lift_se);
		assert_true(fabs(e.lift_high - (e.lift + Z95 * e.lift_se)) < 1e-6 * e.lift_se);
	}
}

static void
proportions(json_t *in, json_t *out)
{
	static const char *const arms[] = { "control", "treatment" };
	struct posterior arm[2];
	struct effect e, wald;
	uint64_t x[2], n[2];
	double low, high, win[2], loss[2];

	for (size_t k = 0; k < 2; k++) {
		char path[100];

		x[k] = (uint64_t)json_integer_value(json_array_get(reach(in, arms[k]), 0));
		n[k] = (uint64_t)json_integer_value(json_array_get(reach(in, arms[k]), 1));
		arm[k] = posterior_share(x[k], n[k]);
		interval_wilson(x[k], n[k], Z95, &low, &high);
		snprintf(path, sizeof path, "wilson95_%s.0", arms[k]);
		is(out, path, low, EXACT);
		snprintf(path, sizeof path, "wilson95_%s.1", arms[k]);
		is(out, path, high, EXACT);
	}
	struct estimate c = estimate_share(x[0], n[0]), t = estimate_share(x[1], n[1]);

	wald = e = effect_of(c, t);
	is(out, "diff", e.difference, EXACT);
	effect_judge_shares(&e, x, n, SHARE_FISHER, &both_sides);
	is(out, "fisher_p", e.p, INTEGRAL);
	is(out, "newcombe95_diff.0", e.low, EXACT);
	is(out, "newcombe95_diff.1", e.high, EXACT);
	posterior_compare(arm, 2, false, win, loss);
	is(out, "chance_to_be_best_beta11", win[1], INTEGRAL);
	assert_true(fabs(win[0] + win[1] - 1) < EXACT);
	if (x[0] + x[1] == 0) {
		/* in closed form; the quadrature of the file is off by 2e-6 here */
		near_to(loss[0], 1 / ((double)n[1] + 2) - 1 / ((double)(n[0] + n[1]) + 3));
		near_to(loss[1], 1 / ((double)n[0] + 2) - 1 / ((double)(n[0] + n[1]) + 3));
	} else {
		is(out, "expected_loss_choose_control_treatment.0", loss[0], INTEGRAL);
		is(out, "expected_loss_choose_control_treatment.1", loss[1], INTEGRAL);
	}
	effect_judge_shares(&e, x, n, SHARE_POOLED, &both_sides);
	if (reach(out, "p_pooled") == NULL) {
		assert_true(isnan(e.p) && isnan(e.lift_low));
		return;
	}
	is(out, "p_pooled", e.p, EXACT);
	effect_judge_shares(&wald, x, n, SHARE_WALD, &both_sides);
	is(out, "p_unpooled", wald.p, EXACT);
	is(out, "z_unpooled", wald.difference / wald.se, EXACT);
	is(out, "wald95_diff.0", wald.low, EXACT);
	is(out, "wald95_diff.1", wald.high, EXACT);
	is(out, "lift", e.lift, EXACT);
	is(out, "lift_delta.se", e.lift_se, EXACT);
	effect_bounds(&e, Z95, 0);
	is(out, "lift_delta.ci95_z.0", e.lift_low, EXACT);
	is(out, "lift_delta.ci95_z.1", e.lift_high, EXACT);
	fieller_is(reach(out, "lift_fieller95"), c, t);
}

static void
means(json_t *in, json_t *out)
{
	struct spread c = spread_of(reach(in, "control"), NULL);
	struct spread t = spread_of(reach(in, "treatment"), NULL);
	struct effect e = effect_of(estimate_mean(&c), estimate_mean(&t));

	is(out, "sd.0", sqrt(c.var_x), EXACT);
	is(out, "sd.1", sqrt(t.var_x), EXACT);
	welch_is(out, "welch", e);
	relative_is(reach(out, "relative"), e);
	fieller_is(reach(out, "fieller95"), estimate_mean(&c), estimate_mean(&t));
}

static struct estimate
capped(json_t *x, double cap)
{
	struct moments *m = memory_new(sizeof *m);
	struct spread s;

	for (size_t i = 0; i < json_array_size(x); i++)
		moments_add(m, fmin(json_number_value(json_array_get(x, i)), cap), 0, 1);
	moments_spread(m, json_array_size(x), &s);
	free(m);
	return estimate_mean(&s);
}

static void
winsorise(json_t *in, json_t *out)
{
	size_t n;
	double *x = numbers_of(reach(in, "control"), reach(in, "treatment"), &n);
	double cap = quantile_select(x, n, number_at(in, "quantile"));

	is(out, "cap", cap, EXACT);
	welch_is(out, "welch",
	    effect_of(capped(reach(in, "control"), cap), capped(reach(in, "treatment"), cap)));
	free(x);
}

static void
cuped(json_t *in, json_t *out)
{
	struct moments *c = moments_of(reach(in, "control"), reach(in, "control_pre"));
	struct moments *t = moments_of(reach(in, "treatment"), reach(in, "treatment_pre"));
	size_t nc = json_array_size(reach(in, "control"));
	size_t nt = json_array_size(reach(in, "treatment"));
	struct spread sc, st;
	double theta;
	struct effect e = effect_adjusted(c, nc, t, nt, &theta), plain;

	is(out, "theta_pooled", theta, EXACT);
	welch_is(out, "welch_adjusted", e);
	is(out, "relative_lift", e.lift, EXACT);
	is(out, "relative_se", e.lift_se, EXACT);
	moments_spread(c, nc, &sc);
	moments_spread(t, nt, &st);
	plain = effect_of(estimate_mean(&sc), estimate_mean(&st));
	welch_is(out, "welch_plain", plain);
	is(out, "variance_ratio", e.se * e.se / (plain.se * plain.se), EXACT);
	free(c);
	free(t);
}

static void
ratio(json_t *in, json_t *out)
{
	struct spread c = spread_of(reach(in, "control_num"), reach(in, "control_den"));
	struct spread t = spread_of(reach(in, "treatment_num"), reach(in, "treatment_den"));
	struct estimate rc = estimate_ratio(&c), rt = estimate_ratio(&t);
	struct effect e = effect_of(rc, rt);

	is(out, "ratio.0", rc.value, EXACT);
	is(out, "ratio.1", rt.value, EXACT);
	is(out, "delta_variance_per_unit.0", rc.variance, EXACT);
	is(out, "delta_variance_per_unit.1", rt.variance, EXACT);
	welch_is(out, "welch", e);
	relative_is(reach(out, "relative"), e);
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
quantile(json_t *in, json_t *out)
{
	struct estimate e[2];

	for (size_t k = 0; k < 2; k++) {
		size_t n;
		double *x = numbers_of(reach(in, k == 0 ? "control" : "treatment"), NULL, &n);

		qsort(x, n, sizeof *x, ascending);
		e[k] = estimate_quantile(x, n, number_at(in, "nu"), Z95);
		is(out, k == 0 ? "quantiles.0" : "quantiles.1", e[k].value, EXACT);
		free(x);
	}
	struct effect d = effect_of(e[0], e[1]);

	effect_judge(&d, &both_sides);
	is(out, "diff", d.difference, EXACT);
	is(out, "se", d.se, EXACT);
	is(out, "ci_t.0", d.low, EXACT);
	is(out, "ci_t.1", d.high, EXACT);
	is(out, "p_t", d.p, EXACT);
}

static void
poststrat(json_t *in, json_t *out)
{
	struct stratum s[5];
	struct effect e;

	for (size_t k = 0; k < 5; k++)
		for (size_t a = 0; a < 2; a++) {
			char path[40];
			json_t *cell;

			snprintf(path, sizeof path, "strata.%zu.%zu", k, a);
			cell = reach(in, path);
			*(a == 0 ? &s[k].control : &s[k].treated) =
			    (struct estimate){ number_at(cell, "n"), number_at(cell, "mean"),
				    number_at(cell, "var") };
		}
	e = effect_strata(s, 5);
	is(out, "effect", e.difference, EXACT);
	is(out, "se", e.se, EXACT);
	is(out, "lift", e.lift, EXACT);
	is(out, "lift_se", e.lift_se, EXACT);
}

static void
every_case(void **state)
{
	static const struct kind kinds[] = { { "proportions", proportions }, { "means", means },
		{ "winsorise", winsorise }, { "cuped", cuped }, { "ratio", ratio },
		{ "quantile", quantile }, { "poststrat", poststrat } };

	(void)state;
	check_cases(kinds, sizeof kinds / sizeof *kinds, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_case) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
