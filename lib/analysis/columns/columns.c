#include "analysis/columns/columns.h"

#include <math.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/category.h"
#include "base/memory.h"
#include "read/bad.h"
#include "read/batch.h"
#include "read/scan.h"

/* Numbers and codes of a batch on their way into the columns. */
struct block {
	union cell {
		double number;
		uint32_t code;
	} * cell;      /* [column][room] */
	uint8_t *text; /* [column]: 1: codes */
	uint8_t *y;    /* [room] */
	double *when;  /* [room] */
	uint64_t *who; /* [room] */
	size_t room;
};

struct worker {
	struct intern_cache **cache; /* [column]; NULL: no text seen yet */
};

void
columns_release(struct columns *columns)
{
	for (size_t c = 0; c < columns->ncolumn; c++) {
		free(columns->column[c].number);
		free(columns->column[c].code);
		intern_release(&columns->column[c].levels);
	}
	free(columns->column);
	free(columns->raw);
	free(columns->y);
	free(columns->when);
	free(columns->who);
	free(columns->group);
	*columns = (struct columns){ 0 };
}

static void
read_order(const struct columns *columns, struct batch *batch, struct block *block)
{
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		struct slice text = batch_value(batch, columns->order, i);
		int64_t instant;

		if (number_read(text.ptr, text.len, &block->when[i]))
			continue;
		if (!category_missing(text) && roles_instant(columns->roles, text, &instant))
			block->when[i] = (double)instant;
		else
			batch_leave_out(batch, i, columns->order, BAD_TIME,
			    "a number or a time to split by");
	}
}

static void
read_user(const struct columns *columns, const struct batch *batch, struct block *block)
{
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		struct slice user = batch_value(batch, columns->user, i);

		block->who[i] = category_missing(user) ? 0 : hash_published(user.ptr, user.len);
	}
}

static uint32_t
put_level(struct typed_column *column, struct intern_cache *cache, struct slice value)
{
	char text[CATEGORY_WIDTH];
	struct slice name = category_name(value, text);
	uint32_t code;

	if (atomic_load_explicit(&column->over, memory_order_relaxed))
		return 0;
	if (name.len > COLUMNS_LEVEL_LENGTH) {
		atomic_store(&column->over, true);
		return 0;
	}
	code = intern_cached(cache, name);
	if (code >= COLUMNS_LEVELS)
		atomic_store(&column->over, true);
	return code;
}

/* Whether the row goes on: with a missing value. */
static bool
refuse(struct batch *batch, size_t i, int at)
{
	return batch_bad(batch, i, at, BAD_NUMBER, "a number between -1e140 and 1e140") ==
	    VERDICT_MISSING;
}

/* Numbers as far as there is nothing else: the row where the first other value is. */
static size_t
read_numbers(struct batch *batch, int at, union cell *cell)
{
	const struct field *field = batch->column[at];
	size_t i = 0;

	for (; i < batch->nrow; i++) {
		struct field f = field[i];

		if (f.kind <= KIND_NULL || f.len == 0 || category_missing(batch_slice(batch, f))) {
			cell[i].number = NAN;
		} else if (!number_read(batch->base + f.at, f.len, &cell[i].number)) {
			if (!batch_skips(batch, i))
				break;
		} else if (fabs(cell[i].number) > COLUMNS_LIMIT && !batch_skips(batch, i) &&
		    refuse(batch, i, at)) {
			cell[i].number = NAN;
		}
	}
	return i;
}

static void
read_text(struct typed_column *column, struct intern_cache *cache, const struct batch *batch,
    union cell *cell)
{
	const struct field *field = batch->column[column->at];

	for (size_t i = 0; i < batch->nrow; i++) {
		struct field f = field[i];

		if (f.kind <= KIND_NULL || category_missing(batch_slice(batch, f)))
			cell[i].code = COLUMN_MISSING;
		else if (!batch_skips(batch, i))
			cell[i].code = put_level(column, cache, batch_slice(batch, f));
	}
}

static void
block_room(struct block *block, const struct columns *columns, size_t nrow)
{
	if (block->text != NULL && nrow <= block->room)
		return;
	free(block->cell);
	free(block->text);
	free(block->y);
	free(block->when);
	free(block->who);
	block->room = nrow;
	block->cell = memory_array(nrow, columns->ncolumn * sizeof *block->cell);
	block->text = memory_array(columns->ncolumn, sizeof *block->text);
	block->y = memory_array(nrow, sizeof *block->y);
	block->when = memory_array(nrow, sizeof *block->when);
	block->who = memory_array(nrow, sizeof *block->who);
}

static void
work(void *self, void *thread, struct batch *batch, void *memory, struct buffer *out)
{
	struct columns *columns = self;
	struct worker *worker = thread;
	struct block *block = memory;

	(void)out;
	block_room(block, columns, batch->nrow);
	batch_flags(batch, columns->label, block->y); /* before anything else is read of a row */
	if (columns->order >= 0)
		read_order(columns, batch, block);
	if (columns->user >= 0)
		read_user(columns, batch, block);
	for (size_t c = 0; c < columns->ncolumn; c++) {
		struct typed_column *column = &columns->column[c];
		union cell *cell = block->cell + c * block->room;

		block->text[c] = atomic_load_explicit(&column->text, memory_order_relaxed) ||
		    read_numbers(batch, column->at, cell) < batch->nrow;
		if (!block->text[c])
			continue;
		atomic_store_explicit(&column->text, true, memory_order_relaxed);
		if (worker->cache[c] == NULL) {
			worker->cache[c] = memory_new(sizeof *worker->cache[c]);
			worker->cache[c]->intern = &column->levels;
		}
		read_text(column, worker->cache[c], batch, cell);
	}
}

