/*
 * json_decode: strings decode to what jansson makes of them, and json_reach finds what a search
 * of jansson's tree finds. Input: a path, a line end, JSON text.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "read/batch.h"

#define DEPTH 64

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_string(const char *ptr, size_t len)
{
	char *raw = malloc(len + 2), *out = malloc(len + 2);
	json_error_t error;
	json_t *text;
	struct slice s;

	raw[0] = raw[len + 1] = '"';
	memcpy(raw + 1, ptr, len);
	s = json_decode(slice_of(raw, len + 2), out);
	must(s.len <= len + 2);
	text = json_loadb(raw, len + 2, JSON_DECODE_ANY, &error);
	if (json_is_string(text))
		must(slice_equal(s, slice_of(json_string_value(text), json_string_length(text))));
	json_decref(text);
	free(raw);
	free(out);
}

/* By trial of every way to split the path, the longest first key before the others. */
static json_t *
search(json_t *node, const char *path, size_t len)
{
	for (size_t n = len; n != SIZE_MAX; n--) {
		json_t *next = NULL;

		if (n < len && path[n] != '.')
			continue;
		if (json_is_object(node)) {
			next = json_object_getn(node, path, n);
		} else if (json_is_array(node) && n > 0 && n < 9 && (n == 1 || path[0] != '0') &&
		    strspn(path, "0123456789") >= n) {
			next = json_array_get(node, strtoul(path, NULL, 10));
		}
		if (next != NULL && n < len)
			next = search(next, path + n + 1, len - n - 1);
		if (next != NULL)
			return next;
	}
	return NULL;
}

static enum kind
kind_of(const json_t *node)
{
	if (node == NULL)
		return KIND_ABSENT;
	switch (json_typeof(node)) {
	case JSON_OBJECT: return KIND_OBJECT;
	case JSON_ARRAY: return KIND_ARRAY;
	case JSON_STRING: return KIND_TEXT;
	case JSON_INTEGER:
	case JSON_REAL: return KIND_NUMBER;
	case JSON_TRUE: return KIND_TRUE;
	case JSON_FALSE: return KIND_FALSE;
	case JSON_NULL: break;
	}
	return KIND_NULL;
}

static void
check_reach(const char *text, size_t len, const char *path, size_t path_len)
{
	size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY;
	enum kind kind;
	struct slice s = json_reach(slice_of(text, len), slice_of(path, path_len), &kind);
	json_error_t error;
	json_t *root = memchr(text, 0, len) == NULL ? json_loadb(text, len, flags, &error) : NULL;
	json_t *node, *again;
	unsigned depth = 0;

	if (kind != KIND_ABSENT)
		must(s.ptr >= text && s.ptr + s.len <= text + len && s.len > 0);
	for (size_t i = 0; i < len; i++)
		depth += text[i] == '{' || text[i] == '[';
	if (root != NULL && depth <= DEPTH) {
		node = search(root, path, path_len);
		must(kind == kind_of(node));
		if (node != NULL) {
			again = json_loadb(s.ptr, s.len, flags, &error);
			must(json_equal(node, again));
			json_decref(again);
		}
	}
	json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1), *feed;

	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = 0;
	check_string(copy, size);
	feed = memchr(copy, '\n', size);
	if (feed != NULL && memchr(copy, 0, (size_t)(feed - copy)) == NULL) {
		size_t n = (size_t)(feed - copy), rest = size - n - 1;
		char *text = malloc(rest > 0 ? rest : 1);

		*feed = 0;
		if (rest > 0)
			memcpy(text, feed + 1, rest);
		check_reach(text, rest, copy, n);
		free(text);
	}
	free(copy);
	return 0;
}
