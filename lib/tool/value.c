/* The values of options: text to the member of the options struct. */
#include <stdio.h>
#include <stdlib.h>

#include "time/instant.h"
#include "base/number.h"
#include "tool/parts.h"

#define CHOICES 16 /* of an option, that are compared with a wrong one */

static const char *
expected(char *error, const char *what, const char *value)
{
	char quoted[FAULT_QUOTE];

	snprintf(error, OPTION_ERROR, "expected %s, found %s", what,
	    fault_quote(quoted, value, strlen(value)));
	return error;
}

/* Room doubles: where n is a power of two it is full. */
static void
texts_add(struct arena *arena, struct texts *texts, const char *text)
{
	if ((texts->n & (texts->n - 1)) == 0) {
		const char **at = arena_alloc(arena, (2 * texts->n + 1) * sizeof *at);

		for (size_t k = 0; k < texts->n; k++)
			at[k] = texts->at[k];
		texts->at = at;
	}
	texts->at[texts->n++] = text;
}

static const char *
set_list(struct arena *arena, struct texts *texts, const char *value, char *error)
{
	for (const char *next, *p = value; p != NULL; p = next) {
		struct slice name = slice_list_first(p, &next);

		if (name.len == 0)
			return expected(error, "names with commas between", value);
		texts_add(arena, texts, arena_text(arena, name.ptr, name.len));
	}
	return NULL;
}

/* "a|b|c" as "a, b or c". */
static void
list_choices(char *out, size_t size, const char *choices)
{
	size_t n = 0;

	for (const char *p = choices; *p != '\0';) {
		size_t len = strcspn(p, "|");
		const char *end = p + len;
		const char *before = p == choices ? "" : *end == '\0' ? " or " : ", ";

		n += (size_t)snprintf(out + n, size - n, "%s%.*s", before, (int)len, p);
		if (n >= size)
			return;
		p = *end == '|' ? end + 1 : end;
	}
}

/*
 * The choice that value is near, or near the end of: json is ndjson to many. NULL: none. out: the
 * choices with NUL between.
 */
static const char *
near_choice(char *out, size_t size, const char *choices, const char *value)
{
	const char *known[2][CHOICES];
	size_t len = strlen(value), n = 0;
	ptrdiff_t near;

	snprintf(out, size, "%s", choices);
	for (char *p = out; p != NULL && n < CHOICES; n++) {
		char *end = strchr(p, '|');

		known[0][n] = p;
		if (end != NULL)
			*end++ = '\0';
		known[1][n] = p + (strlen(p) > len ? strlen(p) - len : 0);
		p = end;
	}
	near = nearest_name(value, len, known[0], n);
	if (near < 0 && len > 2)
		near = nearest_name(value, len, known[1], n);
	return near >= 0 ? known[0][near] : NULL;
}

static const char *
set_choice(int *place, const char *choices, const char *value, char *error)
{
	size_t len = strlen(value);
	int k = 0;

	for (const char *p = choices;; k++) {
		size_t n = strcspn(p, "|");

		if (n == len && memcmp(p, value, n) == 0) {
			*place = k;
			return NULL;
		}
		if (p[n] == '\0')
			break;
		p += n + 1;
	}
	char known[200], copy[200];
	const char *near = near_choice(copy, sizeof copy, choices, value);

	list_choices(known, sizeof known, choices);
	expected(error, known, value);
	if (near != NULL)
		snprintf(error + strlen(error), OPTION_ERROR - strlen(error), "; did you mean %s?",
		    near);
	return error;
}

const char *
option_set(struct option_list *list, const struct option_slot *slot, const char *value, char *error)
{
	const struct option *o = &slot->option;
	void *at = (char *)slot->base + o->offset;
	size_t len = value != NULL ? strlen(value) : 0;

	switch (o->kind) {
	case OPTION_FLAG: *(bool *)at = true; return NULL;
	case OPTION_TEXT: *(const char **)at = value; return NULL;
	case OPTION_TEXTS: texts_add(&list->arena, at, value); return NULL;
	case OPTION_LIST: return set_list(&list->arena, at, value, error);
	case OPTION_CHOICE: return set_choice(at, o->choices, value, error);
	case OPTION_CALL: return o->call(slot->base, o, value, error);
	case OPTION_COUNT:
		return count_read(value, len, at) ? NULL
						  : expected(error, "a count such as 10", value);
	case OPTION_NUMBER:
		return number_read(value, len, at) ? NULL
						   : expected(error, "a number such as 1.5", value);
	case OPTION_DURATION:
		return duration_read(value, len, at)
		    ? NULL
		    : expected(error, "a duration such as 90s, 30m, 24h, 7d or 2w", value);
	case OPTION_SIZE:
		return size_read(value, len, at)
		    ? NULL
		    : expected(error, "a size such as 64M or 2G", value);
	case OPTION_COMMON:
	case OPTION_STOP: break;
	}
	return NULL;
}
