/*
 * distribution: tails and quantiles that tests and intervals need.
 *
 *	double p = student_two_sided(2.1, 17.5);		both tails beyond 2.1
 *	double t = student_quantile(0.975, 17.5);
 *
 * Relative errors are below 1e-10 for degrees of freedom up to 1e8; from there on Student's t is
 * the normal. Nothing is printed; arguments outside their range give NaN.
 */
#ifndef IA_STATS_EXPERIMENT_DISTRIBUTION_H
#define IA_STATS_EXPERIMENT_DISTRIBUTION_H

double normal_density(double x);
double normal_lower(double x);    /* the probability of x or less */
double normal_quantile(double p); /* p in 0 .. 1 */

/*
 * I_x(a, b), the probability of x or less under Beta(a, b); a, b > 0. Source: the continued
 * fraction of Abramowitz and Stegun 1964, 26.5.8, by Lentz's method.
 */
double beta_lower(double x, double a, double b);
double beta_density(double x, double a, double b);

double student_two_sided(double t, double df); /* beyond |t|, both tails */
double student_upper(double t, double df);     /* t or more */
double student_quantile(double p, double df);

double chi_square_upper(double x, double df); /* x or more */

#endif
