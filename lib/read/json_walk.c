/*
 * json_walk: see json_walk.h. A descent by the grammar of RFC 8259; each function leaves
 * walk->at behind what it took, or a fault.
 */
#include "read/json_walk.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "read/json_text.h"

#define ONE_LINE "expected the whole object on one line (try jq -c .)"

static bool
fault(struct json_walk *w, enum bad bad, size_t place, const char *found, const char *expected)
{
	w->bad = bad;
	w->place = place;
	w->found = found;
	w->expected = expected;
	return false;
}

/* The byte at walk->at is none that may stand there. */
static bool
unexpected(struct json_walk *w, const char *expected)
{
	if (w->at >= w->len)
		return fault(w, BAD_JSON, w->len, "the line ends too early", expected);
	if (w->text[w->at] == 0)
		return fault(w, BAD_NUL_BYTE, w->at, "a NUL byte", NULL);
	if (utf8_length(w->text + w->at, w->len - w->at) == 0)
		return fault(w, BAD_UTF8, w->at, "a byte that is not UTF-8", NULL);
	return fault(w, BAD_JSON, w->at, "unexpected text", expected);
}

static void
blanks(struct json_walk *w)
{
	while (w->at < w->len && json_is_blank(w->text[w->at]))
		w->at++;
}

/* Behind the blanks, is the next byte c? Then it is taken. */
static bool
take(struct json_walk *w, char c)
{
	blanks(w);
	if (w->at >= w->len || w->text[w->at] != c)
		return false;
	w->at++;
	return true;
}

static bool
escape(struct json_walk *w)
{
	uint32_t code;
	size_t n = json_escape(w->text + w->at, w->len - w->at, &code);

	if (n == 0)
		return fault(w, BAD_JSON, w->at, "an escape that is none", NULL);
	if (code == 0)
		return fault(w, BAD_NUL_BYTE, w->at, "an escaped NUL", NULL);
	w->at += n;
	return true;
}

/* On the opening quote. */
static bool
string(struct json_walk *w, bool *escaped)
{
	size_t open = w->at++;

	*escaped = false;
	while (w->at < w->len) {
		unsigned char c = (unsigned char)w->text[w->at];
		size_t n;

		if (c == '"') {
			w->at++;
			return true;
		}
		if (c >= 0x20 && c < 0x80 && c != '\\') {
			w->at++;
			continue;
		}
		if (c == '\\' && w->at + 1 < w->len) {
			*escaped = true;
			if (!escape(w))
				return false;
			continue;
		}
		if (c == 0)
			return fault(w, BAD_NUL_BYTE, w->at, "a NUL byte in a string", NULL);
		if (c < 0x20)
			return fault(w, BAD_JSON, w->at, "a bare control byte in a string", NULL);
		n = utf8_length(w->text + w->at, w->len - w->at);
		if (n == 0)
			return fault(w, BAD_UTF8, w->at, "a byte that is not UTF-8", NULL);
		w->at += n;
	}
	return fault(w, BAD_JSON, open, "a string that is not closed", NULL);
}

static bool
number(struct json_walk *w)
{
	const char *ptr = w->text + w->at;
	size_t n = json_number_run(ptr, w->len - w->at);

	if (!json_number_is(ptr, n))
		return fault(w, BAD_JSON, w->at, "a number that JSON does not know", NULL);
	if (!json_number_fits(ptr, n))
		return fault(w, BAD_NUMBER, w->at, "a number larger than any double", NULL);
	w->at += n;
	return true;
}

static bool
literal(struct json_walk *w, const char *word)
{
	size_t n = strlen(word);

	if (w->len - w->at < n || memcmp(w->text + w->at, word, n) != 0)
		return unexpected(w, "expected a value");
	w->at += n;
	return true;
}

static bool value(struct json_walk *w, enum kind *kind, bool *escaped);

/*
 * A key was read at key .. walk->at: is it new in its object? previous is the object's last
 * span, SIZE_MAX: none.
 */
static bool
put_key(struct json_walk *w, uint32_t object, size_t key, bool escaped, size_t *previous,
    struct slice *name)
{
	struct slice raw = slice_of(w->text + key, w->at - key);
	uint32_t old;

	*name = escaped ? json_decode(raw, arena_alloc(&w->keys->arena, raw.len))
			: slice_of(raw.ptr + 1, raw.len - 2);
	old = json_keys_put(w->keys, object, *name, (uint32_t)w->nspan);
	if (!w->repair) {
		if (old == JSON_KEYS_NEW)
			return true;
		return fault(w, BAD_DUP_KEY, key, "a key that the object already has", NULL);
	}
	w->span = memory_grow(w->span, &w->capacity_span, w->nspan + 1, sizeof *w->span);
	w->span[w->nspan] = (struct json_span){ .start = key };
	if (old != JSON_KEYS_NEW)
		w->span[old].repeated = true;
	if (*previous != SIZE_MAX)
		w->span[*previous].next = key;
	*previous = w->nspan++;
	return true;
}

