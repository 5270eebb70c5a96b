/*
 * moments: sums of pairs of numbers and of their products, exact, out of which come means,
 * variances and covariances.
 *
 *	struct moments *m = memory_new(sizeof *m);		zeroed: of nothing
 *	moments_add(m, 12.5, 3, 1);			x and y of one unit
 *	moments_add(m, 12.5, 3, -1);			and taken away again
 *	moments_merge(all, m);
 *	struct spread s;
 *	moments_spread(all, n, &s);				of n units; those not added are (0, 0)
 *
 * Nothing depends on the order of adding: sums are those of exact_sum, products are split into a
 * double and its rounding error, and the centred sums are formed before anything is rounded, so
 * that values around 1e9 keep their variance. Limits: |x| and |y| up to 1e140; products below
 * 1e-290 lose bits.
 */
#ifndef IA_STATS_EXPERIMENT_MOMENTS_H
#define IA_STATS_EXPERIMENT_MOMENTS_H

#include <stdint.h>

#include "stats/exact_sum.h"

#define MOMENTS_LIMIT 1e140

/* Whole numbers up to this are added in 64 bits, until there are so many of them. */
#define MOMENTS_WHOLE 65536
#define MOMENTS_WHOLE_ADDS (1u << 30)

struct moments {
	int64_t x, y, xx, xy, yy; /* of whole numbers, not yet in the sums below */
	uint32_t whole;           /* how many were added to them */
	struct exact_sum sum_x, sum_y, sum_xx, sum_xy, sum_yy;
};

/* Of n units, with n - 1 below; NaN where n is too small. */
struct spread {
	double n;
	double mean_x, mean_y;
	double var_x, var_y, cov;
};

/* sign: 1, or -1 to take away what was added */
void moments_add(struct moments *moments, double x, double y, int sign);
void moments_merge(struct moments *moments, struct moments *other); /* other's sums are settled */
void moments_spread(struct moments *moments, uint64_t n, struct spread *spread);

#endif
