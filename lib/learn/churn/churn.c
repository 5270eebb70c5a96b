/* Splitting, fitting, evaluating. */
#include "learn/churn/parts.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "learn/churn/split.h"
#include "stats/quantile.h"

#define RISK_ROWS 65536u /* for quantiles of scores where nothing is evaluated */

const char *const churn_evaluations[CHURN_EVALUATIONS] = { "none", "test", "time", "folds" };

/* What goes through a run. */
struct run {
	const struct churn_data *data;
	const struct churn_asked *asked;
	uint32_t *all;  /* [n] */
	double *score;  /* [nscore] of rows that the fit did not see */
	uint8_t *label; /* [nscore] */
	size_t nscore;
	struct fault *fault;
};

const char *
churn_check(const struct churn_asked *asked)
{
	const double *risk = asked->risk;
	struct metrics_params metrics = { asked->threshold, 10, 1 };

	if (!(asked->test >= 0 && asked->test < 1))
		return "test: expected a share of the rows, 0 or more and below 1";
	if (asked->folds == 1 || asked->folds > SPLIT_FOLDS_MAX)
		return "folds: expected 2 to 255";
	if (asked->folds > 0 && asked->time)
		return "folds: the rows are split by time already";
	if (asked->time && asked->test == 0)
		return "time-split: needs a share for the test, above 0";
	if (asked->max_levels < 1 || asked->max_levels > 65535)
		return "max-levels: expected 1 to 65,535";
	if (!isnan(risk[0]) && !(risk[0] >= 0 && risk[0] <= risk[1] && risk[1] <= 1))
		return "thresholds: expected two probabilities, the smaller first";
	if (metrics_check(&metrics) != NULL)
		return metrics_check(&metrics);
	return learner_check(&asked->learner);
}

static size_t
count_ones(const struct run *run, const uint32_t *row, size_t nrow)
{
	size_t ones = 0;

	for (size_t i = 0; i < nrow; i++)
		ones += run->data->y[row[i]];
	return ones;
}

static bool
fits_memory(const struct run *run, const struct encoding *encoding)
{
	size_t n = run->data->n, p = encoding->p, most = run->asked->memory;
	size_t need = run->data->bytes + encoding_bytes(encoding, n) +
	    learner_bytes(&run->asked->learner, n, p);

	if (most == 0 || need <= most)
		return true;
	fault_set(run->fault, EXIT_SYSTEM,
	    "%zu features of %zu rows need about %zu MiB, more than -S allows: fewer columns, "
	    "fewer --max-levels, or a larger -S",
	    p, n, (need >> 20) + 1);
	return false;
}

/* A model of these rows; encoded is that of all rows. Where first, what it finds is told. */
static bool
fit(const struct run *run, const uint32_t *row, size_t nrow, struct churn *out,
    struct encoded *encoded, bool first)
{
	const struct churn_data *data = run->data;
	struct encoding_params params = { (size_t)run->asked->max_levels,
		run->asked->learner.method == LEARNER_LOGISTIC };
	uint8_t *left = memory_array(data->ncolumn, sizeof *left);
	bool good = encoding_learn(&out->encoding, data->raw, data->ncolumn, row, nrow, &params,
			left, run->fault) &&
	    fits_memory(run, &out->encoding);

	if (first)
		churn_note_columns(run->asked, data, left);
	free(left);
	if (!good)
		return false;
	encoding_frame(&out->encoding, data->raw, data->ncolumn, data->n, encoded);
	if (first)
		churn_note_leaks(run->asked, data, &out->encoding, &encoded->frame, row, nrow);
	out->rows = nrow;
	out->positives = count_ones(run, row, nrow);
	return learner_fit(&out->learner, &encoded->frame, data->y, row, nrow, &run->asked->learner,
	    run->fault);
}

/* Scores of rows that the model did not see. */
static bool
score(struct run *run, const struct churn *churn, const struct encoded *encoded,
    const uint32_t *row, size_t nrow)
{
	size_t at = run->nscore;

	for (size_t i = 0; i < nrow; i++)
		run->label[at + i] = run->data->y[row[i]];
	run->nscore += nrow;
	return learner_predict_rows(&churn->learner, &encoded->frame, row, nrow,
	    run->asked->threads, run->score + at, run->fault);
}

