#include "stats/experiment/distribution.h"

#include <float.h>
#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>

#define NORMAL_FROM 1e8 /* degrees of freedom */
#define STEPS 100000    /* of a continued fraction; some sqrt(a + b) are needed */

double
normal_density(double x)
{
	return exp(-0.5 * x * x) / sqrt(2 * M_PI);
}

double
normal_lower(double x)
{
	return 0.5 * erfc(-x / M_SQRT2);
}

double
normal_quantile(double p)
{
	return p >= 0 && p <= 1 ? gsl_cdf_ugaussian_Pinv(p) : NAN;
}

static double
away_from_0(double x)
{
	return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/* Lentz's method, for x below the mean or so. */
static double
fraction(double x, double a, double b)
{
	double c = 1, d = 1 / away_from_0(1 - (a + b) * x / (a + 1)), f = d;

	for (int m = 1; m < STEPS; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));

		d = 1 / away_from_0(1 + even * d);
		c = away_from_0(1 + even / c);
		f *= d * c;
		d = 1 / away_from_0(1 + odd * d);
		c = away_from_0(1 + odd / c);
		f *= d * c;
		if (fabs(d * c - 1) <= DBL_EPSILON)
			break;
	}
	return f;
}

/* The logarithm of x^a (1 - x)^b / B(a, b); y is 1 - x. */
static double
log_front(double x, double y, double a, double b)
{
	double log_x = x > 0.5 ? log1p(-y) : log(x), log_y = y > 0.5 ? log1p(-x) : log(y);

	return a * log_x + b * log_y - gsl_sf_lnbeta(a, b);
}

/* I_x(a, b) and, in *upper, what is missing to 1; y is 1 - x, exactly. */
static double
beta_tails(double x, double y, double a, double b, double *upper)
{
	double part;

	if (x <= 0 || y <= 0) {
		*upper = x <= 0;
		return y <= 0;
	}
	part = exp(log_front(x, y, a, b));
	if (x < (a + 1) / (a + b + 2)) {
		part *= fraction(x, a, b) / a;
		*upper = 1 - part;
		return part;
	}
	*upper = part * fraction(y, b, a) / b;
	return 1 - *upper;
}

double
beta_lower(double x, double a, double b)
{
	double upper;

	return a > 0 && b > 0 ? beta_tails(x, 1 - x, a, b, &upper) : NAN;
}

double
beta_density(double x, double a, double b)
{
	if (x <= 0 || x >= 1)
		return 0;
	return exp(log_front(x, 1 - x, a, b)) / (x * (1 - x));
}

double
student_two_sided(double t, double df)
{
	double square = t * t, upper;

	if (isnan(t) || !(df > 0))
		return NAN;
	if (df >= NORMAL_FROM || isinf(square))
		return isinf(square) ? 0 : erfc(fabs(t) / M_SQRT2);
	return beta_tails(df / (df + square), square / (df + square), df / 2, 0.5, &upper);
}

double
student_upper(double t, double df)
{
	double both = student_two_sided(t, df);

	return t > 0 ? both / 2 : 1 - both / 2;
}

/* By halves: the tail of few degrees of freedom is too long for Newton's steps. */
double
student_quantile(double p, double df)
{
	double low = 0, high = 1, tail = 2 * fmin(p, 1 - p);

	if (!(p > 0 && p < 1) || !(df > 0))
		return NAN;
	if (df >= NORMAL_FROM)
		return normal_quantile(p);
	while (student_two_sided(high, df) > tail && high < 1e300)
		high *= 2;
	for (int k = 0; k < 100 && high - low > DBL_EPSILON * high; k++) {
		double middle = low + (high - low) / 2;

		if (student_two_sided(middle, df) > tail)
			low = middle;
		else
			high = middle;
	}
	return p < 0.5 ? -high : high;
}

double
chi_square_upper(double x, double df)
{
	return df > 0 && x >= 0 ? gsl_cdf_chisq_Q(x, df) : NAN;
}
