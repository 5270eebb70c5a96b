/* forest_file: to JSON and back. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "learn/trees/forest_parts.h"
#include "learn/model_text.h"

static void
add_number(struct buffer *out, size_t before, double x)
{
	char *p = buffer_reserve(out, NUMBER_WIDTH + 1);

	if (before > 0)
		*p++ = ',';
	buffer_advance(out, p + number_write(p, x));
}

static void
add_integer(struct buffer *out, size_t before, int64_t x)
{
	char *p = buffer_reserve(out, NUMBER_WIDTH + 1);

	if (before > 0)
		*p++ = ',';
	buffer_advance(out, p + integer_write(p, x));
}

static void
add_leaves(struct buffer *out, const struct forest_tree *tree, size_t label)
{
	size_t n = 0;

	buffer_byte(out, '[');
	for (uint32_t i = 0; i < tree->n; i++)
		if (forest_left(tree->node[i]) == i)
			add_integer(out, n++, tree->rows[2 * (size_t)i + label]);
	buffer_byte(out, ']');
}

static void
add_tree(struct buffer *out, const struct forest_tree *tree)
{
	size_t n = 0;

	model_add(out, "{\"feature\": [");
	for (uint32_t i = 0; i < tree->n; i++)
		add_integer(out, i,
		    forest_left(tree->node[i]) == i ? -1 : (int64_t)forest_feature(tree->node[i]));
	model_add(out, "], \"cut\": [");
	for (uint32_t i = 0; i < tree->n; i++)
		if (forest_left(tree->node[i]) != i)
			add_integer(out, n++, forest_cut(tree->node[i]));
	model_add(out, "], \"rows\": [");
	add_leaves(out, tree, 0);
	model_add(out, ", ");
	add_leaves(out, tree, 1);
	model_add(out, "]}");
}

void
forest_write(const struct forest *forest, struct buffer *out)
{
	model_add(out, "{\"weight\": [");
	add_number(out, 0, forest->weight[0]);
	add_number(out, 1, forest->weight[1]);
	model_add(out, "],\n\"cuts\": [");
	for (size_t j = 0; j < forest->p; j++) {
		model_add(out, j > 0 ? ",\n[" : "\n[");
		for (size_t c = 0; c < forest->ncut[j]; c++)
			add_number(out, c, forest->cut[j][c]);
		buffer_byte(out, ']');
	}
	model_add(out, "],\n\"trees\": [");
	for (size_t t = 0; t < forest->ntree; t++) {
		model_add(out, t > 0 ? ",\n" : "\n");
		add_tree(out, &forest->tree[t]);
	}
	model_add(out, "]}");
}

static bool
integer_of(const json_t *value, double low, double high, int64_t *out)
{
	double x = json_is_number(value) ? json_number_value(value) : NAN;

	if (!(x >= low && x <= high) || x != floor(x))
		return false;
	*out = (int64_t)x;
	return true;
}

static bool
read_weight(struct forest *forest, const json_t *list)
{
	if (json_array_size(list) != 2)
		return false;
	for (size_t k = 0; k < 2; k++) {
		const json_t *value = json_array_get(list, k);
		double x = json_is_number(value) ? json_number_value(value) : 0;

		if (!(x > 0 && x < 1e100))
			return false;
		forest->weight[k] = x;
	}
	return true;
}

static bool
read_cuts(struct forest *forest, const json_t *lists, size_t p)
{
	if (!json_is_array(lists) || json_array_size(lists) != p || p > FOREST_FEATURES_MAX)
		return false;
	forest_cuts_init(forest, p);
	for (size_t j = 0; j < p; j++) {
		const json_t *list = json_array_get(lists, j);
		size_t n = json_array_size(list);
		double *cut;

		if (!json_is_array(list) || n >= FOREST_BINS)
			return false;
		cut = forest_cuts_room(forest, j, n);
		for (size_t c = 0; c < n; c++) {
			const json_t *value = json_array_get(list, c);

			cut[c] = json_is_number(value) ? json_number_value(value) : NAN;
			if (!isfinite(cut[c]) || (c > 0 && !(cut[c] > cut[c - 1])))
				return false;
		}
	}
	return true;
}

/*
 * Splits in the list; each must have been named as a child before it comes, and have a cut of its
 * feature.
 */
