/* The rows of a slot: tests, bounds, what many tests cost, and the verdict. */
#include <math.h>
#include <stdlib.h>

#include "analysis/abtest/parts.h"
#include "base/memory.h"
#include "stats/experiment/distribution.h"
#include "stats/experiment/posterior.h"
#include "stats/experiment/ratio.h"
#include "stats/experiment/sequential.h"
#include "stats/fourfold.h"
#include "stats/multiple.h"

#define SMALL 150
#define CROSSOVERS 0.01
#define LEAST_EXPECTED 5
#define BELIEVED 12u /* arms; the quadrature takes time with the square of their number */

static unsigned
warnings_of(struct abtest *a, const struct abtest_slot *s, size_t group)
{
	struct abtest_cell **cell = s->cell + group * a->narm;
	uint64_t *count = memory_array(a->narm, sizeof *count);
	double *share = memory_array(a->narm, sizeof *share), p;
	unsigned warning = s->early ? ABTEST_EARLY : 0;

	for (size_t k = 0; k < a->narm; k++) {
		count[k] = cell[k]->units;
		share[k] = a->arm[k].share;
		if (count[k] < SMALL)
			warning |= ABTEST_SMALL;
	}
	p = ratio_p(count, share, a->narm);
	if (p < RATIO_ALARM)
		warning |= ABTEST_MISMATCH;
	if (group == 0 && s->last)
		a->ratio_p = p;
	if ((double)a->counts.crossovers > CROSSOVERS * (double)a->counts.exposed)
		warning |= ABTEST_CROSSOVERS;
	free(count);
	free(share);
	return warning;
}

static enum share_test
share_test(const struct abtest *a, const struct fourfold *f)
{
	switch (a->params.test) {
	case ABTEST_Z: return SHARE_POOLED;
	case ABTEST_WALD: return SHARE_WALD;
	case ABTEST_FISHER: return SHARE_FISHER;
	default:
		return fourfold_least_expected(*f) < LEAST_EXPECTED && !a->params.one_sided
		    ? SHARE_FISHER
		    : SHARE_POOLED;
	}
}

static void
judge_share(const struct abtest *a, struct abtest_row *row, const struct abtest_sum *c,
    const struct abtest_sum *t, const struct judging *j)
{
	static const char *const names[] = { "z", "wald", "fisher" };
	const uint64_t x[2] = { (uint64_t)c->ones, (uint64_t)t->ones };
	const uint64_t n[2] = { c->units, t->units };
	struct fourfold f = { x[1], n[1] - x[1], x[0], n[0] - x[0] };
	enum share_test test = share_test(a, &f);

	effect_judge_shares(&row->effect, x, n, test, j);
	row->test = names[test];
}

/* Bounds that hold at every look, drawn together with those of the looks before. */
static void
judge_look(const struct abtest *a, struct abtest_row *row, struct abtest_look *look, double n)
{
	const struct abtest_params *p = &a->params;
	struct effect *e = &row->effect;
	double rho2 = sequence_rho2(p->alpha, p->expected), evidence, times;

	row->test = p->tau > 0 ? "mixture" : "sequence";
	if (!(e->se > 0))
		return;
	if (p->tau > 0) {
		evidence = mixture_log_ratio(e->difference, e->se, p->tau * p->tau);
		times = mixture_half_width(e->se, p->tau * p->tau, p->alpha) / e->se;
	} else {
		evidence = sequence_log_e(e->difference, e->se, n, rho2);
		times = sequence_half_width(e->se, n, rho2, p->alpha) / e->se;
	}
	effect_bounds(e, times, 0);
	e->p = sequence_p(evidence);
	if (look->begun) {
		e->p = fmin(e->p, look->p);
		if (fmax(e->low, look->low) <= fmin(e->high, look->high)) {
			e->low = fmax(e->low, look->low);
			e->high = fmin(e->high, look->high);
		}
		if (fmax(e->lift_low, look->lift_low) <= fmin(e->lift_high, look->lift_high)) {
			e->lift_low = fmax(e->lift_low, look->lift_low);
			e->lift_high = fmin(e->lift_high, look->lift_high);
		}
	}
	*look = (struct abtest_look){ true, e->p, e->low, e->high, e->lift_low, e->lift_high };
}

static void
name_test(const struct abtest_arms *arms, struct abtest_row *row)
{
	row->test = arms->strata                   ? "strata"
	    : arms->adjusted                       ? "cuped"
	    : row->metric->kind == ABTEST_QUANTILE ? "quantile"
	    : row->metric->kind == ABTEST_RATIO    ? "ratio"
						   : "welch";
}

static void
judge_plain(const struct abtest *a, struct abtest_row *row, const struct abtest_arms *arms,
    size_t k, const struct judging *j)
{
	double times;

	name_test(arms, row);
	effect_judge(&row->effect, j);
	if (!a->params.fieller || !(row->effect.se > 0))
		return;
	times = student_quantile(1 - j->alpha / 2, row->effect.df);
	effect_fieller(&row->effect, arms->of[0], arms->of[k], times);
}