static uint32_t
number_code(struct typed_column *column, double x)
{
	char text[CATEGORY_WIDTH];
	uint32_t code;

	if (isnan(x))
		return COLUMN_MISSING;
	code = intern_put(&column->levels, slice_of(text, number_write(text, x)));
	if (code >= COLUMNS_LEVELS)
		atomic_store(&column->over, true);
	return code;
}

/* Text came after numbers. */
static void
become_text(struct columns *columns, struct typed_column *column)
{
	column->code = memory_array(columns->capacity, sizeof *column->code);
	for (size_t i = 0; i < columns->n && column->number != NULL; i++)
		column->code[i] =
		    atomic_load(&column->over) ? 0 : number_code(column, column->number[i]);
	free(column->number);
	column->number = NULL;
}

static void
append(struct columns *columns, struct typed_column *column, const struct batch *batch,
    const struct block *block, size_t c)
{
	const union cell *cell = block->cell + c * block->room;
	size_t n = columns->n;

	if (block->text[c] && column->code == NULL)
		become_text(columns, column);
	if (column->code == NULL && batch->skip == NULL) {
		memcpy(column->number + n, cell, batch->nrow * sizeof *cell);
		return;
	}
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		if (column->code == NULL)
			column->number[n++] = cell[i].number;
		else if (block->text[c])
			column->code[n++] = cell[i].code;
		else
			column->code[n++] =
			    atomic_load(&column->over) ? 0 : number_code(column, cell[i].number);
	}
}

static void
grow(struct columns *columns, size_t need)
{
	size_t room = columns->capacity + columns->capacity / 2;

	if (need <= columns->capacity)
		return;
	room = columns->capacity = room > need ? room : need;
	columns->y = memory_resize(columns->y, room, sizeof *columns->y);
	if (columns->order >= 0)
		columns->when = memory_resize(columns->when, room, sizeof *columns->when);
	if (columns->user >= 0)
		columns->who = memory_resize(columns->who, room, sizeof *columns->who);
	for (size_t c = 0; c < columns->ncolumn; c++) {
		struct typed_column *column = &columns->column[c];

		if (column->code != NULL)
			column->code = memory_resize(column->code, room, sizeof *column->code);
		else
			column->number =
			    memory_resize(column->number, room, sizeof *column->number);
	}
}

/* Is there memory for more rows? */
static bool
fits(struct columns *columns, size_t nrow)
{
	size_t a_row = 1 + (columns->order >= 0 ? sizeof(double) : 0) +
	    (columns->user >= 0 ? sizeof *columns->who + sizeof *columns->group : 0);

	for (size_t c = 0; c < columns->ncolumn; c++)
		a_row += columns->column[c].code != NULL ? sizeof(uint32_t) : sizeof(double);
	columns->bytes = (columns->n + nrow) * a_row;
	columns->full |= columns->memory > 0 && columns->bytes > columns->memory;
	if (columns->full)
		fault_set(columns->fault, EXIT_SYSTEM,
		    "%zu rows and no more fit into the memory that -S allows", columns->n);
	return !columns->full;
}

static void
turn(void *self, struct batch *batch, void *memory, struct buffer *out)
{
	struct columns *columns = self;
	const struct block *block = memory;
	size_t nrow = 0;

	(void)out;
	for (size_t i = 0; i < batch->nrow; i++)
		nrow += !batch_skips(batch, i);
	if (nrow == 0 || !fits(columns, nrow))
		return;
	batch->written = nrow;
	grow(columns, columns->n + nrow);
	for (size_t c = 0; c < columns->ncolumn; c++)
		append(columns, &columns->column[c], batch, block, c);
	for (size_t i = 0, n = columns->n; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		if (columns->order >= 0)
			columns->when[n] = block->when[i];
		if (columns->user >= 0)
			columns->who[n] = block->who[i];
		columns->y[n++] = block->y[i];
	}
	columns->n += nrow;
}

static bool
tick(void *self, const struct scan_totals *totals)
{
	const struct columns *columns = self;

	(void)totals;
	return !columns->full;
}

static void *
thread_new(void *self, unsigned thread)
{
	const struct columns *columns = self;
	struct worker *worker = memory_new(sizeof *worker);

	(void)thread;
	worker->cache = memory_array(columns->ncolumn, sizeof(struct intern_cache *));
	return worker;
}

static void
thread_end(void *self, void *thread)
{
	const struct columns *columns = self;
	struct worker *worker = thread;

	for (size_t c = 0; c < columns->ncolumn; c++)
		free(worker->cache[c]);
	free(worker->cache);
	free(worker);
}

static void
block_release(void *self, void *memory)
{
	struct block *block = memory;

	(void)self;
	free(block->cell);
	free(block->text);
	free(block->y);
	free(block->when);
	free(block->who);
}

struct scan_work
columns_work(struct columns *columns)
{
	return (struct scan_work){ .self = columns,
		.block_size = sizeof(struct block),
		.thread_new = thread_new,
		.work = work,
		.turn = turn,
		.tick = tick,
		.block_release = block_release,
		.thread_end = thread_end };
}

const struct raw_column *
columns_raw(struct columns *columns, bool asked)
{
	struct raw_column *raw = memory_array(columns->ncolumn, sizeof *raw);

	for (size_t k = 0; k < columns->ncolumn; k++) {
		const struct typed_column *c = &columns->column[k];

		raw[k] = (struct raw_column){ .name = c->name,
			.number = c->number,
			.code = c->code,
			.level = c->levels.map.key,
			.nlevel = intern_count(&c->levels),
			.over = atomic_load(&c->over),
			.asked = asked };
	}
	free(columns->raw);
	columns->raw = raw;
	return raw;
}
