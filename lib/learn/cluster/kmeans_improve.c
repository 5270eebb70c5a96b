/*
 * Swaps: a centre goes to a row far from all centres where that makes the sum of distances smaller.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/cluster/kmeans_parts.h"

struct swap {
	struct kmeans_state *state;
	nearest_centre_function *nearest;
	/* [chunk][MATRIX_CHUNK]: squared distances to the nearest and the next centre */
	double *best, *second;
	double *change; /* [k]: of the sum, where this centre is moved */
};

/* Which centre to move to the row: the one with the least sum then. */
static size_t
whom_to_move(struct swap *s, const double *row)
{
	const struct kmeans_state *state = s->state;
	const struct matrix *x = state->x;
	uint16_t label[MATRIX_CHUNK];
	double fresh[MATRIX_CHUNK];
	size_t least = 0;

	memset(s->change, 0, state->k * sizeof *s->change);
	for (size_t chunk = 0; chunk < matrix_chunks(x); chunk++) {
		size_t nrow = matrix_chunk_rows(x, chunk), from = chunk * MATRIX_CHUNK;
		const double *best = s->best + from, *second = s->second + from;

		s->nearest(x->chunk[chunk], (nrow + MATRIX_TILE - 1) / MATRIX_TILE, x->d, row, 1,
		    label, fresh, NULL);
		for (size_t i = 0; i < nrow; i++)
			s->change[state->label[from + i]] +=
			    fmin(fresh[i], second[i]) - fmin(fresh[i], best[i]);
	}
	for (size_t j = 1; j < state->k; j++)
		if (s->change[j] < s->change[least])
			least = j;
	return least;
}

void
kmeans_improve(struct kmeans_state *state, struct random *random,
    const struct kmeans_params *params, double tol)
{
	const struct matrix *x = state->x;
	size_t room = matrix_chunks(x) * MATRIX_CHUNK, d = x->d;
	struct swap s = { .state = state, .nearest = nearest_centre_choose() };
	struct kmeans_state trial;

	s.best = memory_array(room, sizeof *s.best);
	s.second = memory_array(room, sizeof *s.second);
	s.change = memory_array(state->k, sizeof *s.change);
	kmeans_state_init(&trial, x, state->k, 1);
	kmeans_assign(state, s.best, s.second);
	for (uint64_t failed = 0; failed < params->swaps && state->inertia > 0; failed++) {
		double *row = trial.centre;

		matrix_row(x, kmeans_draw(s.best, x->n, state->inertia, random), row);
		size_t j = whom_to_move(&s, row);

		memmove(trial.centre + j * d, row, d * sizeof *row);
		for (size_t c = 0; c < state->k; c++)
			if (c != j)
				memcpy(trial.centre + c * d, state->centre + c * d,
				    d * sizeof *row);
		kmeans_lloyd(&trial, params->max_iter, tol);
		if (trial.inertia >= state->inertia * (1 - 1e-9))
			continue;
		kmeans_state_copy(state, &trial);
		kmeans_assign(state, s.best, s.second);
		failed = 0;
	}
	kmeans_state_release(&trial);
	free(s.best);
	free(s.second);
	free(s.change);
}
