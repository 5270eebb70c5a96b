/*
 * fourfold: two groups, and who of each met an outcome: how much that differs, and how surely.
 *
 *	struct fourfold t = { .a = 30, .b = 70, .c = 45, .d = 255 };	30 of 100, 45 of 300
 *	double p = fourfold_fisher(t), low, high;
 *	fourfold_difference(t, INTERVAL_Z95, &low, &high);		of 0.3 - 0.15
 *
 * Limits: each count below 2^53. Functions of a table without an answer (an empty group) give NaN,
 * as each says.
 */
#ifndef IA_STATS_FOURFOLD_H
#define IA_STATS_FOURFOLD_H

#include <stdint.h>

struct fourfold {
	uint64_t a, b; /* one group: with the outcome, without it */
	uint64_t c, d; /* the other */
};

/*
 * Fisher's exact test, two-sided: the probability, all margins given, of the tables that are at
 * most as likely as this one; tables as likely but for rounding (1e-7 of it, as in R) count. An
 * empty margin gives 1. Relative error below 1e-11; what a double cannot hold is 0. Time: some 60
 * standard deviations of a.
 * Source: Fisher 1935, The logic of inductive inference, J. R. Statist. Soc. 98; Agresti 2002,
 * Categorical Data Analysis, 3.5.
 */
double fourfold_fisher(struct fourfold t);

/*
 * Pearson's chi-square without correction, one degree of freedom: the square of the z of two
 * shares with the pooled variance. NaN where a margin is empty. Source: Pearson 1900; Agresti
 * 2002, 3.2.
 */
double fourfold_chi_square(struct fourfold t);
double chi_square_1_upper(double x); /* the probability of x or more, x >= 0 */

/*
 * The correlation of group and outcome, -1 .. 1; NaN where a margin is empty. Source: Yule 1912,
 * J. R. Statist. Soc. 75.
 */
double fourfold_phi(struct fourfold t);

/*
 * The interval of a / (a + b) - c / (c + d), z standard deviations to each side, from Wilson's
 * intervals of the two shares. An empty group gives NaN. Source: Newcombe 1998, Interval
 * estimation for the difference between independent proportions, Statistics in Medicine 17,
 * 873-890, method 10.
 */
void fourfold_difference(struct fourfold t, double z, double *low, double *high);

/*
 * The least count that is expected where group and outcome have nothing to do with each other; 0
 * of nothing.
 */
double fourfold_least_expected(struct fourfold t);

#endif
