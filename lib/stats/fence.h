/*
 * fence: the limits beyond which a number is taken for an outlier of its group.
 *
 *	struct fence fence = fence_of(FENCE_IQR, 1.5, v, n, mean, sd);
 *	if (x < fence.low || x > fence.high) ...
 *
 * FENCE_IQR	quartiles Q1, Q3: outside Q1 - c (Q3 - Q1) .. Q3 + c (Q3 - Q1); c = 1.5 inner, 3
 * outer fences.
 *		Tukey 1977, Exploratory Data Analysis.
 * FENCE_MAD	modified z-score 0.6745 |x - median| / MAD > c; c = 3.5. Iglewicz and Hoaglin 1993,
 * How to
 *		Detect and Handle Outliers. MAD is the median of |x - median|; where it is 0 (more than half of
 *		the values are the same) |x - median| / (1.253314 mean |x - median|) takes its place.
 * FENCE_ZSCORE	|x - mean| / sd > c; c = 3. sd with n - 1.
 * FENCE_QUANTILE	outside the quantiles c and 1 - c; c = 0.01.
 *
 * Quantiles as in quantile.h. Where a group has no spread but of rounding (rounding.h), or no
 * value, nothing is an outlier; a MAD or Q3 - Q1 of rounding alone is 0.
 */
#ifndef IA_STATS_FENCE_H
#define IA_STATS_FENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/counted.h"

enum fence_method { FENCE_IQR, FENCE_MAD, FENCE_ZSCORE, FENCE_QUANTILE };

struct fence {
	double low, high; /* infinite: no limit on this side */
};

double fence_cutoff(enum fence_method method); /* the usual one */
/* NULL, or a sentence. */
const char *fence_check(enum fence_method method, double cutoff);

/* value[n]: keys are words of doubles; mean and sd are used by FENCE_ZSCORE alone. */
struct fence fence_of(enum fence_method method, double cutoff, const struct counted *value,
    size_t n, double mean, double sd);

#endif
