/*
 * ratio: is each arm as large as it was planned?
 *
 *	double p = ratio_p(users, share, 2);
 *
 * Pearson's chi-square with n - 1 degrees of freedom. Below RATIO_ALARM something is wrong with the
 * assignment or the data, and no effect can be trusted. Source: Fabijan et al. 2019, Diagnosing
 * sample ratio mismatch in online controlled experiments, KDD.
 */
#ifndef IA_STATS_EXPERIMENT_RATIO_H
#define IA_STATS_EXPERIMENT_RATIO_H

#include <stddef.h>
#include <stdint.h>

#define RATIO_ALARM 0.001
#define RATIO_LEAST 8 /* units an arm, planned */

/* share adds up to 1; NaN where there is one arm or an arm would have fewer than RATIO_LEAST. */
double ratio_p(const uint64_t *count, const double *share, size_t n);
double ratio_chi_square(const uint64_t *count, const double *share, size_t n);

#endif
