/*
 * score_rows: rows with what a model says of them: probability, risk, reasons, and who is held out.
 *
 *	struct score_rows rows = { .predicting = &p, .risk = risk, .reasons = text_of, .holdout = &h, .user = column };
 *	score_rows_names(&rows, "churn_probability");
 *	struct tool_added added = { .name = rows.name, .n = rows.n, .fill = score_rows_fill, .end = score_rows_end,
 *		.self = &rows, .scratch = sizeof(struct predicted) };
 */
#ifndef IA_RULE_SCORE_ROWS_H
#define IA_RULE_SCORE_ROWS_H

#include "rule/holdout.h"
#include "rule/predicting.h"
#include "row/row.h"

struct score_rows {
	const struct predicting *predicting;
	const double *risk; /* [2]: medium from the first on, high from the second */
	/* NULL: not wanted; a row of the batch */
	struct slice (*reasons)(const void *model, size_t row);
	const struct holdout *holdout; /* NULL: nobody is held out */
	int user;                      /* column of the scan */
	const char *name[4];           /* [n]; by score_rows_names */
	size_t n;
};

void score_rows_names(struct score_rows *rows, const char *probability);
bool score_rows_fill(void *rows, struct batch *batch, size_t i, struct cell *cell, void *predicted);
void score_rows_end(void *rows, void *predicted);

#endif
