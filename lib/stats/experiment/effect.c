#include "stats/experiment/effect.h"

#include <math.h>

#include "stats/experiment/distribution.h"
#include "stats/fourfold.h"
#include "stats/quantile.h"

struct estimate
estimate_mean(const struct spread *s)
{
	return (struct estimate){ s->n, s->mean_x, s->var_x };
}

struct estimate
estimate_share(uint64_t successes, uint64_t n)
{
	double p = n > 0 ? (double)successes / (double)n : NAN;

	return (struct estimate){ (double)n, p, p * (1 - p) };
}

struct estimate
estimate_ratio(const struct spread *s)
{
	double r = s->mean_x / s->mean_y, b2 = s->mean_y * s->mean_y;
	double variance = (s->var_x - 2 * r * s->cov + r * r * s->var_y) / b2;

	if (!isfinite(r))
		r = variance = NAN;
	return (struct estimate){ s->n, r, fmax(variance, 0) };
}

struct estimate
estimate_quantile(const double *sorted, size_t n, double q, double z)
{
	double count = (double)n, off = z * sqrt(q * (1 - q) / count), least = z * z;
	struct estimate e = { count, n > 0 ? quantile_sorted(sorted, n, q) : NAN, NAN };

	if (count <= least * q / (1 - q) || count <= least * (1 - q) / q)
		return e;
	double width = quantile_sorted(sorted, n, fmin(q + off, 1)) -
	    quantile_sorted(sorted, n, fmax(q - off, 0));
	double se = width / (2 * z) * sqrt((count - 1) / count);

	e.variance = se * se * count;
	return e;
}

/* The delta method for (t - c) / |c|. */
static void
set_lift(struct effect *e, double c, double t, double vc, double vt)
{
	e->g_unit = vc / (c * c);
	e->lift = c != 0 ? e->difference / fabs(c) : NAN;
	e->lift_se = c != 0 ? sqrt(vt / (c * c) + vc * t * t / (c * c * c * c)) : NAN;
}

struct effect
effect_of(struct estimate c, struct estimate t)
{
	double vc = c.variance / c.n, vt = t.variance / t.n, v = vc + vt;
	struct effect e = { .difference = t.value - c.value, .se = sqrt(v) };

	e.df = v * v / (vc * vc / (c.n - 1) + vt * vt / (t.n - 1));
	set_lift(&e, c.value, t.value, vc, vt);
	e.low = e.high = e.p = e.lift_low = e.lift_high = NAN;
	return e;
}

struct effect
effect_adjusted(struct moments *control, uint64_t nc, struct moments *treated, uint64_t nt,
    double *theta)
{
	struct moments both;
	struct spread all, c, t;
	struct estimate ac, at;
	struct effect e;
	double th;

	moments_spread(control, nc, &c);
	moments_spread(treated, nt, &t);
	both = *control;
	moments_merge(&both, treated);
	moments_spread(&both, nc + nt, &all);
	th = *theta = all.var_y > 0 ? all.cov / all.var_y : 0;
	ac = (struct estimate){ c.n, c.mean_x - th * (c.mean_y - all.mean_y),
		fmax(c.var_x - 2 * th * c.cov + th * th * c.var_y, 0) };
	at = (struct estimate){ t.n, t.mean_x - th * (t.mean_y - all.mean_y),
		fmax(t.var_x - 2 * th * t.cov + th * th * t.var_y, 0) };
	e = effect_of(ac, at);
	double m2 = c.mean_x * c.mean_x, r = t.mean_x / c.mean_x;

	e.g_unit = c.var_x / c.n / m2;
	e.lift = c.mean_x != 0 ? e.difference / fabs(c.mean_x) : NAN;
	e.lift_se = c.mean_x != 0
	    ? sqrt(fmax(at.variance / (t.n * m2) +
		      (c.var_x * r * r - 2 * th * c.cov * r + th * th * c.var_y) / (c.n * m2),
		  0))
	    : NAN;
	return e;
}

/* Sums over strata, each with its share of all units. */
struct pooled {
	double c, t, d, vc, vt; /* means and their variances within strata */
	double cc, ct, tt, dd;  /* second moments of the strata's means */
	double n;
};

