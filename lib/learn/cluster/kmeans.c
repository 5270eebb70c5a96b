#include "learn/cluster/kmeans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/cluster/kmeans_parts.h"
#include "learn/cluster/moments.h"
#include "learn/draw.h"

#define SMALL 100000u /* rows x columns x clusters */

const char *
kmeans_check(const struct kmeans_params *params)
{
	if (params->k > KMEANS_MAX)
		return "the number of clusters must be 1 to 65535";
	if (params->restarts < 1 || params->restarts > 1000000)
		return "the number of restarts must be 1 to 1000000";
	if (params->max_iter < 1)
		return "the number of iterations must be at least 1";
	if (!(params->tol >= 0) || isinf(params->tol))
		return "the tolerance must be 0 or more";
	return NULL;
}

void
kmeans_state_init(struct kmeans_state *state, const struct matrix *x, size_t k, unsigned threads)
{
	*state = (struct kmeans_state){ .x = x, .k = k, .threads = threads };
	state->centre = memory_array(k, x->d * sizeof *state->centre);
	state->label = memory_array(matrix_chunks(x), MATRIX_CHUNK * sizeof *state->label);
}

void
kmeans_state_copy(struct kmeans_state *to, const struct kmeans_state *from)
{
	to->k = from->k;
	to->inertia = from->inertia;
	memcpy(to->centre, from->centre, from->k * from->x->d * sizeof *to->centre);
}

void
kmeans_state_release(struct kmeans_state *state)
{
	free(state->centre);
	free(state->label);
}

double
kmeans_variance(const struct matrix *x, unsigned threads)
{
	struct moments *moments = memory_array(x->d, sizeof *moments);
	double sum = 0;

	moments_of(x, threads, moments);
	for (size_t c = 0; c < x->d; c++)
		sum += moments[c].variance;
	free(moments);
	return sum / (double)x->d;
}

/* Restarts on one matrix, in parallel. */
struct search {
	const struct matrix *x;
	const struct kmeans_params *params;
	double tol;
	struct random *random;      /* [restart] */
	struct kmeans_state best;   /* of those that are done so far */
	struct kmeans_state *state; /* [restart] */
	bool *full;                 /* [restart]: found k different rows */
};

static void
search_one(void *self, size_t r)
{
	struct search *s = self;
	struct kmeans_state *state = &s->state[r];
	struct kmeans_params params = *s->params;

	/* small problems have the most local minima, and time for them */
	params.swaps *= SMALL / (s->x->n * s->x->d * params.k + SMALL / 5) + 1;
	kmeans_state_init(state, s->x, s->params->k, 1);
	s->full[r] = kmeans_begin(state, &s->random[r]);
	kmeans_lloyd(state, s->params->max_iter, s->tol);
	if (s->full[r] && s->params->swaps > 0)
		kmeans_improve(state, &s->random[r], &params, s->tol);
}

/* The best of some starts, as centres in state; false: fewer different rows than k. */
static bool
search(struct kmeans_state *state, const struct matrix *x, const struct kmeans_params *params)
{
	size_t n = params->restarts, best = 0;
	struct search s = { .x = x, .params = params };
	bool full;

	s.tol = params->tol * kmeans_variance(x, params->threads);
	s.random = memory_array(n, sizeof *s.random);
	s.state = memory_array(n, sizeof *s.state);
	s.full = memory_array(n, sizeof *s.full);
	random_seed(&s.random[0], params->seed);
	for (size_t r = 1; r < n; r++) {
		s.random[r] = s.random[r - 1];
		random_jump(&s.random[r]);
	}
	tasks_run(params->threads, n, search_one, &s);
	for (size_t r = 1; r < n; r++)
		if (s.state[r].inertia < s.state[best].inertia)
			best = r;
	full = s.full[best];
	kmeans_state_copy(state, &s.state[best]);
	for (size_t r = 0; r < n; r++)
		kmeans_state_release(&s.state[r]);
	free(s.random);
	free(s.state);
	free(s.full);
	return full;
}

