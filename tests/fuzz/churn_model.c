/*
 * churn_model: no bytes crash the loader of models; what it takes gives every row a probability,
 * reasons that add up to it, and things to show, and is the same when written and read again. What
 * it refuses it refuses in one line.
 */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "churn/answer.h"
#include "learn/churn/scorer.h"

#include "fuzz.h"

static _Noreturn void
fail(void *self, const struct fault *fault)
{
	(void)self;
	(void)fault;
	abort();
}

/* A note is one line, whatever the model's names hold. */
static void
note(void *self, const char *sentence)
{
	(void)self;
	if (sentence[0] == '\0' || strchr(sentence, '\n') != NULL)
		abort();
}

static const char *const values[] = { "", "1", "-1e100", "a", "no such level", "  ", "0.5" };

static void
check_scores(const struct churn *churn)
{
	const size_t nrow = sizeof values / sizeof *values;
	struct scoring all = { .churn = churn, .nreason = 2, .piece = nrow, .fail = fail };
	struct scorer *s = scorer_new(&all);
	const double *score = scorer_begin(s, nrow);

	for (size_t i = 0; i < nrow; i++)
		for (size_t c = 0; c < churn->encoding.ncolumn; c++)
			if (!scorer_value(s, i, c, slice_text(values[i])))
				scorer_value(s, i, c, slice_of(NULL, 0));
	scorer_run(s, 0, nrow);
	for (size_t i = 0; i < nrow; i++) {
		if (!(score[i] >= 0 && score[i] <= 1))
			abort();
		scorer_reasons(s, i);
	}
	scorer_end(&all, s);
	scoring_note(&all, note, NULL);
}

static void
check_answers(const struct churn *churn)
{
	struct fault fault = { 0 };
	struct answer_table answer;

	for (int summary = 0; summary < 2; summary++) {
		churn_answer_model(&answer, churn, summary, &fault);
		if (fault_is_set(&fault) || answer.n % answer.ncolumn != 0)
			abort();
		answer_table_release(&answer);
	}
}

static bool
read_model(struct churn *churn, struct slice text)
{
	struct fault fault = { 0 };

	if (churn_read(churn, "m.json", text, &fault))
		return true;
	if (fault.exit != EXIT_USAGE || fault.text[0] == '\0' ||
	    strpbrk(fault.text, "\n\r\x1b") != NULL)
		abort();
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer once = { 0 }, twice = { 0 };
	struct fault fault = { 0 };
	struct churn churn;

	if (!read_model(&churn, slice_of((const char *)data, size)))
		return 0;
	if (churn.encoding.p <= 1000 && churn.encoding.ncolumn <= 100)
		check_scores(&churn);
	check_answers(&churn);
	if (!churn_write(&churn, &once, &fault))
		abort();
	churn_release(&churn);
	if (!read_model(&churn, slice_of(once.ptr, once.len)) ||
	    !churn_write(&churn, &twice, &fault) || once.len != twice.len ||
	    memcmp(once.ptr, twice.ptr, once.len) != 0)
		abort();
	churn_release(&churn);
	buffer_release(&once);
	buffer_release(&twice);
	return 0;
}
