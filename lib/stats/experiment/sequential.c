#include "stats/experiment/sequential.h"

#include <math.h>

double
sequence_rho2(double alpha, double expected)
{
	double twice = -2 * log(alpha);

	return (twice + log(1 + twice)) / expected;
}

double
sequence_half_width(double se, double n, double rho2, double alpha)
{
	double more = n * rho2 + 1;

	return se * sqrt(n) * sqrt(2 * more * (0.5 * log(more) - log(alpha)) / (n * n * rho2));
}

double
sequence_log_e(double d, double se, double n, double rho2)
{
	double more = n * rho2 + 1;

	return rho2 * n * (d / se) * (d / se) / (2 * more) - 0.5 * log(more);
}

double
mixture_log_ratio(double d, double se, double tau2)
{
	double v = se * se;

	return 0.5 * log(v / (v + tau2)) + tau2 * d * d / (2 * v * (v + tau2));
}

double
mixture_half_width(double se, double tau2, double alpha)
{
	double v = se * se;

	return sqrt((-2 * log(alpha) - log(v / (v + tau2))) * v * (v + tau2) / tau2);
}

double
sequence_p(double log_evidence)
{
	return log_evidence <= 0 ? 1 : exp(-log_evidence);
}
