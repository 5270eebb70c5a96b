/*
 * boost: gradient-boosted trees for a label of 0 and 1, by the XGBoost library (Chen and Guestrin
 * 2016).
 *
 *	struct boost_params params = BOOST_DEFAULT;
 *	if ((wrong = boost_check(&params)) != NULL) ...
 *	struct boost boost;
 *	if (!boost_fit(&boost, &frame, y, row, nrow, &params, &fault)) ...
 *	boost_predict(&boost, x, nrow, probability);	x[nrow][p]
 *	boost_release(&boost);
 *
 * The library fits; its own JSON model is kept as it is (any program that uses XGBoost reads it).
 * Reading, predicting and reasons are ours, need no library, and trust no file: a damaged model is
 * refused. The library is an option of the build: without it boost_available() is false, and
 * fitting gives a fault that says what to install.
 *
 * Objective binary:logistic, tree_method hist, everything that is not in the params as the library
 * has it. Values and sums are float, as there. The library prints nothing; its errors become
 * faults.
 * Determinism	the library's sums over rows depend on the threads in their last bits; its gains are
 *		floats, and the models have been the same for any number wherever that was tried
 * Threads	what takes a const boost may run in any number of threads
 */
#ifndef IA_LEARN_TREES_BOOST_H
#define IA_LEARN_TREES_BOOST_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "learn/frame.h"

struct json_t;

struct boost_params {
	uint64_t trees;   /* rounds */
	uint64_t depth;   /* max_depth */
	double eta;       /* learning_rate; above 0, at most 1 */
	double subsample; /* share of rows that a tree sees; above 0, at most 1 */
	double child;     /* min_child_weight; 0 or more */
	double weight[2]; /* of a row with label 0, 1; above 0 */
	uint64_t seed;    /* at most 2^31 - 1 */
	unsigned threads;
};

#define BOOST_DEFAULT \
	((struct boost_params){ .trees = 200, \
	    .depth = 3, \
	    .eta = 0.1, \
	    .subsample = 1, \
	    .child = 1, \
	    .weight = { 1, 1 }, \
	    .seed = 42, \
	    .threads = 1 })

/* Nodes breadth first; x < cut goes left, else to left + 1; a leaf is its own left child. */
struct boost_tree {
	size_t n; /* nodes; odd */
	unsigned depth;
	struct boost_node *node; /* [n]; see boost_parts.h */
	float *value;            /* [n]: of leaves; log-odds */
	double *cover;           /* [n]: sum of the hessian */
	double *gain;            /* [n]: of splits */
};

struct boost {
	size_t p;
	float base; /* log-odds before the first tree */
	size_t ntree;
	struct boost_tree *tree;
	char *text; /* [length]: the library's own JSON */
	size_t length;
};

bool boost_available(void);

/* NULL, or a sentence. */
const char *boost_check(const struct boost_params *params);

/* row[nrow]: numbers in the frame, nrow > 0; y[frame->n]. false: a fault, nothing to release. */
bool boost_fit(struct boost *boost, const struct frame *frame, const uint8_t *y,
    const uint32_t *row, size_t nrow, const struct boost_params *params, struct fault *fault);

/*
 * x[nrow][p] -> out[nrow]: probability of label 1. One thread; quickest with a few hundred rows or
 * more.
 */
void boost_predict(const struct boost *boost, const double *x, size_t nrow, double *out);

/*
 * x[nrow][p] -> phi[nrow][p]: what each feature adds to the log-odds (shap.h); *base + sum of phi
 * are the log-odds of what boost_predict says. *base is the mean of the log-odds by cover.
 */
void boost_reasons(const struct boost *boost, const double *x, size_t nrow, double *phi,
    double *base);

/*
 * out[p]: total gain of the splits on each feature, summing to 1; all 0 where no tree has a split.
 */
void boost_importance(const struct boost *boost, double *out);

/* The library's own JSON model: one value, without a line end. */
void boost_write(const struct boost *boost, struct buffer *out);
/*
 * p: features that the model must have. false: a fault (EXIT_USAGE, what is wrong; no name),
 * nothing to release.
 */
bool boost_read(struct boost *boost, const struct json_t *value, size_t p, struct fault *fault);
void boost_release(struct boost *boost);

#endif
