/*
 * experiment: ratios, many tests, sequences, posteriors, sizes of data/reference/ab_cases.json, and
 * the numbers that GrowthBook publishes (packages/stats, its tests).
 */
#include "experiment_help.h"

#include "stats/experiment/posterior.h"
#include "stats/experiment/power.h"
#include "stats/experiment/ratio.h"
#include "stats/experiment/sequential.h"
#include "stats/multiple.h"

static void
srm(json_t *in, json_t *out)
{
	uint64_t count[2];
	double share[2];

	for (size_t k = 0; k < 2; k++) {
		count[k] = (uint64_t)json_integer_value(json_array_get(reach(in, "counts"), k));
		share[k] = json_number_value(json_array_get(reach(in, "weights"), k));
	}
	is(out, "chi2", ratio_chi_square(count, share, 2), EXACT);
	is(out, "p", ratio_p(count, share, 2), EXACT);
	assert_int_equal(json_is_true(reach(out, "alarm_at_0_001")),
	    ratio_p(count, share, 2) < RATIO_ALARM);
}

static void
multiplicity(json_t *in, json_t *out)
{
	size_t n;
	double *p = numbers_of(reach(in, "p"), NULL, &n), q[8];
	char path[20];

	multiple_holm(p, n, q);
	for (size_t k = 0; k < n; k++) {
		snprintf(path, sizeof path, "holm.%zu", k);
		is(out, path, q[k], EXACT);
	}
	multiple_discoveries(p, n, q);
	for (size_t k = 0; k < n; k++) {
		snprintf(path, sizeof path, "bh.%zu", k);
		is(out, path, q[k], EXACT);
	}
	free(p);
}

static void
sequence_is(json_t *acs, double d, double se, double n, double expected)
{
	double rho2 = sequence_rho2(0.05, expected);
	double half = sequence_half_width(se, n, rho2, 0.05);

	is(acs, "rho2", rho2, EXACT);
	is(acs, "halfwidth", half, EXACT);
	is_of(acs, "ci.0", d - half, half);
	is_of(acs, "ci.1", d + half, half);
	is(acs, "log_e", sequence_log_e(d, se, n, rho2), EXACT);
	is(acs, "p", sequence_p(sequence_log_e(d, se, n, rho2)), EXACT);
}

static void
looks(json_t *in, json_t *out)
{
	double tau2 = number_at(in, "tau2"), expected = number_at(in, "nstar"), least = 1, seen = 1;
	char path[40];

	for (size_t k = 0; k < json_array_size(reach(in, "control")); k++) {
		json_t *look = json_array_get(reach(out, "looks"), k);
		struct estimate arm[2];

		for (size_t a = 0; a < 2; a++) {
			json_t *counts;

			snprintf(path, sizeof path, "%s.%zu", a == 0 ? "control" : "treatment", k);
			counts = reach(in, path);
			arm[a] =
			    estimate_share((uint64_t)json_integer_value(json_array_get(counts, 0)),
				(uint64_t)json_integer_value(json_array_get(counts, 1)));
		}
		struct effect e = effect_of(arm[0], arm[1]);
		double n = arm[0].n + arm[1].n;
		double ratio = mixture_log_ratio(e.difference, e.se, tau2);

		is(look, "se", e.se, EXACT);
		is(look, "msprt.log_lambda", ratio, EXACT);
		is(look, "msprt.halfwidth", mixture_half_width(e.se, tau2, 0.05), EXACT);
		least = fmin(least, sequence_p(ratio));
		is(look, "msprt_always_valid_p", least, EXACT);
		sequence_is(reach(look, "acs"), e.difference, e.se, n, expected);
		seen = fmin(seen,
		    sequence_p(
			sequence_log_e(e.difference, e.se, n, sequence_rho2(0.05, expected))));
		is(look, "acs_running_p", seen, EXACT);
	}
}

static void
sequential(json_t *in, json_t *out)
{
	if (reach(out, "looks") != NULL)
		looks(in, out);
	else
		sequence_is(out, number_at(in, "diff"), number_at(in, "se"), number_at(in, "n"),
		    number_at(in, "nstar"));
}

static void
best_of_many(json_t *in, json_t *out)
{
	struct posterior arm[3];
	double win[3], loss[3];
	char path[20];

	for (size_t k = 0; k < 3; k++) {
		json_t *counts = json_array_get(reach(in, "arms"), k);

		arm[k] = posterior_share((uint64_t)json_integer_value(json_array_get(counts, 0)),
		    (uint64_t)json_integer_value(json_array_get(counts, 1)));
	}
	posterior_compare(arm, 3, false, win, loss);
	for (size_t k = 0; k < 3; k++) {
		snprintf(path, sizeof path, "p_best.%zu", k);
		is(out, path, win[k], INTEGRAL);
	}
	assert_true(fabs(win[0] + win[1] + win[2] - 1) < EXACT);
}

