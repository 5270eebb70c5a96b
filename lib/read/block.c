/*
 * block: the memory of one piece of input and of what the lanes make of it.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "read/csv.h"
#include "read/lane.h"

#define QUOTE_BYTES 80  /* what a message shows of a record */
#define QUOTE_BEFORE 24 /* and what of that stands before the place */

static size_t
page_multiple(size_t size)
{
	return (size + 4095) / 4096 * 4096;
}

struct block *
block_new(size_t size)
{
	struct block *block = memory_new(sizeof *block);

	block_size(block, size);
	block->batch.block = block;
	return block;
}

static void
free_columns(struct block *block)
{
	for (size_t c = 0; c < block->nwanted; c++) {
		free(block->column[c]);
		free(block->raw[c]);
	}
	free(block->column);
	free(block->raw);
	block->column = block->raw = NULL;
	block->nwanted = 0;
}

void
block_free(struct block *block)
{
	if (block == NULL)
		return;
	free_columns(block);
	csv_careful_free(block->csv);
	memory_unmap(block->base, block->size);
	free(block->row);
	free(block->end_of_field);
	free(block->separator);
	free(block->member);
	free(block->member_at);
	free(block->skip);
	free(block->kept);
	free(block->bad);
	free(block->repaired);
	free(block->left);
	buffer_release(&block->out);
	free(block);
}

void
block_clear(struct block *block)
{
	block->begin = block->end = block->extra = 0;
	free(block->kept);
	block->kept = NULL;
	block->regular = block->quoted = block->refused = false;
	block->newlines = block->altered = 0;
	block->nbad = block->nrepaired = 0;
	block->doubt.is_set = false;
	buffer_clear(&block->out);
	block->batch = (struct batch){ .block = block };
}

void
block_size(struct block *block, size_t size)
{
	size_t used = block->extra > block->end ? block->extra : block->end;
	char *base;

	size += LANE_PAD;
	if (size <= block->size)
		return;
	size = page_multiple(size);
	base = memory_map(size);
	if (used > 0)
		memcpy(base, block->base, used);
	if (block->base != NULL)
		memory_unmap(block->base, block->size);
	block->base = base;
	block->size = size;
	block->batch.base = base;
}

void
block_shrink(struct block *block, size_t size)
{
	if (block->size / 4 <= size + (1u << 20))
		return;
	memory_unmap(block->base, block->size);
	block->base = NULL;
	block->size = 0;
	block_size(block, size + 1);
}

size_t
block_extra(struct block *block, size_t n)
{
	size_t at = block->extra > block->end + LANE_PAD ? block->extra : block->end + LANE_PAD;

	if (at + n + LANE_PAD > block->size) {
		block->extra = at;
		block_size(block, at + n + (at + n) / 2);
	}
	block->extra = at + n;
	return at;
}

static void
make_columns(struct block *block, size_t n)
{
	free_columns(block);
	block->column = memory_array(n, sizeof *block->column);
	block->raw = memory_array(n, sizeof *block->raw);
	block->nwanted = n;
	block->capacity_row = 0;
}

void
block_rows(struct block *block, size_t n)
{
	const struct lane *lane = block->lane;
	size_t capacity;

	if (block->nwanted != lane->nwanted || block->column == NULL)
		make_columns(block, lane->nwanted);
	if (n <= block->capacity_row)
		return;
	capacity = block->capacity_row + block->capacity_row / 2;
	capacity = capacity > n ? capacity : n;
	block->row = memory_resize(block->row, capacity, sizeof *block->row);
	for (size_t c = 0; c < lane->nwanted; c++) {
		block->column[c] =
		    memory_resize(block->column[c], capacity, sizeof *block->column[c]);
		if (lane->wanted[c].flags & COLUMN_RAW)
			block->raw[c] =
			    memory_resize(block->raw[c], capacity, sizeof *block->raw[c]);
	}
	if (lane->members)
		block->member_at =
		    memory_resize(block->member_at, capacity + 1, sizeof *block->member_at);
	block->skip = memory_resize(block->skip, capacity, sizeof *block->skip);
	block->capacity_row = capacity;
}

void
batch_stand_in(struct batch *batch, size_t row, int column, int other)
{
	struct block *block = batch->block;

	block->column[column][row] = block->column[other][row];
	if (block->raw[column] != NULL && block->raw[other] != NULL)
		block->raw[column][row] = block->raw[other][row];
}

/* The part of a record that a message shows. */
static struct field
part_to_show(const struct block *block, struct field record, size_t place)
{
	size_t begin = record.at;
	size_t end = begin + record.len;

	if (record.len > QUOTE_BYTES && place > begin + QUOTE_BEFORE && place < end) {
		begin = place - QUOTE_BEFORE;
		while (begin < place && ((unsigned char)block->base[begin] & 0xc0) == 0x80)
			begin++;
	}
	return field_of(begin, end - begin, KIND_ABSENT);
}

bool
block_refuse(struct block *block, struct field record, size_t place, enum bad bad,
    const char *format, ...)
{
	struct bad_record *b;
	va_list arguments;

	block->bad =
	    memory_grow(block->bad, &block->capacity_bad, block->nbad + 1, sizeof *block->bad);
	b = &block->bad[block->nbad++];
	b->record = record;
	b->place = (uint32_t)place;
	b->of_row = b->fatal = false;
	b->row = (uint32_t)block->batch.nrow;
	b->bad = bad;
	b->quote = part_to_show(block, record, place);
	va_start(arguments, format);
	vsnprintf(b->message, sizeof b->message, format, arguments);
	va_end(arguments);
	return block->lane->on_error != ON_ERROR_FAIL;
}

void
block_repaired(struct block *block, struct field record)
{
	block->repaired = memory_grow(block->repaired, &block->capacity_repaired,
	    block->nrepaired + 1, sizeof *block->repaired);
	block->repaired[block->nrepaired++] = (struct repaired){ block->batch.nrow, record };
}
