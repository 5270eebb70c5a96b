/*
 * strata: one odds ratio out of fourfold tables of many strata: the association with what makes
 * the strata held fixed.
 *
 *	struct strata s = { 0 };
 *	for each stratum: strata_add(&s, table);
 *	double odds = strata_odds(&s), low, high;
 *	strata_odds_interval(&s, INTERVAL_Z95, &low, &high);
 *
 * Strata may be many and small: one where a margin is empty adds nothing. The order of adding
 * changes the last bits.
 */
#ifndef IA_STATS_STRATA_H
#define IA_STATS_STRATA_H

#include "stats/fourfold.h"

/* Sums over strata. With R = a d / n, S = b c / n, P = (a + d) / n, Q = (b + c) / n: */
struct strata {
	double r, s, pr, ps_qr, qs;
	double excess, variance; /* of a over what is expected where nothing goes together */
};

void strata_add(struct strata *strata, struct fourfold table);

/*
 * The pooled odds ratio, sum R / sum S; NaN where both are 0, else infinite where S is. Mantel and
 * Haenszel 1959.
 */
double strata_odds(const struct strata *strata);

/*
 * Its interval by the variance of its logarithm; NaN where the odds ratio is 0 or not finite.
 * Source: Robins, Breslow and Greenland 1986, Biometrics 42, 311-323.
 */
void strata_odds_interval(const struct strata *strata, double z, double *low, double *high);

/*
 * The probability of such an excess or a greater one where the odds ratio is 1 in every stratum
 * (chi-square of Cochran, Mantel and Haenszel, no correction); NaN where no stratum can tell.
 */
double strata_p(const struct strata *strata);

#endif
