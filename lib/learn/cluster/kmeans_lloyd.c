/* Lloyd's algorithm, as in scikit-learn's KMeans(algorithm="lloyd"). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/cluster/kmeans_bounds.h"

#define UNBOUNDED 8 /* turns before bounds are kept: most problems are through by then */

/*
 * What a unit of chunks adds to. A unit is so large that sums take 1/16 of the matrix's memory at
 * most.
 */
struct turn {
	struct kmeans_state *state;
	nearest_centre_function *nearest;
	size_t unit, nunit;          /* chunks in a unit; units */
	double *sum;                 /* [unit][k][d]; NULL: nothing is summed */
	uint64_t *count;             /* [unit][k] */
	double *inertia;             /* [unit] */
	uint64_t *changed;           /* [unit]: rows with another label than before */
	double *best, *second;       /* where not NULL: [chunk][MATRIX_CHUNK] */
	const struct bounds *bounds; /* NULL: none; else there is no inertia */
};

static void
turn_init(struct turn *turn, struct kmeans_state *state, bool sums)
{
	size_t k = state->k, d = state->x->d;

	*turn = (struct turn){ .state = state,
		.nearest = nearest_centre_choose(),
		.unit = (k + 255) / 256 };
	turn->nunit = (matrix_chunks(state->x) + turn->unit - 1) / turn->unit;
	turn->inertia = memory_array(turn->nunit, sizeof *turn->inertia);
	turn->changed = memory_array(turn->nunit, sizeof *turn->changed);
	if (!sums)
		return;
	turn->sum = memory_array(turn->nunit * k, d * sizeof *turn->sum);
	turn->count = memory_array(turn->nunit * k, sizeof *turn->count);
}

static void
turn_release(struct turn *turn)
{
	free(turn->sum);
	free(turn->count);
	free(turn->inertia);
	free(turn->changed);
}

static void
add_rows(struct turn *turn, const double *x, size_t nrow, const uint16_t *label, size_t unit)
{
	size_t d = turn->state->x->d, k = turn->state->k;
	double *sum = turn->sum + unit * k * d;
	uint64_t *count = turn->count + unit * k;

	for (size_t i = 0; i < nrow; i++) {
		const double *lane = x + i / MATRIX_TILE * d * MATRIX_TILE + i % MATRIX_TILE;
		double *to = sum + label[i] * d;

		count[label[i]]++;
		for (size_t c = 0; c < d; c++)
			to[c] += lane[c * MATRIX_TILE];
	}
}

/* Distances of all rows of a chunk. */
static void
measure_chunk(struct turn *turn, size_t unit, size_t chunk)
{
	const struct matrix *x = turn->state->x;
	size_t nrow = matrix_chunk_rows(x, chunk), ntile = (nrow + MATRIX_TILE - 1) / MATRIX_TILE;
	uint16_t *label = turn->state->label + chunk * MATRIX_CHUNK, fresh[MATRIX_CHUNK];
	double room[MATRIX_CHUNK];
	double *best = turn->best != NULL ? turn->best + chunk * MATRIX_CHUNK : room;
	uint64_t changed = 0;
	double inertia = 0;

	turn->nearest(x->chunk[chunk], ntile, x->d, turn->state->centre, turn->state->k, fresh,
	    best, turn->second != NULL ? turn->second + chunk * MATRIX_CHUNK : NULL);
	for (size_t i = 0; i < nrow; i++) {
		changed += fresh[i] != label[i];
		inertia += best[i];
	}
	memcpy(label, fresh, nrow * sizeof *label);
	turn->changed[unit] += changed;
	turn->inertia[unit] += inertia;
}

static void
take_chunk(struct turn *turn, size_t unit, size_t chunk)
{
	const struct matrix *x = turn->state->x;
	uint16_t *label = turn->state->label + chunk * MATRIX_CHUNK;

	if (turn->bounds != NULL)
		turn->changed[unit] += bounds_take(turn->bounds, turn->nearest, chunk, label);
	else
		measure_chunk(turn, unit, chunk);
	if (turn->sum != NULL)
		add_rows(turn, x->chunk[chunk], matrix_chunk_rows(x, chunk), label, unit);
}

static void
take_unit(void *self, size_t unit)
{
	struct turn *turn = self;
	size_t k = turn->state->k, d = turn->state->x->d;
	size_t end = (unit + 1) * turn->unit, nchunk = matrix_chunks(turn->state->x);

	turn->changed[unit] = 0;
	turn->inertia[unit] = 0;
	if (turn->sum != NULL) {
		memset(turn->sum + unit * k * d, 0, k * d * sizeof *turn->sum);
		memset(turn->count + unit * k, 0, k * sizeof *turn->count);
	}
	for (size_t chunk = unit * turn->unit; chunk < end && chunk < nchunk; chunk++)
		take_chunk(turn, unit, chunk);
}

