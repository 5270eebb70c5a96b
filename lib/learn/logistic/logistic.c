#include "learn/logistic/logistic.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/logistic/parts.h"

#define SAMPLE 16u       /* one row in so many finds where to begin */
#define DRAW_FROM 65536u /* rows */
#define DRAW_LABELS 20u  /* rows of each label for a feature, in the sample */
#define MARKED 1e-3      /* of the largest part of a separating step */

const char *
logistic_check(const struct logistic_params *params)
{
	if (!(params->c > 0))
		return "the inverse strength of the penalty must be above 0";
	if (params->max_iter < 1)
		return "the number of iterations must be at least 1";
	if (!(params->tol >= 0) || isinf(params->tol))
		return "the tolerance must be 0 or more";
	return NULL;
}

void
logistic_init(struct logistic_model *model, size_t p)
{
	*model = (struct logistic_model){ .p = p, .intercept_se = NAN };
	model->coef = memory_array(p, sizeof *model->coef);
	model->se = memory_array(p, sizeof *model->se);
	model->mean = memory_array(p, sizeof *model->mean);
	model->sd = memory_array(p, sizeof *model->sd);
	model->aliased = memory_array(p, sizeof *model->aliased);
	model->separated = memory_array(p, sizeof *model->separated);
	for (size_t j = 0; j < p; j++)
		model->se[j] = NAN;
}

/* Of many rows, a few tell where to begin. */
static void
find_start(struct search *search, const struct design *d)
{
	double labels = d->positive < d->total - d->positive ? d->positive : d->total - d->positive;
	double rows = labels / d->total * (double)d->nrow / SAMPLE;
	struct design sample;
	struct search found;

	if (d->nrow < DRAW_FROM || rows < DRAW_LABELS * (double)(d->p + 1))
		return;
	design_sample(&sample, d, SAMPLE);
	if (sample.positive > 0 && sample.positive < sample.total) {
		search_init(&found, &sample);
		search_run(&found, &sample, 12, 1e-3);
		if (found.converged && found.separation == LOGISTIC_OVERLAP)
			memcpy(search->beta, found.beta, (d->p + 1) * sizeof *found.beta);
		search_release(&found);
	}
	design_sample_release(&sample);
}

/* Features that tell labels apart for certain: those of the separating step. */
static void
mark_separated(struct logistic_model *model, const struct design *d, const struct search *search)
{
	double most = 0, intercept = search->toward[0];

	for (size_t j = 0; j < d->p; j++) {
		double part = search->toward[d->slot[j]] * d->scale[d->slot[j]];

		most = fmax(most, fabs(part) * d->sd[j]);
		intercept -= part * d->centre[d->slot[j]];
	}
	for (size_t j = 0; j < d->p; j++) {
		double part = search->toward[d->slot[j]] * d->scale[d->slot[j]];

		model->separated[j] = fabs(part) * d->sd[j] > MARKED * most;
		if (model->separated[j] || search->separation == LOGISTIC_PERFECT)
			model->se[j] = NAN;
	}
	if (fabs(intercept) > MARKED * most || search->separation == LOGISTIC_PERFECT)
		model->intercept_se = NAN;
}

static void
settle(struct logistic_model *model, const struct design *d, const struct search *search)
{
	model->intercept = search->beta[0];
	model->intercept_se = search->se[0];
	for (size_t j = 0; j < d->p; j++) {
		size_t slot = d->slot[j];

		model->coef[j] = search->beta[slot] * d->scale[slot];
		model->intercept -= model->coef[j] * d->centre[slot];
		model->se[j] = search->se[slot];
		model->aliased[j] = d->ridge == NULL && search->aliased[slot];
	}
	model->log_likelihood = -search->loss;
	model->iterations = search->iterations;
	model->converged = search->converged;
	model->separation = search->separation;
	if (search->separation != LOGISTIC_OVERLAP)
		mark_separated(model, d, search);
}

/* All rows have the same label. */
static void
settle_alone(struct logistic_model *model, const struct design *d)
{
	double unit = d->total / (double)d->nrow / 2;

	model->intercept = log((d->positive + unit) / (d->total - d->positive + unit));
	model->log_likelihood = -d->total * log1p(exp(-fabs(model->intercept)));
	model->separation = LOGISTIC_PERFECT;
}

void
logistic_fit(struct logistic_model *model, const struct frame *frame, const uint32_t *row,
    size_t nrow, const uint8_t *y, const double *weight, const struct logistic_params *params)
{
	struct search search;
	struct design d;

	design_init(&d, frame, row, nrow, y, weight, params);
	logistic_init(model, d.p);
	memcpy(model->mean, d.mean, d.p * sizeof *d.mean);
	memcpy(model->sd, d.sd, d.p * sizeof *d.sd);
	model->rows = nrow;
	model->c = params->c;
	model->scaled = params->scaled;
	if (d.positive > 0 && d.positive < d.total) {
		double share = d.positive / d.total;

		model->null_log_likelihood =
		    d.positive * log(share) + (d.total - d.positive) * log1p(-share);
		search_init(&search, &d);
		find_start(&search, &d);
		search_run(&search, &d, params->max_iter, params->tol);
		settle(model, &d, &search);
		search_release(&search);
	} else {
		settle_alone(model, &d);
	}
	design_release(&d);
}

void
logistic_predict(const struct logistic_model *model, const double *x, size_t nrow, double *out)
{
	const struct logistic_loops *loops = logistic_loops();
	double some[LOGISTIC_BLOCK];

	while (nrow > 0) {
		size_t n = nrow < LOGISTIC_BLOCK ? nrow : LOGISTIC_BLOCK;

		memset(some, 0, sizeof some);
		for (size_t i = 0; i < n; i++, x += model->p) {
			some[i] = model->intercept;
			for (size_t j = 0; j < model->p; j++)
				some[i] += model->coef[j] * x[j];
		}
		loops->probability(some, LOGISTIC_BLOCK);
		memcpy(out, some, n * sizeof *out);
		out += n;
		nrow -= n;
	}
}

void
logistic_reasons(const struct logistic_model *model, const double *x, double *phi, double *base)
{
	*base = model->intercept;
	for (size_t j = 0; j < model->p; j++) {
		phi[j] = model->coef[j] * (x[j] - model->mean[j]);
		*base += model->coef[j] * model->mean[j];
	}
}

void
logistic_importance(const struct logistic_model *model, double *out)
{
	double sum = 0;

	for (size_t j = 0; j < model->p; j++)
		sum += out[j] = fabs(model->coef[j]) * model->sd[j];
	for (size_t j = 0; j < model->p; j++)
		out[j] = sum > 0 ? out[j] / sum : 0;
}

void
logistic_free(struct logistic_model *model)
{
	free(model->coef);
	free(model->se);
	free(model->mean);
	free(model->sd);
	free(model->aliased);
	free(model->separated);
	*model = (struct logistic_model){ 0 };
}
