#include "stats/nps.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

uint64_t
nps_answers(const struct nps_counts *c)
{
	return c->promoters + c->passives + c->detractors;
}

/* On the scale of one. */
static double
mean(const struct nps_counts *c)
{
	return ((double)c->promoters - (double)c->detractors) / (double)nps_answers(c);
}

static double
variance(const struct nps_counts *c)
{
	double n = (double)nps_answers(c), m = mean(c);

	return ((double)c->promoters + (double)c->detractors) / n - m * m;
}

struct nps_score
nps_score(const struct nps_counts *c, double z)
{
	double n = (double)nps_answers(c), s, m, half;

	if (n == 0)
		return (struct nps_score){ NAN, NAN, NAN };
	s = ((double)c->promoters + (double)c->detractors) / n;
	m = mean(c);
	if (s == 0) {
		half = 100 * z * sqrt(1.5) / (n + 3);
		return (struct nps_score){ 0, -half, half };
	}
	half = z * sqrt(n * fmax(0, s - m * m) + z * z * s);
	return (struct nps_score){ .score = 100 * m,
		.low = 100 * fmax(-1, (n * m - half) / (n + z * z)),
		.high = 100 * fmin(1, (n * m + half) / (n + z * z)) };
}

struct nps_difference
nps_difference(const struct nps_counts *a, const struct nps_counts *b, double z)
{
	struct nps_score x = nps_score(a, z), y = nps_score(b, z);

	if (nps_answers(a) == 0 || nps_answers(b) == 0)
		return (struct nps_difference){ NAN, NAN, NAN, NAN };
	double se =
	    100 * sqrt(variance(a) / (double)nps_answers(a) + variance(b) / (double)nps_answers(b));
	double d = y.score - x.score;

	return (struct nps_difference){ .difference = d,
		.low = d - hypot(y.score - y.low, x.high - x.score),
		.high = d + hypot(y.high - y.score, x.score - x.low),
		.p = se > 0 ? 2 * gsl_cdf_ugaussian_Q(fabs(d) / se) : NAN };
}
