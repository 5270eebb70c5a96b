/* forest_reasons: what each feature adds to a prediction. */
#include <stdlib.h>

#include "base/memory.h"
#include "learn/trees/forest_parts.h"
#include "learn/trees/shap.h"

/* A tree as shap.h takes it, and one row's way through it. */
struct opened {
	struct shap_tree tree;
	uint32_t *left, *feature;
	double *cover;
	uint8_t *goes;
};

static void
open(struct opened *o, const struct forest *forest, const struct forest_tree *tree)
{
	for (uint32_t i = 0; i < tree->n; i++) {
		uint32_t left = forest_left(tree->node[i]);

		o->left[i] = left == i ? 0 : left;
		o->feature[i] = forest_feature(tree->node[i]);
		o->cover[i] = forest->weight[0] * tree->rows[2 * (size_t)i] +
		    forest->weight[1] * tree->rows[2 * (size_t)i + 1];
	}
	o->tree =
	    (struct shap_tree){ tree->n, o->left, o->feature, o->cover, tree->share, tree->depth };
}

/* Bit l: whether row l of the eight whose bins begin at bin goes right. */
static uint8_t
ways(uint64_t node, const uint8_t *bin)
{
	unsigned bits = 0;

	for (unsigned l = 0; l < SHAP_ROWS; l++)
		bits |= (unsigned)(bin[(uint32_t)node + l] > forest_cut(node)) << l;
	return (uint8_t)bits;
}

/* phi: [rows / SHAP_ROWS][p][SHAP_ROWS] */
static void
add_tree(struct opened *o, struct shap *shap, const struct forest_tree *tree, const uint8_t *bin,
    size_t n, double *phi, size_t p)
{
	for (size_t i = 0; i < n; i += SHAP_ROWS) {
		for (size_t k = 0; k < tree->n; k++)
			o->goes[k] = ways(tree->node[k], bin + i);
		shap_add(shap, &o->tree, o->goes, phi + i * p);
	}
}

static void
reasons_block(const struct forest *forest, struct opened *o, struct shap *shap, const double *x,
    size_t n, uint8_t *bin, double *phi)
{
	size_t p = forest->p;
	double *sum = memory_array((n + SHAP_ROWS - 1) / SHAP_ROWS * SHAP_ROWS, p * sizeof *sum);

	forest_bin_block(forest, x, n, bin);
	for (size_t t = 0; t < forest->ntree; t++) {
		open(o, forest, &forest->tree[t]);
		add_tree(o, shap, &forest->tree[t], bin, n, sum, p);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < p; j++)
			phi[i * p + j] = sum[(i / SHAP_ROWS * p + j) * SHAP_ROWS + i % SHAP_ROWS] /
			    (double)forest->ntree;
	free(sum);
}

void
forest_reasons(const struct forest *forest, const double *x, size_t nrow, double *phi, double *base)
{
	uint8_t *bin = memory_array(forest->p + 1, FOREST_BLOCK);
	struct shap *shap = shap_new(forest->p);
	struct opened o = { 0 };
	size_t most = 0;

	*base = 0;
	for (size_t t = 0; t < forest->ntree; t++) {
		most = forest->tree[t].n > most ? forest->tree[t].n : most;
		*base += forest->tree[t].share[0];
	}
	*base /= (double)forest->ntree;
	o.left = memory_array(most, sizeof *o.left);
	o.feature = memory_array(most, sizeof *o.feature);
	o.cover = memory_array(most, sizeof *o.cover);
	o.goes = memory_array(most, sizeof *o.goes);
	for (size_t begin = 0; begin < nrow; begin += FOREST_BLOCK)
		reasons_block(forest, &o, shap, x + begin * forest->p,
		    nrow - begin < FOREST_BLOCK ? nrow - begin : FOREST_BLOCK, bin,
		    phi + begin * forest->p);
	free(o.left);
	free(o.feature);
	free(o.cover);
	free(o.goes);
	shap_free(shap);
	free(bin);
}
