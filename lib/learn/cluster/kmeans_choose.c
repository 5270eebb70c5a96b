#include "learn/cluster/kmeans_choose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/random.h"
#include "base/tasks.h"
#include "learn/cluster/axes.h"
#include "learn/draw.h"

const char *
kmeans_range(const char *text, uint64_t *first, uint64_t *last)
{
	const char *dots = strstr(text, "..");

	if (dots == NULL || !count_read(text, (size_t)(dots - text), first) ||
	    !count_read(dots + 2, strlen(dots + 2), last) || *first < 1 || *first > *last ||
	    *last > 1000)
		return "choose: expected numbers of clusters such as 2..10, 1000 at the most";
	return NULL;
}

static void
fit_and_score(const struct matrix *x, const struct kmeans_params *params,
    struct kmeans_choice *choice)
{
	struct kmeans_params p = *params;
	struct kmeans_model model;
	uint16_t *label = memory_array(x->n, sizeof *label);

	p.k = choice->k;
	kmeans_fit(&model, x, &p);
	kmeans_predict(&model, x, p.threads, label, &choice->inertia);
	choice->score = score_of(x, label, model.k, p.seed, p.threads);
	kmeans_release(&model);
	free(label);
}

/* The place of the highest silhouette; -1: there is none. */
static ptrdiff_t
find_best(const struct kmeans_choice *choice, size_t n)
{
	ptrdiff_t best = -1;

	for (size_t j = 0; j < n; j++)
		if (!isnan(choice[j].score.silhouette) &&
		    (best < 0 || choice[j].score.silhouette > choice[best].score.silhouette))
			best = (ptrdiff_t)j;
	return best;
}

struct references {
	const struct kmeans_params *params;
	uint64_t first;
	size_t n, nrow; /* numbers of clusters to try; rows of a set */
	const struct axes *axes;
	struct random *random; /* [2 KMEANS_REFERENCES] */
	double *highest;       /* [2 KMEANS_REFERENCES] */
};

/* Random rows: the first half of the sets uniform, the others normal. */
static void
make_rows(const struct references *r, size_t set, struct matrix *out)
{
	const struct axes *axes = r->axes;
	double *place = memory_array(axes->d, sizeof *place),
	       *row = memory_array(axes->d, sizeof *row);
	struct random *random = &r->random[set];

	matrix_init(out, axes->d);
	for (size_t i = 0; i < r->nrow; i++) {
		for (size_t j = 0; j < axes->d; j++) {
			double x =
			    set < KMEANS_REFERENCES ? random_unit(random) : random_normal(random);

			place[j] = set < KMEANS_REFERENCES
			    ? axes->low[j] + x * (axes->high[j] - axes->low[j])
			    : x * axes->sd[j];
		}
		axes_row(axes, place, row);
		matrix_add(out, row, 1);
	}
	free(place);
	free(row);
}

static void
take_reference(void *self, size_t set)
{
	struct references *r = self;
	struct kmeans_params params = *r->params;
	struct kmeans_choice *choice = memory_array(r->n, sizeof *choice);
	struct matrix rows;
	ptrdiff_t best;

	params.restarts = 2;
	params.swaps = 0;
	params.threads = 1;
	make_rows(r, set, &rows);
	for (size_t j = 0; j < r->n; j++) {
		choice[j].k = r->first + j;
		fit_and_score(&rows, &params, &choice[j]);
	}
	best = find_best(choice, r->n);
	r->highest[set] = best >= 0 ? choice[best].score.silhouette : -1;
	matrix_release(&rows);
	free(choice);
}

/* Above all of n values, and above their mean by three standard deviations. */
static bool
is_above(double x, const double *value, size_t n)
{
	double mean = 0, square = 0, highest = -INFINITY;

	for (size_t s = 0; s < n; s++) {
		mean += value[s] / (double)n;
		highest = fmax(highest, value[s]);
	}
	for (size_t s = 0; s < n; s++)
		square += (value[s] - mean) * (value[s] - mean) / (double)(n - 1);
	return x > highest && x > mean + 3 * sqrt(square);
}

static bool
stands_out(const struct matrix *x, struct references *r, double silhouette)
{
	size_t nset = 2 * KMEANS_REFERENCES;
	bool stands;

	r->nrow = x->n < KMEANS_REFERENCE_ROWS ? x->n : KMEANS_REFERENCE_ROWS;
	r->random = memory_array(nset, sizeof *r->random);
	r->highest = memory_array(nset, sizeof *r->highest);
	random_seed(&r->random[0], r->params->seed);
	for (size_t s = 1; s < nset; s++) {
		r->random[s] = r->random[s - 1];
		random_jump(&r->random[s]);
	}
	tasks_run(r->params->threads, nset, take_reference, r);
	stands = is_above(silhouette, r->highest, KMEANS_REFERENCES) &&
	    is_above(silhouette, r->highest + KMEANS_REFERENCES, KMEANS_REFERENCES);
	free(r->random);
	free(r->highest);
	return stands;
}

static void
find_axes(struct axes *axes, const struct matrix *x, uint64_t seed)
{
	struct matrix sample;

	if (x->n <= SCORE_ROWS) {
		axes_of(axes, x);
		return;
	}
	size_t *row = memory_array(SCORE_ROWS, sizeof *row);

	draw_rows(row, SCORE_ROWS, x->n, seed);
	draw_matrix(&sample, x, row, SCORE_ROWS);
	axes_of(axes, &sample);
	matrix_release(&sample);
	free(row);
}

bool
kmeans_choose(const struct matrix *x, const struct kmeans_params *params, uint64_t first,
    uint64_t last, struct kmeans_choice *choice)
{
	size_t n = (size_t)(last - first + 1);
	struct axes axes;
	ptrdiff_t best;
	bool stands;

	for (size_t j = 0; j < n; j++) {
		choice[j] = (struct kmeans_choice){ .k = first + j };
		fit_and_score(x, params, &choice[j]);
	}
	best = find_best(choice, n);
	if (best < 0)
		return false;
	choice[best].best = true;
	find_axes(&axes, x, params->seed);
	struct references references = { .params = params, .first = first, .n = n, .axes = &axes };

	stands = stands_out(x, &references, choice[best].score.silhouette);
	axes_release(&axes);
	return stands;
}