struct effect
effect_strata(const struct stratum *s, size_t n)
{
	struct pooled p = { 0 };
	struct effect e;

	for (size_t k = 0; k < n; k++)
		p.n += s[k].control.n + s[k].treated.n;
	for (size_t k = 0; k < n; k++) {
		const struct estimate *c = &s[k].control, *t = &s[k].treated;
		double nu = (c->n + t->n) / p.n, d = t->value - c->value;

		p.c += nu * c->value;
		p.t += nu * t->value;
		p.d += nu * d;
		p.vc += nu * nu * c->variance / c->n;
		p.vt += nu * nu * t->variance / t->n;
		p.cc += nu * c->value * c->value;
		p.ct += nu * c->value * t->value;
		p.tt += nu * t->value * t->value;
		p.dd += nu * d * d;
	}
	double vc = p.vc + fmax(p.cc - p.c * p.c, 0) / p.n;
	double vt = p.vt + fmax(p.tt - p.t * p.t, 0) / p.n;
	double cov = (p.ct - p.c * p.t) / p.n, r = p.t / p.c;

	e = (struct effect){ .difference = p.d, .df = INFINITY };
	e.se = sqrt(p.vc + p.vt + fmax(p.dd - p.d * p.d, 0) / p.n);
	set_lift(&e, p.c, p.t, vc, vt);
	if (p.c != 0)
		e.lift_se = sqrt(fmax(vt - 2 * cov * r + vc * r * r, 0)) / fabs(p.c);
	e.low = e.high = e.p = e.lift_low = e.lift_high = NAN;
	return e;
}

void
effect_bounds(struct effect *e, double times, int side)
{
	e->low = side >= 0 ? e->difference - times * e->se : NAN;
	e->high = side <= 0 ? e->difference + times * e->se : NAN;
	e->lift_low = side >= 0 ? e->lift - times * e->lift_se : NAN;
	e->lift_high = side <= 0 ? e->lift + times * e->lift_se : NAN;
}

static double
times_of(const struct effect *e, const struct judging *j)
{
	double p = j->side == 0 ? 1 - j->alpha / 2 : 1 - j->alpha;

	return j->normal || isinf(e->df) ? normal_quantile(p) : student_quantile(p, e->df);
}

static double
tail(double t, double df, int side)
{
	double p;

	if (side == 0)
		return isinf(df) ? erfc(fabs(t) / M_SQRT2) : student_two_sided(t, df);
	p = isinf(df) ? normal_lower(-t * side) : student_upper(t * side, df);
	return p;
}

void
effect_judge(struct effect *e, const struct judging *j)
{
	double df = j->normal ? INFINITY : e->df;

	if (!(e->se > 0))
		return;
	effect_bounds(e, times_of(e, j), j->side);
	e->p = tail(e->difference / e->se, df, j->side);
}

bool
effect_unbounded(const struct effect *e, double times)
{
	return !(times * times * e->g_unit < 1);
}

void
effect_fieller(struct effect *e, struct estimate c, struct estimate t, double times)
{
	double vc = c.variance / c.n, vt = t.variance / t.n, z2 = times * times;
	double g = z2 * vc / (c.value * c.value), r = t.value / c.value, half, size;

	e->lift_low = -INFINITY;
	e->lift_high = INFINITY;
	if (!(g < 1))
		return;
	half = times / fabs(c.value) * sqrt(fmax((1 - g) * vt + r * r * vc, 0)) / (1 - g);
	size = c.value > 0 ? 1 : -1;
	/* of (t - c) / |c|: turned round where c is below 0 */
	e->lift_low = size * (r / (1 - g) - 1) - half;
	e->lift_high = size * (r / (1 - g) - 1) + half;
}

static double
share_p(const struct effect *e, const struct fourfold *f, enum share_test test, int side)
{
	double n = (double)(f->a + f->b), m = (double)(f->c + f->d);
	double p = (double)(f->a + f->c) / (n + m), v = p * (1 - p) * (1 / n + 1 / m);

	if (test == SHARE_FISHER && side == 0)
		return fourfold_fisher(*f);
	if (test == SHARE_WALD)
		v = e->se * e->se;
	return v > 0 ? tail(e->difference / sqrt(v), INFINITY, side) : NAN;
}

void
effect_judge_shares(struct effect *e, const uint64_t x[2], const uint64_t n[2],
    enum share_test test, const struct judging *j)
{
	struct fourfold f = { x[1], n[1] - x[1], x[0], n[0] - x[0] };
	double z = normal_quantile(j->side == 0 ? 1 - j->alpha / 2 : 1 - j->alpha);
	double low, high;

	if (n[0] == 0 || n[1] == 0)
		return;
	if (e->se > 0)
		effect_bounds(e, times_of(e, j), j->side);
	if (test != SHARE_WALD) {
		fourfold_difference(f, z, &low, &high);
		e->low = j->side >= 0 ? low : NAN;
		e->high = j->side <= 0 ? high : NAN;
	} else if (e->se > 0) {
		e->low = j->side >= 0 ? e->difference - z * e->se : NAN;
		e->high = j->side <= 0 ? e->difference + z * e->se : NAN;
	}
	e->p = share_p(e, &f, test, j->side);
}

double
effect_heterogeneity(const double *d, const double *se, size_t n, double *q)
{
	double weight = 0, sum = 0;

	*q = 0;
	for (size_t k = 0; k < n; k++) {
		weight += 1 / (se[k] * se[k]);
		sum += d[k] / (se[k] * se[k]);
	}
	for (size_t k = 0; k < n; k++) {
		double off = (d[k] - sum / weight) / se[k];

		*q += off * off;
	}
	return n > 1 ? chi_square_upper(*q, (double)n - 1) : NAN;
}
