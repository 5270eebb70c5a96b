/*
 * key_json: JSON in one form, so that equal values are equal bytes. The source was checked by the
 * reader.
 */
#include <stdlib.h>

#include "dedupe/key.h"
#include "read/batch.h"

struct named {
	struct slice name;     /* decoded */
	struct slice raw_name; /* with its quotes */
	struct slice source;   /* of the value */
	enum kind kind;
	size_t place; /* in the order that was asked for; SIZE_MAX: by name */
};

static int
by_place_and_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return slice_compare(x->name, y->name);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

/* Behind the string that begins at p. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p < end ? p + 1 : end;
}

/* Behind the value that begins at p. */
static const char *
skip_value(const char *p, const char *end)
{
	size_t depth = 0;

	while (p < end) {
		char c = *p;

		if (c == '"') {
			p = skip_string(p, end);
			if (depth == 0)
				return p;
			continue;
		}
		if (depth == 0 && (c == ',' || c == '}' || c == ']' || is_blank(c)))
			return p;
		if (c == '{' || c == '[')
			depth++;
		p++;
		if ((c == '}' || c == ']') && --depth == 0)
			return p;
	}
	return p;
}

static enum kind
kind_of(char first)
{
	switch (first) {
	case '{': return KIND_OBJECT;
	case '[': return KIND_ARRAY;
	case '"': return KIND_TEXT;
	case 't': return KIND_TRUE;
	case 'f': return KIND_FALSE;
	case 'n': return KIND_NULL;
	default: return KIND_NUMBER;
	}
}

static struct slice
decoded(struct slice raw, struct arena *arena)
{
	if (memchr(raw.ptr, '\\', raw.len) == NULL)
		return slice_of(raw.ptr + 1, raw.len - 2);
	return json_decode(raw, arena_alloc(arena, raw.len));
}

static void
add_string(struct buffer *out, struct slice text)
{
	static const char hex[] = "0123456789abcdef";

	buffer_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x20) {
			char escape[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

			buffer_add(out, escape, sizeof escape);
			continue;
		}
		if (c == '"' || c == '\\')
			buffer_byte(out, '\\');
		buffer_byte(out, (char)c);
	}
	buffer_byte(out, '"');
}

/* A string with its quotes: as it came, or decoded and put together again. */
static void
add_raw_string(struct buffer *out, struct slice raw, struct arena *arena)
{
	if (memchr(raw.ptr, '\\', raw.len) == NULL)
		buffer_add(out, raw.ptr, raw.len);
	else
		add_string(out, decoded(raw, arena));
}

static void
add_named(struct buffer *out, struct named *list, size_t n, struct arena *arena)
{
	for (size_t k = 1; k < n; k++)
		if (by_place_and_name(&list[k - 1], &list[k]) > 0) {
			qsort(list, n, sizeof *list, by_place_and_name);
			break;
		}
	buffer_byte(out, '{');
	for (size_t k = 0; k < n; k++) {
		if (k > 0)
			buffer_byte(out, ',');
		add_raw_string(out, list[k].raw_name, arena);
		buffer_byte(out, ':');
		key_add_json(out, list[k].source, list[k].kind, arena);
	}
	buffer_byte(out, '}');
}

static size_t
count_members(const char *p, const char *end)
{
	size_t n = 0;

	while (p < end && *p != '}') {
		p = skip_value(skip_blanks(p, end), end); /* the name */
		p = skip_blanks(p, end) + 1;              /* the colon */
		p = skip_value(skip_blanks(p, end), end);
		p = skip_blanks(p, end);
		if (p < end && *p == ',')
			p = skip_blanks(p + 1, end);
		n++;
	}
	return n;
}

static void
add_object(struct buffer *out, struct slice source, struct arena *arena)
{
	const char *end = source.ptr + source.len, *p = skip_blanks(source.ptr + 1, end);
	size_t n = count_members(p, end);
	struct named *list = arena_alloc(arena, (n + 1) * sizeof *list);

	for (size_t k = 0; k < n; k++) {
		const char *after = skip_string(p, end);

		list[k].raw_name = slice_of(p, (size_t)(after - p));
		list[k].name = decoded(list[k].raw_name, arena);
		p = skip_blanks(skip_blanks(after, end) + 1, end);
		after = skip_value(p, end);
		list[k].source = slice_of(p, (size_t)(after - p));
		list[k].kind = kind_of(*p);
		list[k].place = SIZE_MAX;
		p = skip_blanks(after, end);
		if (p < end && *p == ',')
			p = skip_blanks(p + 1, end);
	}
	add_named(out, list, n, arena);
}

static void
add_array(struct buffer *out, struct slice source, struct arena *arena)
{
	const char *end = source.ptr + source.len, *p = skip_blanks(source.ptr + 1, end);

	buffer_byte(out, '[');
	while (p < end && *p != ']') {
		const char *after = skip_value(p, end);

		key_add_json(out, slice_of(p, (size_t)(after - p)), kind_of(*p), arena);
		p = skip_blanks(after, end);
		if (p < end && *p == ',') {
			buffer_byte(out, ',');
			p = skip_blanks(p + 1, end);
		}
	}
	buffer_byte(out, ']');
}

void
key_add_json(struct buffer *out, struct slice source, enum kind kind, struct arena *arena)
{
	if (kind == KIND_OBJECT)
		add_object(out, source, arena);
	else if (kind == KIND_ARRAY)
		add_array(out, source, arena);
	else if (kind == KIND_TEXT)
		add_raw_string(out, source, arena);
	else
		buffer_add(out, source.ptr, source.len);
}

/* The member's place in the order; near: where it probably is. */
static size_t
place_in(const struct schema *order, struct slice name, size_t near)
{
	if (order == NULL)
		return SIZE_MAX;
	if (near < order->ncolumn && near < KEY_PLACES && slice_equal(order->name[near], name))
		return near;
	for (size_t k = 0; k < order->ncolumn && k < KEY_PLACES; k++)
		if (slice_equal(order->name[k], name))
			return k;
	return SIZE_MAX;
}

void
key_add_members(struct buffer *out, const struct schema *order, const struct batch *batch,
    size_t row, struct arena *arena)
{
	const struct member *member = batch->member + batch->member_at[row];
	size_t n = batch->member_at[row + 1] - batch->member_at[row];
	struct named *list = arena_alloc(arena, (n + 1) * sizeof *list);

	for (size_t k = 0; k < n; k++) {
		list[k].name = batch_slice(batch, member[k].key);
		list[k].raw_name = batch_slice(batch, member[k].raw_key);
		list[k].source = batch_slice(batch, member[k].raw);
		list[k].kind = (enum kind)member[k].raw.kind;
		list[k].place = place_in(order, list[k].name, k);
	}
	add_named(out, list, n, arena);
}