/* Where nothing is evaluated, rows of the fit tell what is a high score. */
static bool
score_some(struct run *run, const struct churn *churn, const struct encoded *encoded, uint32_t *row,
    size_t nrow)
{
	size_t stride = nrow / RISK_ROWS + 1, few = 0;

	for (size_t i = 0; i < nrow; i += stride)
		row[few++] = row[i];
	return score(run, churn, encoded, row, few);
}

static void
evaluate(const struct run *run, struct churn *churn)
{
	struct metrics_params params = { run->asked->threshold, 10, run->asked->threads };
	struct metrics_line line[METRICS_LINES];
	struct metrics metrics;

	metrics_of(&metrics, run->score, run->label, NULL, run->nscore, &params);
	churn->evaluated = run->nscore;
	churn->nline = metrics_lines(&metrics, line);
	churn->line = memory_array(churn->nline, sizeof *churn->line);
	for (size_t k = 0; k < churn->nline; k++)
		churn->line[k] =
		    (struct churn_line){ memory_text(line[k].name, strlen(line[k].name)),
			    line[k].metric };
	churn_note_evaluation(run->asked, &metrics);
	metrics_release(&metrics);
}

static void
set_risk(const struct run *run, struct churn *churn)
{
	memcpy(churn->risk, run->asked->risk, sizeof churn->risk);
	if (!isnan(churn->risk[0]))
		return;
	quantiles_select(run->score, run->nscore, (const double[]){ CHURN_MEDIUM, CHURN_HIGH }, 2,
	    churn->risk);
	churn->risk[0] = fmin(churn->risk[0], 0.5);
	churn->risk[1] = fmax(churn->risk[1], (double)churn->positives / (double)churn->rows);
}

/*
 * Rows later than the others: at most the share, rows of the same time together, but one at least.
 */
static bool
split_time(const struct run *run, uint32_t *train, size_t *ntrain, uint32_t *test, size_t *ntest)
{
	size_t n = run->data->n, later = (size_t)(run->asked->test * (double)n + 0.5);
	const double *when = run->data->when;
	double *sorted = memory_copy(when, n * sizeof *sorted), cut, last = -INFINITY,
	       before = -INFINITY;

	for (size_t i = 0; i < n; i++)
		last = when[i] > last ? when[i] : last;
	for (size_t i = 0; i < n; i++)
		before = when[i] < last && when[i] > before ? when[i] : before;
	later = later < 1 ? 1 : later < n ? later : n - 1;
	cut = n > 1 ? quantile_select(sorted, n, (double)(n - 1 - later) / (double)(n - 1)) : last;
	free(sorted);
	cut = cut < last ? cut : before;
	*ntrain = *ntest = 0;
	for (size_t i = 0; i < n; i++) {
		if (when[i] > cut)
			test[(*ntest)++] = (uint32_t)i;
		else
			train[(*ntrain)++] = (uint32_t)i;
	}
	if (*ntrain == 0)
		fault_set(run->fault, EXIT_DATA, "time-split: every row has the same time");
	return *ntrain > 0;
}

static bool
has_both(const struct run *run, const uint32_t *row, size_t nrow)
{
	size_t ones = count_ones(run, row, nrow);

	if (ones > 0 && ones < nrow)
		return true;
	fault_set(run->fault, EXIT_DATA,
	    "every label of the %zu rows to learn from is %d: there is nothing to tell apart", nrow,
	    ones > 0);
	return false;
}

static bool
learn_split(struct run *run, struct churn *churn)
{
	size_t n = run->data->n, ntrain = 0, ntest = 0;
	uint32_t *train = memory_array(n, sizeof *train), *test = memory_array(n, sizeof *test);
	struct encoded encoded = { 0 };
	bool good = true;

	if (run->asked->time)
		good = split_time(run, train, &ntrain, test, &ntest);
	else
		split_test(run->data->y, run->all, n, run->data->group, run->asked->test,
		    run->asked->seed, train, &ntrain, test, &ntest);
	good = good && has_both(run, train, ntrain) &&
	    fit(run, train, ntrain, churn, &encoded, true) &&
	    score(run, churn, &encoded, test, ntest);
	if (good)
		evaluate(run, churn);
	if (good && ntest == 0)
		good = score_some(run, churn, &encoded, train, ntrain);
	encoded_release(&encoded);
	free(train);
	free(test);
	return good;
}

