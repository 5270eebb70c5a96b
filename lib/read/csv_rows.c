/*
 * csv_rows: CSV record by record: what the fast lane does not take.
 */
#include "base/memory.h"
#include "read/csv.h"

uint32_t *
csv_ends(struct block *block, size_t n)
{
	size_t used = block->batch.nrow * block->lane->schema.ncolumn;

	if (used + n > block->capacity_end)
		block->end_of_field = memory_grow(block->end_of_field, &block->capacity_end,
		    used + n, sizeof *block->end_of_field);
	return block->end_of_field + used;
}

/* A good record is the next row; its fields end there. */
static void
add_ends(struct block *block, struct field record, const uint32_t *end)
{
	size_t ncolumn = block->lane->schema.ncolumn, i = block->batch.nrow;
	uint32_t *to = csv_ends(block, ncolumn);

	block_rows(block, i + 1);
	if (to != end)
		memcpy(to, end, ncolumn * sizeof *to);
	to[ncolumn - 1] = record.at + record.len;
	record.kind = KIND_TEXT;
	block->row[i] = record;
	block->batch.nrow = i + 1;
}

/* Where the fields of a record end, written where the next row's belong; how many there are. */
static size_t
split(struct block *block, struct field record)
{
	const struct schema *schema = &block->lane->schema;
	uint32_t *end = csv_ends(block, schema->ncolumn);
	size_t n =
	    csv_split(block->base + record.at, record.len, schema->delimiter, end, schema->ncolumn);

	for (size_t c = 0; c < schema->ncolumn && c < n; c++)
		end[c] += record.at;
	return n;
}

static void
add_row(struct block *block, struct field record)
{
	split(block, record);
	add_ends(block, record, csv_ends(block, 0));
}

/* The values of row i as libcsv gave them. */
static void
careful_columns(struct block *block, size_t i)
{
	const struct lane *lane = block->lane;

	csv_columns(block, i); /* raw fields, absent columns, paths */
	for (size_t c = 0; c < lane->nwanted; c++) {
		struct slice value;
		size_t at;

		if (lane->wanted[c].place < 0 || lane->wanted[c].path)
			continue;
		value = csv_careful_field(block, (size_t)lane->wanted[c].place);
		at = block_extra(block, value.len);
		if (value.len > 0)
			memcpy(block->base + at, value.ptr, value.len);
		block->column[c][i] = field_of(at, value.len, KIND_TEXT);
	}
}

static bool
is_header(const struct block *block, struct field record)
{
	const char *ptr = block->base + record.at;

	return csv_may_be_header(block->lane, ptr, record.len) &&
	    csv_header_again(block->lane, ptr, record.len) != CSV_NOT_AGAIN;
}

/* A header that was met again; false: stop. */
static bool
pass_header(struct block *block, struct field record)
{
	const char *ptr = block->base + record.at;

	if (csv_header_again(block->lane, ptr, record.len) == CSV_AGAIN_IN_OTHER_ORDER) {
		block_refuse(block, record, record.at, BAD_REPEATED_HEADER,
		    "the header once more, in another order: give the files as operands, each has "
		    "its own");
		block->bad[block->nbad - 1].fatal = true;
		return false;
	}
	return block->lane->skip_headers ||
	    block_refuse(block, record, record.at, BAD_REPEATED_HEADER,
		"the header once more: give the files as operands, each has its own, or skip "
		"it by --headers skip");
}

static bool
refuse(struct block *block, struct field record, struct csv_fault fault)
{
	size_t place = record.at + fault.place;
	const char *guess = utf8_guess(block->base + place, record.at + record.len - place);

	switch (fault.bad) {
	case BAD_NUL_BYTE:
		return block_refuse(block, record, place, fault.bad, "a NUL byte, expected text");
	case BAD_BARE_CR:
		return block_refuse(block, record, place, fault.bad,
		    "a carriage return without a line feed");
	case BAD_UTF8:
		return block_refuse(block, record, place, fault.bad,
		    "byte \\x%02x is not UTF-8 here (if it is %s: iconv -f %s -t UTF-8 %.200s)",
		    (unsigned)(unsigned char)block->base[place], guess, guess,
		    lane_operand(block->lane));
	default:
		return block_refuse(block, record, place, fault.bad, "%s",
		    csv_quote_fault(fault.bad));
	}
}

