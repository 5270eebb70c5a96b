#include "learn/trees/boost.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/trees/boost_parts.h"
#include "learn/trees/shap.h"

#define LANES 8u

const char *
boost_check(const struct boost_params *params)
{
	if (params->trees < 1 || params->trees > BOOST_TREES_MAX)
		return "boosting takes 1 to 100,000 trees";
	if (params->depth < 1 || params->depth > SHAP_DEPTH_MAX)
		return "a tree's depth is 1 to 64";
	if (!(params->eta > 0 && params->eta <= 1))
		return "the learning rate is above 0 and at most 1";
	if (!(params->subsample > 0 && params->subsample <= 1))
		return "the share of rows that a tree sees is above 0 and at most 1";
	if (!(params->child >= 0 && params->child <= 1e30))
		return "the least weight of a leaf is 0 or more";
	if (!(params->weight[0] > 0 && params->weight[0] < 1e30 && params->weight[1] > 0 &&
		params->weight[1] < 1e30))
		return "weights of labels are numbers above 0";
	if (params->seed > INT32_MAX)
		return "the seed of XGBoost is at most 2147483647";
	return NULL;
}

/* Rows x[n][p] to block[p][BOOST_BLOCK]. */
static void
turn(const struct boost *boost, const double *x, size_t n, float *block)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < boost->p; j++)
			block[j * BOOST_BLOCK + i] = boost_value(x[i * boost->p + j]);
}

/* Eight rows at once: their steps do not wait for each other. */
static void
down(const struct boost_tree *tree, const float *block, size_t n, float *sum)
{
	const struct boost_node *node = tree->node;

	for (size_t begin = 0; begin < n; begin += LANES) {
		uint32_t at[LANES] = { 0 };

		for (unsigned d = 0; d < tree->depth; d++)
			for (size_t l = 0; l < LANES; l++) {
				const struct boost_node *k = &node[at[l]];

				at[l] = k->left + !(block[k->offset + begin + l] < k->cut);
			}
		for (size_t l = 0; l < LANES; l++)
			sum[begin + l] += tree->value[at[l]];
	}
}

void
boost_predict(const struct boost *boost, const double *x, size_t nrow, double *out)
{
	float *block = memory_array(boost->p + 1, BOOST_BLOCK * sizeof *block);

	for (size_t begin = 0; begin < nrow; begin += BOOST_BLOCK) {
		size_t n = nrow - begin < BOOST_BLOCK ? nrow - begin : BOOST_BLOCK;
		float sum[BOOST_BLOCK];

		turn(boost, x + begin * boost->p, n, block);
		for (size_t i = 0; i < BOOST_BLOCK; i++)
			sum[i] = boost->base;
		for (size_t t = 0; t < boost->ntree; t++)
			down(&boost->tree[t], block, n, sum);
		for (size_t i = 0; i < n; i++)
			out[begin + i] = 1 / (1 + exp(-(double)sum[i]));
	}
	free(block);
}

/* A tree as shap.h takes it, and one row's way through it. */
struct opened {
	struct shap_tree tree;
	uint32_t *left, *feature;
	double *value;
	uint8_t *goes;
};

static void
open(struct opened *o, const struct boost_tree *tree)
{
	for (uint32_t i = 0; i < tree->n; i++) {
		o->left[i] = tree->node[i].left == i ? 0 : tree->node[i].left;
		o->feature[i] = tree->node[i].offset / BOOST_BLOCK;
		o->value[i] = (double)tree->value[i];
	}
	o->tree =
	    (struct shap_tree){ tree->n, o->left, o->feature, tree->cover, o->value, tree->depth };
}

/* The rows x[n][p], n <= SHAP_ROWS; phi: [p][SHAP_ROWS] */
static void
add_tree(struct opened *o, struct shap *shap, const struct boost_tree *tree, const double *x,
    size_t n, size_t p, double *phi)
{
	for (size_t k = 0; k < tree->n; k++) {
		float cut = tree->node[k].cut;
		unsigned bits = 0;

		for (size_t i = 0; i < n && o->left[k] != 0; i++)
			bits |= (unsigned)!(boost_value(x[i * p + o->feature[k]]) < cut) << i;
		o->goes[k] = (uint8_t)bits;
	}
	shap_add(shap, &o->tree, o->goes, phi);
}

/* The mean of a tree's leaves by cover. */
static double
mean(const struct boost_tree *tree)
{
	double sum = 0, cover = 0;

	for (uint32_t i = 0; i < tree->n; i++)
		if (tree->node[i].left == i) {
			sum += tree->cover[i] * (double)tree->value[i];
			cover += tree->cover[i];
		}
	return sum / cover;
}

void
boost_reasons(const struct boost *boost, const double *x, size_t nrow, double *phi, double *base)
{
	size_t p = boost->p, ngroup = (nrow + SHAP_ROWS - 1) / SHAP_ROWS, most = 0;
	/* [ngroup][p][SHAP_ROWS] */
	double *sum = memory_array(ngroup * SHAP_ROWS, p * sizeof *sum);
	struct shap *shap = shap_new(p);
	struct opened o = { 0 };

	for (size_t t = 0; t < boost->ntree; t++)
		most = boost->tree[t].n > most ? boost->tree[t].n : most;
	o.left = memory_array(most, sizeof *o.left);
	o.feature = memory_array(most, sizeof *o.feature);
	o.value = memory_array(most, sizeof *o.value);
	o.goes = memory_array(most, sizeof *o.goes);
	*base = (double)boost->base;
	for (size_t t = 0; t < boost->ntree; t++) {
		*base += mean(&boost->tree[t]);
		open(&o, &boost->tree[t]);
		for (size_t i = 0; i < nrow; i += SHAP_ROWS)
			add_tree(&o, shap, &boost->tree[t], x + i * p,
			    nrow - i < SHAP_ROWS ? nrow - i : SHAP_ROWS, p, sum + i * p);
	}
	for (size_t i = 0; i < nrow; i++)
		for (size_t j = 0; j < p; j++)
			phi[i * p + j] = sum[(i / SHAP_ROWS * p + j) * SHAP_ROWS + i % SHAP_ROWS];
	free(sum);
	free(o.left);
	free(o.feature);
	free(o.value);
	free(o.goes);
	shap_free(shap);
}

void
boost_importance(const struct boost *boost, double *out)
{
	double total = 0;

	memset(out, 0, boost->p * sizeof *out);
	for (size_t t = 0; t < boost->ntree; t++)
		for (uint32_t i = 0; i < boost->tree[t].n; i++)
			if (boost->tree[t].node[i].left != i)
				out[boost->tree[t].node[i].offset / BOOST_BLOCK] +=
				    boost->tree[t].gain[i];
	for (size_t j = 0; j < boost->p; j++)
		total += out[j];
	for (size_t j = 0; j < boost->p && total > 0; j++)
		out[j] /= total;
}

void
boost_write(const struct boost *boost, struct buffer *out)
{
	buffer_add(out, boost->text, boost->length);
}

void
boost_release(struct boost *boost)
{
	for (size_t t = 0; t < boost->ntree && boost->tree != NULL; t++) {
		free(boost->tree[t].node);
		free(boost->tree[t].value);
		free(boost->tree[t].cover);
		free(boost->tree[t].gain);
	}
	free(boost->tree);
	free(boost->text);
	*boost = (struct boost){ 0 };
}
