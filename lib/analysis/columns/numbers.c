#include "analysis/columns/numbers.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "read/bad.h"
#include "read/batch.h"
#include "read/scan.h"

bool
numbers_bind(struct numbers *numbers, struct scan *scan, char *const *name, size_t d)
{
	numbers->d = d;
	numbers->column = memory_array(d, sizeof *numbers->column);
	for (size_t c = 0; c < d; c++) {
		numbers->column[c] = scan_column(scan, slice_text(name[c]), COLUMN_REQUIRED);
		if (numbers->column[c] < 0)
			return false;
	}
	return true;
}

/* A value that cannot be used: true where the row goes on with a missing one. */
static bool
refuse(const struct numbers *numbers, struct batch *batch, size_t i, size_t c, const char *expected)
{
	return batch_bad(batch, i, numbers->column[c], BAD_NUMBER, expected) == VERDICT_MISSING;
}

static bool
read_value(const struct numbers *numbers, struct batch *batch, size_t i, size_t c, double *x)
{
	struct slice text = batch_value(batch, numbers->column[c], i);

	if (!number_read(text.ptr, text.len, x))
		return refuse(numbers, batch, i, c, batch_expected_number(text)) ? (*x = NAN, true)
										 : false;
	if (fabs(*x) > NUMBERS_LIMIT)
		return refuse(numbers, batch, i, c, "a number between -1e140 and 1e140")
		    ? (*x = NAN, true)
		    : false;
	if (numbers->log != NULL && numbers->log[c] && *x <= -1)
		return refuse(numbers, batch, i, c, "a number above -1 for its logarithm")
		    ? (*x = NAN, true)
		    : false;
	return true;
}

enum numbers_found
numbers_row(const struct numbers *numbers, struct batch *batch, size_t i, double *row)
{
	enum numbers_found found = NUMBERS_WHOLE;

	for (size_t c = 0; c < numbers->d; c++) {
		if (!batch_missing(batch, numbers->column[c], i)) {
			if (!read_value(numbers, batch, i, c, &row[c]))
				return NUMBERS_OUT;
		} else {
			row[c] = NAN;
			if (numbers->missing == NUMBERS_ERROR &&
			    !refuse(numbers, batch, i, c, "a number (or --missing skip or mean)"))
				return NUMBERS_OUT;
		}
		if (isnan(row[c]) && numbers->missing != NUMBERS_KEEP)
			found = NUMBERS_PART;
	}
	return found;
}

/* Rows of a batch on their way to take. */
struct block {
	double *row; /* [n][d] */
	size_t n, capacity;
};

static void
work(void *self, void *thread, struct batch *batch, void *memory, struct buffer *out)
{
	const struct numbers *numbers = self;
	struct block *block = memory;

	(void)thread;
	(void)out;
	block->n = 0;
	if (block->capacity < batch->nrow * numbers->d) {
		free(block->row);
		block->capacity = batch->nrow * numbers->d;
		block->row = memory_array(batch->nrow, numbers->d * sizeof *block->row);
	}
	for (size_t i = 0; i < batch->nrow; i++)
		if (!batch_skips(batch, i) &&
		    numbers_row(numbers, batch, i, block->row + block->n * numbers->d) ==
			NUMBERS_WHOLE)
			block->n++;
}

static void
turn(void *self, struct batch *batch, void *memory, struct buffer *out)
{
	struct numbers *numbers = self;
	const struct block *block = memory;

	(void)out;
	numbers->batch = memory_grow(numbers->batch, &numbers->capacity, numbers->nbatch + 1,
	    sizeof *numbers->batch);
	numbers->batch[numbers->nbatch++] = (struct numbers_batch){ batch->order, numbers->n };
	numbers->gaps |= block->n != batch->nrow;
	numbers->n += block->n;
	numbers->take(numbers->self, block->row, block->n);
}

size_t
numbers_place(const struct numbers *numbers, const struct batch *batch, size_t i)
{
	size_t low = 0, high = numbers->nbatch;

	if (numbers->gaps || high == 0)
		return SIZE_MAX;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (numbers->batch[middle].order <= batch->order)
			low = middle;
		else
			high = middle;
	}
	return numbers->batch[low].order == batch->order ? numbers->batch[low].first + i : SIZE_MAX;
}

void
numbers_release(struct numbers *numbers)
{
	free(numbers->column);
	free(numbers->batch);
}

static void
block_release(void *self, void *memory)
{
	struct block *block = memory;

	(void)self;
	free(block->row);
}

struct scan_work
numbers_work(struct numbers *numbers, void (*take)(void *self, const double *row, size_t nrow),
    void *self)
{
	numbers->take = take;
	numbers->self = self;
	return (struct scan_work){ .self = numbers,
		.block_size = sizeof(struct block),
		.work = work,
		.turn = turn,
		.block_release = block_release };
}