/* A record whose bytes are fine, but not its fields. */
static bool
refuse_fields(struct block *block, struct field record, size_t nfield)
{
	const struct schema *schema = &block->lane->schema;
	size_t place = record.at + record.len;
	char guess[LANE_GUESS];

	if (nfield < schema->ncolumn)
		return block_refuse(block, record, place, BAD_SHORT_ROW, "%zu field%s, %s has %zu",
		    nfield, nfield == 1 ? "" : "s",
		    block->lane->header.len > 0 ? "header" : "the first record", schema->ncolumn);
	split(block, record);
	place = (size_t)csv_ends(block, 0)[schema->ncolumn - 1] + 1;
	lane_guess_delimiter(block->lane, guess, sizeof guess);
	return block_refuse(block, record, place, BAD_LONG_ROW, "%zu fields, %s has %zu%s", nfield,
	    block->lane->header.len > 0 ? "header" : "the first record", schema->ncolumn, guess);
}

static bool
keep(struct block *block, struct field record, struct csv_fault fault)
{
	struct field repaired;

	if (!csv_repair(block, record, fault, &repaired))
		return false;
	block->quoted = true;
	block_repaired(block, record);
	add_row(block, repaired);
	if (block->lane->careful &&
	    csv_careful_record(block, block->base + repaired.at, repaired.len))
		careful_columns(block, block->batch.nrow - 1);
	block->altered++;
	return true;
}

/* No NUL, no CR, valid UTF-8. */
static bool
is_clean(const char *ptr, size_t len)
{
	bool nul;

	return utf8_check(ptr, len, &nul) == len && !nul && memchr(ptr, '\r', len) == NULL;
}

/* The careful lane. One record; false: stop. */
static bool
take_record(struct block *block, struct field record)
{
	const struct lane *lane = block->lane;
	const char *ptr = block->base + record.at;

	if (is_header(block, record))
		return pass_header(block, record);
	bool keeps = lane->on_error == ON_ERROR_KEEP;
	struct csv_fault fault = csv_find_fault(ptr, record.len, lane->schema.delimiter);
	bool taken = csv_careful_record(block, ptr, record.len);
	size_t nfield;

	if (!taken && fault.bad == BAD_NONE) /* cannot be; libcsv has the last word */
		fault = (struct csv_fault){ BAD_BARE_QUOTE, 0 };
	if (fault.bad != BAD_NONE)
		return (keeps && keep(block, record, fault)) || refuse(block, record, fault);
	nfield = csv_careful_fields(block);
	if (nfield != lane->schema.ncolumn)
		return (keeps && keep(block, record, fault)) ||
		    refuse_fields(block, record, nfield);
	add_row(block, record);
	if (lane->careful)
		careful_columns(block, block->batch.nrow - 1);
	return true;
}

/* A block with regular quotes: its separators say where the fields end. */
static void
regular_rows(struct block *block, const uint32_t *separator, size_t n)
{
	const char *base = block->base;
	size_t ncolumn = block->lane->schema.ncolumn;
	size_t at = block->begin;

	for (size_t i = 0, next; i < n; i = next) {
		struct field record;
		size_t newline = i;

		while (base[separator[newline]] != '\n')
			newline++;
		next = newline + 1;
		record = csv_line(base, at, separator[newline]);
		at = (size_t)separator[newline] + 1;
		if (record.len == 0)
			continue;
		if (next - i == ncolumn && is_clean(base + record.at, record.len) &&
		    !is_header(block, record))
			add_ends(block, record, separator + i);
		else if (!take_record(block, record))
			break;
		base = block->base;
	}
}

/* Any block: record by record through the state machine. */
static void
irregular_rows(struct block *block)
{
	const struct lane *lane = block->lane;
	size_t at = block->begin;

	while (at < block->end) {
		struct csv_record r =
		    csv_record(block->base + at, block->end - at, lane->schema.delimiter, true);
		struct field record = field_of(at, r.stop, KIND_ABSENT);
		const char *ptr = block->base + at;

		at += r.end;
		if (record.len == 0)
			continue;
		if (!lane->careful && r.bad == BAD_NONE && is_clean(ptr, record.len) &&
		    !is_header(block, record) && split(block, record) == lane->schema.ncolumn)
			add_ends(block, record, csv_ends(block, 0));
		else if (!take_record(block, record))
			break;
	}
}

void
csv_rows(struct block *block)
{
	block->batch.nrow = 0;
	block_rows(block, 1);
	if (block->lane->careful || !block->regular) {
		block->newlines = 0;
		for (size_t i = block->begin; i < block->end; i++)
			block->newlines += block->base[i] == '\n';
		irregular_rows(block);
	} else {
		const uint32_t *separator;
		size_t n;

		separator = csv_separators(block, &n);
		regular_rows(block, separator, n);
	}
	if (!block->lane->careful)
		csv_columns(block, 0);
}
