#include "learn/cluster/score.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/draw.h"
#include "learn/cluster/silhouette.h"

/* Clusters with rows, numbered without gaps. */
struct groups {
	size_t k, d;
	uint16_t *label; /* [n] */
	uint64_t *count; /* [k] */
	double *mean;    /* [k][d] */
	double *spread;  /* [k]: mean distance to the mean */
};

static void
groups_init(struct groups *g, const struct matrix *x, const uint16_t *label, size_t k)
{
	uint16_t *name = memory_array(k, sizeof *name);
	bool *used = memory_array(k, sizeof *used);

	*g = (struct groups){ .d = x->d, .label = memory_array(x->n, sizeof *label) };
	for (size_t i = 0; i < x->n; i++)
		used[label[i]] = true;
	for (size_t j = 0; j < k; j++)
		if (used[j])
			name[j] = (uint16_t)g->k++;
	for (size_t i = 0; i < x->n; i++)
		g->label[i] = name[label[i]];
	g->count = memory_array(g->k, sizeof *g->count);
	g->mean = memory_array(g->k, x->d * sizeof *g->mean);
	g->spread = memory_array(g->k, sizeof *g->spread);
	free(name);
	free(used);
}

static void
groups_release(struct groups *g)
{
	free(g->label);
	free(g->count);
	free(g->mean);
	free(g->spread);
}

static double
squared(const double *a, const double *b, size_t d)
{
	double sum = 0;

	for (size_t c = 0; c < d; c++)
		sum += (a[c] - b[c]) * (a[c] - b[c]);
	return sum;
}

/* Means and mean distances to them; the sum of squares within. */
static double
groups_measure(struct groups *g, const struct matrix *x)
{
	double *row = memory_array(g->d, sizeof *row), within = 0;

	for (size_t i = 0; i < x->n; i++) {
		double *mean = g->mean + g->label[i] * g->d;

		g->count[g->label[i]]++;
		for (size_t c = 0; c < g->d; c++)
			mean[c] += *matrix_at(x, i, c);
	}
	for (size_t j = 0; j < g->k; j++)
		for (size_t c = 0; c < g->d; c++)
			g->mean[j * g->d + c] /= (double)g->count[j];
	for (size_t i = 0; i < x->n; i++) {
		matrix_row(x, i, row);
		double distance = squared(row, g->mean + g->label[i] * g->d, g->d);

		within += distance;
		g->spread[g->label[i]] += sqrt(distance);
	}
	for (size_t j = 0; j < g->k; j++)
		g->spread[j] /= (double)g->count[j];
	free(row);
	return within;
}

static double
calinski_harabasz(const struct groups *g, size_t n, double within)
{
	double *all = memory_array(g->d, sizeof *all), between = 0;

	for (size_t j = 0; j < g->k; j++)
		for (size_t c = 0; c < g->d; c++)
			all[c] += g->mean[j * g->d + c] * (double)g->count[j] / (double)n;
	for (size_t j = 0; j < g->k; j++)
		between += (double)g->count[j] * squared(g->mean + j * g->d, all, g->d);
	free(all);
	if (within == 0)
		return 1;
	return between * (double)(n - g->k) / (within * (double)(g->k - 1));
}

static double
davies_bouldin(const struct groups *g)
{
	double sum = 0;

	for (size_t i = 0; i < g->k; i++) {
		double worst = 0;

		for (size_t j = 0; j < g->k; j++) {
			double apart = sqrt(squared(g->mean + i * g->d, g->mean + j * g->d, g->d));

			if (apart > 0)
				worst = fmax(worst, (g->spread[i] + g->spread[j]) / apart);
		}
		sum += worst;
	}
	return sum / (double)g->k;
}

static double
silhouette(const struct groups *g, const struct matrix *x, uint64_t seed, unsigned threads)
{
	if (x->n <= SCORE_ROWS)
		return silhouette_of(x, g->label, g->k, threads);
	size_t *row = memory_array(SCORE_ROWS, sizeof *row);
	uint16_t *label = memory_array(SCORE_ROWS, sizeof *label);
	struct matrix sample;
	double mean;

	draw_rows(row, SCORE_ROWS, x->n, seed);
	draw_matrix(&sample, x, row, SCORE_ROWS);
	for (size_t i = 0; i < SCORE_ROWS; i++)
		label[i] = g->label[row[i]];
	mean = silhouette_of(&sample, label, g->k, threads);
	matrix_release(&sample);
	free(label);
	free(row);
	return mean;
}

struct score
score_of(const struct matrix *x, const uint16_t *label, size_t k, uint64_t seed, unsigned threads)
{
	struct score score = { NAN, NAN, NAN };
	struct groups g;

	groups_init(&g, x, label, k);
	if (g.k > 1 && g.k < x->n) {
		double within = groups_measure(&g, x);

		score.calinski_harabasz = calinski_harabasz(&g, x->n, within);
		score.davies_bouldin = davies_bouldin(&g);
		score.silhouette = silhouette(&g, x, seed, threads);
	}
	groups_release(&g);
	return score;
}
