/*
 * k-means++: centres drawn from the rows, far ones more likely; of several candidates the one that
 * helps most.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/cluster/kmeans_parts.h"

struct begin {
	struct kmeans_state *state;
	nearest_centre_function *nearest;
	/* [chunk][MATRIX_CHUNK]: squared distances to the nearest centre */
	double *near, *try, *kept;
};

/* Distances of all rows to a row, or to the centres so far where nearer; their sum. */
static double
distances(const struct begin *b, const double *centre, const double *near, double *out)
{
	const struct matrix *x = b->state->x;
	uint16_t label[MATRIX_CHUNK];
	double sum = 0;

	for (size_t chunk = 0; chunk < matrix_chunks(x); chunk++) {
		size_t nrow = matrix_chunk_rows(x, chunk), from = chunk * MATRIX_CHUNK;
		double part = 0;

		b->nearest(x->chunk[chunk], (nrow + MATRIX_TILE - 1) / MATRIX_TILE, x->d, centre, 1,
		    label, out + from, NULL);
		for (size_t i = from; i < from + nrow; i++) {
			if (near != NULL && near[i] < out[i])
				out[i] = near[i];
			part += out[i];
		}
		sum += part;
	}
	return sum;
}

/* A row by its share of the sum; never one with distance 0. */
size_t
kmeans_draw(const double *near, size_t n, double sum, struct random *random)
{
	double left = random_unit(random) * sum;
	size_t last = 0;

	for (size_t i = 0; i < n; i++) {
		if (near[i] <= 0)
			continue;
		last = i;
		left -= near[i];
		if (left < 0)
			break;
	}
	return last;
}

/* The next centre: the best of some candidates. The sum that is left. */
static double
add_centre(struct begin *b, size_t j, size_t ncandidate, double sum, struct random *random)
{
	const struct matrix *x = b->state->x;
	double *centre = b->state->centre + j * x->d, best = INFINITY, *swap;
	double *row = memory_array(x->d, sizeof *row);

	for (size_t k = 0; k < ncandidate; k++) {
		matrix_row(x, kmeans_draw(b->near, x->n, sum, random), row);
		double left = distances(b, row, b->near, b->try);

		if (left >= best)
			continue;
		best = left;
		memcpy(centre, row, x->d * sizeof *row);
		swap = b->kept;
		b->kept = b->try;
		b->try = swap;
	}
	swap = b->near;
	b->near = b->kept;
	b->kept = swap;
	free(row);
	return best;
}

bool
kmeans_begin(struct kmeans_state *state, struct random *random)
{
	const struct matrix *x = state->x;
	size_t k = state->k, j = 1, room = matrix_chunks(x) * MATRIX_CHUNK;
	size_t ncandidate = 2 + (size_t)log((double)k);
	struct begin b = { .state = state, .nearest = nearest_centre_choose() };

	b.near = memory_array(room, sizeof *b.near);
	b.try = memory_array(room, sizeof *b.try);
	b.kept = memory_array(room, sizeof *b.kept);
	matrix_row(x, random_below(random, x->n), state->centre);
	double sum = distances(&b, state->centre, NULL, b.near);

	for (; j < k && sum > 0; j++)
		sum = add_centre(&b, j, ncandidate, sum, random);
	state->k = j;
	free(b.near);
	free(b.try);
	free(b.kept);
	return j == k;
}
