/*
 * boost_file: the library's JSON model, read by ourselves: its own reader trusts what it is given.
 *
 * A tree is lists, a number a node: left_children, right_children (-1: a leaf), split_indices,
 * split_conditions (of a leaf its value), sum_hessian, loss_changes, split_type (0: x < condition
 * goes left). Nodes that the root does not reach were cut off by the library. See
 * github.com/dmlc/xgboost, doc/model.schema.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "learn/trees/boost_parts.h"
#include "learn/model_text.h"
#include "learn/trees/shap.h"

/* The lists of one tree. */
struct lists {
	const json_t *left, *right, *feature, *cut, *cover, *gain, *type;
	size_t n;
};

static bool
is_number(const json_t *value, double low, double high, double *x)
{
	*x = json_is_number(value) ? json_number_value(value) : NAN;
	return *x >= low && *x <= high;
}

/* A number in a text, in brackets or not. */
static bool
is_text(const json_t *value, double *x)
{
	const char *text = json_string_value(value);
	size_t n = json_string_length(value);

	if (text != NULL && n > 2 && text[0] == '[' && text[n - 1] == ']') {
		text++;
		n -= 2;
	}
	return text != NULL && number_read(text, n, x);
}

static bool
open(struct lists *lists, const json_t *tree)
{
	const struct {
		const char *name;
		const json_t **list;
	} each[] = { { "left_children", &lists->left }, { "right_children", &lists->right },
		{ "split_indices", &lists->feature }, { "split_conditions", &lists->cut },
		{ "sum_hessian", &lists->cover }, { "loss_changes", &lists->gain },
		{ "split_type", &lists->type } };

	lists->n = json_array_size(json_object_get(tree, "left_children"));
	for (size_t k = 0; k < sizeof each / sizeof each[0]; k++) {
		*each[k].list = json_object_get(tree, each[k].name);
		if (!json_is_array(*each[k].list) || json_array_size(*each[k].list) != lists->n)
			return false;
	}
	return lists->n >= 1 && lists->n <= BOOST_NODES_MAX;
}

static void
make_room(struct boost_tree *tree, size_t n)
{
	tree->node = memory_array(n, sizeof *tree->node);
	tree->value = memory_array(n, sizeof *tree->value);
	tree->cover = memory_array(n, sizeof *tree->cover);
	tree->gain = memory_array(n, sizeof *tree->gain);
}

/* Node from[i] of the lists becomes node i of the tree; *left: of the lists, -1: a leaf. */
static bool
read_node(struct boost_tree *tree, const struct lists *lists, size_t from, uint32_t i, size_t p,
    int64_t child[2])
{
	double left, right, feature, cut, cover, gain, type;

	if (!is_number(json_array_get(lists->left, from), -1, (double)lists->n - 1, &left) ||
	    !is_number(json_array_get(lists->right, from), -1, (double)lists->n - 1, &right) ||
	    !is_number(json_array_get(lists->cut, from), -(double)FLT_MAX, (double)FLT_MAX, &cut) ||
	    !is_number(json_array_get(lists->cover, from), 1e-300, 1e300, &cover) ||
	    left != floor(left) || right != floor(right) || (left < 0) != (right < 0))
		return false;
	child[0] = (int64_t)left;
	child[1] = (int64_t)right;
	tree->cover[i] = cover;
	tree->node[i] = (struct boost_node){ 0, INFINITY, i };
	if (left < 0) {
		tree->value[i] = (float)cut;
		return true;
	}
	if (!is_number(json_array_get(lists->type, from), 0, 0, &type) ||
	    !is_number(json_array_get(lists->gain, from), -1e300, 1e300, &gain) ||
	    !is_number(json_array_get(lists->feature, from), 0, (double)p - 1, &feature) ||
	    feature != floor(feature))
		return false;
	tree->gain[i] = gain;
	tree->node[i] = (struct boost_node){ (uint32_t)feature * BOOST_BLOCK, (float)cut, 0 };
	return true;
}