/* A lift over nothing, or over what may be nothing, is none. */
static void
check_lift(const struct abtest *a, struct abtest_row *row)
{
	struct effect *e = &row->effect;

	if (!(e->se > 0)) {
		if (isnan(e->p))
			row->warning |= ABTEST_NO_SPREAD;
	}
	if (isfinite(e->lift) && !effect_unbounded(e, normal_quantile(1 - a->params.alpha / 2)))
		return;
	row->warning |= ABTEST_NO_LIFT;
	e->lift_low = e->lift_high = NAN;
}

static struct abtest_row *
new_row(struct abtest *a)
{
	a->row = memory_grow(a->row, &a->capacity_row, a->nrow + 1, sizeof *a->row);
	return &a->row[a->nrow++];
}

static struct abtest_row
blank_row(const struct abtest *a, const struct abtest_slot *s, size_t group, size_t metric,
    size_t k)
{
	struct abtest_row row = { .day = s->slot,
		.metric = &a->metric[metric],
		.variant = a->arm[k].name,
		.test = "" };

	if (group > 0 && a->params.by != NULL)
		row.group = intern_key(&a->groups, a->group_of[group - 1]);
	row.effect.difference = row.effect.lift = row.effect.low = row.effect.high = NAN;
	row.effect.lift_low = row.effect.lift_high = row.effect.p = NAN;
	row.p_adjusted = row.win = row.loss = row.p_interaction = NAN;
	row.verdict = ABTEST_CONTROL;
	if (a->params.sequential)
		row.day = period_of_index(a->params.zone, PERIOD_DAY, 1, s->slot);
	return row;
}

static void
judge_arm(struct abtest *a, const struct abtest_slot *s, size_t group, size_t metric,
    const struct abtest_arms *arms, size_t k, struct abtest_row *row)
{
	struct abtest_cell **cell = s->cell + group * a->narm;
	const struct abtest_sum *c = &cell[0]->sum[metric], *t = &cell[k]->sum[metric];
	struct judging j = { .alpha = a->params.alpha };
	bool counted =
	    arms->share && !arms->adjusted && !arms->strata && a->params.test != ABTEST_WELCH;

	if (a->params.one_sided)
		j.side = a->metric[metric].less ? -1 : 1;
	row->effect = abtest_effect(a, s, group, metric, arms, k);
	if (a->params.sequential)
		judge_look(a, row, &a->look[(group * a->params.nmetric + metric) * a->narm + k],
		    (double)(c->units + t->units));
	else if (counted)
		judge_share(a, row, c, t, &j);
	else
		judge_plain(a, row, arms, k, &j);
	if (a->params.fieller && counted && row->effect.se > 0)
		effect_fieller(&row->effect, arms->of[0], arms->of[k],
		    normal_quantile(1 - j.alpha / 2));
	row->verdict = isnan(row->effect.p) ? ABTEST_CANNOT : ABTEST_UNCLEAR;
	check_lift(a, row);
}

/*
 * What is believed of the arms, where each has a spread and they are not too many. Nothing of a
 * sequence or a curve: belief does not hold at every look.
 */
static void
believe(const struct abtest *a, const struct abtest_slot *s, size_t group, size_t metric,
    const struct abtest_arms *arms, struct abtest_row *row)
{
	struct posterior *arm = memory_array(a->narm, sizeof *arm);
	double *win = memory_array(2 * a->narm, sizeof *win), *loss = win + a->narm;
	bool good =
	    a->narm > 1 && a->narm <= BELIEVED && !a->params.sequential && a->params.since == 0;

	for (size_t k = 0; k < a->narm && good; k++) {
		const struct abtest_sum *sum = &s->cell[group * a->narm + k]->sum[metric];
		struct estimate e = arms->set[k];

		if (arms->share && !arms->adjusted && !arms->strata)
			arm[k] = posterior_share((uint64_t)sum->ones, sum->units);
		else
			arm[k] = posterior_mean(e.value, sqrt(e.variance / e.n));
		good = arm[k].sd > 0 && isfinite(arm[k].sd) && isfinite(arm[k].mean);
	}
	if (good)
		posterior_compare(arm, a->narm, a->metric[metric].less, win, loss);
	for (size_t k = 0; k < a->narm && good; k++) {
		row[k].win = win[k];
		row[k].loss = loss[k];
	}
	free(arm);
	free(win);
}