static void
posterior_is(json_t *out, struct effect_posterior p)
{
	is(out, "mean", p.mean, EXACT);
	is(out, "sd", p.sd, EXACT);
	is(out, "ci.0", p.mean - Z95 * p.sd, EXACT);
	is(out, "chance_to_win", p.above_0, EXACT);
	is(out, "risk.0", p.loss_keep, EXACT);
	is(out, "risk.1", p.loss_ship, EXACT);
}

static void
bayes_normal(json_t *in, json_t *out)
{
	posterior_is(out,
	    posterior_effect(number_at(in, "diff"), number_at(in, "se"),
		number_at(in, "prior_mean"), number_at(in, "prior_var")));
}

static void
power(json_t *in, json_t *out)
{
	struct power_plan p = { .lift = number_at(in, "relative_mde"),
		.variance = POWER_SHARE,
		.alpha = number_at(in, "alpha"),
		.power = number_at(in, "power"),
		.ratio = 1 };

	if (reach(in, "base") == NULL) {
		p.baseline = number_at(in, "mean");
		p.variance = number_at(in, "sd") * number_at(in, "sd");
		is(out, "n_per_arm", power_units(&p), EXACT);
		p.r = 0.6;
		is(out, "n_per_arm_with_cuped_r_0_6", power_units(&p), EXACT);
		return;
	}
	p.baseline = number_at(in, "base");
	p.ratio = number_at(in, "treatment_to_control");
	is(out, "n_control", power_units(&p), EXACT);
	is(out, "n_treatment", p.ratio * power_units(&p), EXACT);
	is(out, "relative_mde_with_20000_control", power_lift(&p, 20000), EXACT);
	double n = ceil(power_units(&p));

	p.ratio = ceil(p.ratio * power_units(&p)) / n;
	is(out, "achieved_power_at_ceil", power_reached(&p, n), EXACT);
}

static struct estimate
of_sums(json_t *arm)
{
	double n = number_at(arm, "n"), sum = number_at(arm, "sum");

	return (struct estimate){ n, sum / n,
		(number_at(arm, "sum_squares") - sum * sum / n) / (n - 1) };
}

static void
growthbook(json_t *in, json_t *out)
{
	struct estimate c = of_sums(reach(in, "control")), t = of_sums(reach(in, "treatment"));
	struct estimate c3 = of_sums(reach(in, "sequential_control"));
	struct effect e = effect_of(c, t);

	effect_judge(&e, &both_sides);
	is(out, "welch_absolute.0", e.difference, EXACT);
	is(out, "welch_absolute.1.0", e.low, EXACT);
	is(out, "welch_absolute.1.1", e.high, EXACT);
	is(out, "welch_absolute.2", e.p, EXACT);
	is(out, "welch_absolute.3", e.se, EXACT);
	is(out, "relative.0", e.lift, EXACT);
	is(out, "relative.1.0", e.lift_low, EXACT);
	is(out, "relative.1.1", e.lift_high, EXACT);
	is(out, "relative.2", student_two_sided(e.lift / e.lift_se, e.df), EXACT);
	is(out, "relative.3", e.lift_se, EXACT);
	relative_is(reach(out, "binom_14_28_16_30_relative"),
	    effect_of(estimate_share(14, 28), estimate_share(16, 30)));
	e = effect_of(c3, t);
	sequence_is(reach(out, "sequential_N1000"), e.lift, e.lift_se, c3.n + t.n, 1000);
	e = effect_of(estimate_share(1396, 3000), estimate_share(2422, 3461));
	sequence_is(reach(out, "sequential_prop_1396_3000_2422_3461"), e.lift, e.lift_se, 6461,
	    5000);
	e = effect_of(estimate_share(49, 100), estimate_share(51, 100));
	posterior_is(reach(out, "bayes_binom_49_51"),
	    posterior_effect(e.lift, e.lift_se, 0, INFINITY));
	e = effect_of((struct estimate){ 10, 10, 0.25 }, (struct estimate){ 10, 10.5, 1 });
	posterior_is(reach(out, "bayes_mean"), posterior_effect(e.lift, e.lift_se, 0, INFINITY));
	posterior_is(json_object_get(out, "bayes_mean_prior_0.1_0.1"),
	    posterior_effect(e.lift, e.lift_se, 0.1, 0.1));
}

/* The decimals that are published; the cases above are full precision where IA_SHARED is. */
static void
is_published(double x, double want)
{
	if (!(fabs(x - want) < 0.5000001e-5))
		print_error("%.17g, not %.5f\n", x, want);
	assert_true(fabs(x - want) < 0.5000001e-5);
}

static struct estimate
sums(double n, double sum, double squares)
{
	return (struct estimate){ n, sum / n, (squares - sum * sum / n) / (n - 1) };
}

