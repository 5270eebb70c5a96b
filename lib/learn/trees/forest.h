/*
 * forest: a random forest for a label of 0 and 1 (Breiman 2001, Random forests).
 *
 *	struct forest_params params = FOREST_DEFAULT;
 *	if ((wrong = forest_check(&params)) != NULL) ...
 *	struct forest forest;
 *	forest_fit(&forest, &frame, y, row, nrow, &params);
 *	forest_predict(&forest, x, nrow, probability);		x[nrow][p]
 *	forest_release(&forest);
 *
 * Definition. Each tree sees nrow of the rows, drawn with replacement. A node takes the split with
 * the greatest decrease of the Gini impurity among params.features features drawn for it (more, as
 * long as all drawn ones are constant there), until it is pure, as deep as allowed, or no split
 * leaves params.leaf different rows on both sides. The probability is the mean over trees of the
 * share of label 1 in the leaf (all as in scikit-learn). Values count by their bin: each feature is
 * cut once, between its values where there are at most FOREST_BINS different ones, else at
 * quantiles of at most FOREST_SAMPLE rows, so that a split is one of at most 255 cuts.
 *
 * Determinism	the same bits for any number of threads: a tree has its own seed, and counts are
 *		integers
 * Memory	fitting: a byte a value; a row and thread, the bytes of its values up to 30 features
 *		(at least 16), twice; the forest: 24 bytes a node
 * Threads	what takes a const forest may run in any number of threads
 * Limits	2^32 - 1 rows; 2^24 nodes a tree (beyond, leaves stay); depth 64
 */
#ifndef IA_LEARN_TREES_FOREST_H
#define IA_LEARN_TREES_FOREST_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "learn/frame.h"

#define FOREST_BINS 256u      /* of a feature, at most */
#define FOREST_SAMPLE 262144u /* rows that quantiles are taken from */
#define FOREST_TREES_MAX 10000u
#define FOREST_DEPTH_MAX 64u

struct json_t;

struct forest_params {
	uint64_t trees;
	uint64_t depth;    /* splits from the root to a leaf, at most; 1 .. FOREST_DEPTH_MAX */
	uint64_t leaf;     /* different rows in a leaf, at least */
	uint64_t features; /* drawn at a node; 0: the square root of p, rounded down */
	double weight[2];  /* of a row with label 0, 1; above 0 */
	uint64_t seed;
	unsigned threads;
};

#define FOREST_DEFAULT \
	((struct forest_params){ .trees = 300, \
	    .depth = 12, \
	    .leaf = 5, \
	    .weight = { 1, 1 }, \
	    .seed = 42, \
	    .threads = 1 })

/* Nodes breadth first: the children of the k-th split are nodes 2k + 1 and 2k + 2. */
struct forest_tree {
	size_t n; /* nodes; odd */
	unsigned depth;
	uint64_t *node; /* [n]; see forest_parts.h */
	uint32_t *rows; /* [n][2]: drawn rows with label 0 and 1 that came here */
	double *share;  /* [n]: weight of label 1 in that of all of them */
};

struct forest {
	size_t p;
	size_t *ncut;        /* [p]: at most 255 */
	double **cut;        /* [p][ncut], ascending: x <= cut[c] is left of cut c; then inf */
	size_t nused, *used; /* [nused]: features with a split, ascending */
	double weight[2];    /* as in the params of the fit */
	size_t ntree;
	struct forest_tree *tree;
};

/* NULL, or a sentence. */
const char *forest_check(const struct forest_params *params);

/*
 * row[nrow]: numbers in the frame, nrow > 0; y[frame->n]. frame->p may be 0. The forest is to be
 * released.
 */
void forest_fit(struct forest *forest, const struct frame *frame, const uint8_t *y,
    const uint32_t *row, size_t nrow, const struct forest_params *params);

/*
 * x[nrow][p] -> out[nrow]: probability of label 1. One thread; quickest with a few hundred rows or
 * more.
 */
void forest_predict(const struct forest *forest, const double *x, size_t nrow, double *out);

/*
 * x[nrow][p] -> phi[nrow][p]: what each feature adds to the probability (shap.h); *base + sum of
 * phi is what forest_predict says. *base is the mean prediction on the rows that the trees saw.
 */
void forest_reasons(const struct forest *forest, const double *x, size_t nrow, double *phi,
    double *base);

/*
 * out[p]: mean decrease of impurity (Breiman, Friedman, Olshen and Stone 1984, 5.3.4, the mean over
 * trees), summing to 1; all 0 where no tree has a split. It favours features with many values, and
 * is of the rows of the fit.
 */
void forest_importance(const struct forest *forest, double *out);

/*
 * One JSON value, without a line end:
 *	{"weight": [1, 1], "cuts": [[0.5], ...],
 *	 "trees": [{"feature": [...], "cut": [...], "rows": [[...], [...]]}, ...]}
 * cuts: [p] lists; a tree: nodes as in forest_tree, feature -1: a leaf; cut: number of the cut of
 * each split; rows: drawn rows with label 0 and with label 1 in each leaf. What is written reads
 * back the same, bit by bit.
 */
void forest_write(const struct forest *forest, struct buffer *out);
/*
 * p: features that the model must have. false: a fault (EXIT_USAGE, what is wrong; no name),
 * nothing to release.
 */
bool forest_read(struct forest *forest, const struct json_t *value, size_t p, struct fault *fault);
void forest_release(struct forest *forest);

#endif
