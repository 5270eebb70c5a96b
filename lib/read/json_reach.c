/*
 * json_reach: a path into nested JSON; see batch.h.
 */
#include "base/utf8.h"
#include "read/json_text.h"
#include "read/json_walk.h"

const char *
json_skip_blanks(const char *ptr, const char *end)
{
	while (ptr < end && json_is_blank(*ptr))
		ptr++;
	return ptr;
}

const char *
json_skip_string(const char *ptr, const char *end)
{
	for (const char *p = ptr + 1; p < end; p++) {
		if (*p == '"')
			return p + 1;
		if (*p == '\\')
			p++;
	}
	return NULL;
}

const char *
json_skip_value(const char *ptr, const char *end)
{
	size_t depth = 0;

	for (const char *p = ptr; p < end;) {
		if (*p == '"') {
			p = json_skip_string(p, end);
			if (p == NULL)
				return NULL;
		} else if (*p == '{' || *p == '[') {
			depth++;
			p++;
			continue;
		} else if (*p == '}' || *p == ']') {
			if (depth-- == 0)
				return p;
			p++;
		} else if (depth > 0) {
			p++;
			continue;
		} else {
			while (p < end && *p != ',' && *p != '}' && *p != ']' && !json_is_blank(*p))
				p++;
			return p;
		}
		if (depth == 0)
			return p;
	}
	return depth == 0 ? end : NULL;
}

/* How much of path the key (source text) is: all of it, or it up to a dot; SIZE_MAX: nothing. */
static size_t
key_of_path(struct slice raw, struct slice path)
{
	const char *p = raw.ptr + 1, *end = raw.ptr + raw.len - 1;
	size_t n = 0;

	while (p < end) {
		char bytes[4];
		uint32_t code;
		size_t take = 1, width = 1;

		bytes[0] = *p;
		if (*p == '\\') {
			take = json_escape(p, (size_t)(end - p), &code);
			if (take == 0)
				return SIZE_MAX;
			width = utf8_write(bytes, code);
		}
		if (path.len - n < width || memcmp(path.ptr + n, bytes, width) != 0)
			return SIZE_MAX;
		n += width;
		p += take;
	}
	return n == path.len || path.ptr[n] == '.' ? n : SIZE_MAX;
}

/*
 * The value in the object whose key is the longest beginning of path that is shorter than
 * below; of repeated keys the last. *used is how much of path the key took; SIZE_MAX: there is
 * none.
 */
static struct slice
longest_key(struct slice object, struct slice path, size_t below, size_t *used)
{
	const char *p = object.ptr + 1, *end = object.ptr + object.len;
	struct slice found = { NULL, 0 };

	*used = SIZE_MAX;
	while ((p = json_skip_blanks(p, end)) < end && *p == '"') {
		const char *key = p, *value;
		size_t n;

		if ((p = json_skip_string(p, end)) == NULL)
			break;
		n = key_of_path(slice_of(key, (size_t)(p - key)), path);
		p = json_skip_blanks(p, end);
		value = json_skip_blanks(p < end ? p + 1 : p, end);
		if ((p = json_skip_value(value, end)) == NULL)
			break;
		if (n < below && (*used == SIZE_MAX || n >= *used)) {
			*used = n;
			found = slice_of(value, (size_t)(p - value));
		}
		p = json_skip_blanks(p, end);
		if (p >= end || *p != ',')
			break;
		p++;
	}
	return found;
}

/* Element of an array by the number at the front of path. */
static struct slice
element(struct slice array, struct slice path, size_t *used)
{
	const char *p = array.ptr + 1, *end = array.ptr + array.len, *value;
	size_t digits = 0, index = 0;

	*used = SIZE_MAX;
	while (
	    digits < path.len && digits < 9 && path.ptr[digits] >= '0' && path.ptr[digits] <= '9')
		index = index * 10 + (size_t)(path.ptr[digits++] - '0');
	if (digits == 0 || (digits > 1 && path.ptr[0] == '0') ||
	    (digits < path.len && path.ptr[digits] != '.'))
		return slice_of(NULL, 0);
	for (size_t i = 0;; i++) {
		value = json_skip_blanks(p, end);
		if (value >= end || *value == ']' || (p = json_skip_value(value, end)) == NULL)
			return slice_of(NULL, 0);
		if (i == index)
			break;
		p = json_skip_blanks(p, end);
		if (p >= end || *p != ',')
			return slice_of(NULL, 0);
		p++;
	}
	*used = digits;
	return slice_of(value, (size_t)(p - value));
}

/* level bounds the recursion: each step goes one level down the value. */
static struct slice
reach(struct slice source, struct slice path, unsigned level, enum kind *kind)
{
	bool object = source.len > 0 && source.ptr[0] == '{';
	size_t below = SIZE_MAX, used;

	*kind = KIND_ABSENT;
	if (level == 0 || (!object && (source.len == 0 || source.ptr[0] != '[')))
		return slice_of(NULL, 0);
	do {
		struct slice value =
		    object ? longest_key(source, path, below, &used) : element(source, path, &used);

		if (used == SIZE_MAX || value.len == 0)
			break;
		if (used == path.len) {
			*kind = json_kind(value.ptr[0]);
			return value;
		}
		value = reach(value, slice_of(path.ptr + used + 1, path.len - used - 1), level - 1,
		    kind);
		if (*kind != KIND_ABSENT)
			return value;
		below = used;
	} while (object);
	return slice_of(NULL, 0);
}

struct slice
json_reach_checked(struct slice source, struct slice path, enum kind *kind)
{
	const char *end = source.ptr + source.len;
	const char *p = source.len > 0 ? json_skip_blanks(source.ptr, end) : end;

	return reach(slice_of(p, (size_t)(end - p)), path, DEPTH_MAX, kind);
}

struct slice
json_reach(struct slice source, struct slice path, enum kind *kind)
{
	struct json_walk walk = { .text = source.ptr, .len = source.len, .any_root = true };

	*kind = KIND_ABSENT;
	if (!json_walk(&walk))
		return slice_of(NULL, 0);
	return json_reach_checked(source, path, kind);
}
