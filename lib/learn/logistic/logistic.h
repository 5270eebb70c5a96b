/*
 * logistic: the probability of a label, as the logistic function of a weighted sum of features.
 *
 *	struct logistic_params params = LOGISTIC_DEFAULT;
 *	if ((wrong = logistic_check(&params)) != NULL) ...
 *	struct logistic_model model;
 *	logistic_fit(&model, &frame, row, nrow, y, weight, &params);
 *	logistic_predict(&model, x, nrow, probability);			any thread
 *	logistic_free(&model);
 *
 * Definition: intercept and coefficients minimise
 *	sum over rows of weight * loss + (1 / (2 c)) * sum over features of coef^2,
 * loss = log(1 + exp(-s eta)), s = +1 or -1 for labels 1 and 0, eta = intercept + sum of coef x. c
 * is scikit-learn's C, c = INFINITY no penalty (statsmodels' Logit). The intercept is never
 * penalised. The penalty is on the coefficients of the features in their own units; with
 * params.scaled on coef * sd, as if each feature had been divided by its standard deviation over
 * the rows of the fit (population, weighted) first. Inside, columns are centred and scaled in
 * either case, for rounding.
 *
 * Method: Newton's (iteratively reweighted least squares), halving steps that do not gain; past
 * LOGISTIC_DENSE features each step is found by conjugate gradients, without the matrix of second
 * derivatives, and standard errors are NaN. It ends with the step whose squared length in standard
 * errors (Newton's decrement) is at most tol: what is left is less than the root of tol standard
 * errors. Many rows (65,536 and up) are begun where one row in sixteen has its optimum.
 *
 * Standard errors, without a penalty: of the inverse observed information, weights counting as
 * repetitions.
 *
 * Collinear features, without a penalty: of features that depend linearly on earlier ones (1 - R^2
 * below LOGISTIC_ALIASED), or are constant, the later one is aliased: coefficient 0, no standard
 * error, as in R. Past LOGISTIC_DENSE features none is marked. A feature whose variance is no
 * double above 0 counts as constant.
 *
 * Separated labels, without a penalty: where a direction of features tells labels apart but for
 * ties, the likelihood has no maximum (Albert and Anderson 1984, On the existence of maximum
 * likelihood estimates in logistic regression models, Biometrika 71). A step that makes no row
 * worse proves it; its features are marked. Their coefficients are as large as they were when the
 * likelihood ceased to grow by 1e-8 of itself, their standard errors NaN, converged is false.
 * Labels of one class only: coefficients 0, intercept the log odds with half a row of each label
 * added; separated.
 *
 * The same bits for any number of threads and any set of vector instructions (IA_SIMD,
 * cluster/nearest_centre.h). Rare flags cost by their ones. Memory beside the frame: for rare
 * flags 8 bytes a row and 4 for each one; up to LOGISTIC_DENSE features 16 (p + 1)^2 bytes, past
 * it 8 bytes a row; sums of 64 MiB.
 */
#ifndef IA_LEARN_LOGISTIC_LOGISTIC_H
#define IA_LEARN_LOGISTIC_LOGISTIC_H

#include <math.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "learn/frame.h"

#define LOGISTIC_DENSE 1000u
#define LOGISTIC_ALIASED 1e-10

struct json_t;

struct logistic_params {
	double c;          /* inverse strength of the penalty, above 0; INFINITY: none */
	bool scaled;       /* the penalty is on coef * sd */
	uint64_t max_iter; /* steps */
	double tol;
	unsigned threads;
};

#define LOGISTIC_DEFAULT \
	((struct logistic_params){ .c = INFINITY, .max_iter = 100, .tol = 1e-12, .threads = 1 })

enum logistic_separation {
	LOGISTIC_OVERLAP, /* the usual case: a maximum exists */
	LOGISTIC_QUASI,   /* some rows are told apart for certain */
	LOGISTIC_PERFECT, /* all rows are */
};

struct logistic_model {
	size_t p;
	double intercept, intercept_se;
	double *coef, *se;            /* [p] per unit of the feature; se NaN: none */
	double *mean, *sd;            /* [p] of the rows of the fit, weighted */
	uint8_t *aliased, *separated; /* [p] 0 or 1 */
	enum logistic_separation separation;
	double log_likelihood;      /* of the rows of the fit, without the penalty */
	double null_log_likelihood; /* with an intercept alone */
	double c;                   /* of the fit; INFINITY: none */
	bool scaled, converged;
	uint64_t iterations, rows;
};

/* NULL, or a sentence. */
const char *logistic_check(const struct logistic_params *params);

/*
 * nrow > 0; y[frame->n]; weight[frame->n] >= 0, not all 0, or NULL: 1. The model is to be freed.
 */
void logistic_fit(struct logistic_model *model, const struct frame *frame, const uint32_t *row,
    size_t nrow, const uint8_t *y, const double *weight, const struct logistic_params *params);

/* x[nrow][p], row by row; out[nrow]: probabilities. */
void logistic_predict(const struct logistic_model *model, const double *x, size_t nrow,
    double *out);

/*
 * Why one row x[p] is where it is: phi[j] = coef[j] * (x[j] - mean[j]), in log odds; *base is the
 * log odds of the mean row. base and all phi sum to the log odds of the row's probability.
 */
void logistic_reasons(const struct logistic_model *model, const double *x, double *phi,
    double *base);

/* out[p]: |coef| * sd, the log odds over a standard deviation, as shares of their sum (of 0: 0). */
void logistic_importance(const struct logistic_model *model, double *out);

/* Appends one JSON value; reading it back gives the same model. */
void logistic_write(const struct logistic_model *model, struct buffer *out);
/* Everything is checked; false: *fault is EXIT_USAGE with a sentence, and the model is empty. */
bool logistic_read(struct logistic_model *model, const struct json_t *value, size_t p,
    struct fault *fault);

void logistic_free(struct logistic_model *model); /* what it holds; an empty one too */

#endif
