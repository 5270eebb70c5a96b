/* What a user should know of the data and of the fit, in sentences. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "learn/churn/parts.h"

#define SENTENCE 900
#define NAMED 5u      /* columns that a sentence names */
#define LEAK 0.99     /* AUC of a column alone */
#define LEAK_ROWS 10u /* of each label, before that means something */
#define FEW 30u       /* rows of a label that an evaluation should have */

static const char *const reasons[] = { "", "without a value", "constant",
	"with too many or too long texts", "whose texts differ in most rows",
	"of times (a number of days tells more)",
	"that grow with the clock, so that later rows lie beyond those of the fit" };

static void
tell(const struct churn_asked *asked, const char *sentence)
{
	if (asked->warn != NULL)
		asked->warn(asked->self, sentence);
}

/* Names, of at most NAMED columns, and how many more. */
static void
list(char *out, size_t size, const struct raw_column *raw, const size_t *which, size_t n)
{
	char quoted[FAULT_QUOTE];
	size_t at = 0;

	out[0] = '\0';
	for (size_t k = 0; k < n && k < NAMED && at < size - FAULT_QUOTE; k++) {
		struct slice name = raw[which[k]].name;

		fault_quote(quoted, name.ptr, name.len);
		at += (size_t)snprintf(out + at, size - at, "%s%s", k > 0 ? ", " : "", quoted);
	}
	if (n > NAMED)
		snprintf(out + at, size - at, " and %zu more", n - NAMED);
}

void
churn_note_columns(const struct churn_asked *asked, const struct churn_data *data,
    const uint8_t *left)
{
	size_t *which = memory_array(data->ncolumn, sizeof *which);
	char names[SENTENCE / 2], sentence[SENTENCE];

	for (int why = ENCODING_KEPT + 1; why < ENCODING_REASONS; why++) {
		size_t n = 0;

		for (size_t k = 0; k < data->ncolumn; k++)
			if (left[k] == why)
				which[n++] = k;
		if (n == 0)
			continue;
		list(names, sizeof names, data->raw, which, n);
		snprintf(sentence, sizeof sentence, "left out, columns %s: %s", reasons[why],
		    names);
		tell(asked, sentence);
	}
	free(which);
}

void
churn_note_words(const struct churn_asked *asked, const struct churn_data *data)
{
	char quoted[FAULT_QUOTE], column[FAULT_QUOTE], sentence[SENTENCE];

	for (size_t k = 0; k < data->ncolumn; k++) {
		const struct raw_column *raw = &data->raw[k];
		size_t numbers = 0, words = 0, first = SIZE_MAX;

		if (raw->code == NULL)
			continue;
		for (size_t j = 0; j < raw->nlevel; j++) {
			bool number = number_is(raw->level[j].ptr, raw->level[j].len);

			numbers += number;
			words += !number;
			if (!number &&
			    (first == SIZE_MAX ||
				slice_compare(raw->level[j], raw->level[first]) < 0))
				first = j;
		}
		if (words == 0 || numbers < 20 || numbers < 4 * words)
			continue;
		snprintf(sentence, sizeof sentence,
		    "column %s is taken as text: %zu of its %zu values are no numbers, such as %s "
		    "(ia-clean --na makes them missing)",
		    fault_quote(column, raw->name.ptr, raw->name.len), words, words + numbers,
		    fault_quote(quoted, raw->level[first].ptr, raw->level[first].len));
		tell(asked, sentence);
	}
}

static void
tell_leak(const struct churn_asked *asked, const char *name, size_t len, double auc)
{
	char quoted[FAULT_QUOTE], sentence[SENTENCE];

	snprintf(sentence, sizeof sentence,
	    "%s alone tells the label (AUC %.4f): was it known before what it predicts? "
	    "If not, --exclude it",
	    fault_quote(quoted, name, len), auc);
	tell(asked, sentence);
}

/* Levels by their share of label 1. */
struct share {
	double zeros, ones;
};

static int
by_share(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	double left = x->ones * y->zeros, right = y->ones * x->zeros;

	return (left > right) - (left < right);
}

/*
 * AUC of a column of texts, each level worth its share of label 1; the levels without a flag of
 * their own as one.
 */
static double
text_auc(const struct encoding_column *c, const struct raw_column *raw, const uint8_t *y,
    const uint32_t *row, size_t nrow)
{
	struct share *share = memory_array(c->nlevel + 2, sizeof *share);
	uint32_t *place = memory_array(raw->nlevel, sizeof *place);
	double zeros = 0, ones = 0, pairs = 0;

	for (size_t j = 0; j < raw->nlevel; j++) {
		place[j] = map_find(&c->number, raw->level[j]);
		place[j] = place[j] == MAP_NONE ? (uint32_t)c->nlevel : place[j];
	}
	for (size_t i = 0; i < nrow; i++) {
		uint32_t code = raw->code[row[i]];
		struct share *s = &share[code == COLUMN_MISSING ? c->nlevel + 1 : place[code]];

		s->ones += y[row[i]];
		s->zeros += !y[row[i]];
	}
	qsort(share, c->nlevel + 2, sizeof *share, by_share);
	for (size_t j = 0; j < c->nlevel + 2; j++) {
		pairs += share[j].ones * (zeros + share[j].zeros / 2);
		zeros += share[j].zeros;
		ones += share[j].ones;
	}
	free(share);
	free(place);
	return pairs / (zeros * ones);
}

