#include "rule/predicting.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/memory.h"
#include "read/batch.h"

bool
predicting_bind(struct predicting *p, struct scan *scan,
    const char *(*name)(const void *model, size_t k), const void *model)
{
	for (const char *column; (column = name(model, p->ncolumn)) != NULL; p->ncolumn++) {
		p->column = memory_grow(p->column, &p->capacity, p->ncolumn + 1, sizeof *p->column);
		p->column[p->ncolumn] = scan_column(scan, slice_text(column), COLUMN_REQUIRED);
		if (p->column[p->ncolumn] < 0)
			return false;
	}
	return true;
}

void
predicting_release(struct predicting *p)
{
	free(p->column);
	p->column = NULL;
}

static struct slice
value_of(struct batch *batch, int column, size_t i)
{
	return batch_missing(batch, column, i) ? slice_of(NULL, 0) : batch_value(batch, column, i);
}

static void
hand_over(const struct predicting *p, struct batch *batch, void *model, size_t first, size_t last,
    size_t c)
{
	int column = p->column[c];

	for (size_t i = first; i < last && i < batch->nrow; i++) {
		if (batch_skips(batch, i) ||
		    p->value(model, i - first, c, value_of(batch, column, i)))
			continue;
		if (batch_bad(batch, i, column, BAD_NUMBER,
			"a number between -1e140 and 1e140, as the model learned") ==
		    VERDICT_MISSING)
			p->value(model, i - first, c, slice_of(NULL, 0));
	}
}

static void
predict_batch(const struct predicting *p, struct predicted *rows, struct batch *batch)
{
	void *model = rows->model;

	rows->score = p->begin(model, batch->nrow);
	rows->order = batch->order + 1;
	for (size_t first = 0; first < batch->nrow; first += p->piece) {
		size_t n = batch->nrow - first < p->piece ? batch->nrow - first : p->piece;

		for (size_t c = 0; c < p->ncolumn; c++)
			hand_over(p, batch, model, first, first + n, c);
		p->run(model, first, n);
	}
}

bool
predicting_row(const struct predicting *p, struct predicted *rows, struct batch *batch, size_t i)
{
	if (rows->model == NULL)
		rows->model = p->model_new(p->self);
	if (rows->order != batch->order + 1) {
		if (p->check != NULL)
			p->check(p->checked, batch);
		predict_batch(p, rows, batch);
	}
	return i < batch->nrow && !batch_skips(batch, i);
}

void
predicting_end(const struct predicting *p, struct predicted *rows)
{
	if (rows->model != NULL)
		p->model_end(p->self, rows->model);
	buffer_release(&rows->text);
}

/* Outcomes of a batch on their way. */
struct block {
	double *score; /* [room] */
	uint8_t *y;
	size_t room;
};

static void
work(void *self, void *thread, struct batch *batch, void *memory, struct buffer *out)
{
	const struct outcomes *o = self;
	struct predicted *rows = thread;
	struct block *block = memory;

	(void)out;
	if (batch->nrow > block->room) {
		free(block->score);
		free(block->y);
		block->room = batch->nrow;
		block->score = memory_array(block->room, sizeof *block->score);
		block->y = memory_array(block->room, sizeof *block->y);
	}
	batch_flags(batch, o->label, block->y);
	predict_batch(o->predicting, rows, batch);
	memcpy(block->score, rows->score, batch->nrow * sizeof *block->score);
}

static void
turn(void *self, struct batch *batch, void *memory, struct buffer *out)
{
	struct outcomes *o = self;
	const struct block *block = memory;

	(void)out;
	o->full |= o->memory > 0 && (o->n + batch->nrow) * OUTCOMES_BYTES > o->memory;
	if (o->full) {
		fault_set(o->fault, EXIT_SYSTEM,
		    "%zu rows and no more fit into the memory that -S allows", o->n);
		return;
	}
	if (o->n + batch->nrow > o->capacity) {
		o->capacity = o->n + batch->nrow + o->capacity / 2;
		o->score = memory_resize(o->score, o->capacity, sizeof *o->score);
		o->y = memory_resize(o->y, o->capacity, sizeof *o->y);
	}
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		o->score[o->n] = block->score[i];
		o->y[o->n++] = block->y[i];
		batch->written++;
	}
}

static bool
tick(void *self, const struct scan_totals *totals)
{
	const struct outcomes *o = self;

	(void)totals;
	return !o->full;
}

static void *
thread_new(void *self, unsigned thread)
{
	const struct outcomes *o = self;

	struct predicted *rows = memory_new(sizeof *rows);

	(void)thread;
	rows->model = o->predicting->model_new(o->predicting->self);
	return rows;
}

static void
thread_end(void *self, void *thread)
{
	const struct outcomes *o = self;

	predicting_end(o->predicting, thread);
	free(thread);
}

static void
block_release(void *self, void *memory)
{
	struct block *block = memory;

	(void)self;
	free(block->score);
	free(block->y);
}

struct scan_work
outcomes_work(struct outcomes *outcomes)
{
	return (struct scan_work){ .self = outcomes,
		.block_size = sizeof(struct block),
		.thread_new = thread_new,
		.work = work,
		.turn = turn,
		.tick = tick,
		.block_release = block_release,
		.thread_end = thread_end };
}

void
outcomes_release(struct outcomes *outcomes)
{
	free(outcomes->score);
	free(outcomes->y);
	*outcomes = (struct outcomes){ 0 };
}