static void
published_effects(void **state)
{
	struct estimate c = sums(3407, 1396.87, 52377.9767), t = sums(3461, 2422.7, 134698.29);
	struct estimate c3 = sums(3000, 1396.87, 52377.9767);
	struct judging above = { .alpha = 0.05, .side = 1 };
	struct effect e = effect_of(c, t);

	(void)state;
	effect_judge(&e, &both_sides);
	is_published(e.difference, 0.29);
	is_published(e.se, 0.12478);
	is_published(e.low, 0.04538);
	is_published(e.high, 0.53462);
	is_published(e.p, 0.02016);
	is_published(e.lift, 0.70732);
	is_published(e.lift_se, 0.37879);
	is_published(e.lift_low, -0.03526);
	is_published(e.lift_high, 1.44989);
	is_published(student_two_sided(e.lift / e.lift_se, e.df), 0.06191);
	e = effect_of(estimate_share(14, 28), estimate_share(16, 30));
	effect_judge(&e, &both_sides);
	is_published(e.lift, 0.06667);
	is_published(e.lift_se, 0.2717);
	is_published(e.lift_low, -0.47767);
	is_published(e.lift_high, 0.61101);
	is_published(student_two_sided(e.lift / e.lift_se, e.df), 0.80707);
	e = effect_of(c3, t);
	effect_judge(&e, &above);
	is_published(e.lift_low, -0.04514);
	is_published(student_upper(e.lift / e.lift_se, e.df), 0.06558);
	is_published(e.low, 0.02079);
	is_published(e.p, 0.03554);
	assert_true(isnan(e.high) && isnan(e.lift_high));
}

static void
published_sequences(void **state)
{
	struct estimate c = sums(3000, 1396.87, 52377.9767), t = sums(3461, 2422.7, 134698.29);
	struct effect e = effect_of(c, t);
	double half = sequence_half_width(e.lift_se, 6461, sequence_rho2(0.05, 1000), 0.05);

	(void)state;
	is_published(e.lift, 0.50336);
	is_published(e.lift - half, -0.55844);
	is_published(e.lift + half, 1.56516);
	is_published(sequence_p(sequence_log_e(e.lift, e.lift_se, 6461, sequence_rho2(0.05, 1000))),
	    1);
	e = effect_of(estimate_share(1396, 3000), estimate_share(2422, 3461));
	half = sequence_half_width(e.lift_se, 6461, sequence_rho2(0.05, 5000), 0.05);
	is_published(e.lift, 0.50386);
	is_published(e.lift - half, 0.40098);
	is_published(e.lift + half, 0.60675);
	is_published(sequence_p(sequence_log_e(e.lift, e.lift_se, 6461, sequence_rho2(0.05, 5000))),
	    0);
}

static void
published_posteriors(void **state)
{
	struct effect e = effect_of(estimate_share(49, 100), estimate_share(51, 100));
	struct effect_posterior p = posterior_effect(e.lift, e.lift_se, 0, INFINITY);

	(void)state;
	is_published(p.mean, 0.04082);
	is_published(p.sd, 0.14725);
	is_published(p.above_0, 0.60918);
	is_published(p.loss_keep, 0.0814);
	is_published(p.loss_ship, 0.04058);
	e = effect_of(sums(10, 100, 1002.25), sums(10, 105, 1111.5));
	p = posterior_effect(e.lift, e.lift_se, 0, INFINITY);
	is_published(p.above_0, 0.91923);
	is_published(p.loss_keep, 0.05131);
	is_published(p.loss_ship, 0.00131);
	p = posterior_effect(e.lift, e.lift_se, 0.1, 0.1);
	is_published(p.mean, 0.05063);
	is_published(p.above_0, 0.92315);
}

/* Three arms of 400,000 users; and what our own formula gives of a sequence (Brent's method). */
static void
published_power(void **state)
{
	struct power_plan p = { .baseline = 10,
		.lift = 0.05,
		.variance = 3909.99977,
		.alpha = 0.05,
		.power = 0.8,
		.ratio = 1,
		.relative = true };

	(void)state;
	is_published(power_reached(&p, 400000.0 / 3), 0.52144);
	is_published(power_lift(&p, 400000.0 / 3), 0.07027);
	p.expected = 5000;
	is_published(power_reached(&p, 400000.0 / 3), 0.07206);
	is_published(power_lift(&p, 400000.0 / 3), 0.11044);
}

static void
every_case(void **state)
{
	static const struct kind kinds[] = { { "srm", srm }, { "multiplicity", multiplicity },
		{ "sequential", sequential }, { "best_of_many", best_of_many },
		{ "bayes_normal", bayes_normal }, { "power", power },
		{ "growthbook", growthbook } };

	(void)state;
	check_cases(kinds, sizeof kinds / sizeof *kinds, 150);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(published_effects),
		cmocka_unit_test(published_sequences), cmocka_unit_test(published_posteriors),
		cmocka_unit_test(published_power), cmocka_unit_test(every_case) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
