#include "learn/metrics/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/logistic/logistic.h"
#include "learn/metrics/parts.h"
#include "stats/interval.h"

#define CUT 0x1p-52 /* how near to 0 and 1 a probability may be */
#define Z INTERVAL_Z95
#define NONE ((struct metric){ NAN, NAN, NAN })

const char *
metrics_check(const struct metrics_params *params)
{
	if (!(params->threshold >= 0 && params->threshold <= 1))
		return "the threshold must be 0 to 1";
	if (params->bins < 1 || params->bins > 10000)
		return "the number of bins must be 1 to 10000";
	return NULL;
}

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* value +- z standard errors. */
static struct metric
normal(double value, double se, int weighted)
{
	if (weighted)
		return (struct metric){ value, NAN, NAN };
	return (struct metric){ value, value - Z * se, value + Z * se };
}

/* By placements: the share of the other label's rows that a row is on the right side of. */
static double
delong_variance(const struct ties *ties, double auc)
{
	double m = ties->one, n = ties->zero, below = 0, above = 0, ones = 0, zeros = 0;

	for (size_t k = 0; k < ties->n; k++) {
		const struct tie *tie = &ties->tie[k];
		double one = (below + tie->zero / 2) / n - auc;

		ones += tie->one * one * one;
		below += tie->zero;
	}
	for (size_t k = ties->n; k-- > 0;) {
		const struct tie *tie = &ties->tie[k];
		double zero = (above + tie->one / 2) / m - auc;

		zeros += tie->zero * zero * zero;
		above += tie->one;
	}
	return ones / (m - 1) / m + zeros / (n - 1) / n;
}

static struct metric
find_auc(const struct ties *ties)
{
	double auc = ties_auc(ties), m = ties->one, n = ties->zero, variance, ignored;
	struct metric metric = { auc, NAN, NAN };

	if (ties->weighted || isnan(auc))
		return metric;
	if (m > 1 && n > 1)
		variance = delong_variance(ties, auc);
	else
		variance = (auc * (1 - auc) + (m - 1) * (auc / (2 - auc) - auc * auc) +
			       (n - 1) * (2 * auc * auc / (1 + auc) - auc * auc)) /
		    (m * n);
	if (variance > 1e-30) {
		metric.low = fmax(0, auc - Z * sqrt(variance));
		metric.high = fmin(1, auc + Z * sqrt(variance));
	} else if (auc > 0.5) {
		interval_wilson_real(ties->most, ties->most, Z, &metric.low, &ignored);
		metric.high = 1;
	} else if (auc < 0.5) {
		interval_wilson_real(0, ties->most, Z, &ignored, &metric.high);
		metric.low = 0;
	} else {
		metric.low = metric.high = auc; /* all scores are equal */
	}
	return metric;
}

static struct metric
find_pr_auc(const struct ties *ties)
{
	double ones = 0, zeros = 0, sum = 0;

	if (!(ties->one > 0))
		return NONE;
	for (size_t k = ties->n; k-- > 0;) {
		ones += ties->tie[k].one;
		zeros += ties->tie[k].zero;
		sum += ones > 0 ? ties->tie[k].one * (ones / (ones + zeros)) : 0;
	}
	struct metric metric = { fmin(1, sum / ties->one), NAN, NAN };

	if (ties->weighted)
		return metric;
	if (metric.value < 1) {
		double odds = log(metric.value / (1 - metric.value));
		double se = 1 / sqrt(ties->one * metric.value * (1 - metric.value));

		metric.low = 1 / (1 + exp(Z * se - odds));
		metric.high = 1 / (1 + exp(-Z * se - odds));
	} else {
		interval_wilson_real(ties->one, ties->one, Z, &metric.low, &metric.high);
	}
	return metric;
}

static double
loss_of(double score, int label)
{
	double p = clamp(score, CUT, 1 - CUT);

	return label ? -log(p) : -log(1 - p);
}

static double
square_of(double score, int label)
{
	return (score - label) * (score - label);
}

/* The mean of a value that a row's score and label give. */
static struct metric
find_mean(const struct ties *ties, double (*value)(double score, int label))
{
	double rows = ties->one + ties->zero, sum = 0, lost = 0, squares = 0;

	if (!(rows > 0))
		return NONE;
	for (int pass = 0; pass < 2; pass++) {
		double mean = sum / rows;

		for (size_t k = 0; k < ties->n; k++) {
			const struct tie *tie = &ties->tie[k];
			double one = tie->one > 0 ? value(tie->score, 1) : 0;
			double zero = tie->zero > 0 ? value(tie->score, 0) : 0;

			if (pass == 0) { /* Kahan's sum */
				double add = tie->one * one + tie->zero * zero - lost;
				double next = sum + add;

				lost = (next - sum) - add;
				sum = next;
			} else {
				squares += tie->one * (one - mean) * (one - mean) +
				    tie->zero * (zero - mean) * (zero - mean);
			}
		}
	}
	struct metric metric =
	    normal(sum / rows, sqrt(squares / (rows - 1) / rows), ties->weighted);

	metric.low = fmax(0, metric.low);
	if (!(rows > 1) || ties->weighted)
		metric.low = metric.high = NAN;
	return metric;
}

