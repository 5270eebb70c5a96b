/*
 * kmeans_bounds: rows whose nearest centre is still the same, by the triangle inequality.
 *
 *	bounds_init(&b, &state);			between two turns
 *	changed = bounds_take(&b, nearest, chunk, label);	a chunk of the next turn
 *	bounds_moved(&b);				behind it, when the centres have moved
 *	bounds_release(&b);
 *
 * After Hamerly (2010, Making k-means even faster), with one number a row: how much farther than
 * its own centre all others are at least. While that is above 0 the row is passed over; the rest
 * are gathered, eight by eight, for the same inner loop. Every rounding is to the safe side and
 * distances keep a margin of 1e-9, so that labels are those that the inner loop would give. What is
 * lost are the distances of rows that are passed over.
 * Memory: 4 bytes a row.
 */
#ifndef IA_LEARN_CLUSTER_KMEANS_BOUNDS_H
#define IA_LEARN_CLUSTER_KMEANS_BOUNDS_H

#include "learn/cluster/kmeans_parts.h"

struct bounds {
	const struct kmeans_state *state;
	float *gap;     /* [row] */
	float *step;    /* [k]: what a row of this cluster may have lost in the last turn */
	double *before; /* [k][d]: the centres when gaps were true */
};

/* Are they worth their memory and time? */
bool bounds_pay(const struct kmeans_state *state);
void bounds_init(struct bounds *bounds, const struct kmeans_state *state);
/* Labels of a chunk, old ones to new ones; how many changed. Any thread. */
uint64_t bounds_take(const struct bounds *bounds, nearest_centre_function *nearest, size_t chunk,
    uint16_t *label);
void bounds_moved(struct bounds *bounds);
void bounds_release(struct bounds *bounds);

#endif