static bool
read_nodes(struct forest_tree *tree, const struct forest *forest, const json_t *features,
    const json_t *cuts)
{
	uint8_t *depth = memory_array(tree->n, 1);
	size_t n = 0;
	bool good = true;

	for (uint32_t i = 0; i < tree->n && good; i++) {
		int64_t feature = 0, cut = 0;

		good = i <= 2 * n &&
		    integer_of(json_array_get(features, i), -1, (double)forest->p - 1, &feature);
		tree->node[i] = forest_leaf(i);
		if (!good || feature < 0)
			continue;
		good = 2 * n + 2 < tree->n && depth[i] < FOREST_DEPTH_MAX &&
		    integer_of(json_array_get(cuts, n), 0, (double)forest->ncut[feature] - 1, &cut);
		if (!good)
			continue;
		tree->node[i] =
		    forest_split((uint32_t)feature, (uint8_t)cut, (uint32_t)(2 * n + 1));
		depth[2 * n + 1] = depth[2 * n + 2] = (uint8_t)(depth[i] + 1);
		tree->depth = depth[i] + 1u; /* breadth first: never less than before */
		n++;
	}
	free(depth);
	return good && 2 * n + 1 == tree->n;
}

static bool
read_leaves(struct forest_tree *tree, const json_t *rows)
{
	const json_t *zeros = json_array_get(rows, 0), *ones = json_array_get(rows, 1);
	size_t n = 0, nleaf = tree->n / 2 + 1;
	int64_t sum = 0;

	if (json_array_size(rows) != 2 || json_array_size(zeros) != nleaf ||
	    json_array_size(ones) != nleaf)
		return false;
	for (uint32_t i = 0; i < tree->n; i++) {
		int64_t a = 0, b = 0;

		if (forest_left(tree->node[i]) != i)
			continue;
		if (!integer_of(json_array_get(zeros, n), 0, UINT32_MAX, &a) ||
		    !integer_of(json_array_get(ones, n), 0, UINT32_MAX, &b) || a + b == 0)
			return false;
		sum += a + b;
		if (sum > UINT32_MAX)
			return false;
		tree->rows[2 * (size_t)i] = (uint32_t)a;
		tree->rows[2 * (size_t)i + 1] = (uint32_t)b;
		n++;
	}
	return true;
}

static bool
read_tree(struct forest_tree *tree, const struct forest *forest, const json_t *value)
{
	const json_t *features = json_object_get(value, "feature"),
		     *cuts = json_object_get(value, "cut");
	size_t n = json_array_size(features);

	if (json_object_size(value) != 3 || n % 2 == 0 || n > FOREST_NODES_MAX ||
	    !json_is_array(cuts) || json_array_size(cuts) != n / 2)
		return false;
	forest_tree_init(tree, n);
	if (!read_nodes(tree, forest, features, cuts) ||
	    !read_leaves(tree, json_object_get(value, "rows")))
		return false;
	forest_tree_finish(tree, forest->weight);
	return true;
}

static bool
read_all(struct forest *forest, const json_t *value, size_t p, struct fault *fault)
{
	const json_t *trees = json_object_get(value, "trees");
	size_t n = json_array_size(trees);

	if (json_object_size(value) != 3 || n < 1 || n > FOREST_TREES_MAX)
		return model_wrong(fault, "its forest is not weight, cuts and trees");
	if (!read_weight(forest, json_object_get(value, "weight")))
		return model_wrong(fault, "the weights of its forest are not two numbers above 0");
	if (!read_cuts(forest, json_object_get(value, "cuts"), p))
		return model_wrong(fault,
		    "the cuts of its forest are not a list of ascending numbers for each feature");
	forest->tree = memory_array(n, sizeof *forest->tree);
	for (; forest->ntree < n; forest->ntree++) {
		if (read_tree(&forest->tree[forest->ntree], forest,
			json_array_get(trees, forest->ntree)))
			continue;
		fault_set(fault, EXIT_USAGE, "tree %zu of its forest is no tree",
		    forest->ntree + 1);
		forest->ntree++;
		return false;
	}
	forest_finish(forest);
	return true;
}

bool
forest_read(struct forest *forest, const struct json_t *value, size_t p, struct fault *fault)
{
	*forest = (struct forest){ 0 };
	if (read_all(forest, value, p, fault))
		return true;
	forest_release(forest);
	return false;
}