static void
find_confusion(struct metrics *m, const struct ties *ties)
{
	int weighted = ties->weighted;

	for (size_t k = 0; k < ties->n; k++) {
		const struct tie *tie = &ties->tie[k];

		*(tie->score >= m->threshold ? &m->tp : &m->fn) += tie->one;
		*(tie->score >= m->threshold ? &m->fp : &m->tn) += tie->zero;
	}
	m->accuracy = metric_share(m->tp + m->tn, m->rows, weighted);
	m->precision = metric_share(m->tp, m->tp + m->fp, weighted);
	m->recall = metric_share(m->tp, m->tp + m->fn, weighted);
	m->specificity = metric_share(m->tn, m->tn + m->fp, weighted);
	m->f1 = metric_share(m->tp, m->tp + m->fp + m->fn, weighted);
	m->f1.value = 2 * m->tp / (2 * m->tp + m->fp + m->fn);
	m->f1.low = 2 * m->f1.low / (1 + m->f1.low);
	m->f1.high = 2 * m->f1.high / (1 + m->f1.high);
}

static struct metric
find_lift(const struct metrics *m, const struct ties *ties)
{
	struct metric lift =
	    metric_share(fmin(m->decile[0].positives, ties->one), ties->one, ties->weighted);
	double most = fmin(METRICS_DECILES, m->rows / ties->one);

	lift.value = m->decile[0].lift;
	lift.low *= METRICS_DECILES;
	if (!isnan(lift.high))
		lift.high = fmax(lift.value, fmin(most, lift.high * METRICS_DECILES));
	return lift;
}

/* Labels on the log odds of the scores. */
static void
find_calibration(struct metrics *m, const struct ties *ties, unsigned threads)
{
	struct logistic_params params = LOGISTIC_DEFAULT;
	struct logistic_model model;
	size_t n = 0;
	double *x = memory_array(2 * ties->n, 2 * sizeof *x), *weight = x + 2 * ties->n;
	uint8_t *y = memory_array(2 * ties->n, sizeof *y);
	uint32_t *row = memory_array(2 * ties->n, sizeof *row);

	for (size_t k = 0; k < 2 * ties->n; k++) {
		const struct tie *tie = &ties->tie[k / 2];
		double p = clamp(tie->score, CUT, 1 - CUT);

		weight[n] = k & 1 ? tie->one : tie->zero;
		if (!(weight[n] > 0))
			continue;
		x[n] = log(p / (1 - p));
		y[n] = k & 1;
		row[n] = (uint32_t)n;
		n++;
	}
	struct feature feature = { .number = x };
	struct frame frame = { .n = n, .p = 1, .feature = &feature };

	params.threads = threads;
	m->calibration_slope = m->calibration_intercept = NONE;
	if (ties->one > 0 && ties->zero > 0) {
		logistic_fit(&model, &frame, row, n, y, weight, &params);
		if (model.converged && !model.aliased[0]) {
			m->calibration_slope = normal(model.coef[0], model.se[0], ties->weighted);
			m->calibration_intercept =
			    normal(model.intercept, model.intercept_se, ties->weighted);
		}
		logistic_free(&model);
	}
	free(x);
	free(y);
	free(row);
}

void
metrics_of(struct metrics *m, const double *score, const uint8_t *y, const double *weight, size_t n,
    const struct metrics_params *params)
{
	struct ties ties;

	*m = (struct metrics){ .n = n, .threshold = params->threshold };
	ties_init(&ties, score, y, weight, NULL, n);
	m->rows = ties.one + ties.zero;
	m->positives = ties.one;
	m->auc = find_auc(&ties);
	m->pr_auc = find_pr_auc(&ties);
	m->log_loss = find_mean(&ties, loss_of);
	m->brier = find_mean(&ties, square_of);
	m->base_rate = metric_share(ties.one, m->rows, ties.weighted);
	m->larger_class = metric_share(fmax(ties.one, ties.zero), m->rows, ties.weighted);
	find_confusion(m, &ties);
	ties_deciles(&ties, m->decile);
	m->top_decile_lift = find_lift(m, &ties);
	m->bin = memory_array(params->bins, sizeof *m->bin);
	m->nbin = ties_bins(&ties, params->bins, m->bin);
	find_calibration(m, &ties, params->threads);
	ties_release(&ties);
}

size_t
metrics_lines(const struct metrics *m, struct metrics_line line[METRICS_LINES])
{
	const struct metrics_line all[] = {
		{ "rows", { m->rows, NAN, NAN } },
		{ "auc", m->auc },
		{ "pr_auc", m->pr_auc },
		{ "log_loss", m->log_loss },
		{ "brier", m->brier },
		{ "accuracy", m->accuracy },
		{ "larger_class", m->larger_class },
		{ "base_rate", m->base_rate },
		{ "precision", m->precision },
		{ "recall", m->recall },
		{ "specificity", m->specificity },
		{ "f1", m->f1 },
		{ "top_decile_lift", m->top_decile_lift },
		{ "calibration_slope", m->calibration_slope },
		{ "calibration_intercept", m->calibration_intercept },
		{ "threshold", { m->threshold, NAN, NAN } },
		{ "true_positives", { m->tp, NAN, NAN } },
		{ "false_positives", { m->fp, NAN, NAN } },
		{ "false_negatives", { m->fn, NAN, NAN } },
		{ "true_negatives", { m->tn, NAN, NAN } },
	};

	_Static_assert(sizeof all == METRICS_LINES * sizeof *all, "METRICS_LINES");
	memcpy(line, all, sizeof all);
	return METRICS_LINES;
}

void
metrics_release(struct metrics *metrics)
{
	free(metrics->bin);
	metrics->bin = NULL;
}
