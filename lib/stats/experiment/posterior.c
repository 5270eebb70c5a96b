#include "stats/experiment/posterior.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_integration.h>

#include "base/memory.h"
#include "stats/experiment/distribution.h"

#define NODES 16

/*
 * Standard deviations from each arm's mean where the quadrature begins anew: tails may be those of
 * an exponential.
 */
static const double stops[] = { -40, -28, -20, -14, -10, -8, -7, -6, -5, -4, -3.5, -3, -2.5, -2,
	-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 14, 20, 28, 40 };
#define STOPS (sizeof stops / sizeof *stops)

struct posterior
posterior_share(uint64_t successes, uint64_t n)
{
	struct posterior p = { .share = true };

	p.a = 1 + (double)successes;
	p.b = 1 + (double)(n - successes);
	p.mean = p.a / (p.a + p.b);
	p.sd = sqrt(p.mean * (1 - p.mean) / (p.a + p.b + 1));
	return p;
}

struct posterior
posterior_mean(double mean, double se)
{
	return (struct posterior){ .mean = mean, .sd = se };
}

static double
lower(const struct posterior *p, double x)
{
	return p->share ? beta_lower(x, p->a, p->b) : normal_lower((x - p->mean) / p->sd);
}

static double
density(const struct posterior *p, double x)
{
	return p->share ? beta_density(x, p->a, p->b)
			: normal_density((x - p->mean) / p->sd) / p->sd;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
clipped(const struct posterior *p, double x)
{
	return p->share ? fmin(fmax(x, 0), 1) : x;
}

/*
 * What is beyond x: above where less is better, else below. upper of the two is all but rounding.
 */
static void
beyond(const struct posterior *arm, size_t n, bool less, double x, double *below)
{
	for (size_t k = 0; k < n; k++) {
		below[k] = lower(&arm[k], x);
		if (less)
			below[k] = 1 - below[k];
	}
}

/*
 * Adds one node: chance that arm k is x and all others are worse; that it is worse than x, and
 * some other is not.
 */
static void
add_node(const struct posterior *arm, size_t n, double x, double weight, const double *below,
    double *win, double *loss)
{
	for (size_t k = 0; k < n; k++) {
		double others = 1;

		for (size_t j = 0; j < n; j++)
			others *= j == k ? 1 : below[j];
		win[k] += weight * density(&arm[k], x) * others;
		loss[k] += weight * below[k] * (1 - others);
	}
}

void
posterior_compare(const struct posterior *arm, size_t n, bool less, double *win, double *loss)
{
	gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(NODES);
	double *stop = memory_array(n * STOPS, sizeof *stop);
	double *below = memory_array(n, sizeof *below);

	for (size_t k = 0; k < n; k++) {
		win[k] = loss[k] = 0;
		for (size_t s = 0; s < STOPS; s++)
			stop[k * STOPS + s] = clipped(&arm[k], arm[k].mean + stops[s] * arm[k].sd);
	}
	qsort(stop, n * STOPS, sizeof *stop, ascending);
	for (size_t s = 1; s < n * STOPS; s++) {
		for (size_t i = 0; i < NODES && stop[s] > stop[s - 1]; i++) {
			double x, weight;

			gsl_integration_glfixed_point(stop[s - 1], stop[s], i, &x, &weight, table);
			beyond(arm, n, less, x, below);
			add_node(arm, n, x, weight, below, win, loss);
		}
	}
	free(stop);
	free(below);
	gsl_integration_glfixed_table_free(table);
}

struct effect_posterior
posterior_effect(double effect, double se, double prior_mean, double prior_variance)
{
	double weight = 1 / (se * se), prior = isinf(prior_variance) ? 0 : 1 / prior_variance;
	struct effect_posterior p = { .sd = 1 / sqrt(weight + prior) };
	double g;

	p.mean = (effect * weight + prior_mean * prior) / (weight + prior);
	g = p.mean / p.sd;
	p.above_0 = normal_lower(g);
	p.loss_keep = p.sd * normal_density(g) + p.mean * normal_lower(g);
	p.loss_ship = p.sd * normal_density(g) - p.mean * normal_lower(-g);
	return p;
}