/* One turn over all rows: sums in unit 0, the number of rows that changed. */
static uint64_t
turn_run(struct turn *turn)
{
	size_t k = turn->state->k, d = turn->state->x->d;

	tasks_run(turn->state->threads, turn->nunit, take_unit, turn);
	for (size_t u = 1; u < turn->nunit; u++) {
		turn->inertia[0] += turn->inertia[u];
		turn->changed[0] += turn->changed[u];
		for (size_t j = 0; turn->sum != NULL && j < k * d; j++)
			turn->sum[j] += turn->sum[u * k * d + j];
		for (size_t j = 0; turn->sum != NULL && j < k; j++)
			turn->count[j] += turn->count[u * k + j];
	}
	turn->state->inertia = turn->inertia[0];
	return turn->changed[0];
}

static double
squared_distance(const struct matrix *x, size_t i, const double *centre)
{
	double sum = 0;

	for (size_t c = 0; c < x->d; c++) {
		double diff = *matrix_at(x, i, c) - centre[c];

		sum += diff * diff;
	}
	return sum;
}

struct far {
	double squared;
	size_t row;
};

/* The n rows farthest from their centres, the farthest first. */
static void
find_far(const struct kmeans_state *state, struct far *far, size_t n)
{
	size_t d = state->x->d, have = 0, k;

	for (size_t i = 0; i < state->x->n; i++) {
		double squared = squared_distance(state->x, i, state->centre + state->label[i] * d);

		if (have == n && squared <= far[n - 1].squared)
			continue;
		for (k = have < n ? have++ : n - 1; k > 0 && far[k - 1].squared < squared; k--)
			far[k] = far[k - 1];
		far[k] = (struct far){ squared, i };
	}
}

/* Each centre without rows takes the farthest row that no other one took. */
static void
fill_empty(struct turn *turn)
{
	const struct kmeans_state *state = turn->state;
	size_t d = state->x->d, n = 0, next = 0;

	for (size_t j = 0; j < state->k; j++)
		n += turn->count[j] == 0;
	if (n == 0)
		return;
	struct far *far = memory_array(n, sizeof *far);

	find_far(state, far, n);
	for (size_t j = 0; j < state->k && far[0].squared > 0; j++) {
		if (turn->count[j] != 0 || next == n)
			continue;
		size_t row = far[next++].row, old = state->label[row];

		for (size_t c = 0; c < d; c++) {
			double value = *matrix_at(state->x, row, c);

			turn->sum[old * d + c] -= value;
			turn->sum[j * d + c] = value;
		}
		turn->count[old]--;
		turn->count[j] = 1;
	}
	free(far);
}

/* Centres to the means of their rows; the squared way of all of them. */
static double
move_centres(const struct turn *turn)
{
	struct kmeans_state *state = turn->state;
	size_t d = state->x->d, largest = 0;
	double way = 0;

	for (size_t j = 1; j < state->k; j++)
		if (turn->count[j] > turn->count[largest])
			largest = j;
	for (size_t j = 0; j < state->k; j++) {
		size_t from = turn->count[j] > 0 ? j : largest;
		double n = (double)turn->count[from];

		for (size_t c = 0; c < d; c++) {
			double mean = turn->sum[from * d + c] / n,
			       moved = mean - state->centre[j * d + c];

			way += moved * moved;
			state->centre[j * d + c] = mean;
		}
	}
	return way;
}

/* Behind a turn that was not the last: bounds for the next, where they pay. */
static void
keep_bounds(struct turn *turn, struct bounds *bounds)
{
	if (turn->bounds != NULL) {
		bounds_moved(bounds);
	} else if (turn->state->iterations == UNBOUNDED && bounds_pay(turn->state)) {
		bounds_init(bounds, turn->state);
		turn->bounds = bounds;
	}
}

void
kmeans_lloyd(struct kmeans_state *state, uint64_t max_iter, double tol)
{
	struct bounds bounds = { .gap = NULL };
	struct turn turn;
	bool settled = false;

	turn_init(&turn, state, true);
	memset(state->label, 0xff, matrix_chunks(state->x) * MATRIX_CHUNK * sizeof *state->label);
	state->converged = false;
	state->iterations = 0;
	while (!state->converged && state->iterations < max_iter) {
		settled = turn_run(&turn) == 0;
		if (settled && turn.bounds != NULL) {
			turn.bounds = NULL;
			turn_run(&turn); /* again, for the inertia */
		}
		fill_empty(&turn);
		state->converged = move_centres(&turn) <= tol || settled;
		state->iterations++;
		if (!state->converged)
			keep_bounds(&turn, &bounds);
	}
	turn_release(&turn);
	bounds_release(&bounds);
	if (!settled)
		kmeans_assign(state, NULL, NULL);
}

void
kmeans_assign(struct kmeans_state *state, double *best, double *second)
{
	struct turn turn;

	turn_init(&turn, state, false);
	turn.best = best;
	turn.second = second;
	turn_run(&turn);
	turn_release(&turn);
}
