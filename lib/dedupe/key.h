/*
 * key: what makes two records equal, as bytes.
 *
 *	struct key_plan plan;
 *	key_plan_init(&plan, scan, columns, n);			n == 0: the whole record
 *	struct keys keys = { 0 };
 *	keys_of(&plan, batch, &keys);
 *	struct slice key = keys_get(&keys, batch, row);		keys.item[row].hash
 *
 * Columns: their values one after the other, each but the last with its length before it. A value
 * is its bytes,
 * however it was written: the JSON number 1 and the text "1" are equal, true and "true" too; null,
 * absent and empty are equal. Objects and arrays are compared as below. A row in which all of the
 * columns are missing has no key: what stands for it is equal to nothing else (key_is_none).
 *
 * The whole record, CSV: the values of all columns of the first file, however they were quoted.
 * NDJSON: the same members with the same values, in any order and spacing; text is compared
 * decoded, a number by its source text (1 and 1.0 differ), nested objects likewise, whatever the
 * order of their members.
 *
 * Lifetime: keys are borrowed from the batch or stand in struct keys, until the next keys_of.
 */
#ifndef IA_DEDUPE_KEY_H
#define IA_DEDUPE_KEY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/hash.h"
#include "read/scan.h"

struct key_plan {
	const struct schema *schema; /* of the first file; NULL: columns */
	int *column;                 /* [n] of the scan */
	size_t n;
	/* members by name, not as in the first record: for keys that last */
	bool sorted;
	struct hash_key hash_key;
};

struct key_item {
	uint64_t hash;
	uint32_t at;
	uint32_t len : 31;
	uint32_t own : 1; /* at is in text, not in the batch */
};

struct keys {
	struct key_item *item; /* [nrow of the batch] */
	size_t capacity;
	struct buffer text;
	struct arena arena; /* while a record is put together */
	/* CSV: [ncolumn] where the first file's columns are in this file */
	size_t *place;
	size_t nplace, place_file; /* place is for this file; 0: the first */
};

/* After scan_start. false: the scan has the fault (no such column). */
bool key_plan_init(struct key_plan *plan, struct scan *scan, const char *const *columns, size_t n);
void key_plan_release(struct key_plan *plan);

void keys_of(const struct key_plan *plan, const struct batch *batch, struct keys *keys);
void keys_release(struct keys *keys);

/* Of n columns: what stands for a row without a key; no text in UTF-8 has the byte KEY_NONE. */
#define KEY_NONE 0xff
static inline bool
key_is_none(struct slice key, size_t n)
{
	return n > 0 && key.len == n + sizeof(uint64_t) &&
	    (unsigned char)key.ptr[n - 1] == KEY_NONE;
}

static inline struct slice
keys_get(const struct keys *keys, const struct batch *batch, size_t row)
{
	const struct key_item *k = &keys->item[row];

	return slice_of((k->own ? keys->text.ptr : batch->base) + k->at, k->len);
}

/*
 * JSON source text with no blanks, text with as few escapes as can be, members by name.
 * (key_json.c)
 */
void key_add_json(struct buffer *out, struct slice source, enum kind kind, struct arena *arena);
/*
 * The whole object of a row: the first KEY_PLACES names as in order, the others by name; NULL: all
 * by name.
 */
#define KEY_PLACES 256u
void key_add_members(struct buffer *out, const struct schema *order, const struct batch *batch,
    size_t row, struct arena *arena);

#endif
