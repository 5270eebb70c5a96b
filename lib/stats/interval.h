/*
 * interval: how sure an estimate is.
 *
 *	double low, high;
 *	interval_wilson(paid, viewed, INTERVAL_Z95, &low, &high);
 */
#ifndef IA_STATS_INTERVAL_H
#define IA_STATS_INTERVAL_H

#include <stdint.h>

/* The 97.5 % point of the standard normal distribution: two-sided 95 %. */
#define INTERVAL_Z95 1.959963984540054

/*
 * Wilson's score interval of a share: those p with |successes / n - p| <= z sqrt(p (1 - p) / n).
 * *low and *high lie in 0..1; successes <= n; z >= 0 in standard deviations. n = 0: both NaN.
 * Source: Wilson 1927, Probable inference, the law of succession, and statistical inference, JASA
 * 22.
 */
void interval_wilson(uint64_t successes, uint64_t n, double z, double *low, double *high);
/* The same of broken counts, 0 <= successes <= n. */
void interval_wilson_real(double successes, double n, double z, double *low, double *high);

#endif
