/*
 * csv_fast: the fast lane: a block whose every record has its fields, by vector instructions.
 */
#include "base/memory.h"
#include "read/csv.h"
#include "vector/csv_index.h"

static void
find_separators(const struct block *block, struct csv_index *index)
{
	const struct lane *lane = block->lane;
	char delimiter = lane->schema.delimiter;

#if defined(__x86_64__)
	if (lane->vectors == VECTORS_AVX512) {
		csv_index_avx512(block->base, block->begin, block->end, delimiter, block->quoted,
		    index);
		return;
	}
	if (lane->vectors == VECTORS_AVX2) {
		csv_index_avx2(block->base, block->begin, block->end, delimiter, block->quoted,
		    index);
		return;
	}
#endif
	csv_index_bytes(block->base, block->begin, block->end, delimiter, block->quoted, index);
}

/* Rows from the separators; false: a row is not as long as the header, or no record at all. */
static bool
make_rows(struct block *block, size_t rows)
{
	const char *base = block->base;
	const struct lane *lane = block->lane;
	size_t ncolumn = lane->schema.ncolumn;
	uint32_t *end = block->end_of_field + ncolumn - 1;
	uint32_t at = (uint32_t)block->begin;
	bool good = true;

	block_rows(block, rows);
	for (size_t i = 0; i < rows; i++, end += ncolumn) {
		uint32_t newline = *end, stop = newline;

		good &= base[newline] == '\n';
		if (newline > at && base[newline - 1] == '\r')
			stop--;
		*end = stop;
		block->row[i] = field_of(at, stop - at, KIND_TEXT);
		if (csv_may_be_header(lane, base + at, stop - at))
			good &= csv_header_again(lane, base + at, stop - at) == CSV_NOT_AGAIN;
		good &= stop > at;
		at = newline + 1;
	}
	return good;
}

/* Is every CR the first half of a line end, or quoted? */
static bool
is_cr_fine(const struct block *block)
{
	const char *p = block->base + block->begin, *end = block->base + block->end;
	bool inside = false;

	while (p < end) {
		const char *cr = memchr(p, '\r', (size_t)(end - p));
		const char *stop = cr != NULL ? cr : end;

		while (block->quoted && (p = memchr(p, '"', (size_t)(stop - p))) != NULL) {
			inside = !inside;
			p++;
		}
		if (cr != NULL && !inside && cr[1] != '\n')
			return false;
		p = stop + 1;
	}
	return true;
}

struct field
csv_line(const char *base, size_t at, size_t newline)
{
	size_t stop = newline > at && base[newline - 1] == '\r' ? newline - 1 : newline;

	return field_of(at, stop - at, KIND_TEXT);
}

const uint32_t *
csv_separators(struct block *block, size_t *n)
{
	struct csv_index index = { .out = NULL };
	size_t need = block->end - block->begin + CSV_INDEX_ROOM;

	if (block->capacity_separator < need)
		block->separator = memory_grow(block->separator, &block->capacity_separator, need,
		    sizeof *block->separator);
	index.out = block->separator;
	find_separators(block, &index);
	*n = index.n;
	return block->separator;
}

bool
csv_rectangle(struct block *block)
{
	size_t ncolumn = block->lane->schema.ncolumn, len = block->end - block->begin;
	struct csv_index index = { .out = NULL };
	bool nul;

	block->batch.nrow = 0;
	csv_ends(block, len + ncolumn + CSV_INDEX_ROOM);
	index.out = block->end_of_field;
	find_separators(block, &index);
	block->newlines = index.newlines;
	block->doubled = index.doubled;
	if (index.n != index.rows * ncolumn || index.nul || (index.cr && !is_cr_fine(block)) ||
	    (index.high && utf8_check(block->base + block->begin, len, &nul) < len) ||
	    !make_rows(block, index.rows))
		return false;
	block->batch.nrow = index.rows;
	return true;
}
