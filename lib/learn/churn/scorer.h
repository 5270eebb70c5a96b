/*
 * scorer: rows through a model, a piece at a time: probabilities, and what drove each.
 *
 *	struct scoring all = { .churn = &churn, .nreason = 3, .piece = scorer_piece(&churn) };
 *	struct scorer *s = scorer_new(&all);			one a thread
 *	scorer_begin(s, nrow);					room for so many rows; gives the probabilities
 *	for (first = 0; first < nrow; first += n) {		n: at most all.piece
 *		scorer_value(s, i, column, value);		each column of rows i = 0 .. n - 1 of the piece
 *		scorer_run(s, first, n);
 *	}
 *	s->probability[row], scorer_reasons(s, row)
 *	scorer_end(&all, s);					one at a time: all.drift
 *
 * A reason is what all features of a column together add to the log odds (forest: to the
 * probability), beside the mean row of the fit: "last_login_days=12 (+0.31)", the largest first,
 * "; " between, none that would be told as 0.00. Lifetime: values must live until scorer_run.
 * Errors: all.fail, which must not return.
 */
#ifndef IA_LEARN_CHURN_SCORER_H
#define IA_LEARN_CHURN_SCORER_H

#include "learn/churn/drift.h"

struct scoring {
	const struct churn *churn;
	size_t nreason;
	size_t piece;
	struct drift drift; /* of all rows, when all scorers ended */
	void (*fail)(void *self, const struct fault *fault); /* the end, on any thread */
	void *self;
};

struct reason {
	uint32_t column; /* of the encoding */
	double value;
};

struct scorer {
	const struct scoring *all;
	size_t room;
	double *probability;   /* [room] */
	double *x, *phi;       /* [piece][p] */
	double *added;         /* [column] */
	struct reason *reason; /* [nreason] of one row */
	struct slice *value;   /* [piece][column], where there are reasons */
	struct buffer text;    /* reasons of all rows of the batch */
	size_t *end;           /* [room]: where those of a row end */
	struct drift drift;
	bool *whole; /* [piece]: the row is not left out */
};

size_t scorer_piece(const struct churn *churn); /* rows that stay in a fast cache */
void *scorer_new(void *scoring);
const double *scorer_begin(void *scorer, size_t nrow);
/* false: not the number that it should be. */
bool scorer_value(void *scorer, size_t i, size_t column, struct slice value);
void scorer_run(void *scorer, size_t first, size_t n);
struct slice scorer_reasons(const void *scorer, size_t row);
void scorer_end(void *scoring, void *scorer);
/* What a user should know when all is scored; releases what scorers left. */
void scoring_note(struct scoring *scoring, void (*warn)(void *self, const char *sentence),
    void *self);

#endif
