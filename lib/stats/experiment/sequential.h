/*
 * sequential: tests and bounds that hold at every look, however often one looks.
 *
 *	double rho2 = sequence_rho2(0.05, 5000);
 *	double half = sequence_half_width(se, n, rho2, 0.05);
 *	double p = sequence_p(sequence_log_e(d, se, n, rho2));
 *
 * d is an estimate of an effect, se its standard error, n the units in both arms at this look.
 * Evidence comes as its logarithm: at large effects it is past the largest double. Over looks the
 * least p so far counts, and the intersection of the intervals.
 */
#ifndef IA_STATS_EXPERIMENT_SEQUENTIAL_H
#define IA_STATS_EXPERIMENT_SEQUENTIAL_H

/*
 * The asymptotic confidence sequence that is tightest near expected units in all, which must be
 * fixed before the first look. Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021, Time-
 * uniform central limit theory and asymptotic confidence sequences, arXiv 2103.06476, equations 9,
 * 155, 161.
 */
double sequence_rho2(double alpha, double expected);
double sequence_half_width(double se, double n, double rho2, double alpha);
double sequence_log_e(double d, double se, double n, double rho2);

/*
 * The mixture sequential probability ratio test, effects mixed by N(0, tau2): the logarithm of the
 * ratio, and the half width of the interval. Source: Johari, Koomen, Pekelis and Walsh 2017,
 * Peeking at A/B tests, KDD.
 */
double mixture_log_ratio(double d, double se, double tau2);
double mixture_half_width(double se, double tau2, double alpha);

double sequence_p(double log_evidence); /* 1 / evidence, at most 1 */

#endif
