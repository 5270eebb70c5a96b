/*
 * silhouette: inside lib/learn/cluster: the mean silhouette of all rows, from every pair of them
 * (score.h).
 *
 * label[x->n] below k; a cluster may have no rows. Time is proportional to the square of x->n.
 */
#ifndef IA_LEARN_CLUSTER_SILHOUETTE_H
#define IA_LEARN_CLUSTER_SILHOUETTE_H

#include "learn/matrix.h"

double silhouette_of(const struct matrix *x, const uint16_t *label, size_t k, unsigned threads);

#endif
