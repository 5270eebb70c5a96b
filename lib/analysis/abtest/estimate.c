/* What the sums of a group say of a metric, arm by arm, and one arm against the control. */
#include <math.h>
#include <stdlib.h>

#include "analysis/abtest/parts.h"
#include "base/memory.h"
#include "stats/interval.h"

static const struct abtest_sum *
sum_of(const struct abtest *a, const struct abtest_slot *s, size_t group, size_t arm, size_t metric)
{
	return &s->cell[group * a->narm + arm]->sum[metric];
}

static struct spread
spread_of(const struct abtest_sum *sum)
{
	static const struct moments nothing;
	struct moments m = sum->moments != NULL ? *sum->moments : nothing;
	struct spread spread;

	moments_spread(&m, sum->units, &spread);
	return spread;
}

static int
ascending(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static struct estimate
quantile_of(const struct abtest *a, size_t group, size_t arm, size_t metric)
{
	const struct abtest_values *v = &a->cells.values[metric];
	double *x = memory_array(v->n + 1, sizeof *x);
	struct estimate e;
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++) {
		struct abtest_cell_key key = abtest_cell_key(&a->cells, v->at[i].cell);

		if (key.arm == a->arm[arm].code &&
		    (group == 0 || key.group == a->group_of[group - 1]))
			x[n++] = v->at[i].x;
	}
	qsort(x, n, sizeof *x, ascending);
	e = estimate_quantile(x, n, a->metric[metric].quantile, INTERVAL_Z95);
	free(x);
	return e;
}

static bool
is_share(const struct abtest *a, const struct abtest_slot *s, size_t group, size_t metric)
{
	const struct abtest_metric *m = &a->metric[metric];
	bool share = m->kind == ABTEST_SHARE ||
	    (m->kind == ABTEST_SUM && a->params.exposure == NULL && !a->kept[metric]);

	for (size_t k = 0; k < a->narm; k++)
		share &= sum_of(a, s, group, k, metric)->others == 0;
	return share;
}

static struct estimate
estimate_of(const struct abtest *a, const struct abtest_slot *s, size_t group, size_t arm,
    size_t metric, bool share)
{
	const struct abtest_sum *sum = sum_of(a, s, group, arm, metric);
	struct spread spread;

	if (share)
		return estimate_share((uint64_t)sum->ones, sum->units);
	if (a->metric[metric].kind == ABTEST_QUANTILE)
		return quantile_of(a, group, arm, metric);
	spread = spread_of(sum);
	return a->metric[metric].kind == ABTEST_RATIO ? estimate_ratio(&spread)
						      : estimate_mean(&spread);
}

static bool
takes(const struct abtest *a, size_t metric)
{
	return a->metric[metric].kind != ABTEST_RATIO && a->metric[metric].kind != ABTEST_QUANTILE;
}

/* Each arm's mean less what the pre-period says, theta over all arms. */
static void
adjust(struct abtest *a, const struct abtest_slot *s, size_t group, size_t metric,
    struct abtest_arms *arms)
{
	static const struct moments nothing;
	struct moments all = nothing;
	struct spread both, one;
	uint64_t n = 0;

	for (size_t k = 0; k < a->narm; k++) {
		const struct abtest_sum *sum = sum_of(a, s, group, k, metric);

		n += sum->units;
		if (sum->moments != NULL)
			moments_merge(&all, sum->moments);
	}
	moments_spread(&all, n, &both);
	double theta = both.var_y > 0 ? both.cov / both.var_y : 0;

	for (size_t k = 0; k < a->narm; k++) {
		one = spread_of(sum_of(a, s, group, k, metric));
		arms->set[k].n = one.n;
		arms->set[k].value = one.mean_x - theta * (one.mean_y - both.mean_y);
		arms->set[k].variance =
		    fmax(one.var_x - 2 * theta * one.cov + theta * theta * one.var_y, 0);
	}
}

/* Strata in which both of two arms have enough units; returns how many. */
static size_t
strata_of(struct abtest *a, const struct abtest_slot *s, size_t metric, size_t arm, bool share,
    struct stratum *stratum)
{
	size_t n = 0, least = share ? 1 : 2;

	for (size_t g = 1; g <= a->ngroup; g++)
		if (sum_of(a, s, g, 0, metric)->units >= least &&
		    sum_of(a, s, g, arm, metric)->units >= least) {
			stratum[n].control = estimate_of(a, s, g, 0, metric, share);
			stratum[n++].treated = estimate_of(a, s, g, arm, metric, share);
		}
	return n;
}

/* The arm's mean with its strata weighed as those of all arms. */
static struct estimate
weighed(struct abtest *a, const struct abtest_slot *s, size_t metric, size_t arm, bool share)
{
	double all = 0, mean = 0, variance = 0, n = (double)sum_of(a, s, 0, arm, metric)->units;

	for (size_t k = 0; k < a->narm; k++)
		all += (double)sum_of(a, s, 0, k, metric)->units;
	for (size_t g = 1; g <= a->ngroup; g++) {
		struct estimate e = estimate_of(a, s, g, arm, metric, share);
		double nu = 0;

		for (size_t k = 0; k < a->narm; k++)
			nu += (double)sum_of(a, s, g, k, metric)->units / all;
		if (nu > 0) {
			mean += nu * e.value;
			variance += nu * nu * e.variance / e.n;
		}
	}
	return (struct estimate){ n, mean, variance * n };
}

void
abtest_estimate(struct abtest *a, const struct abtest_slot *s, size_t group, size_t metric,
    struct abtest_arms *arms)
{
	bool pre = a->params.exposure != NULL || a->metric[metric].pre != NULL;

	arms->share = is_share(a, s, group, metric);
	arms->adjusted = a->params.cuped && pre && takes(a, metric);
	arms->strata = a->params.strata != NULL && takes(a, metric) && group == 0;
	for (size_t k = 0; k < a->narm; k++) {
		arms->of[k] = estimate_of(a, s, group, k, metric, arms->share);
		arms->set[k] = arms->of[k];
		if (arms->strata)
			arms->set[k] = weighed(a, s, metric, k, arms->share);
	}
	if (arms->adjusted)
		adjust(a, s, group, metric, arms);
}

struct effect
abtest_effect(struct abtest *a, const struct abtest_slot *s, size_t group, size_t metric,
    const struct abtest_arms *arms, size_t k)
{
	const struct abtest_sum *control = sum_of(a, s, group, 0, metric);
	const struct abtest_sum *treated = sum_of(a, s, group, k, metric);
	struct effect e = effect_of(arms->of[0], arms->of[k]);
	double theta;

	if (arms->strata) {
		struct stratum *stratum = memory_array(a->ngroup + 1, sizeof *stratum);
		size_t n = strata_of(a, s, metric, k, arms->share, stratum);

		if (n > 0)
			e = effect_strata(stratum, n);
		if (a->ngroup - n > a->strata_left)
			a->strata_left = a->ngroup - n;
		free(stratum);
	} else if (arms->adjusted && control->moments != NULL && treated->moments != NULL) {
		struct moments c = *control->moments, t = *treated->moments;

		e = effect_adjusted(&c, control->units, &t, treated->units, &theta);
	}
	return e;
}
