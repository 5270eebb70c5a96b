/*
 * kmeans_parts: inside lib/learn/cluster: what the files of k-means share.
 */
#ifndef IA_LEARN_CLUSTER_KMEANS_PARTS_H
#define IA_LEARN_CLUSTER_KMEANS_PARTS_H

#include "base/random.h"
#include "learn/cluster/kmeans.h"
#include "learn/cluster/nearest_centre.h"

/* Centres on their way. */
struct kmeans_state {
	const struct matrix *x;
	size_t k;
	unsigned threads;
	double *centre;  /* [k][d] */
	uint16_t *label; /* [x->n]: of the last turn */
	double inertia;  /* of centre */
	uint64_t iterations;
	bool converged;
};

void kmeans_state_init(struct kmeans_state *state, const struct matrix *x, size_t k,
    unsigned threads);
/* centres and inertia */
void kmeans_state_copy(struct kmeans_state *to, const struct kmeans_state *from);
void kmeans_state_release(struct kmeans_state *state);

/*
 * Lloyd's algorithm from state->centre; tol is absolute. label and inertia are those of the centres
 * at the end.
 */
void kmeans_lloyd(struct kmeans_state *state, uint64_t max_iter, double tol);
/*
 * Labels and inertia for the centres; best, second: [chunk][MATRIX_CHUNK] squared distances, or
 * NULL.
 */
void kmeans_assign(struct kmeans_state *state, double *best, double *second);
/* Mean variance of the columns. */
double kmeans_variance(const struct matrix *x, unsigned threads);

/*
 * k-means++: false where there are fewer different rows than k; state->k is then how many there
 * are.
 */
bool kmeans_begin(struct kmeans_state *state, struct random *random);
/*
 * A row of n, as likely as its share of the sum of near[n]; none with near 0 where there is
 * another.
 */
size_t kmeans_draw(const double *near, size_t n, double sum, struct random *random);
/* Swaps, with Lloyd's algorithm after each. */
void kmeans_improve(struct kmeans_state *state, struct random *random,
    const struct kmeans_params *params, double tol);

#endif
