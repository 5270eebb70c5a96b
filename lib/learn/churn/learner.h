/*
 * learner: one of the methods that learn to tell labels apart, behind the same verbs.
 *
 *	struct learner_params params = LEARNER_DEFAULT;
 *	if ((wrong = learner_check(&params)) != NULL) ...
 *	struct learner learner;
 *	if (!learner_fit(&learner, &frame, y, row, nrow, &params, &fault)) ...
 *	learner_predict(&learner, x, nrow, probability, &fault);	x[nrow][p], any thread
 *	learner_release(&learner);
 *
 * Errors: a fault; false. See logistic.h, forest.h and boost.h for what the methods do.
 */
#ifndef IA_LEARN_CHURN_LEARNER_H
#define IA_LEARN_CHURN_LEARNER_H

#include "learn/trees/boost.h"
#include "learn/trees/forest.h"
#include "learn/logistic/logistic.h"

enum learner_method { LEARNER_LOGISTIC, LEARNER_FOREST, LEARNER_XGBOOST, LEARNER_METHODS };

extern const char *const learner_names[LEARNER_METHODS];

struct learner_params {
	int method;   /* enum learner_method */
	bool balance; /* each class weighs as much as the other */
	struct logistic_params logistic;
	struct forest_params forest;
	struct boost_params boost;
};

#define LEARNER_DEFAULT \
	{ \
		.method = LEARNER_LOGISTIC, .logistic = LOGISTIC_DEFAULT, \
		.forest = FOREST_DEFAULT, .boost = BOOST_DEFAULT \
	}

struct learner {
	enum learner_method method;
	size_t p;
	struct logistic_model logistic; /* of the three the method's own is used */
	struct forest forest;
	struct boost boost;
};

const char *learner_check(const struct learner_params *params); /* NULL, or a sentence */
/* that a fit takes, about */
size_t learner_bytes(const struct learner_params *params, size_t n, size_t p);

bool learner_fit(struct learner *learner, const struct frame *frame, const uint8_t *y,
    const uint32_t *row, size_t nrow, const struct learner_params *params, struct fault *fault);

/* x[nrow][p]; out[nrow]. Quickest with LEARNER_ROWS rows or more. */
#define LEARNER_ROWS 512u
bool learner_predict(const struct learner *learner, const double *x, size_t nrow, double *out,
    struct fault *fault);
/* The same for rows of a frame, on all threads. */
bool learner_predict_rows(const struct learner *learner, const struct frame *frame,
    const uint32_t *row, size_t nrow, unsigned threads, double *out, struct fault *fault);

/*
 * phi[nrow][p]: what each feature adds: to the log odds (logistic, xgboost), to the probability
 * (forest). *base and a row's phi sum to that of its prediction.
 */
bool learner_reasons(const struct learner *learner, const double *x, size_t nrow, double *phi,
    double *base, struct fault *fault);
/* [p], sums to 1 */
bool learner_importance(const struct learner *learner, double *out, struct fault *fault);

/* one JSON value */
bool learner_write(const struct learner *learner, struct buffer *out, struct fault *fault);
bool learner_read(struct learner *learner, enum learner_method method, const struct json_t *value,
    size_t p, struct fault *fault);
void learner_release(struct learner *learner);

#endif
