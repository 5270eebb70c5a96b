#include "stats/fence.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "stats/exact_sum.h"
#include "stats/quantile.h"
#include "stats/rounding.h"

#define MAD_TO_SD 0.6745       /* the 75 % point of the standard normal distribution */
#define MEAN_AD_TO_SD 1.253314 /* sqrt(pi / 2) */

double
fence_cutoff(enum fence_method method)
{
	static const double usual[] = { 1.5, 3.5, 3, 0.01 };

	return usual[method];
}

const char *
fence_check(enum fence_method method, double cutoff)
{
	if (!(cutoff >= 0))
		return "the cutoff is 0 or more";
	if (method == FENCE_QUANTILE && !(cutoff < 0.5))
		return "the cutoff of quantile is a share below 0.5, such as 0.01";
	return NULL;
}

static bool
quantiles(const struct counted *value, size_t n, const double *p, size_t np, double *out)
{
	struct counted_run run = { value, n, 0 };
	struct counted_place place[COUNTED_P_MAX];

	if (quantiles_counted(&run, 1, p, np, place) == 0)
		return false;
	for (size_t i = 0; i < np; i++)
		out[i] = quantile_between(double_of_word(place[i].low),
		    double_of_word(place[i].high), place[i].share);
	return true;
}

static double
mean_distance(const struct counted *distance, size_t n)
{
	struct exact_sum sum = { 0 };
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++) {
		exact_sum_add(&sum, double_of_word(distance[i].key), distance[i].count);
		count += distance[i].count;
	}
	return exact_mean(&sum, count);
}

/* What stands for a standard deviation around the median. */
static double
robust_spread(const struct counted *value, size_t n, double median)
{
	struct counted *distance = memory_array(n, sizeof *distance);
	double mad = 0, half = 0.5;

	for (size_t i = 0; i < n; i++)
		distance[i] =
		    (struct counted){ word_of_double(fabs(double_of_word(value[i].key) - median)),
			    value[i].count };
	quantiles(distance, n, &half, 1, &mad);
	double spread = mad > rounding_of(median) ? mad / MAD_TO_SD
						  : MEAN_AD_TO_SD * mean_distance(distance, n);

	free(distance);
	return spread;
}

static struct fence
range_of(const struct counted *value, size_t n)
{
	struct fence range = { INFINITY, -INFINITY };

	for (size_t i = 0; i < n; i++) {
		range.low = fmin(range.low, double_of_word(value[i].key));
		range.high = fmax(range.high, double_of_word(value[i].key));
	}
	return range;
}

static struct fence
around(double centre, double reach)
{
	if (!(reach > 0) || !isfinite(reach))
		return (struct fence){ -INFINITY, INFINITY };
	return (struct fence){ centre - reach, centre + reach };
}

struct fence
fence_of(enum fence_method method, double cutoff, const struct counted *value, size_t n,
    double mean, double sd)
{
	struct fence open = { -INFINITY, INFINITY };
	double p[3] = { 0.25, 0.75, 0.5 }, q[3];

	struct fence range = range_of(value, n);

	if (n > 0 && rounding_alone(range.low, range.high))
		return method == FENCE_QUANTILE ? range : open;
	if (method == FENCE_ZSCORE)
		return n > 0 ? around(mean, cutoff * sd) : open;
	if (method == FENCE_QUANTILE) {
		p[0] = cutoff;
		p[1] = 1 - cutoff;
	}
	if (!quantiles(value, n, p, 3, q))
		return open;
	if (method == FENCE_MAD)
		return around(q[2], cutoff * robust_spread(value, n, q[2]));
	if (method == FENCE_QUANTILE)
		return (struct fence){ q[0], q[1] };
	double spread = q[1] - q[0];

	return spread > rounding_of(q[2])
	    ? (struct fence){ q[0] - cutoff * spread, q[1] + cutoff * spread }
	    : open;
}
