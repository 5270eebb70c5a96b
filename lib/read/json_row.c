/*
 * json_row: a record that json_walk found good, as a new row: by name and path, the general way.
 */
#include "base/memory.h"
#include "read/json_lane.h"
#include "read/json_text.h"

void
json_lane_room(struct json_lane *t)
{
	if (t->block->batch.nrow + 2 > t->block->capacity_row)
		block_rows(t->block, t->block->batch.nrow + 64);
}

/* Text in base to behind the block, decoded: the room was made. */
struct field
json_put_decoded(struct block *block, size_t at, size_t len)
{
	size_t to = block->extra;
	size_t n = json_decode(slice_of(block->base + at, len), block->base + to).len;

	block->extra += n;
	return field_of(to, n, KIND_TEXT);
}

static struct field
put_text(struct block *block, struct slice text)
{
	size_t to = block->extra;

	if (text.len > 0)
		memcpy(block->base + to, text.ptr, text.len);
	block->extra += text.len;
	return field_of(to, text.len, KIND_TEXT);
}

static const struct json_member *
find_member(const struct json_walk *w, struct slice name)
{
	for (size_t i = 0; i < w->nmember; i++) {
		if (slice_equal(w->member[i].name, name))
			return &w->member[i];
	}
	return NULL;
}

struct field
json_source(const struct json_lane *t, size_t c, size_t at, bool *escaped)
{
	const struct wanted *wanted = &t->lane->wanted[c];
	const struct json_member *m;
	struct slice s;
	enum kind kind;

	*escaped = false;
	if (!wanted->path) {
		if ((m = find_member(&t->walk, wanted->name)) == NULL)
			return field_of(at, 0, KIND_ABSENT);
		*escaped = m->value_escaped;
		return field_of(at + m->value, m->value_len, m->kind);
	}
	s = json_reach_checked(slice_of(t->walk.text, t->walk.len), wanted->name, &kind);
	if (kind == KIND_ABSENT)
		return field_of(at, 0, KIND_ABSENT);
	*escaped = kind == KIND_TEXT && memchr(s.ptr, '\\', s.len) != NULL;
	return field_of(at + (size_t)(s.ptr - t->walk.text), s.len, kind);
}

static void
add_members(struct json_lane *t, size_t row, size_t at)
{
	struct block *block = t->block;
	struct member *to = json_members(block, row, t->walk.nmember);

	for (size_t i = 0; i < t->walk.nmember; i++, to++) {
		const struct json_member *m = &t->walk.member[i];

		to->raw_key = field_of(at + m->key, m->key_len, KIND_TEXT);
		to->key = m->key_escaped ? put_text(block, m->name) : json_plain(to->raw_key);
		to->raw = field_of(at + m->value, m->value_len, m->kind);
	}
}

struct member *
json_members(struct block *block, size_t row, size_t n)
{
	size_t first = block->member_at[row];

	if (first + n >= block->capacity_member)
		block->member = memory_grow(block->member, &block->capacity_member, first + n + 1,
		    sizeof *block->member);
	block->member_at[row + 1] = (uint32_t)(first + n);
	return block->member + first;
}

void
json_add_row(struct json_lane *t, size_t at, size_t len, json_t *root)
{
	struct block *block = t->block;
	size_t row = block->batch.nrow;

	block->row[row] = field_of(at, len, KIND_OBJECT);
	for (size_t c = 0; c < t->lane->nwanted; c++) {
		bool escaped;
		struct field raw = json_source(t, c, at, &escaped);
		struct field value = json_plain(raw);

		if (escaped)
			value = json_put_decoded(block, raw.at, raw.len);
		/*
		 * jansson has the same text, unless an allocation failed and it went on without a
		 * byte
		 */
		if (escaped && root != NULL && !t->lane->wanted[c].path &&
		    !slice_equal(slice_of(block->base + value.at, value.len),
			json_careful_text(root, t->lane->wanted[c].name)))
			memory_exhausted();
		block->column[c][row] = value;
		if (t->lane->wanted[c].flags & COLUMN_RAW)
			block->raw[c][row] = raw;
	}
	if (t->lane->members)
		add_members(t, row, at);
	block->batch.nrow = row + 1;
}
