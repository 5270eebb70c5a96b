/*
 * metrics: how good scores are, beside the labels that came true, each figure with 95 % bounds.
 *
 *	struct metrics_params params = METRICS_DEFAULT;
 *	struct metrics metrics;
 *	struct metrics_line line[METRICS_LINES];
 *	metrics_of(&metrics, score, y, NULL, n, &params);
 *	for (size_t k = 0; k < metrics_lines(&metrics, line); k++)
 *		... line[k].name, line[k].metric.value, line[k].metric.low, line[k].metric.high
 *	metrics_release(&metrics);
 *
 * Values are scikit-learn's (weight: its draw_weight). None depends on the order of rows, but for
 * rounding where there are weights. What has no value is NaN: auc with one class, precision where
 * no row is predicted 1, ... Bounds (with weights they are NaN):
 *
 * auc		area under the ROC curve, ties count half. DeLong, DeLong and Clarke-Pearson 1988,
 *                 from
 *		ranks as in Sun and Xu 2014, cut at 0 and 1. With one row in a class the variance of
 *		Hanley and McNeil 1982; where the variance is 0 (told apart perfectly), Wilson's bound
 *		for all of the smaller class.
 * pr_auc	average precision: sum of precision * step in recall, ties at once. Logit interval
 *		(Boyd, Eng and Page 2013, Area under the precision-recall curve: point estimates and
 *		confidence intervals); at 1 Wilson's for the positive rows.
 * log_loss	mean of -log of the label's probability, scores cut at 2^-52 from 0 and 1;
 *		+- 1.96 standard errors of the mean.
 * brier	mean of (score - label)^2; likewise.
 * base_rate	share of 1. Wilson's, as the next five.
 * larger_class	share of the larger class: the accuracy of always saying the same.
 * accuracy, precision, recall, specificity
 *		at the threshold: 1 is predicted where score >= threshold.
 * f1		2 tp / (2 tp + fp + fn): 2 J / (1 + J), J = tp / (tp + fp + fn), at Wilson's bounds
 *                 of J.
 * top_decile_lift
 *		share of 1 in the tenth with the highest scores over base_rate. Wilson's for the share
 *		of all 1 that the tenth holds, times 10, at most what can be.
 * calibration_slope, calibration_intercept
 *		of the logistic regression of labels on the scores' log odds (Cox 1958): 1 and 0 where
 *		scores are as sure as they should be. +- 1.96 standard errors; NaN without a maximum.
 */
#ifndef IA_LEARN_METRICS_METRICS_H
#define IA_LEARN_METRICS_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "learn/frame.h"

#define METRICS_DECILES 10u
#define METRICS_LINES 20u /* at most */

struct metrics_params {
	double threshold; /* in 0..1 */
	size_t bins;      /* of the calibration */
	unsigned threads;
};

#define METRICS_DEFAULT ((struct metrics_params){ .threshold = 0.5, .bins = 10, .threads = 1 })

struct metric {
	double value, low, high; /* NaN: none */
};

/* A tenth of all rows by falling score; equal scores are shared out, so counts may be broken. */
struct metrics_decile {
	double rows, positives; /* weights, if given */
	double mean_score;
	struct metric rate;               /* positives / rows; Wilson */
	double lift;                      /* rate / base rate */
	double capture;                   /* share of all positives that it holds */
	double total_lift, total_capture; /* of this and all higher tenths */
};

/*
 * Rows between two quantiles of the scores (numpy's linear ones; equal scores stay together, bins
 * may be empty and are then left out): scikit-learn's calibration_curve with strategy="quantile".
 * By rising score.
 */
struct metrics_bin {
	double rows, positives; /* weights, if given */
	double mean_score;
	struct metric rate; /* positives / rows; Wilson */
};

struct metrics {
	size_t n;
	double rows, positives; /* sums of weights */
	struct metric auc, pr_auc, log_loss, brier, base_rate, larger_class;
	struct metric accuracy, precision, recall, specificity, f1, top_decile_lift;
	struct metric calibration_slope, calibration_intercept;
	double threshold;
	double tp, fp, fn, tn; /* sums of weights */
	struct metrics_decile decile[METRICS_DECILES];
	struct metrics_bin *bin; /* [nbin] */
	size_t nbin;
};

/* NULL, or a sentence. */
const char *metrics_check(const struct metrics_params *params);
/* score[n] in 0..1; y[n] 0 or 1; weight[n] > 0 or NULL: 1; any n. To be released. */
void metrics_of(struct metrics *metrics, const double *score, const uint8_t *y,
    const double *weight, size_t n, const struct metrics_params *params);
void metrics_release(struct metrics *metrics);

struct metrics_line {
	const char *name; /* "rows", "auc", ..., "threshold", "true_positives", ... */
	struct metric metric;
};

/* All figures but deciles and bins, in the order in which people read them; returns how many. */
size_t metrics_lines(const struct metrics *metrics, struct metrics_line line[METRICS_LINES]);

/* AUC alone, of any real scores; NaN with one class. */
double metrics_auc(const double *score, const uint8_t *y, size_t n);

/*
 * What each feature tells alone: auc[p], AUC or 1 - AUC, whichever is larger; for finding labels
 * that leak. Exact for flags, and where METRICS_ALONE evenly spaced rows of each class give more
 * than 0.97; else that of those rows.
 */
#define METRICS_ALONE 8192u
void metrics_alone(const struct frame *frame, const uint32_t *row, size_t nrow, const uint8_t *y,
    unsigned threads, double *auc);

#endif
