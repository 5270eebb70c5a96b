#include "stats/experiment/power.h"

#include <math.h>

#include "stats/experiment/distribution.h"
#include "stats/experiment/sequential.h"

/* The squared standard error of the difference with one unit of control. */
static double
unit_variance(const struct power_plan *p, double lift)
{
	double t = p->baseline * (1 + lift), c = p->variance, of_t = p->variance;

	if (p->variance == POWER_SHARE) {
		c = p->baseline * (1 - p->baseline);
		of_t = t * (1 - t);
	}
	if (p->relative)
		c *= (1 + lift) * (1 + lift);
	return (c + of_t / p->ratio) * (1 - p->r * p->r);
}

static double
threshold(const struct power_plan *p)
{
	return normal_quantile(p->one_sided ? 1 - p->alpha : 1 - p->alpha / 2);
}

/* far: also by a difference that looks as if it went the other way. */
static double
reached(const struct power_plan *p, double lift, double units, bool far)
{
	double delta = fabs(p->baseline * lift), se = sqrt(unit_variance(p, lift) / units), h;

	if (p->expected > 0) {
		double n = units * (1 + p->ratio);

		h = sequence_half_width(se, n, sequence_rho2(p->alpha, p->expected), p->alpha) / se;
	} else {
		h = threshold(p);
	}
	return normal_lower(delta / se - h) + (far ? normal_lower(-delta / se - h) : 0);
}

double
power_reached(const struct power_plan *plan, double units)
{
	return reached(plan, plan->lift, units, !plan->one_sided);
}

/* By halves, where a sequence's width depends on the number itself. */
static double
sequence_units(const struct power_plan *p)
{
	double low = 1, high = 2;

	while (reached(p, p->lift, high, false) < p->power && high < 1e18)
		high *= 2;
	for (int k = 0; k < 200 && high - low > 1e-13 * high; k++) {
		double middle = low + (high - low) / 2;

		if (reached(p, p->lift, middle, false) < p->power)
			low = middle;
		else
			high = middle;
	}
	return high;
}

double
power_units(const struct power_plan *p)
{
	double z = threshold(p) + normal_quantile(p->power), delta = p->baseline * p->lift;

	if (p->expected > 0)
		return sequence_units(p);
	return z * z * unit_variance(p, p->lift) / (delta * delta);
}

double
power_lift(const struct power_plan *p, double units)
{
	double sign = p->lift < 0 ? -1 : 1, low = 0, high = 1e6;

	if (p->variance == POWER_SHARE)
		high = sign > 0 ? 1 / p->baseline - 1 : 1;
	if (reached(p, sign * high, units, false) < p->power)
		return NAN;
	for (int k = 0; k < 2000 && high - low > 1e-15 * high; k++) {
		double middle = low + (high - low) / 2;

		if (reached(p, sign * middle, units, false) < p->power)
			low = middle;
		else
			high = middle;
	}
	return sign * high;
}
