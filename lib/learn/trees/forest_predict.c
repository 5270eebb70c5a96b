/*
 * forest_predict: down the trees.
 *
 * Rows become bins first, feature by feature, FOREST_BLOCK rows side by side. Then tree by tree, so
 * that its nodes stay near, eight rows go down at once: their steps do not wait for each other. The
 * trees together are larger than near memory: asking for the next one early makes this several
 * times as fast.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/trees/forest_parts.h"

#define LANES 8u
#define ROUND 8u /* steps between looks whether all are in leaves */
#define LINE 8u  /* nodes that a cache line holds */

void
forest_bin_block(const struct forest *forest, const double *x, size_t n, uint8_t *bin)
{
	for (size_t u = 0; u < forest->nused; u++) {
		size_t j = forest->used[u];

		forest_bin(forest, j, x + j, forest->p, n, bin + j * FOREST_BLOCK, 1);
	}
}

static inline bool
is_leaf(const uint64_t *node, uint32_t at)
{
	return forest_left(node[at]) == at;
}

/* Adds the tree's shares for the eight rows from bin on to sum[LANES]. */
static inline void
down(const struct forest_tree *tree, const uint8_t *bin, double *sum)
{
	const uint64_t *node = tree->node;
	uint32_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;

	for (unsigned done = 0; done < tree->depth; done++) {
		/* few are still on their way in an uneven tree */
		if (done % ROUND == 0 && done > 0 && is_leaf(node, a) && is_leaf(node, b) &&
		    is_leaf(node, c) && is_leaf(node, d) && is_leaf(node, e) && is_leaf(node, f) &&
		    is_leaf(node, g) && is_leaf(node, h))
			break;
		a = forest_step(node[a], bin);
		b = forest_step(node[b], bin + 1);
		c = forest_step(node[c], bin + 2);
		d = forest_step(node[d], bin + 3);
		e = forest_step(node[e], bin + 4);
		f = forest_step(node[f], bin + 5);
		g = forest_step(node[g], bin + 6);
		h = forest_step(node[h], bin + 7);
	}
	sum[0] += tree->share[a];
	sum[1] += tree->share[b];
	sum[2] += tree->share[c];
	sum[3] += tree->share[d];
	sum[4] += tree->share[e];
	sum[5] += tree->share[f];
	sum[6] += tree->share[g];
	sum[7] += tree->share[h];
}

/* One tree; meanwhile the next one is on its way from farther memory. */
static void
down_all(const struct forest_tree *tree, const struct forest_tree *next, const uint8_t *bin,
    size_t n, double *sum)
{
	size_t groups = (n + LANES - 1) / LANES, fetched = 0, each = next->n / groups + LINE;

	for (size_t g = 0; g < groups; g++) {
		for (size_t end = fetched + each; fetched < end && fetched < next->n;
		     fetched += LINE) {
			__builtin_prefetch(next->node + fetched, 0, 2);
			__builtin_prefetch(next->share + fetched, 0, 2);
		}
		down(tree, bin + g * LANES, sum + g * LANES);
	}
}

void
forest_predict(const struct forest *forest, const double *x, size_t nrow, double *out)
{
	uint8_t *bin = memory_array(forest->p + 1, FOREST_BLOCK);

	for (size_t begin = 0; begin < nrow; begin += FOREST_BLOCK) {
		size_t n = nrow - begin < FOREST_BLOCK ? nrow - begin : FOREST_BLOCK;
		double sum[FOREST_BLOCK] = { 0 };

		forest_bin_block(forest, x + begin * forest->p, n, bin);
		for (size_t t = 0; t < forest->ntree; t++)
			down_all(&forest->tree[t], &forest->tree[t + 1 < forest->ntree ? t + 1 : 0],
			    bin, n, sum);
		for (size_t i = 0; i < n; i++)
			out[begin + i] = sum[i] / (double)forest->ntree;
	}
	free(bin);
}