/* Breadth first from the root; no node twice. */
static bool
read_nodes(struct boost_tree *tree, const struct lists *lists, size_t p, uint32_t *from,
    uint8_t *depth, bool *seen)
{
	tree->n = 1;
	for (uint32_t i = 0; i < tree->n; i++) {
		int64_t child[2];

		if (!read_node(tree, lists, from[i], i, p, child))
			return false;
		tree->depth = depth[i];
		if (child[0] < 0)
			continue;
		if (depth[i] >= SHAP_DEPTH_MAX || child[0] == child[1] || tree->n + 2 > lists->n)
			return false;
		tree->node[i].left = (uint32_t)tree->n;
		for (size_t side = 0; side < 2; side++) {
			if (seen[child[side]])
				return false;
			seen[child[side]] = true;
			depth[tree->n] = (uint8_t)(depth[i] + 1);
			from[tree->n++] = (uint32_t)child[side];
		}
	}
	return true;
}

/* The cover of a split is that of its children, also where floats were rounded. */
static void
add_cover(struct boost_tree *tree)
{
	for (uint32_t i = (uint32_t)tree->n; i-- > 0;) {
		uint32_t left = tree->node[i].left;

		if (left != i)
			tree->cover[i] = tree->cover[left] + tree->cover[left + 1];
	}
}

static bool
read_tree(struct boost_tree *tree, const json_t *value, size_t p)
{
	struct lists lists;
	uint32_t *from;
	uint8_t *depth;
	bool *seen, good;

	if (!open(&lists, value))
		return false;
	from = memory_array(lists.n, sizeof *from);
	depth = memory_array(lists.n, sizeof *depth);
	seen = memory_array(lists.n, sizeof *seen);
	seen[0] = true;
	make_room(tree, lists.n);
	good = read_nodes(tree, &lists, p, from, depth, seen);
	if (good)
		add_cover(tree);
	free(from);
	free(depth);
	free(seen);
	return good;
}

static bool
read_learner(struct boost *boost, const json_t *learner, size_t p, struct fault *fault)
{
	const json_t *params = json_object_get(learner, "learner_model_param");
	const json_t *objective = json_object_get(learner, "objective");
	const json_t *booster = json_object_get(learner, "gradient_booster");
	const char *name = json_string_value(json_object_get(objective, "name"));
	const char *kind = json_string_value(json_object_get(booster, "name"));
	double base, features, classes = 0;

	if (name == NULL || kind == NULL || strcmp(name, "binary:logistic") != 0 ||
	    strcmp(kind, "gbtree") != 0)
		return model_wrong(fault,
		    "its XGBoost model is not one of trees for binary:logistic");
	if (!is_text(json_object_get(params, "base_score"), &base) || !(base > 0 && base < 1) ||
	    !is_text(json_object_get(params, "num_feature"), &features) || features != (double)p ||
	    p > BOOST_FEATURES_MAX ||
	    (json_object_get(params, "num_class") != NULL &&
		(!is_text(json_object_get(params, "num_class"), &classes) || classes > 1)))
		return model_wrong(fault, "its XGBoost model is not one of its features");
	boost->base = -logf(1 / (float)base - 1);
	return true;
}

static bool
read_trees(struct boost *boost, const json_t *trees, struct fault *fault)
{
	size_t n = json_array_size(trees);

	if (!json_is_array(trees) || n > BOOST_TREES_MAX)
		return model_wrong(fault, "its XGBoost model has no list of trees");
	boost->tree = memory_array(n, sizeof *boost->tree);
	for (; boost->ntree < n; boost->ntree++) {
		if (read_tree(&boost->tree[boost->ntree], json_array_get(trees, boost->ntree),
			boost->p))
			continue;
		fault_set(fault, EXIT_USAGE, "tree %zu of its XGBoost model is no tree",
		    boost->ntree + 1);
		boost->ntree++;
		return false;
	}
	return true;
}

bool
boost_read(struct boost *boost, const struct json_t *value, size_t p, struct fault *fault)
{
	const json_t *learner = json_object_get(value, "learner");
	const json_t *model =
	    json_object_get(json_object_get(learner, "gradient_booster"), "model");

	*boost = (struct boost){ .p = p };
	if (!read_learner(boost, learner, p, fault) ||
	    !read_trees(boost, json_object_get(model, "trees"), fault)) {
		boost_release(boost);
		return false;
	}
	boost->text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	if (boost->text == NULL)
		memory_exhausted();
	boost->length = strlen(boost->text);
	return true;
}
