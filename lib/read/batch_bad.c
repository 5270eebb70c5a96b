/*
 * batch_bad: a callback found a bad value.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/category.h"
#include "base/memory.h"
#include "read/lane.h"

static const struct repaired *
find_repaired(const struct block *block, size_t row)
{
	size_t low = 0, high = block->nrepaired;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (block->repaired[middle].row < row)
			low = middle + 1;
		else
			high = middle;
	}
	return low < block->nrepaired && block->repaired[low].row == row ? &block->repaired[low]
									 : NULL;
}

/* Where the value of a column stands in the source. */
static size_t
place_of(const struct block *block, size_t row, int column)
{
	const struct lane *lane = block->lane;
	const struct wanted *wanted = &lane->wanted[column];
	struct field value = block->column[column][row], record = block->row[row];

	if (lane->schema.format != FORMAT_NDJSON) {
		const uint32_t *end = block->end_of_field + row * lane->schema.ncolumn;

		return wanted->place > 0 ? end[wanted->place - 1] + 1 : record.at;
	}
	if (value.kind == KIND_ABSENT || value.at < record.at || value.at >= record.at + record.len)
		return record.at;
	return value.kind == KIND_TEXT && value.at > record.at ? value.at - 1 : value.at;
}

static uint8_t *
row_flags(uint8_t **flags, const struct block *block)
{
	if (*flags == NULL)
		*flags = memory_array(block->capacity_row, 1);
	return *flags;
}

static void
append_bad(struct batch *batch, size_t row, int column, enum bad bad, const char *expected)
{
	struct block *block = batch->block;
	const struct repaired *repaired = find_repaired(block, row);
	struct field record = repaired != NULL ? repaired->record : block->row[row];
	size_t place = repaired == NULL && column >= 0 ? place_of(block, row, column) : record.at;
	size_t nrow = batch->nrow;
	struct bad_record *b;
	char name[FAULT_QUOTE];

	batch->nrow = row;
	if (column >= 0) {
		struct slice wanted = block->lane->wanted[column].name;

		fault_quote(name, wanted.ptr, wanted.len < 40 ? wanted.len : 40);
		block_refuse(block, record, place, bad, "column %s: expected %s", name, expected);
	} else {
		block_refuse(block, record, place, bad, "expected %s", expected);
	}
	batch->nrow = nrow;
	b = &block->bad[block->nbad - 1];
	b->of_row = true;
	if (column >= 0)
		b->quote = block->column[column][row];
}

/* false: it was left out before. */
static bool
skip_row(struct batch *batch, size_t row)
{
	struct block *block = batch->block;

	if (batch->skip == NULL)
		batch->skip = memset(block->skip, 0, block->capacity_row);
	if (block->skip[row] != 0)
		return false;
	block->skip[row] = 1;
	return true;
}

void
batch_pass_over(struct batch *batch, size_t row)
{
	skip_row(batch, row);
}

static enum verdict
leave_out(struct batch *batch, size_t row, int column, enum bad bad, const char *expected)
{
	struct block *block = batch->block;

	if (!skip_row(batch, row))
		return VERDICT_LEAVE_OUT;
	append_bad(batch, row, column, bad, expected);
	if (find_repaired(block, row) != NULL || (block->kept != NULL && block->kept[row] != 0))
		block->altered--;
	return VERDICT_LEAVE_OUT;
}

enum verdict
batch_bad(struct batch *batch, size_t row, int column, enum bad bad, const char *expected)
{
	struct block *block = batch->block;
	uint8_t *kept;

	switch (block->lane->on_error) {
	case ON_ERROR_FAIL:
		append_bad(batch, row, column, bad, expected);
		batch->nrow = row;
		return VERDICT_STOP;
	case ON_ERROR_SKIP: return leave_out(batch, row, column, bad, expected);
	default: break;
	}
	if (bad == BAD_EMPTY_KEY || bad == BAD_TYPE)
		return leave_out(batch, row, column, bad, expected);
	kept = row_flags(&block->kept, block);
	if (kept[row] == 0 && !batch_skips(batch, row) && find_repaired(block, row) == NULL)
		block->altered++;
	kept[row] = 1;
	return VERDICT_MISSING;
}

enum verdict
batch_leave_out(struct batch *batch, size_t row, int column, enum bad bad, const char *expected)
{
	if (batch->block->lane->on_error == ON_ERROR_FAIL)
		return batch_bad(batch, row, column, bad, expected);
	return leave_out(batch, row, column, bad, expected);
}

const char *
batch_expected_number(struct slice value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)(value.ptr[i] - '0') <= 9)
			return "a number (as in ¥1,299.00, 12% or 1.2k: ia-clean --number makes it one)";
	return "a number";
}

bool
batch_doubts(const struct batch *batch)
{
	return batch->block->doubt.is_set;
}

void
batch_doubt(struct batch *batch, size_t row, int column, const char *what)
{
	struct block *block = batch->block;
	struct doubt *doubt = &block->doubt;
	struct slice name = column >= 0 ? block->lane->wanted[column].name : SLICE("");
	char quoted[FAULT_QUOTE];

	if (doubt->is_set)
		return;
	doubt->is_set = true;
	doubt->place = (uint32_t)(column >= 0 && find_repaired(block, row) == NULL
		? place_of(block, row, column)
		: block->row[row].at);
	snprintf(doubt->what, sizeof doubt->what, "column %s: %.160s",
	    fault_quote(quoted, name.ptr, name.len < 40 ? name.len : 40), what);
}

void
batch_flags(struct batch *batch, int column, uint8_t *flag)
{
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		int found = category_flag(batch_value(batch, column, i));

		flag[i] = found > 0;
		if (found < 0)
			batch_leave_out(batch, i, column, BAD_NUMBER,
			    "a label, 0 or 1 (or true, false, yes, no)");
	}
}
