#include "rule/score_rows.h"

#include "read/batch.h"

void
score_rows_names(struct score_rows *rows, const char *probability)
{
	rows->name[rows->n++] = probability;
	rows->name[rows->n++] = "risk";
	if (rows->reasons != NULL)
		rows->name[rows->n++] = "reasons";
	if (rows->holdout != NULL)
		rows->name[rows->n++] = "holdout";
}

bool
score_rows_fill(void *self, struct batch *batch, size_t i, struct cell *cell, void *scratch)
{
	static const struct slice risks[] = { { "low", 3 }, { "medium", 6 }, { "high", 4 } };
	const struct score_rows *rows = self;
	struct predicted *predicted = scratch;

	if (!predicting_row(rows->predicting, predicted, batch, i))
		return false;
	double p = predicted->score[i];

	*cell++ = cell_number(p);
	*cell++ = cell_text(risks[(p >= rows->risk[0]) + (p >= rows->risk[1])]);
	if (rows->reasons != NULL)
		*cell++ = cell_text(rows->reasons(predicted->model, i));
	if (rows->holdout != NULL)
		*cell = cell_number(holdout_has(rows->holdout, batch_value(batch, rows->user, i),
		    &predicted->text));
	return true;
}

void
score_rows_end(void *self, void *scratch)
{
	const struct score_rows *rows = self;

	predicting_end(rows->predicting, scratch);
}
