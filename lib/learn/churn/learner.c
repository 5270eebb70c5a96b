#include "learn/churn/learner.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/tasks.h"

const char *const learner_names[LEARNER_METHODS] = { "logistic", "forest", "xgboost" };

const char *
learner_check(const struct learner_params *params)
{
	switch ((enum learner_method)params->method) {
	case LEARNER_FOREST: return forest_check(&params->forest);
	case LEARNER_XGBOOST: return boost_check(&params->boost);
	default: return logistic_check(&params->logistic);
	}
}

size_t
learner_bytes(const struct learner_params *params, size_t n, size_t p)
{
	switch ((enum learner_method)params->method) {
	case LEARNER_FOREST: return n * p + 20 * n;
	case LEARNER_XGBOOST: return 6 * n * p + 32 * n;
	default: return p <= LOGISTIC_DENSE ? 8 * (p + 1) * (p + 1) : 64 * p;
	}
}

/* Of a row with label 0 and with label 1. */
static void
weights(const uint8_t *y, const uint32_t *row, size_t nrow, bool balance, double weight[2])
{
	size_t ones = 0;

	weight[0] = weight[1] = 1;
	for (size_t i = 0; i < nrow; i++)
		ones += y[row[i]];
	if (!balance || ones == 0 || ones == nrow)
		return;
	weight[0] = (double)nrow / (2 * (double)(nrow - ones));
	weight[1] = (double)nrow / (2 * (double)ones);
}

static void
fit_logistic(struct learner *learner, const struct frame *frame, const uint8_t *y,
    const uint32_t *row, size_t nrow, const struct learner_params *params, const double weight[2])
{
	double *w = NULL;

	if (params->balance) {
		w = memory_array(frame->n, sizeof *w);
		for (size_t i = 0; i < frame->n; i++)
			w[i] = weight[y[i]];
	}
	logistic_fit(&learner->logistic, frame, row, nrow, y, w, &params->logistic);
	free(w);
}

bool
learner_fit(struct learner *learner, const struct frame *frame, const uint8_t *y,
    const uint32_t *row, size_t nrow, const struct learner_params *params, struct fault *fault)
{
	double weight[2];

	*learner = (struct learner){ .method = (enum learner_method)params->method, .p = frame->p };
	weights(y, row, nrow, params->balance, weight);
	if (learner->method == LEARNER_FOREST) {
		struct forest_params p = params->forest;

		memcpy(p.weight, weight, sizeof p.weight);
		forest_fit(&learner->forest, frame, y, row, nrow, &p);
	} else if (learner->method == LEARNER_XGBOOST) {
		struct boost_params p = params->boost;

		memcpy(p.weight, weight, sizeof p.weight);
		if (!boost_fit(&learner->boost, frame, y, row, nrow, &p, fault)) {
			*learner = (struct learner){ 0 };
			return false;
		}
	} else {
		fit_logistic(learner, frame, y, row, nrow, params, weight);
	}
	return true;
}

bool
learner_predict(const struct learner *learner, const double *x, size_t nrow, double *out,
    struct fault *fault)
{
	(void)fault;
	if (learner->method == LEARNER_XGBOOST)
		boost_predict(&learner->boost, x, nrow, out);
	else if (learner->method == LEARNER_FOREST)
		forest_predict(&learner->forest, x, nrow, out);
	else
		logistic_predict(&learner->logistic, x, nrow, out);
	return true;
}

/* Rows of a frame in pieces. */
struct pieces {
	const struct learner *learner;
	const struct frame *frame;
	const uint32_t *row;
	size_t nrow, piece;
	double *out;
	struct fault *fault; /* [piece] */
};

static void
predict_piece(void *self, size_t task)
{
	const struct pieces *pieces = self;
	const struct frame *frame = pieces->frame;
	size_t first = task * pieces->piece, left = pieces->nrow - first, p = frame->p;
	size_t n = left < pieces->piece ? left : pieces->piece;
	double *x = memory_array(n, p * sizeof *x);

	for (size_t j = 0; j < p; j++) {
		const struct feature *f = &frame->feature[j];

		for (size_t i = 0; i < n; i++) {
			uint32_t r = pieces->row[first + i];

			x[i * p + j] = f->number != NULL ? f->number[r] : f->flag[r];
		}
	}
	learner_predict(pieces->learner, x, n, pieces->out + first, &pieces->fault[task]);
	free(x);
}

bool
learner_predict_rows(const struct learner *learner, const struct frame *frame, const uint32_t *row,
    size_t nrow, unsigned threads, double *out, struct fault *fault)
{
	size_t piece = frame->p > 512 ? 64 : 2048, n = (nrow + piece - 1) / piece;
	struct pieces pieces = { learner, frame, row, nrow, piece, out,
		memory_array(n, sizeof *pieces.fault) };
	bool good = true;

	tasks_run(threads, n, predict_piece, &pieces);
	for (size_t k = 0; k < n && good; k++)
		if (fault_is_set(&pieces.fault[k])) {
			fault_set(fault, pieces.fault[k].exit, "%s", pieces.fault[k].text);
			good = false;
		}
	free(pieces.fault);
	return good;
}

bool
learner_reasons(const struct learner *learner, const double *x, size_t nrow, double *phi,
    double *base, struct fault *fault)
{
	size_t p = learner->p;

	(void)fault;
	if (learner->method == LEARNER_XGBOOST)
		boost_reasons(&learner->boost, x, nrow, phi, base);
	else if (learner->method == LEARNER_FOREST)
		forest_reasons(&learner->forest, x, nrow, phi, base);
	else
		for (size_t i = 0; i < nrow; i++)
			logistic_reasons(&learner->logistic, x + i * p, phi + i * p, base);
	return true;
}

bool
learner_importance(const struct learner *learner, double *out, struct fault *fault)
{
	(void)fault;
	if (learner->method == LEARNER_XGBOOST)
		boost_importance(&learner->boost, out);
	else if (learner->method == LEARNER_FOREST)
		forest_importance(&learner->forest, out);
	else
		logistic_importance(&learner->logistic, out);
	return true;
}

bool
learner_write(const struct learner *learner, struct buffer *out, struct fault *fault)
{
	(void)fault;
	if (learner->method == LEARNER_XGBOOST)
		boost_write(&learner->boost, out);
	else if (learner->method == LEARNER_FOREST)
		forest_write(&learner->forest, out);
	else
		logistic_write(&learner->logistic, out);
	return true;
}

bool
learner_read(struct learner *learner, enum learner_method method, const struct json_t *value,
    size_t p, struct fault *fault)
{
	*learner = (struct learner){ .method = method, .p = p };
	if (method == LEARNER_XGBOOST)
		return boost_read(&learner->boost, value, p, fault);
	if (method == LEARNER_FOREST)
		return forest_read(&learner->forest, value, p, fault);
	return logistic_read(&learner->logistic, value, p, fault);
}

void
learner_release(struct learner *learner)
{
	if (learner->method == LEARNER_XGBOOST)
		boost_release(&learner->boost);
	else if (learner->method == LEARNER_FOREST)
		forest_release(&learner->forest);
	else
		logistic_free(&learner->logistic);
	*learner = (struct learner){ 0 };
}
