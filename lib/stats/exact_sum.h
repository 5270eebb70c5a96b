/*
 * exact_sum: sums of doubles and of their squares without rounding, the same for any order of
 * adding.
 *
 *	struct exact_sum sum = { 0 };
 *	exact_sum_add(&sum, 0.1, 1);
 *	exact_sum_add(&sum, x, 1204);		x as often as that
 *	double total = exact_sum_value(&sum);	rounded once, to nearest, ties to even
 *
 * A number of 2,240 bits that holds every double and 2^63 times the largest (a superaccumulator,
 * after Kulisch and Miranker 1986; Neal 2015, Fast exact summation using small and large
 * superaccumulators); squares have one of 4,352 bits. Zeroed memory is a sum of nothing. x must be
 * finite, count below 2^40. Past the largest double: infinite.
 */
#ifndef IA_STATS_EXACT_SUM_H
#define IA_STATS_EXACT_SUM_H

#include <stdint.h>

#define EXACT_LIMBS 70
#define EXACT_SQUARE_LIMBS 136

struct exact_sum {
	int64_t limb[EXACT_LIMBS]; /* limb[i] counts 2^(32 i - 1074) */
	uint32_t adds;             /* since carries were passed on */
};

struct exact_squares {
	int64_t limb[EXACT_SQUARE_LIMBS]; /* limb[i] counts 2^(32 i - 2148) */
	uint32_t adds;
};

void exact_sum_add(struct exact_sum *sum, double x, uint64_t count);
/* other's carries are passed on */
void exact_sum_merge(struct exact_sum *sum, struct exact_sum *other);
double exact_sum_value(const struct exact_sum *sum);

void exact_squares_add(struct exact_squares *squares, double x, uint64_t count);
void exact_squares_merge(struct exact_squares *squares, struct exact_squares *other);

/*
 * Mean and sample standard deviation (n - 1) of n numbers, rounded once. NaN where n is too small;
 * infinite where the result is past the largest double.
 */
double exact_mean(const struct exact_sum *sum, uint64_t n);
double exact_sd(const struct exact_sum *sum, const struct exact_squares *squares, uint64_t n);

#endif
