/*
 * moments: mean, variance and ends of each column of a matrix, NaN left out.
 *
 *	struct moments *m = memory_array(x->d, sizeof *m);
 *	moments_of(x, threads, m);
 *
 * Sums are made chunk by chunk, lane by lane: the same for any number of threads. The variance
 * (divided by n) is that about the mean, from a pass of its own.
 */
#ifndef IA_LEARN_CLUSTER_MOMENTS_H
#define IA_LEARN_CLUSTER_MOMENTS_H

#include "learn/matrix.h"

struct moments {
	uint64_t n;            /* values that are not NaN */
	double mean, variance; /* NaN where n is 0 */
	double low, high;
};

void moments_of(const struct matrix *x, unsigned threads, struct moments *moments); /* [x->d] */

#endif
