/*
 * kmeans_choose: which number of clusters, and whether there are any.
 *
 *	struct kmeans_choice choice[9];
 *	bool found = kmeans_choose(&matrix, &params, 2, 10, choice);
 *
 * best is the number with the highest silhouette (score.h), of equal ones the least. The answer is
 * whether that silhouette stands out from those of random rows without clusters but of the same
 * spread, clustered with the same
 * numbers: KMEANS_REFERENCES sets uniform in the box that the data fill along their principal axes
 * (the reference (b) of Tibshirani, Walther and Hastie 2001, the gap statistic), and as many normal
 * ones with the data's variances along them. It must be above the highest silhouette of every set,
 * and above their mean by three standard deviations, of both kinds. The sets have as many rows as
 * the data, at most KMEANS_REFERENCE_ROWS.
 */
#ifndef IA_LEARN_CLUSTER_KMEANS_CHOOSE_H
#define IA_LEARN_CLUSTER_KMEANS_CHOOSE_H

#include "learn/cluster/kmeans.h"
#include "learn/cluster/score.h"

#define KMEANS_REFERENCES 19u
#define KMEANS_REFERENCE_ROWS 1000u

struct kmeans_choice {
	uint64_t k;
	double inertia;
	struct score score;
	bool best;
};

/* "2..10": NULL, or a sentence. */
const char *kmeans_range(const char *text, uint64_t *first, uint64_t *last);
/* choice[last - first + 1]; x->n > 0. params->k is not used. */
bool kmeans_choose(const struct matrix *x, const struct kmeans_params *params, uint64_t first,
    uint64_t last, struct kmeans_choice *choice);

#endif
