#include "learn/trees/shap.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define POINTS_MAX (SHAP_DEPTH_MAX / 2)
#define PI 3.14159265358979323846

/* A row each; of lane_bits all bits of a lane or none. What malloc gives is aligned enough. */
typedef double lanes __attribute__((vector_size(8 * SHAP_ROWS), aligned(16)));
typedef int64_t lane_bits __attribute__((vector_size(8 * SHAP_ROWS), aligned(16)));
typedef double lanes_out __attribute__((vector_size(8 * SHAP_ROWS), aligned(8), may_alias));

/* A split on the way down, its feature's splits down to here taken together. */
struct edge {
	unsigned before;  /* the edge before on the same feature; 0: none */
	double share;     /* z */
	lane_bits passed; /* o */
	/* at each point, where o is 0 and 1: t o + (1 - t) z, and 1 over that */
	double factor[2][POINTS_MAX], inverse[2][POINTS_MAX];
	lanes product[POINTS_MAX]; /* of all features' factors, and the point's weight */
	lanes below[POINTS_MAX];   /* sum over the leaves below of value and product */
};

struct shap {
	unsigned *last; /* [p]: the last edge on each feature; 0: none */
	size_t p;
	unsigned points;                      /* of the quadrature now in place */
	double at[POINTS_MAX];                /* t */
	struct edge edge[SHAP_DEPTH_MAX + 1]; /* by depth; 0: the root */
};

/* What one call works on. */
struct visit {
	struct shap *shap;
	const struct shap_tree *tree;
	const uint8_t *goes;
	lanes_out *phi;
};

struct shap *
shap_new(size_t p)
{
	struct shap *shap = memory_new(sizeof *shap);

	shap->p = p;
	shap->last = memory_array(p, sizeof *shap->last);
	return shap;
}

void
shap_free(struct shap *shap)
{
	free(shap->last);
	free(shap);
}

/* The Legendre polynomial of degree n at x, by its recurrence, and its slope. */
static double
legendre(unsigned n, double x, double *slope)
{
	double before = 1, now = x;

	for (unsigned k = 2; k <= n; k++) {
		double next = ((2 * k - 1) * x * now - (k - 1) * before) / k;

		before = now;
		now = next;
	}
	*slope = n * (x * now - before) / (x * x - 1);
	return now;
}

/*
 * Gauss-Legendre on 0 .. 1: its points are the roots of the polynomial, found by Newton's method.
 */
static void
set_points(struct shap *shap, unsigned n)
{
	if (shap->points == n)
		return;
	shap->points = n;
	for (unsigned k = 0; k < n; k++) {
		double x = cos(PI * (k + 0.75) / (n + 0.5)), slope = 1;

		for (int turn = 0; turn < 10; turn++)
			x -= legendre(n, x, &slope) / slope;
		legendre(n, x, &slope);
		shap->at[k] = (1 + x) / 2;
		shap->edge[0].product[k] = (lanes){ 0 } + 1 / ((1 - x * x) * slope * slope);
	}
}

static inline void
choose(lanes *chosen, const lane_bits *which, double if_not, double if_so)
{
	lanes zero = (lanes){ 0 } + if_not, one = (lanes){ 0 } + if_so;

	*chosen = (lanes)((*which & (lane_bits)one) | (~*which & (lane_bits)zero));
}

/*
 * Adds to phi sign (o - z) times the integral over the leaves below, without the factor of an edge.
 */
static inline void
add_effect(const struct shap *shap, const lanes *below, const struct edge *edge, double sign,
    lanes_out *phi)
{
	lanes sum = { 0 }, chosen;

	for (unsigned k = 0; k < shap->points; k++) {
		choose(&chosen, &edge->passed, edge->inverse[0][k], edge->inverse[1][k]);
		sum += below[k] * chosen;
	}
	choose(&chosen, &edge->passed, 0 - edge->share, 1 - edge->share);
	*phi += sum * chosen * sign;
}

static void
set_factors(const struct shap *shap, struct edge *edge)
{
	for (unsigned k = 0; k < shap->points; k++) {
		edge->factor[0][k] = (1 - shap->at[k]) * edge->share;
		edge->factor[1][k] = edge->factor[0][k] + shap->at[k];
		edge->inverse[0][k] = 1 / edge->factor[0][k];
		edge->inverse[1][k] = 1 / edge->factor[1][k];
	}
}

static void
enter(struct shap *shap, unsigned depth, uint32_t feature, const lane_bits *passed, double share)
{
	struct edge *edge = &shap->edge[depth], *before = &shap->edge[shap->last[feature]];
	const lanes *product = shap->edge[depth - 1].product;
	lanes chosen;

	edge->before = shap->last[feature];
	edge->passed = edge->before == 0 ? *passed : *passed & before->passed;
	edge->share = edge->before == 0 ? share : before->share * share;
	shap->last[feature] = depth;
	set_factors(shap, edge);
	for (unsigned k = 0; k < shap->points; k++) {
		choose(&chosen, &edge->passed, edge->factor[0][k], edge->factor[1][k]);
		edge->product[k] = product[k] * chosen;
		if (edge->before == 0)
			continue;
		choose(&chosen, &before->passed, before->inverse[0][k], before->inverse[1][k]);
		edge->product[k] *= chosen;
	}
}

/*
 * The leaves below an edge count with its factor in place of that of the edge before on the same
 * feature.
 */
static void
leave(struct shap *shap, unsigned depth, uint32_t feature, lanes_out *phi)
{
	const struct edge *edge = &shap->edge[depth];
	lanes *above = shap->edge[depth - 1].below;

	add_effect(shap, edge->below, edge, 1, &phi[feature]);
	if (edge->before != 0)
		add_effect(shap, edge->below, &shap->edge[edge->before], -1, &phi[feature]);
	for (unsigned k = 0; k < shap->points; k++)
		above[k] += edge->below[k];
	shap->last[feature] = edge->before;
}

/* Bit l of the byte, through all of lane l. */
static inline void
spread(lane_bits *out, uint8_t bits)
{
	lane_bits all = (lane_bits){ 0 } + bits, lane = { 0, 1, 2, 3, 4, 5, 6, 7 };

	*out = -(all >> lane & 1);
}

static void
visit(const struct visit *with, uint32_t node, unsigned depth)
{
	const struct shap_tree *tree = with->tree;
	struct edge *edge = &with->shap->edge[depth];
	uint32_t left = tree->left[node], feature = tree->feature[node];
	lane_bits passed;

	for (unsigned k = 0; k < with->shap->points; k++)
		edge->below[k] = left == 0 ? edge->product[k] * tree->value[node] : (lanes){ 0 };
	if (left == 0)
		return;
	spread(&passed, (uint8_t)~with->goes[node]);
	for (uint32_t side = 0; side < 2; side++) {
		enter(with->shap, depth + 1, feature, &passed,
		    tree->cover[left + side] / tree->cover[node]);
		visit(with, left + side, depth + 1);
		leave(with->shap, depth + 1, feature, with->phi);
		passed = ~passed;
	}
}

void
shap_add(struct shap *shap, const struct shap_tree *tree, const uint8_t *goes, double *phi)
{
	struct visit with = { shap, tree, goes, (lanes_out *)(void *)phi };
	size_t features = tree->depth < shap->p ? tree->depth : shap->p;

	assert(tree->depth <= SHAP_DEPTH_MAX);
	if (tree->n < 2)
		return;
	set_points(shap, (unsigned)(features + 1) / 2);
	visit(&with, 0, 0);
}
