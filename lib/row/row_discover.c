/* The keys of all records, for NDJSON that is written as CSV. */
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "read/batch.h"
#include "row/row_parts.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t
skip_blanks(struct slice s, size_t at)
{
	while (at < s.len && is_blank(s.ptr[at]))
		at++;
	return at;
}

/* Behind the string that begins at at. */
static size_t
skip_string(struct slice s, size_t at)
{
	for (at++; at < s.len && s.ptr[at] != '"'; at++)
		if (s.ptr[at] == '\\')
			at++;
	return at + 1 < s.len ? at + 1 : s.len;
}

static size_t
skip_nested(struct slice s, size_t at)
{
	int depth = 0;

	while (at < s.len) {
		char c = s.ptr[at];

		if (c == '"') {
			at = skip_string(s, at);
			continue;
		}
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		at++;
		if (depth == 0)
			break;
	}
	return at;
}

static size_t
skip_value(struct slice s, size_t at)
{
	if (at < s.len && s.ptr[at] == '"')
		return skip_string(s, at);
	if (at < s.len && (s.ptr[at] == '{' || s.ptr[at] == '['))
		return skip_nested(s, at);
	while (at < s.len && s.ptr[at] != ',' && s.ptr[at] != '}' && !is_blank(s.ptr[at]))
		at++;
	return at;
}

/*
 * The next member's key, with its quotes. at: a cursor, 0 at first; the object was found right
 * before.
 */
static bool
next_key(struct slice object, size_t *at, struct slice *key)
{
	size_t i = skip_blanks(object, *at), end;

	if (i < object.len && (object.ptr[i] == '{' || object.ptr[i] == ','))
		i = skip_blanks(object, i + 1);
	if (i >= object.len || object.ptr[i] != '"')
		return false;
	end = skip_string(object, i);
	*key = slice_of(object.ptr + i, end - i);
	i = skip_blanks(object, end);
	i = skip_blanks(object, i + 1); /* the colon */
	*at = skip_value(object, i);
	return true;
}

static struct slice
decode(struct slice key, struct arena *arena)
{
	if (memchr(key.ptr, '\\', key.len) == NULL)
		return slice_of(key.ptr + 1, key.len - 2);
	return json_decode(key, arena_alloc(arena, key.len));
}

/*
 * The keys of a block in the order in which they appear, merged block by block. Those of an earlier
 * block with the
 * same memory stay: they were merged already.
 */
struct keys {
	struct map map;
	struct arena arena; /* of decoded names */
	bool ready;
};

static void
keys_init(struct keys *keys)
{
	if (keys->ready)
		return;
	map_init(&keys->map, 0);
	keys->arena = (struct arena){ 0 };
	keys->ready = true;
}

/* at: the keys that the record before had, by their order: most records have the same. */
static void
add_keys(struct keys *keys, struct slice object)
{
	struct slice key;
	uint32_t next = 0;

	for (size_t at = 0; next_key(object, &at, &key); next++) {
		struct slice name = decode(key, &keys->arena);

		if (next < keys->map.n && slice_equal(map_key(&keys->map, next), name))
			continue;
		next = map_put(&keys->map, name, NULL);
	}
}

static void
discover_work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct keys *keys = block;

	(void)self, (void)thread, (void)out;
	keys_init(keys);
	for (size_t i = 0; i < batch->nrow; i++)
		if (!batch_skips(batch, i))
			add_keys(keys, batch_slice(batch, batch->row[i]));
	arena_clear(&keys->arena);
}

static void
discover_turn(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct map *all = self;
	const struct keys *keys = block;

	(void)batch, (void)out;
	for (uint32_t k = 0; keys->ready && k < keys->map.n; k++)
		map_put(all, map_key(&keys->map, k), NULL);
}

static void
discover_release(void *self, void *block)
{
	struct keys *keys = block;

	(void)self;
	if (!keys->ready)
		return;
	map_release(&keys->map);
	arena_release(&keys->arena);
	keys->ready = false;
}

bool
row_reads_twice(enum format input, enum format output)
{
	return (input == FORMAT_AUTO || input == FORMAT_NDJSON) &&
	    (output == FORMAT_CSV || output == FORMAT_TSV || output == FORMAT_CELLS);
}

/* As a selection of all columns; each is in some record. */
static bool
list_columns(struct row_plan *plan, const struct map *names)
{
	plan->listed = true;
	for (uint32_t k = 0; k < names->n; k++) {
		struct slice name = arena_slice(&plan->arena, map_key(names, k));

		if (name.ptr == NULL)
			name.ptr = "";
		if (row_plan_list(plan, name) < 0)
			return false;
	}
	return true;
}

bool
row_plan_discover(struct row_plan *plan)
{
	struct map names;
	struct scan_work work = { .self = &names,
		.block_size = sizeof(struct keys),
		.work = discover_work,
		.turn = discover_turn,
		.block_release = discover_release };
	bool good;

	if (!plan->from_json || plan->to_json)
		return true;
	map_init(&names, 0);
	good = scan_run(plan->scan, &work) && scan_rewind(plan->scan) && list_columns(plan, &names);
	map_release(&names);
	return good;
}
