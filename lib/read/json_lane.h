/*
 * json_lane: what the two lanes of NDJSON share while they work on one block. Only json_*.c
 * include it.
 *
 * The fast lane takes a record that it can prove good; every other goes to the careful one,
 * which alone refuses and repairs, so that codes and places cannot differ.
 */
#ifndef IA_READ_JSON_LANE_H
#define IA_READ_JSON_LANE_H

#include "read/json_walk.h"

typedef struct json_t json_t; /* jansson's; only json_careful.c looks into it */

struct json_lane {
	struct block *block;
	const struct lane *lane;
	struct json_keys keys; /* of the record that is worked on */
	struct json_walk walk;
	struct buffer fixed; /* a repaired record */
	/* there are backslashes in the text: it may need as much room again */
	bool escapes;
};

/* Makes room for one more row (and member_at behind it). */
void json_lane_room(struct json_lane *t);
/*
 * Room for n bytes behind the text, not yet taken: block->extra is where they begin. The base
 * may move.
 */
void json_lane_extra(struct json_lane *t, size_t n);

/*
 * A record, at .. at + len from base, by walk and jansson. false: the block ends here
 * (--on-error=fail).
 */
bool json_careful(struct json_lane *t, size_t at, size_t len);
/* The text of the root's member of this name, as jansson decoded it. */
struct slice json_careful_text(json_t *root, struct slice name);

/*
 * The record that t->walk found good, as a new row; there is room for len bytes behind the
 * text. root: as jansson has it, or NULL.
 */
void json_add_row(struct json_lane *t, size_t at, size_t len, json_t *root);
/*
 * The source text of column c of the record (at) that t->walk found good; escaped: a string
 * with a backslash.
 */
struct field json_source(const struct json_lane *t, size_t c, size_t at, bool *escaped);
/* Room for the n members of a row. */
struct member *json_members(struct block *block, size_t row, size_t n);
struct field json_put_decoded(struct block *block, size_t at, size_t len);

/*
 * The record that walk refused, as --on-error=keep mends it, into fixed: bad UTF-8 replaced,
 * earlier ones of repeated keys left out. false: no rule mends it.
 */
bool json_repair(const struct json_walk *walk, struct buffer *fixed);

/*
 * The value of source text that is no string with escapes: without quotes, and null without
 * bytes.
 */
static inline struct field
json_plain(struct field raw)
{
	uint32_t text = raw.kind == KIND_TEXT;

	return field_of(raw.at + text, raw.kind == KIND_NULL ? 0 : raw.len - 2 * text, raw.kind);
}

#endif
