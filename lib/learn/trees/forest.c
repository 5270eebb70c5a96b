#include "learn/trees/forest.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/trees/forest_parts.h"

const char *
forest_check(const struct forest_params *params)
{
	if (params->trees < 1 || params->trees > FOREST_TREES_MAX)
		return "a forest has 1 to 10,000 trees";
	if (params->depth < 1 || params->depth > FOREST_DEPTH_MAX)
		return "a tree's depth is 1 to 64";
	if (params->leaf < 1)
		return "a leaf has at least 1 row";
	if (!(params->weight[0] > 0 && params->weight[0] < 1e100 && params->weight[1] > 0 &&
		params->weight[1] < 1e100))
		return "weights of labels are numbers above 0";
	return NULL;
}

struct fitting {
	struct forest *forest;
	const struct forest_rows *rows;
	const struct forest_params *params;
	struct random *random; /* [ntree] */
};

static void
fit_tree(void *self, size_t t)
{
	const struct fitting *f = self;

	forest_grow(&f->forest->tree[t], f->forest, f->rows, f->params, &f->random[t]);
}

void
forest_fit(struct forest *forest, const struct frame *frame, const uint8_t *y, const uint32_t *row,
    size_t nrow, const struct forest_params *params)
{
	struct forest_rows rows;
	struct fitting f = { forest, &rows, params, NULL };
	struct random random;

	*forest = (struct forest){ .ntree = params->trees };
	memcpy(forest->weight, params->weight, sizeof forest->weight);
	forest->tree = memory_array(forest->ntree, sizeof *forest->tree);
	f.random = memory_array(forest->ntree, sizeof *f.random);
	random_seed(&random, params->seed);
	for (size_t t = 0; t < forest->ntree; t++) {
		f.random[t] = random;
		random_jump(&random);
	}
	forest_rows_init(&rows, forest, frame, y, row, nrow, params);
	tasks_run(params->threads, forest->ntree, fit_tree, &f);
	forest_finish(forest);
	forest_rows_release(&rows);
	free(f.random);
}

void
forest_tree_init(struct forest_tree *tree, size_t n)
{
	tree->n = n;
	tree->node = memory_array(n, sizeof *tree->node);
	tree->rows = memory_array(n, 2 * sizeof *tree->rows);
	tree->share = memory_array(n, sizeof *tree->share);
}

void
forest_tree_finish(struct forest_tree *tree, const double weight[2])
{
	for (uint32_t i = (uint32_t)tree->n; i-- > 0;) {
		uint32_t left = forest_left(tree->node[i]), *rows = tree->rows + 2 * (size_t)i;

		if (left != i) {
			rows[0] = tree->rows[2 * (size_t)left] + tree->rows[2 * (size_t)left + 2];
			rows[1] =
			    tree->rows[2 * (size_t)left + 1] + tree->rows[2 * (size_t)left + 3];
		}
		tree->share[i] = weight[1] * rows[1] / (weight[0] * rows[0] + weight[1] * rows[1]);
	}
}

void
forest_finish(struct forest *forest)
{
	bool *used = memory_array(forest->p, sizeof *used);

	for (size_t t = 0; t < forest->ntree; t++)
		for (uint32_t i = 0; i < forest->tree[t].n; i++)
			if (forest_left(forest->tree[t].node[i]) != i)
				used[forest_feature(forest->tree[t].node[i])] = true;
	forest->used = memory_array(forest->p, sizeof *forest->used);
	for (size_t j = 0; j < forest->p; j++)
		if (used[j])
			forest->used[forest->nused++] = j;
	free(used);
}

/* Of the weight that a node has, what is impure: 2 a b / (a + b). */
static double
impurity(const struct forest *forest, const struct forest_tree *tree, size_t i)
{
	double zeros = forest->weight[0] * tree->rows[2 * i],
	       ones = forest->weight[1] * tree->rows[2 * i + 1];

	return 2 * zeros * ones / (zeros + ones);
}

void
forest_importance(const struct forest *forest, double *out)
{
	double *gain = memory_array(forest->p, sizeof *gain), total = 0;

	memset(out, 0, forest->p * sizeof *out);
	for (size_t t = 0; t < forest->ntree; t++) {
		const struct forest_tree *tree = &forest->tree[t];
		double sum = 0;

		memset(gain, 0, forest->p * sizeof *gain);
		for (uint32_t i = 0; i < tree->n; i++) {
			uint32_t left = forest_left(tree->node[i]);
			double g = left == i ? 0
					     : impurity(forest, tree, i) -
				impurity(forest, tree, left) - impurity(forest, tree, left + 1);

			if (left != i && g > 0) {
				gain[forest_feature(tree->node[i])] += g;
				sum += g;
			}
		}
		for (size_t j = 0; j < forest->p && sum > 0; j++)
			out[j] += gain[j] / sum;
	}
	for (size_t j = 0; j < forest->p; j++)
		total += out[j];
	for (size_t j = 0; j < forest->p && total > 0; j++)
		out[j] /= total;
	free(gain);
}

void
forest_release(struct forest *forest)
{
	for (size_t j = 0; j < forest->p && forest->cut != NULL; j++)
		free(forest->cut[j]);
	for (size_t t = 0; t < forest->ntree && forest->tree != NULL; t++) {
		free(forest->tree[t].node);
		free(forest->tree[t].rows);
		free(forest->tree[t].share);
	}
	free(forest->ncut);
	free(forest->cut);
	free(forest->used);
	free(forest->tree);
	*forest = (struct forest){ 0 };
}
