/*
 * nearest_centre: for each row of a chunk, the nearest of k centres: the inner loop of k-means.
 *
 *	nearest_centre_rows(x, ntile, d, centre, k, label, best, NULL);
 *
 * x is [ntile][d][MATRIX_TILE] (matrix.h); label, best and second are [ntile * MATRIX_TILE]. best
 * is the squared Euclidean distance to the nearest centre, of equally near ones the first; second,
 * where not NULL, that to the next one (infinite where k is 1). Squares are added in the order of
 * columns, without fused operations, so that every set of instructions (AVX-512, AVX2, portable;
 * IA_SIMD=off|avx2 for tests) gives the same bits.
 */
#ifndef IA_LEARN_CLUSTER_NEAREST_CENTRE_H
#define IA_LEARN_CLUSTER_NEAREST_CENTRE_H

#include <stddef.h>
#include <stdint.h>

typedef void nearest_centre_function(const double *x, size_t ntile, size_t d, const double *centre,
    size_t k, uint16_t *label, double *best, double *second);

nearest_centre_function nearest_centre_rows;          /* whatever the machine has */
nearest_centre_function *nearest_centre_choose(void); /* the same, to be asked once */

#endif
