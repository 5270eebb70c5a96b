/*
 * read_json: NDJSON text to a block, for the tests of lib/read/json_*.c.
 *
 *	struct lane lane = { .wanted = wanted, .nwanted = 2 };
 *	struct block *block = json_block(&lane, text, len);
 *	json_text(block, block->column[0][0]) ...
 *	block_free(block);
 */
#ifndef IA_TESTS_READ_JSON_H
#define IA_TESTS_READ_JSON_H

#include <stdlib.h>
#include <string.h>

#include "read/lane.h"

/* A block as the cutter makes it: an LF at the end, zeros behind; not yet tokenised. */
static inline struct block *
json_block_of(struct lane *lane, const char *text, size_t len)
{
	struct block *block = block_new(len + 1 + LANE_PAD);

	block_clear(block);
	if (lane->schema.file == NULL)
		lane->schema.file = "lane.ndjson";
	block->lane = lane;
	if (len > 0)
		memcpy(block->base, text, len);
	if (len > 0 && text[len - 1] != '\n')
		block->base[len++] = '\n';
	memset(block->base + len, 0, LANE_PAD);
	block->end = len;
	block->extra = len + LANE_PAD;
	return block;
}

static inline struct block *
json_block(struct lane *lane, const char *text, size_t len)
{
	struct block *block = json_block_of(lane, text, len);

	json_tokenise(block);
	return block;
}

/* The same without vector instructions. */
static inline struct block *
json_block_portable(struct lane *lane, const char *text, size_t len)
{
	struct block *block;

	setenv("IA_SIMD", "off", 1);
	block = json_block(lane, text, len);
	unsetenv("IA_SIMD");
	return block;
}

static inline struct slice
json_text(const struct block *block, struct field f)
{
	return slice_of(block->base + f.at, f.len);
}

/* Equal where a caller can see it: kind, text, and where they are none, that. */
static inline bool
json_same_field(const struct block *a, struct field x, const struct block *b, struct field y)
{
	return x.kind == y.kind && slice_equal(json_text(a, x), json_text(b, y));
}

/* NULL, or the first thing in which row i of a and row k of b differ. */
static inline const char *
json_row_difference(const struct block *a, size_t i, const struct block *b, size_t k)
{
	const struct lane *lane = a->lane;

	if (!json_same_field(a, a->row[i], b, b->row[k]))
		return "row";
	for (size_t c = 0; c < lane->nwanted; c++) {
		if (!json_same_field(a, a->column[c][i], b, b->column[c][k]))
			return "column";
		if ((lane->wanted[c].flags & COLUMN_RAW) &&
		    !json_same_field(a, a->raw[c][i], b, b->raw[c][k]))
			return "raw";
	}
	if (!lane->members)
		return NULL;
	if (a->member_at[i + 1] - a->member_at[i] != b->member_at[k + 1] - b->member_at[k])
		return "number of members";
	for (size_t m = 0; m < a->member_at[i + 1] - a->member_at[i]; m++) {
		const struct member *x = &a->member[a->member_at[i] + m];
		const struct member *y = &b->member[b->member_at[k] + m];

		if (!json_same_field(a, x->key, b, y->key) ||
		    !json_same_field(a, x->raw, b, y->raw) ||
		    !json_same_field(a, x->raw_key, b, y->raw_key))
			return "member";
	}
	return NULL;
}

/* NULL, or the first thing in which two blocks of the same text differ. */
static inline const char *
json_difference(const struct block *a, const struct block *b)
{
	if (a->batch.nrow != b->batch.nrow)
		return "number of rows";
	if (a->nbad != b->nbad || a->altered != b->altered || a->newlines != b->newlines)
		return "refused, altered or lines";
	for (size_t i = 0; i < a->nbad; i++) {
		const struct bad_record *x = &a->bad[i], *y = &b->bad[i];

		if (x->record.at != y->record.at || x->record.len != y->record.len ||
		    x->place != y->place || x->row != y->row || x->bad != y->bad ||
		    strcmp(x->message, y->message) != 0)
			return "refusal";
	}
	for (size_t i = 0; i < a->batch.nrow; i++) {
		const char *difference = json_row_difference(a, i, b, i);

		if (difference != NULL)
			return difference;
	}
	return NULL;
}

#endif