static void
find_start(struct kmeans_state *state, const struct kmeans_params *params)
{
	size_t m = 256 * params->k > KMEANS_SAMPLE ? 256 * params->k : KMEANS_SAMPLE;
	struct matrix sample;
	bool found = false;

	if (state->x->n > 2 * m) {
		size_t *row = memory_array(m, sizeof *row);

		draw_rows(row, m, state->x->n, params->seed);
		draw_matrix(&sample, state->x, row, m);
		free(row);
		found = search(state, &sample, params);
		matrix_release(&sample);
	}
	if (!found)
		search(state, state->x, params);
}

struct ranked {
	size_t j, d;
	uint64_t size;
	const double *centre;
};

static int
by_size(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->size != b->size)
		return a->size < b->size ? 1 : -1;
	for (size_t c = 0; c < a->d; c++)
		if (a->centre[c] != b->centre[c])
			return a->centre[c] < b->centre[c] ? -1 : 1;
	return a->j < b->j ? -1 : a->j > b->j;
}

/* The model out of the state: clusters by size. */
static void
settle(struct kmeans_model *model, const struct kmeans_state *state)
{
	size_t k = state->k, d = state->x->d;
	struct ranked *ranked = memory_array(k, sizeof *ranked);

	for (size_t j = 0; j < k; j++)
		ranked[j] = (struct ranked){ j, d, 0, state->centre + j * d };
	for (size_t i = 0; i < state->x->n; i++)
		ranked[state->label[i]].size++;
	qsort(ranked, k, sizeof *ranked, by_size);
	*model = (struct kmeans_model){ .k = k,
		.d = d,
		.inertia = state->inertia,
		.iterations = state->iterations,
		.converged = state->converged };
	model->centre = memory_array(k, d * sizeof *model->centre);
	model->size = memory_array(k, sizeof *model->size);
	for (size_t j = 0; j < k; j++) {
		memcpy(model->centre + j * d, ranked[j].centre, d * sizeof *model->centre);
		model->size[j] = ranked[j].size;
	}
	free(ranked);
}

void
kmeans_fit(struct kmeans_model *model, const struct matrix *problem,
    const struct kmeans_params *params)
{
	struct kmeans_state state;

	kmeans_state_init(&state, problem, params->k, params->threads);
	if (params->start != NULL)
		memcpy(state.centre, params->start, state.k * problem->d * sizeof *state.centre);
	else
		find_start(&state, params);
	kmeans_lloyd(&state, params->max_iter,
	    params->tol * kmeans_variance(problem, params->threads));
	settle(model, &state);
	kmeans_state_release(&state);
}

void
kmeans_predict(const struct kmeans_model *model, const struct matrix *problem, unsigned threads,
    uint16_t *label, double *inertia)
{
	struct kmeans_state state = { .x = problem,
		.k = model->k,
		.threads = threads,
		.centre = model->centre,
		.label = label };

	memset(label, 0, problem->n * sizeof *label);
	kmeans_assign(&state, NULL, NULL);
	if (inertia != NULL)
		*inertia = state.inertia;
}

uint16_t
kmeans_nearest(const struct kmeans_model *model, const double *row, double *squared)
{
	double best = INFINITY;
	size_t at = 0;

	for (size_t j = 0; j < model->k; j++) {
		double sum = 0;

		for (size_t c = 0; c < model->d; c++) {
			double diff = row[c] - model->centre[j * model->d + c];

			sum += diff * diff;
		}
		if (sum < best) {
			best = sum;
			at = j;
		}
	}
	if (squared != NULL)
		*squared = best;
	return (uint16_t)at;
}

void
kmeans_release(struct kmeans_model *model)
{
	free(model->centre);
	free(model->size);
	*model = (struct kmeans_model){ 0 };
}
