/*
 * answer: a small table of texts and numbers, made by those who know, written by those who know
 * how.
 *
 *	struct answer a;
 *	answer_begin(&a, "metric,value");
 *	answer_text(&a, "auc"); answer_number(&a, 0.81);
 *	...						tool_answer_rows(&tool, &a)
 *	answer_release(&a);
 *
 * Cells come row by row. Texts are copied. A number that is not finite is missing.
 */
#ifndef IA_BASE_ANSWER_H
#define IA_BASE_ANSWER_H

#include "base/arena.h"

struct answer_cell {
	struct slice text;	/* ptr NULL: the number */
	double number;
};

struct answer {
	const char *columns;	/* names, commas between */
	size_t ncolumn;
	struct answer_cell *cell;	/* [n] */
	size_t n, capacity;
	struct arena texts;
};

/* columns live as long as the answer */
void answer_begin(struct answer *answer, const char *columns);
void answer_text(struct answer *answer, const char *text);
void answer_slice(struct answer *answer, struct slice text);
void answer_number(struct answer *answer, double x);
void answer_release(struct answer *answer);

#endif
