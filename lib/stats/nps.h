/*
 * nps: the net promoter score and how sure it is.
 *
 *	struct nps_counts c = { .promoters = 70, .passives = 20, .detractors = 10 };
 *	struct nps_score s = nps_score(&c, INTERVAL_Z95);	60, 43.2 to 71.4
 *
 * Each answer is worth +1 (9 and 10), 0 (7, 8) or -1 (0 to 6); the score is 100 times their mean,
 * N = 100 (P - D) (Reichheld 2003). Shares P, D; S = P + D.
 */
#ifndef IA_STATS_NPS_H
#define IA_STATS_NPS_H

#include <stdint.h>

#define NPS_FEW 30 /* answers: of fewer a score says little */

struct nps_counts {
	uint64_t promoters, passives, detractors;
};

struct nps_score {
	double score, low, high; /* points, -100 to 100; NaN of no answers */
};

struct nps_difference {
	double difference, low, high; /* points */
	double p;                     /* two-sided; NaN where neither score has any variance */
};

uint64_t nps_answers(const struct nps_counts *counts);

/*
 * The score with bounds like Wilson's: those x with n (x - N)^2 <= z^2 (S - x^2), on the scale of
 * one; they stay within -100 and 100 and have a width from one answer on. Where all are passive
 * (S = 0) they would have none; there three pseudo-answers are added, 3/4 promoter, 3/2 passive and
 * 3/4 detractor, to N +- z sqrt(variance / n) (the adjusted interval of Rocks 2016).
 */
struct nps_score nps_score(const struct nps_counts *counts, double z);

/*
 * b's score less a's. Bounds by square and add of the above (Newcombe 1998, method 10); p of
 * z = difference / sqrt(va / na + vb / nb), v = S - (P - D)^2.
 */
struct nps_difference nps_difference(const struct nps_counts *a, const struct nps_counts *b,
    double z);

#endif
