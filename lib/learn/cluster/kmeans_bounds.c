#include "learn/cluster/kmeans_bounds.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* clusters x columns: below it the inner loop is faster than what goes around it */
#define LEAST_WORK 256u
#define LEAST_COLUMNS 4u /* with fewer, 4 bytes a row are much beside the matrix */
#define ROOM 4096u       /* doubles of gathered rows */
#define MARGIN 1e-9      /* of distances: far above what rounding does to sums of squares */

bool
bounds_pay(const struct kmeans_state *state)
{
	size_t d = state->x->d;

	return state->k * d >= LEAST_WORK && d >= LEAST_COLUMNS && d * MATRIX_TILE <= ROOM;
}

void
bounds_init(struct bounds *b, const struct kmeans_state *state)
{
	size_t size = state->k * state->x->d;

	b->state = state;
	b->gap = memory_array(matrix_chunks(state->x), MATRIX_CHUNK * sizeof *b->gap);
	b->step = memory_array(state->k, sizeof *b->step);
	b->before = memory_array(size, sizeof *b->before);
	memcpy(b->before, state->centre, size * sizeof *b->before);
}

void
bounds_release(struct bounds *b)
{
	free(b->gap);
	free(b->step);
	free(b->before);
}

/* The way of each centre, and the longest among the others. */
void
bounds_moved(struct bounds *b)
{
	size_t k = b->state->k, d = b->state->x->d, farthest = 0;
	double *way = memory_array(k, sizeof *way), next = 0;

	for (size_t j = 0; j < k; j++) {
		for (size_t c = j * d; c < (j + 1) * d; c++)
			way[j] += (b->state->centre[c] - b->before[c]) *
			    (b->state->centre[c] - b->before[c]);
		way[j] = sqrt(way[j]);
		if (way[j] > way[farthest])
			farthest = j;
	}
	for (size_t j = 0; j < k; j++)
		next = j != farthest && way[j] > next ? way[j] : next;
	for (size_t j = 0; j < k; j++) {
		double step =
		    (way[j] + (j == farthest ? next : way[farthest])) * (1 + 1000 * MARGIN);

		b->step[j] = nextafterf((float)step, INFINITY);
	}
	free(way);
	memcpy(b->before, b->state->centre, k * d * sizeof *b->before);
}

/* From squared distances; 0, which passes no row over, where that is not known to be more. */
static inline float
gap_of(double best, double second)
{
	double gap = sqrt(second) * (1 - MARGIN) - sqrt(best) * (1 + MARGIN);

	if (!(gap > FLT_MIN))
		return 0;
	return gap > FLT_MAX ? FLT_MAX : (float)(gap * (1 - 0x1p-22));
}

/* Lowers the gaps of all rows; lists those that have to be looked at. */
static size_t
lower_gaps(const struct bounds *b, float *gap, size_t nrow, const uint16_t *label, uint16_t *at)
{
	size_t n = 0;

	for (size_t i = 0; i < nrow; i++) {
		/* and what three roundings may have added */
		gap[i] -= b->step[label[i]] + fabsf(gap[i]) * 0x1p-21f;
		at[n] = (uint16_t)i;
		n += !(gap[i] > 0);
	}
	return n;
}

/*
 * Rows at[n], n > 0, side by side, in whole tiles; the last row again where they do not fill one.
 */
static void
gather(const double *x, size_t d, const uint16_t *at, size_t n, double *to)
{
	size_t i = 0;

	do {
		const double *from[MATRIX_TILE];

		for (size_t l = 0; l < MATRIX_TILE; l++) {
			size_t row = at[i + l < n ? i + l : n - 1];

			from[l] = x + row / MATRIX_TILE * d * MATRIX_TILE + row % MATRIX_TILE;
		}
		for (size_t c = 0; c < d * MATRIX_TILE; c += MATRIX_TILE)
			for (size_t l = 0; l < MATRIX_TILE; l++)
				*to++ = from[l][c];
		i += MATRIX_TILE;
	} while (i < n);
}

/* Looks at rows at[n] of a chunk, n * d at most ROOM. */
static uint64_t
look_at(const struct bounds *b, nearest_centre_function *nearest, const double *x,
    const uint16_t *at, size_t n, uint16_t *label, float *gap)
{
	double room[ROOM], best[ROOM / LEAST_COLUMNS], second[ROOM / LEAST_COLUMNS];
	uint16_t fresh[ROOM / LEAST_COLUMNS];
	size_t d = b->state->x->d;
	uint64_t changed = 0;

	gather(x, d, at, n, room);
	nearest(room, (n + MATRIX_TILE - 1) / MATRIX_TILE, d, b->state->centre, b->state->k, fresh,
	    best, second);
	for (size_t i = 0; i < n; i++) {
		changed += fresh[i] != label[at[i]];
		label[at[i]] = fresh[i];
		gap[at[i]] = gap_of(best[i], second[i]);
	}
	return changed;
}

uint64_t
bounds_take(const struct bounds *b, nearest_centre_function *nearest, size_t chunk, uint16_t *label)
{
	const struct matrix *x = b->state->x;
	size_t nrow = matrix_chunk_rows(x, chunk), n,
	       most = ROOM / x->d / MATRIX_TILE * MATRIX_TILE;
	float *gap = b->gap + chunk * MATRIX_CHUNK;
	uint16_t at[MATRIX_CHUNK];
	uint64_t changed = 0;

	n = lower_gaps(b, gap, nrow, label, at);
	for (size_t from = 0; from < n; from += most)
		changed += look_at(b, nearest, x->chunk[chunk], at + from,
		    n - from < most ? n - from : most, label, gap);
	return changed;
}
