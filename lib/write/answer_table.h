/*
 * answer_table: a small table of texts and numbers, made by those who know, written by those who
 * know how.
 *
 *	struct answer_table a;
 *	answer_table_begin(&a, "metric,value");
 *	answer_table_text(&a, "auc"); answer_table_number(&a, 0.81);
 *	...						tool_answer_rows(&tool, &a)
 *	answer_table_release(&a);
 *
 * Cells come row by row. Texts are copied. A number that is not finite is missing.
 */
#ifndef IA_WRITE_ANSWER_TABLE_H
#define IA_WRITE_ANSWER_TABLE_H

#include "base/arena.h"

struct answer_table_cell {
	struct slice text; /* ptr NULL: the number */
	double number;
};

struct answer_table {
	const char *columns; /* names, commas between */
	size_t ncolumn;
	struct answer_table_cell *cell; /* [n] */
	size_t n, capacity;
	struct arena texts;
};

/* columns live as long as the answer */
void answer_table_begin(struct answer_table *answer, const char *columns);
void answer_table_text(struct answer_table *answer, const char *text);
void answer_table_slice(struct answer_table *answer, struct slice text);
void answer_table_number(struct answer_table *answer, double x);
void answer_table_release(struct answer_table *answer);

#endif
