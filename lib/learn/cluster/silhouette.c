#include "learn/cluster/silhouette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/cluster/nearest_centre.h"

#define ROWS 64u /* of a piece of work */

struct silhouette {
	const struct matrix *x;
	const uint16_t *label;
	size_t k;
	nearest_centre_function *nearest;
	uint64_t *count; /* [k] */
	double *part;    /* [piece] */
};

/* Sums of distances from a row to those of each cluster. */
static void
add_distances(const struct silhouette *s, const double *row, double *sum)
{
	uint16_t none[MATRIX_CHUNK];
	double squared[MATRIX_CHUNK];

	memset(sum, 0, s->k * sizeof *sum);
	for (size_t chunk = 0; chunk < matrix_chunks(s->x); chunk++) {
		size_t nrow = matrix_chunk_rows(s->x, chunk);
		const uint16_t *label = s->label + chunk * MATRIX_CHUNK;

		s->nearest(s->x->chunk[chunk], (nrow + MATRIX_TILE - 1) / MATRIX_TILE, s->x->d, row,
		    1, none, squared, NULL);
		for (size_t i = 0; i < nrow; i++)
			sum[label[i]] += sqrt(squared[i]);
	}
}

static double
of_row(const struct silhouette *s, const double *sum, size_t own)
{
	double a, b = INFINITY;

	if (s->count[own] == 1)
		return 0;
	a = sum[own] / (double)(s->count[own] - 1);
	for (size_t j = 0; j < s->k; j++)
		if (j != own && s->count[j] > 0)
			b = fmin(b, sum[j] / (double)s->count[j]);
	return fmax(a, b) > 0 && isfinite(b) ? (b - a) / fmax(a, b) : 0;
}

static void
take_rows(void *self, size_t piece)
{
	struct silhouette *s = self;
	double *row = memory_array(s->x->d, sizeof *row), *sum = memory_array(s->k, sizeof *sum);

	for (size_t i = piece * ROWS; i < (piece + 1) * ROWS && i < s->x->n; i++) {
		matrix_row(s->x, i, row);
		add_distances(s, row, sum);
		s->part[piece] += of_row(s, sum, s->label[i]);
	}
	free(row);
	free(sum);
}

double
silhouette_of(const struct matrix *x, const uint16_t *label, size_t k, unsigned threads)
{
	struct silhouette s = { .x = x,
		.label = label,
		.k = k,
		.nearest = nearest_centre_choose() };
	size_t npiece = (x->n + ROWS - 1) / ROWS;
	double sum = 0;

	s.count = memory_array(k, sizeof *s.count);
	s.part = memory_array(npiece, sizeof *s.part);
	for (size_t i = 0; i < x->n; i++)
		s.count[label[i]]++;
	tasks_run(threads, npiece, take_rows, &s);
	for (size_t p = 0; p < npiece; p++)
		sum += s.part[p];
	free(s.count);
	free(s.part);
	return sum / (double)x->n;
}