static void
judge_metric(struct abtest *a, const struct abtest_slot *s, size_t group, size_t metric,
    unsigned warning, struct abtest_arms *arms)
{
	size_t first = a->nrow;

	abtest_estimate(a, s, group, metric, arms);
	for (size_t k = 0; k < a->narm; k++) {
		struct abtest_row row = blank_row(a, s, group, metric, k);

		row.warning = warning;
		row.users = s->cell[group * a->narm + k]->sum[metric].units;
		row.mean = arms->of[k].value;
		row.control_mean = arms->of[0].value;
		if (k > 0)
			judge_arm(a, s, group, metric, arms, k, &row);
		*new_row(a) = row;
	}
	believe(a, s, group, metric, arms, a->row + first);
}

static bool
counts(const struct abtest_row *row)
{
	return row->verdict != ABTEST_CONTROL && !row->metric->guard.is_set &&
	    !isnan(row->effect.p);
}

/*
 * The tests of rows from .. to - 1 for there being many of them; guardrails must all hold anyway.
 */
static void
adjust(struct abtest *a, size_t from, size_t to, bool holm)
{
	double *p = memory_array(to - from + 1, sizeof *p);
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		a->row[i].p_adjusted = a->row[i].effect.p;
		if (counts(&a->row[i]))
			p[n++] = a->row[i].effect.p;
	}
	if (a->params.adjust != ABTEST_NONE && n > 0)
		(holm ? multiple_holm : multiple_discoveries)(p, n, p);
	n = 0;
	for (size_t i = from; i < to; i++)
		if (counts(&a->row[i]))
			a->row[i].p_adjusted = p[n++];
	free(p);
}

/* Not worse than the margin? By a one-sided bound; of a sequence by its own. */
static enum abtest_verdict
guard(const struct abtest *a, const struct abtest_row *row)
{
	const struct abtest_guard *g = &row->metric->guard;
	const struct effect *e = &row->effect;
	double x = g->relative ? e->lift : e->difference, se = g->relative ? e->lift_se : e->se;
	double times = isinf(e->df) ? normal_quantile(1 - a->params.alpha)
				    : student_quantile(1 - a->params.alpha, e->df);
	double low = x - times * se, high = x + times * se, size = g->most ? -1 : 1;

	if (a->params.sequential) {
		low = g->relative ? e->lift_low : e->low;
		high = g->relative ? e->lift_high : e->high;
	}
	if (isnan(low) || isnan(high) || !(se > 0))
		return ABTEST_CANNOT;
	if (size * (g->most ? high : low) >= size * g->margin)
		return ABTEST_PASS;
	return size * (g->most ? low : high) < size * g->margin ? ABTEST_FAIL : ABTEST_NOT_YET;
}

static enum abtest_verdict
verdict_of(const struct abtest *a, const struct abtest_row *row)
{
	if (row->verdict == ABTEST_CONTROL)
		return ABTEST_CONTROL;
	if (a->params.since > 0)
		return ABTEST_CURVE;
	if ((row->warning & ABTEST_MISMATCH) != 0)
		return ABTEST_INVALID;
	if (row->metric->guard.is_set)
		return guard(a, row);
	if (isnan(row->effect.p))
		return ABTEST_CANNOT;
	if (!(row->p_adjusted < a->params.alpha))
		return ABTEST_UNCLEAR;
	return (row->effect.difference > 0) != row->metric->less ? ABTEST_WIN : ABTEST_LOSS;
}

/*
 * Do the groups' effects differ? Of each metric and arm: the rows of all begin at from, those of
 * the groups behind them, in the same order.
 */
static void
interact(struct abtest *a, size_t from)
{
	size_t width = a->params.nmetric * a->narm;
	double *d = memory_array(2 * a->ngroup + 1, sizeof *d), *se = d + a->ngroup, q;

	for (size_t i = 0; i < width; i++) {
		size_t n = 0;

		for (size_t g = 1; g <= a->ngroup; g++) {
			const struct effect *e = &a->row[from + g * width + i].effect;

			if (i % a->narm > 0 && e->se > 0 && isfinite(e->difference)) {
				d[n] = e->difference;
				se[n++] = e->se;
			}
		}
		a->row[from + i].p_interaction = effect_heterogeneity(d, se, n, &q);
	}
	free(d);
}

void
abtest_judge(struct abtest *a, const struct abtest_slot *s)
{
	struct abtest_arms *arms = memory_new(sizeof *arms);
	size_t from = a->nrow, all, groups = a->params.by != NULL ? a->ngroup : 0;

	for (size_t g = 0; g <= groups; g++) {
		unsigned warning = warnings_of(a, s, g);

		for (size_t m = 0; m < a->params.nmetric; m++)
			judge_metric(a, s, g, m, warning, arms);
	}
	all = from + a->params.nmetric * a->narm;
	if (a->params.since == 0) {
		adjust(a, from, all, a->params.adjust == ABTEST_HOLM);
		adjust(a, all, a->nrow, false);
	}
	for (size_t i = from; i < a->nrow; i++)
		a->row[i].verdict = verdict_of(a, &a->row[i]);
	if (groups > 0)
		interact(a, from);
	free(arms);
}
