#include "stats/strata.h"

#include <math.h>

void
strata_add(struct strata *s, struct fourfold t)
{
	double a = (double)t.a, b = (double)t.b, c = (double)t.c, d = (double)t.d,
	       n = a + b + c + d;
	double r, q, with, against;

	if (n == 0)
		return;
	r = a * d / n;
	q = b * c / n;
	with = (a + d) / n;
	against = (b + c) / n;
	s->r += r;
	s->s += q;
	s->pr += with * r;
	s->ps_qr += with * q + against * r;
	s->qs += against * q;
	if (n < 2)
		return;
	s->excess += a - (a + b) * ((a + c) / n);
	s->variance += (a + b) * ((c + d) / n) * ((a + c) / n) * ((b + d) / (n - 1));
}

double
strata_odds(const struct strata *s)
{
	return s->r / s->s;
}

void
strata_odds_interval(const struct strata *s, double z, double *low, double *high)
{
	double variance =
	    s->pr / (2 * s->r * s->r) + s->ps_qr / (2 * s->r * s->s) + s->qs / (2 * s->s * s->s);
	double middle = log(strata_odds(s)), half = z * sqrt(variance);

	*low = exp(middle - half);
	*high = exp(middle + half);
	if (!(s->r > 0) || !(s->s > 0))
		*low = *high = NAN;
}

double
strata_p(const struct strata *s)
{
	return s->variance > 0 ? chi_square_1_upper(s->excess * s->excess / s->variance) : NAN;
}
