/*
 * score: how well rows are parted into clusters.
 *
 *	struct score score = score_of(&matrix, label, k, seed, threads);
 *
 * silhouette: mean over rows of (b - a) / max(a, b): a the mean distance to the other rows of the
 * own cluster, b to the rows of the nearest other one; 0 for a cluster of one. Rousseeuw 1987.
 * Exact up to SCORE_ROWS rows; above, within that many rows drawn by the seed.
 *
 * calinski_harabasz: (between / (k - 1)) / (within / (n - k)), sums of squares. Calinski and
 * Harabasz 1974.
 *
 * davies_bouldin: mean over clusters i of the worst (s(i) + s(j)) / d(i, j) of any other cluster j:
 * s the mean distance to the cluster's mean, d that of the means. Davies and Bouldin 1979.
 *
 * As in scikit-learn, k being the number of clusters that have rows; NaN where that is 1 or n. The
 * same for any number of threads.
 */
#ifndef IA_LEARN_CLUSTER_SCORE_H
#define IA_LEARN_CLUSTER_SCORE_H

#include "learn/matrix.h"

#define SCORE_ROWS 10000u

struct score {
	double silhouette, calinski_harabasz, davies_bouldin;
};

/* label[x->n] below k. */
struct score score_of(const struct matrix *x, const uint16_t *label, size_t k, uint64_t seed,
    unsigned threads);

#endif
