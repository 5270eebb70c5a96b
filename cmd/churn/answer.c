#include "churn/answer.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "stats/interval.h"

static void
add_metric(struct answer_table *a, struct metric m)
{
	answer_table_number(a, m.value);
	answer_table_number(a, m.low);
	answer_table_number(a, m.high);
}

void
churn_answer_evaluation(struct answer_table *a, const struct churn *churn)
{
	answer_table_begin(a, "metric,value,low,high");
	for (size_t k = 0; k < churn->nline; k++) {
		answer_table_text(a, churn->line[k].name);
		add_metric(a, churn->line[k].metric);
	}
}

static void
tell_metrics(struct answer_table *a, const struct metrics *metrics)
{
	struct metrics_line line[METRICS_LINES];
	size_t n = metrics_lines(metrics, line);

	answer_table_begin(a, "metric,value,low,high");
	for (size_t k = 0; k < n; k++) {
		answer_table_text(a, line[k].name);
		add_metric(a, line[k].metric);
	}
}

static void
tell_deciles(struct answer_table *a, const struct metrics *metrics)
{
	answer_table_begin(a,
	    "decile,rows,positives,mean_score,rate,low,high,lift,capture,total_lift,total_capture");
	for (size_t k = 0; k < METRICS_DECILES && metrics->n > 0; k++) {
		const struct metrics_decile *d = &metrics->decile[k];

		answer_table_number(a, (double)k + 1);
		answer_table_number(a, d->rows);
		answer_table_number(a, d->positives);
		answer_table_number(a, d->mean_score);
		add_metric(a, d->rate);
		answer_table_number(a, d->lift);
		answer_table_number(a, d->capture);
		answer_table_number(a, d->total_lift);
		answer_table_number(a, d->total_capture);
	}
}

static void
tell_bins(struct answer_table *a, const struct metrics *metrics)
{
	answer_table_begin(a, "bin,rows,positives,predicted,observed,low,high");
	for (size_t k = 0; k < metrics->nbin; k++) {
		const struct metrics_bin *b = &metrics->bin[k];

		answer_table_number(a, (double)k + 1);
		answer_table_number(a, b->rows);
		answer_table_number(a, b->positives);
		answer_table_number(a, b->mean_score);
		add_metric(a, b->rate);
	}
}

void
churn_answer_scores(struct answer_table *a, const double *score, const uint8_t *y, size_t n,
    const struct metrics_params *params, enum churn_view view)
{
	struct metrics metrics;

	metrics_of(&metrics, score, y, NULL, n, params);
	if (view == CHURN_DECILES)
		tell_deciles(a, &metrics);
	else if (view == CHURN_BINS)
		tell_bins(a, &metrics);
	else
		tell_metrics(a, &metrics);
	metrics_release(&metrics);
}

struct ranked {
	double importance;
	size_t feature;
};

static int
more_important(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->importance != y->importance)
		return x->importance < y->importance ? 1 : -1;
	return (x->feature > y->feature) - (x->feature < y->feature);
}

static void
add_coefficient(struct answer_table *a, double coefficient, double std_error)
{
	double z = coefficient / std_error;

	answer_table_number(a, coefficient);
	answer_table_number(a, std_error);
	answer_table_number(a, z);
	answer_table_number(a, erfc(fabs(z) / sqrt(2)));
	answer_table_number(a, coefficient - INTERVAL_Z95 * std_error);
	answer_table_number(a, coefficient + INTERVAL_Z95 * std_error);
}

static void
tell_features(struct answer_table *a, const struct churn *churn, struct fault *fault)
{
	const struct logistic_model *m = &churn->learner.logistic;
	bool logistic = churn->learner.method == LEARNER_LOGISTIC;
	size_t p = churn->encoding.p;
	double *importance = memory_array(p, sizeof *importance);
	struct ranked *ranked = memory_array(p, sizeof *ranked);
	struct buffer name = { 0 };

	answer_table_begin(a,
	    logistic ? "feature,importance,coefficient,std_error,z,p,low,high"
		     : "feature,importance");
	if (!learner_importance(&churn->learner, importance, fault))
		p = 0;
	for (size_t j = 0; j < p; j++)
		ranked[j] = (struct ranked){ importance[j], j };
	qsort(ranked, p, sizeof *ranked, more_important);
	if (logistic) {
		answer_table_text(a, "(intercept)");
		answer_table_number(a, NAN);
		add_coefficient(a, m->intercept, m->intercept_se);
	}
	for (size_t k = 0; k < p; k++) {
		size_t j = ranked[k].feature;

		buffer_clear(&name);
		encoding_name(&churn->encoding, j, &name);
		answer_table_slice(a, slice_of(name.ptr, name.len));
		answer_table_number(a, ranked[k].importance);
		if (logistic)
			add_coefficient(a, m->aliased[j] ? NAN : m->coef[j], m->se[j]);
	}
	buffer_release(&name);
	free(importance);
	free(ranked);
}

static void
fact_text(struct answer_table *a, const char *name, const char *value)
{
	answer_table_text(a, name);
	answer_table_text(a, value);
}

static void
fact(struct answer_table *a, const char *name, double x)
{
	answer_table_text(a, name);
	answer_table_number(a, x);
}

static void
logistic_facts(struct answer_table *a, const struct logistic_model *m)
{
	static const char *const separations[] = { "no", "some rows", "perfectly" };

	fact(a, "penalty", isinf(m->c) ? 0 : 1 / m->c);
	fact(a, "log_likelihood", m->log_likelihood);
	fact(a, "null_log_likelihood", m->null_log_likelihood);
	fact(a, "iterations", (double)m->iterations);
	fact_text(a, "converged", m->converged ? "yes" : "no");
	fact_text(a, "separated", separations[m->separation]);
}

static void
tell_facts(struct answer_table *a, const struct churn *churn)
{
	answer_table_begin(a, "name,value");
	fact_text(a, "method", learner_names[churn->learner.method]);
	fact_text(a, "label", churn->label);
	fact(a, "rows", (double)churn->rows);
	fact(a, "positives", (double)churn->positives);
	fact(a, "columns", (double)churn->encoding.ncolumn);
	fact(a, "features", (double)churn->encoding.p);
	fact_text(a, "balance", churn->balance ? "yes" : "no");
	fact(a, "seed", (double)churn->seed);
	fact_text(a, "evaluated_on", churn_evaluations[churn->how]);
	fact(a, "evaluated", (double)churn->evaluated);
	for (size_t k = 0; k < churn->nline; k++)
		if (strcmp(churn->line[k].name, "auc") == 0)
			fact(a, "auc", churn->line[k].metric.value);
	fact(a, "medium_from", churn->risk[0]);
	fact(a, "high_from", churn->risk[1]);
	if (churn->learner.method == LEARNER_LOGISTIC)
		logistic_facts(a, &churn->learner.logistic);
	else if (churn->learner.method == LEARNER_FOREST)
		fact(a, "trees", (double)churn->learner.forest.ntree);
}

void
churn_answer_model(struct answer_table *a, const struct churn *churn, bool summary,
    struct fault *fault)
{
	if (summary)
		tell_facts(a, churn);
	else
		tell_features(a, churn, fault);
}
