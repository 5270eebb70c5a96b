#include "rule/segment_rows.h"

#include <stdlib.h>

#include "base/memory.h"
#include "read/batch.h"

struct scratch {
	struct expr_scratch expr;
	struct buffer text;
	struct cell *cell; /* [row_plan_ncell] */
	uint64_t rows, *count, *held;
};

void
segment_rows_init(struct segment_rows *rows, const struct segments *segments, bool all)
{
	*rows = (struct segment_rows){ .segments = segments, .all = all, .user = -1 };
	rows->count = memory_array(segments->n + 1, sizeof *rows->count);
	rows->held = memory_array(segments->n + 1, sizeof *rows->held);
}

void
segment_rows_hold(struct segment_rows *rows, const struct holdout *holdout, int user)
{
	rows->holdout = holdout;
	rows->user = user;
}

void
segment_rows_plan(struct segment_rows *rows, struct row_plan *plan)
{
	rows->plan = plan;
	rows->segment = row_plan_append(plan, SLICE("segment"));
	rows->action = row_plan_append(plan, SLICE("action"));
	if (rows->holdout != NULL)
		rows->held_out = row_plan_append(plan, SLICE("holdout"));
}

void *
segment_rows_thread(const struct segment_rows *rows)
{
	struct scratch *s = memory_new(sizeof *s);

	s->cell =
	    memory_array(rows->plan != NULL ? row_plan_ncell(rows->plan) : 0, sizeof *s->cell);
	s->count = memory_array(rows->segments->n + 1, sizeof *s->count);
	s->held = memory_array(rows->segments->n + 1, sizeof *s->held);
	return s;
}

static void
write_row(const struct segment_rows *rows, struct scratch *s, struct batch *batch, size_t row,
    size_t k, bool held, struct buffer *out)
{
	const struct segment_rule *rule = k < rows->segments->n ? &rows->segments->rule[k] : NULL;
	bool acts = rule != NULL && rule->action.ptr != NULL;

	row_cells_clear(s->cell, row_plan_ncell(rows->plan));
	s->cell[rows->segment] = rule != NULL ? cell_text(rule->name) : cell_missing();
	s->cell[rows->action] = acts ? cell_text(rule->action) : cell_missing();
	if (rows->holdout != NULL)
		s->cell[rows->held_out] = cell_literal(held ? SLICE("1") : SLICE("0"));
	batch->written += row_write(rows->plan, batch, row, s->cell, out);
}

static void
take_row(const struct segment_rows *rows, struct scratch *s, struct batch *batch, size_t row,
    struct buffer *out)
{
	size_t n = rows->segments->n, k = segments_first(rows->segments, batch, row, &s->expr);
	bool held = rows->holdout != NULL &&
	    holdout_has(rows->holdout, batch_value(batch, rows->user, row), &s->text);

	s->rows++;
	do {
		s->count[k]++;
		s->held[k] += held;
		if (rows->plan != NULL)
			write_row(rows, s, batch, row, k, held, out);
		if (row >= batch->nrow || batch_skips(batch, row) || !rows->all || k == n)
			return;
		k = segments_next(rows->segments, k + 1, true, batch, row, &s->expr);
	} while (k < n);
}

void
segment_rows_batch(const struct segment_rows *rows, void *thread, struct batch *batch,
    struct buffer *out)
{
	for (size_t i = 0; i < batch->nrow; i++)
		if (!batch_skips(batch, i))
			take_row(rows, thread, batch, i, out);
}

void
segment_rows_end(struct segment_rows *rows, void *thread)
{
	struct scratch *s = thread;

	rows->rows += s->rows;
	for (size_t k = 0; k <= rows->segments->n; k++) {
		rows->count[k] += s->count[k];
		rows->held[k] += s->held[k];
	}
	expr_scratch_release(&s->expr);
	buffer_release(&s->text);
	free(s->cell);
	free(s->count);
	free(s->held);
	free(s);
}

void
segment_rows_release(struct segment_rows *rows)
{
	free(rows->count);
	free(rows->held);
}
