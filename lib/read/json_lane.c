/*
 * json_tokenise: NDJSON text to rows, record by record; see lane.h.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "read/json_shape.h"
#include "read/json_text.h"

void
json_lane_extra(struct json_lane *t, size_t n)
{
	t->block->extra = block_extra(t->block, n);
}

/* A record that the fast lane did not know. false: the block ends here. */
static bool
take_record(struct json_lane *t, struct shapes *shapes, size_t at, size_t len, size_t line_end)
{
	if (t->lane->careful)
		return json_careful(t, at, len);
	t->walk.text = t->block->base + at;
	t->walk.len = len;
	if (!json_walk(&t->walk))
		return json_careful(t, at, len);
	json_lane_room(t);
	json_add_row(t, at, len, NULL);
	json_learn(t, shapes, at, line_end);
	return true;
}

/*
 * The line at at: a record, or nothing but blanks. Returns where the next begins; *going as
 * take_record.
 */
static size_t
take_line(struct json_lane *t, struct shapes *shapes, size_t at, bool *going)
{
	const char *ptr = t->block->base + at;
	const char *feed = memchr(ptr, '\n', t->block->end - at);
	size_t line_end = 1, len = feed != NULL ? (size_t)(feed - ptr) : t->block->end - at;

	if (len > 0 && ptr[len - 1] == '\r') {
		len--;
		line_end = 2;
	}
	if (json_skip_blanks(ptr, ptr + len) != ptr + len) {
		if (t->escapes)
			json_lane_extra(t, t->block->end - at);
		*going = take_record(t, shapes, at, len, line_end);
	}
	return at + len + line_end;
}

static size_t
count_lines(const char *ptr, const char *end)
{
	size_t n = 0;

	while (ptr < end && (ptr = memchr(ptr, '\n', (size_t)(end - ptr))) != NULL) {
		ptr++;
		n++;
	}
	return n;
}

static void
publish(struct json_lane *t)
{
	struct block *block = t->block;
	struct batch *batch = &block->batch;

	batch->base = block->base;
	batch->row = block->row;
	batch->column = (const struct field *const *)block->column;
	batch->raw = (const struct field *const *)block->raw;
	batch->end = NULL;
	batch->member = t->lane->members ? block->member : NULL;
	batch->member_at = t->lane->members ? block->member_at : NULL;
	batch->quoted = false;
}

void
json_tokenise(struct block *block)
{
	struct json_lane t = { .block = block, .lane = block->lane };
	struct shapes *shapes = memory_new(sizeof *shapes);
	bool avx2 = cpu_avx2(), going = true;
	size_t at = block->begin;

	t.walk.keys = &t.keys;
	t.escapes = memchr(block->base + at, '\\', block->end - at) != NULL;
	block->batch.nrow = 0;
	block->newlines = 0;
	json_lane_room(&t);
	if (t.lane->members)
		block->member_at[0] = 0;
	while (going && at < block->end) {
		size_t rows = block->batch.nrow;

		at = avx2 ? json_match_avx2(&t, shapes, at) : json_match(&t, shapes, at);
		block->newlines += block->batch.nrow - rows;
		if (at < block->end) {
			at = take_line(&t, shapes, at, &going);
			block->newlines++;
		}
	}
	block->newlines += count_lines(block->base + at, block->base + block->end);
	publish(&t);
	json_walk_release(&t.walk);
	json_keys_release(&t.keys);
	buffer_release(&t.fixed);
	arena_release(&shapes->arena);
	free(shapes);
}

bool
json_first_keys(const char *ptr, size_t len, struct arena *arena, struct slice **name, size_t *n)
{
	struct json_keys keys = { 0 };
	struct json_walk walk = { .text = ptr, .len = len, .keys = &keys };
	bool good = json_walk(&walk);

	*n = good ? walk.nmember : 0;
	*name = arena_alloc(arena, (*n + 1) * sizeof **name);
	for (size_t i = 0; i < *n; i++)
		(*name)[i] = arena_slice(arena, walk.member[i].name);
	json_walk_release(&walk);
	json_keys_release(&keys);
	return good;
}
