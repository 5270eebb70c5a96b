/*
 * parts: inside lib/learn/logistic: what the files of logistic regression share.
 *
 * A design is the rows of a fit as the passes over them like them. Its parameters ("slots") are the
 * intercept, the dense features (numbers and frequent flags; centred, divided by their standard
 * deviation), then the rare flags, which stay 0 and 1 and are kept as lists of ones.
 */
#ifndef IA_LEARN_LOGISTIC_PARTS_H
#define IA_LEARN_LOGISTIC_PARTS_H

#include "learn/logistic/logistic.h"

#define LOGISTIC_LANES 8u
#define LOGISTIC_BLOCK 512u /* rows at a time in a pass, at most */

/* An empty model: coefficients 0, no standard errors. */
void logistic_init(struct logistic_model *model, size_t p);

/*
 * The loops over blocks of rows, once for each set of instructions: body.h. A block has
 * tile * LOGISTIC_LANES rows; x is [k][rows], what a row has one of is [rows].
 */
struct logistic_loops {
	/* eta[i] += sum over k of beta[k] x[k][i] */
	void (*combine)(const double *x, size_t tile, size_t k, const double *beta, double *eta);
	/* residual = weight (y - p), curve = weight p (1 - p); returns the sum of weight * loss */
	double (*link)(const double *eta, size_t tile, const double *y, const double *weight,
	    double *residual, double *curve);
	/* out[k] += sum over i of v[i] x[k][i] */
	void (*project)(const double *x, size_t tile, size_t k, const double *v, double *out);
	/* out[a][b] += sum over i of w[i] x[a][i] x[b][i], b <= a; out is [k][k], room [2][rows] */
	void (*cross)(const double *x, size_t tile, size_t k, const double *w, double *out,
	    double *room);
	/* out[s][c] += sum of w[i] across[i][c] over rows i with a one in s; width: whole lanes */
	void (*rare)(const size_t *first, const uint32_t *ones, size_t nrow, const double *w,
	    const double *across, size_t width, double *out);
	/* log odds to probabilities, in place; n is of whole lanes */
	void (*probability)(double *eta, size_t n);
};

const struct logistic_loops *logistic_loops(void); /* what the machine has */
const struct logistic_loops *logistic_loops_avx2(void), *logistic_loops_avx512(void);

struct design {
	const struct frame *frame;
	const uint32_t *row; /* [nrow] */
	const uint8_t *y;
	const double *weight;
	size_t nrow, p;
	size_t ndense, nrare;   /* ndense with the intercept: ndense + nrare = p + 1 */
	size_t *slot;           /* [p]: of each feature */
	size_t *feature;        /* [p + 1]: of each slot but the first */
	double *mean, *sd;      /* [p] by feature */
	double *centre, *scale; /* [p + 1] by slot: the column is (x - centre) * scale */
	double *ridge;          /* [p + 1] by slot: penalty ridge * beta^2 / 2; NULL: none */
	/* [nrow + 1]: where the ones of row i begin; [i + 1]: where they end */
	size_t *first;
	uint32_t *ones;         /* rare slots less ndense, rising; NULL: no rare flags */
	double total, positive; /* sums of weights */
	unsigned threads;
	const struct logistic_loops *loops;
};

void design_init(struct design *design, const struct frame *frame, const uint32_t *row, size_t nrow,
    const uint8_t *y, const double *weight, const struct logistic_params *params);
/* Every step-th row, with the centres and scales of the whole. Release it before the whole. */
void design_sample(struct design *sample, const struct design *whole, size_t step);
void design_sample_release(struct design *sample);
void design_release(struct design *design);

/* What a pass over all rows finds at beta[p + 1]; the penalty is not in it. */
struct pass {
	double loss;      /* sum of weight * loss */
	double *gradient; /* [p + 1] of -loss */
	double *hessian;  /* [p + 1][p + 1] of loss, by slot, b <= a; NULL: not asked for */
	double *curve;    /* [nrow]: weight p (1 - p); NULL: not asked for */
};

void pass_run(struct pass *pass, const struct design *design, const double *beta);
/* out[p + 1] = X' diag(curve) X v */
void pass_product(const struct design *design, const double *curve, const double *v, double *out);
/* The least and the largest s * x'v over rows with a weight, s = +1 for label 1, -1 for 0. */
void pass_margins(const struct design *design, const double *v, double *least, double *most);

/*
 * The lower triangle of a[n][n] to its Cholesky factor. A column whose rest is at most tol times
 * its diagonal is left out: dead[j] = 1; columns that are dead already stay so.
 */
void cholesky_factor(double *a, size_t n, double tol, uint8_t *dead);
void cholesky_solve(const double *factor, size_t n, const uint8_t *dead, double *x);
void cholesky_inverse_diagonal(const double *factor, size_t n, const uint8_t *dead, double *out);

/* Where the search for the maximum ended. */
struct search {
	double *beta;     /* [p + 1] by slot; what it begins with */
	double *se;       /* [p + 1] by slot; NaN: none */
	uint8_t *aliased; /* [p + 1] by slot */
	double *toward;   /* [p + 1] by slot: the step that proves separation */
	double loss;
	uint64_t iterations;
	bool converged;
	enum logistic_separation separation;
};

void search_init(struct search *search, const struct design *design);
void search_run(struct search *search, const struct design *design, uint64_t max_iter, double tol);
void search_release(struct search *search);

/* x = (H + ridge)^-1 gradient by conjugate gradients, to a relative tolerance. */
void gradients_solve(const struct design *design, const double *curve, const double *gradient,
    double *x);

#endif