/* A key, its colon and its value; root members are kept. */
static bool
member(struct json_walk *w, uint32_t object, size_t *previous)
{
	struct json_member m = { .key = w->at };

	if (!string(w, &m.key_escaped))
		return false;
	m.key_len = w->at - m.key;
	if (w->keys != NULL && !put_key(w, object, m.key, m.key_escaped, previous, &m.name))
		return false;
	if (!take(w, ':'))
		return unexpected(w, "expected ':'");
	blanks(w);
	m.value = w->at;
	if (!value(w, &m.kind, &m.value_escaped))
		return false;
	m.value_len = w->at - m.value;
	if (w->depth == 1 && !w->any_root) {
		w->member =
		    memory_grow(w->member, &w->capacity_member, w->nmember + 1, sizeof *w->member);
		w->member[w->nmember++] = m;
	}
	return true;
}

static bool
open_bracket(struct json_walk *w)
{
	if (++w->depth > DEPTH_MAX)
		return fault(w, BAD_TOO_DEEP, w->at, "nested deeper than 64 levels", NULL);
	w->at++;
	return true;
}

static bool
object_value(struct json_walk *w)
{
	uint32_t object = ++w->object;
	size_t previous = SIZE_MAX;

	if (!open_bracket(w))
		return false;
	if (!take(w, '}')) {
		do {
			blanks(w);
			if (w->at >= w->len || w->text[w->at] != '"')
				return unexpected(w, "expected a key in double quotes");
			if (!member(w, object, &previous))
				return false;
		} while (take(w, ','));
		if (!take(w, '}'))
			return unexpected(w, "expected ',' or '}'");
	}
	w->depth--;
	return true;
}

static bool
array_value(struct json_walk *w)
{
	enum kind kind;
	bool escaped;

	if (!open_bracket(w))
		return false;
	if (!take(w, ']')) {
		do {
			blanks(w);
			if (!value(w, &kind, &escaped))
				return false;
		} while (take(w, ','));
		if (!take(w, ']'))
			return unexpected(w, "expected ',' or ']'");
	}
	w->depth--;
	return true;
}

static bool
value(struct json_walk *w, enum kind *kind, bool *escaped)
{
	*escaped = false;
	*kind = w->at < w->len ? json_kind(w->text[w->at]) : KIND_ABSENT;
	switch (*kind) {
	case KIND_TEXT: return string(w, escaped);
	case KIND_NUMBER: return number(w);
	case KIND_OBJECT: return object_value(w);
	case KIND_ARRAY: return array_value(w);
	case KIND_TRUE: return literal(w, "true");
	case KIND_FALSE: return literal(w, "false");
	case KIND_NULL: return literal(w, "null");
	case KIND_ABSENT: break;
	}
	return unexpected(w, "expected a value");
}

/*
 * A root that is no object: what is it? The advice is for inputs that are of another kind as a
 * whole.
 */
static bool
no_object(struct json_walk *w)
{
	size_t first = w->at;
	enum kind kind = json_kind(w->text[first]);
	bool escaped;

	if (kind == KIND_ARRAY)
		return fault(w, BAD_NOT_OBJECT, first, "an array",
		    "expected an object a line (try jq -c '.[]')");
	if (kind != KIND_ABSENT && value(w, &kind, &escaped)) {
		blanks(w);
		if (w->at == w->len)
			return fault(w, BAD_NOT_OBJECT, first, "a value that is no object",
			    "expected an object a line");
	} else if (kind != KIND_ABSENT && w->bad != BAD_JSON) {
		return false;
	}
	if (w->text[first] == 0x1e)
		return fault(w, BAD_JSON, first, "a record separator",
		    "expected '{' (try tr -d '\\036')");
	if (kind == KIND_TEXT && take(w, ':'))
		return fault(w, BAD_JSON, first, "a key outside an object", ONE_LINE);
	w->at = first;
	if (memchr(w->text, ',', w->len) != NULL)
		return unexpected(w, "expected '{' (if this is CSV, try -i csv)");
	return unexpected(w, "expected '{'");
}

bool
json_walk(struct json_walk *w)
{
	enum kind kind;
	bool escaped, good;

	w->bad = BAD_NONE;
	w->at = w->nmember = w->nspan = 0;
	w->depth = w->object = 0;
	if (w->keys != NULL)
		json_keys_clear(w->keys);
	blanks(w);
	if (!w->any_root && w->at < w->len && w->text[w->at] != '{')
		return no_object(w);
	good = value(w, &kind, &escaped);
	if (!good && w->bad == BAD_JSON && w->place == w->len)
		w->expected = ONE_LINE;
	if (!good)
		return false;
	blanks(w);
	return w->at == w->len || unexpected(w, "expected one object a line");
}

void
json_walk_release(struct json_walk *w)
{
	free(w->member);
	free(w->span);
}

bool
json_element(struct slice array, size_t *at, struct slice *element)
{
	const char *end = array.ptr + array.len;
	const char *p = array.ptr + *at;

	if (*at == 0)
		p = json_skip_blanks(p, end) + 1; /* the bracket */
	p = json_skip_blanks(p, end);
	if (p < end && *p == ',')
		p = json_skip_blanks(p + 1, end);
	if (p >= end || *p == ']')
		return false;
	element->ptr = p;
	p = json_skip_value(p, end);
	element->len = (size_t)(p - element->ptr);
	*at = (size_t)(p - array.ptr);
	return true;
}