/* Rows of a user stay together: a part may hold a label alone. */
static bool
others_have_both(const struct run *run, const uint32_t *row, size_t nrow)
{
	size_t ones = count_ones(run, row, nrow);

	if (ones > 0 && ones < nrow)
		return true;
	fault_set(run->fault, EXIT_DATA,
	    "folds: one of %u has every row with label %d beside it, as rows of a user stay together: "
	    "there are too few users",
	    (unsigned)run->asked->folds, ones == 0);
	return false;
}

static bool
score_folds(struct run *run)
{
	size_t n = run->data->n, nothers, ninside;
	uint32_t *others = memory_array(n, sizeof *others),
		 *inside = memory_array(n, sizeof *inside);
	uint8_t *fold = memory_array(n, sizeof *fold);
	unsigned k = (unsigned)run->asked->folds;
	bool good = true;

	split_folds(run->data->y, run->all, n, run->data->group, k, run->asked->seed, fold);
	for (unsigned f = 0; f < k && good; f++) {
		struct churn part = { 0 };
		struct encoded encoded = { 0 };

		split_one_fold(run->all, n, fold, f, others, &nothers, inside, &ninside);
		good = others_have_both(run, others, nothers) &&
		    fit(run, others, nothers, &part, &encoded, false) &&
		    score(run, &part, &encoded, inside, ninside);
		encoded_release(&encoded);
		churn_release(&part);
	}
	free(others);
	free(inside);
	free(fold);
	return good;
}

static bool
learn_all(struct run *run, struct churn *churn)
{
	size_t n = run->data->n, ones = count_ones(run, run->all, n),
	       fewer = ones < n - ones ? ones : n - ones;
	struct encoded encoded = { 0 };

	if (run->asked->folds > fewer) {
		fault_set(run->fault, EXIT_DATA,
		    "folds: %u need as many rows with each label, there are %zu with label %d",
		    (unsigned)run->asked->folds, fewer, ones <= n - ones);
		return false;
	}
	bool good = fit(run, run->all, n, churn, &encoded, true) &&
	    (run->asked->folds == 0 || score_folds(run));

	if (good && run->asked->folds > 0) {
		evaluate(run, churn);
	} else if (good) {
		good = score_some(run, churn, &encoded, run->all, n);
	}
	encoded_release(&encoded);
	return good;
}

bool
churn_learn(struct churn *churn, const struct churn_data *data, const char *label,
    const struct churn_asked *asked, struct fault *fault)
{
	struct run run = { .data = data, .asked = asked, .fault = fault };
	size_t n = data->n;

	*churn = (struct churn){ .label = memory_text(label, strlen(label)),
		.balance = asked->learner.balance,
		.seed = asked->seed,
		.how = asked->folds > 0 ? CHURN_FOLDS
		    : asked->time       ? CHURN_TIME
		    : asked->test > 0   ? CHURN_TEST
					: CHURN_NONE };
	if (n == 0 || n >= UINT32_MAX) {
		fault_set(fault, EXIT_DATA,
		    n == 0 ? "no rows to learn from" : "more than 4,294,967,294 rows");
		return false;
	}
	run.all = memory_array(n, sizeof *run.all);
	run.score = memory_array(n, sizeof *run.score);
	run.label = memory_array(n, sizeof *run.label);
	for (size_t i = 0; i < n; i++)
		run.all[i] = (uint32_t)i;
	churn_note_words(asked, data);
	bool good = has_both(&run, run.all, n) &&
	    (churn->how == CHURN_TEST || churn->how == CHURN_TIME ? learn_split(&run, churn)
								  : learn_all(&run, churn));

	if (good) {
		churn_note_learner(asked, churn);
		set_risk(&run, churn);
	}
	free(run.all);
	free(run.score);
	free(run.label);
	return good;
}

const char *
churn_column(const void *model, size_t k)
{
	const struct churn *churn = model;

	return k < churn->encoding.ncolumn ? churn->encoding.column[k].name : NULL;
}

void
churn_release(struct churn *churn)
{
	encoding_release(&churn->encoding);
	learner_release(&churn->learner);
	for (size_t k = 0; churn->line != NULL && k < churn->nline; k++)
		free(churn->line[k].name);
	free(churn->line);
	free(churn->label);
	*churn = (struct churn){ 0 };
}