static void
leaks_of_texts(const struct churn_asked *asked, const struct churn_data *data,
    const struct encoding *encoding, const uint32_t *row, size_t nrow)
{
	for (size_t k = 0, r = 0; k < encoding->ncolumn; k++, r++) {
		const struct encoding_column *c = &encoding->column[k];

		while (!slice_equal(data->raw[r].name, slice_text(c->name)))
			r++;
		if (!c->text || c->nlevel > nrow / 10)
			continue;
		double auc = text_auc(c, &data->raw[r], data->y, row, nrow);

		if (auc > LEAK)
			tell_leak(asked, c->name, strlen(c->name), auc);
	}
}

void
churn_note_leaks(const struct churn_asked *asked, const struct churn_data *data,
    const struct encoding *encoding, const struct frame *frame, const uint32_t *row, size_t nrow)
{
	struct feature *feature = memory_array(frame->p, sizeof *feature);
	size_t *which = memory_array(frame->p, sizeof *which), p = 0, ones = 0;
	double *auc = memory_array(frame->p, sizeof *auc);

	for (size_t i = 0; i < nrow; i++)
		ones += data->y[row[i]];
	for (size_t k = 0; k < encoding->ncolumn; k++)
		for (size_t j = encoding->column[k].first;
		     j < encoding->column[k].first + encoding->column[k].n; j++)
			if (!encoding->column[k].text) {
				which[p] = j;
				feature[p++] = frame->feature[j];
			}
	const struct frame numbers = { frame->n, p, feature };

	if (ones >= LEAK_ROWS && nrow - ones >= LEAK_ROWS) {
		metrics_alone(&numbers, row, nrow, data->y, asked->threads, auc);
		for (size_t j = 0; j < p; j++) {
			struct buffer name = { 0 };

			encoding_name(encoding, which[j], &name);
			if (auc[j] > LEAK)
				tell_leak(asked, name.ptr, name.len, auc[j]);
			buffer_release(&name);
		}
		leaks_of_texts(asked, data, encoding, row, nrow);
	}
	free(feature);
	free(which);
	free(auc);
}

void
churn_note_learner(const struct churn_asked *asked, const struct churn *churn)
{
	const struct logistic_model *m = &churn->learner.logistic;
	char sentence[SENTENCE], quoted[FAULT_QUOTE] = "";
	size_t separated = 0, aliased = 0;
	struct buffer name = { 0 };

	if (churn->learner.method != LEARNER_LOGISTIC)
		return;
	for (size_t j = 0; j < m->p; j++) {
		if (m->separated[j] && separated++ == 0) {
			encoding_name(&churn->encoding, j, &name);
			fault_quote(quoted, name.ptr, name.len);
		}
		aliased += m->aliased[j];
	}
	buffer_release(&name);
	if (m->separation != LOGISTIC_OVERLAP) {
		snprintf(sentence, sizeof sentence,
		    "%s told apart by the columns (%s%s%s): coefficients have no best value; "
		    "give --penalty 1, or --exclude what tells them apart",
		    m->separation == LOGISTIC_PERFECT ? "the labels are perfectly"
						      : "some rows are certainly",
		    quoted, separated > 1 ? " and others" : "",
		    separated == 0 ? "all together" : "");
		tell(asked, sentence);
	} else if (!m->converged) {
		tell(asked, "the fit had not settled after all its steps; give --penalty 1");
	}
	if (aliased > 0) {
		snprintf(sentence, sizeof sentence,
		    "%zu feature%s from the others and %s no coefficient (ia-churn show)", aliased,
		    aliased == 1 ? " follows" : "s follow", aliased == 1 ? "has" : "have");
		tell(asked, sentence);
	}
}

void
churn_note_evaluation(const struct churn_asked *asked, const struct metrics *metrics)
{
	double zeros = metrics->rows - metrics->positives;
	double fewer = metrics->positives < zeros ? metrics->positives : zeros;
	char sentence[SENTENCE];

	if (fewer >= FEW)
		return;
	if (metrics->rows == 0) {
		tell(asked,
		    "no row was kept for the evaluation: there are too few (rows of a user "
		    "stay together)");
		return;
	}
	snprintf(sentence, sizeof sentence,
	    "the evaluation rests on %.0f row%s with label %d: look at low and high, not at value",
	    fewer, fewer == 1 ? "" : "s", metrics->positives <= zeros);
	tell(asked, sentence);
}
