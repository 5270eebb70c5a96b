/*
 * exact_sum: sums of doubles without rounding, the same for any order of adding.
 *
 *	struct exact_sum sum = { 0 };
 *	exact_sum_add(&sum, 0.1, 1);
 *	exact_sum_add(&sum, x, 1204);		x as often as that
 *	double total = exact_sum_value(&sum);	rounded once, to nearest, ties to even
 *
 * A number of 2,240 bits that holds every double and 2^63 times the largest (a superaccumulator,
 * after Kulisch and Miranker 1986; Neal 2015, Fast exact summation using small and large
 * superaccumulators). Zeroed memory is a sum of nothing. x must be finite, count below 2^40. Past
 * the largest double: infinite.
 */
#ifndef IA_STATS_EXACT_SUM_H
#define IA_STATS_EXACT_SUM_H

#include <stdint.h>

#define EXACT_LIMBS 70

struct exact_sum {
	int64_t limb[EXACT_LIMBS]; /* limb[i] counts 2^(32 i - 1074) */
	uint32_t adds;             /* since carries were passed on */
};

void exact_sum_add(struct exact_sum *sum, double x, uint64_t count);
/* other's carries are passed on */
void exact_sum_merge(struct exact_sum *sum, struct exact_sum *other);
double exact_sum_value(const struct exact_sum *sum);
/* The sum as high + low, good to 106 bits: *high is exact_sum_value, *low what it leaves out. */
void exact_sum_pair(const struct exact_sum *sum, double *high, double *low);

/*
 * Mean and sample standard deviation (n - 1) of n numbers from their exact sum and the exact sum of
 * their squares (exact_sum_add_square). NaN where n is too small or a square overflows.
 */
void exact_sum_add_square(struct exact_sum *squares, double x, uint64_t count);
double exact_mean(const struct exact_sum *sum, uint64_t n);
double exact_sd(const struct exact_sum *sum, const struct exact_sum *squares, uint64_t n);

#endif
