/* The values of options: text to the member of the options struct. */
#include <stdio.h>
#include <stdlib.h>

#include "time/instant.h"
#include "base/number.h"
#include "tool/parts.h"

#define CHOICES 16 /* of an option, that are compared with a wrong one */

static const char *
expected(struct fault *fault, const char *what, const char *value)
{
	char quoted[FAULT_QUOTE];

	return fault_usage(fault, "expected %s, found %s", what,
	    fault_quote(quoted, value, strlen(value)));
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
set_list(const struct option_given *given, void *list, struct fault *fault)
{
	struct arena *arena = &given->list->arena;

	for (const char *p = given->value;; p++) {
		size_t len = strcspn(p, ",");
		const char *text = arena_text(arena, p, len);

		if (len == 0)
			return expected(fault, "names with commas between", given->value);
		if (given->option->kind == OPTION_EXPRS)
			option_expr_add(given, slice_text(text), text, list);
		else
			texts_add(arena, list, text);
		p += len;
		if (*p == '\0')
			return NULL;
	}
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
set_choice(int *place, const char *choices, const char *value, struct fault *fault)
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
	char known[200], copy[200], quoted[FAULT_QUOTE];
	const char *near = near_choice(copy, sizeof copy, choices, value);

	list_choices(known, sizeof known, choices);
	fault_quote(quoted, value, len);
	if (near == NULL)
		return fault_usage(fault, "expected %s, found %s", known, quoted);
	return fault_usage(fault, "expected %s, found %s; did you mean %s?", known, quoted, near);
}

const char *
option_set(struct option_list *list, const struct option_slot *slot, const char *value,
    struct fault *fault)
{
	const struct option *o = &slot->option;
	void *at = (char *)slot->base + o->offset;
	struct option_given given = { .option = o, .value = value, .list = list };
	size_t len = value != NULL ? strlen(value) : 0;

	switch (o->kind) {
	case OPTION_FLAG: *(bool *)at = true; return NULL;
	case OPTION_TEXT: *(const char **)at = value; return NULL;
	case OPTION_TEXTS: texts_add(&list->arena, at, value); return NULL;
	case OPTION_EXPR: option_expr(&given, value, at); return NULL;
	case OPTION_NAMED: return option_expr_named(&given, at, fault);
	case OPTION_EXPRS:
	case OPTION_LIST: return set_list(&given, at, fault);
	case OPTION_CHOICE: return set_choice(at, o->choices, value, fault);
	case OPTION_CALL: return o->call(slot->base, &given, fault);
	case OPTION_COUNT:
		return count_read(value, len, at) ? NULL
						  : expected(fault, "a count such as 10", value);
	case OPTION_NUMBER:
		return number_read(value, len, at) ? NULL
						   : expected(fault, "a number such as 1.5", value);
	case OPTION_DURATION:
		return duration_read(value, len, at)
		    ? NULL
		    : expected(fault, "a duration such as 90s, 30m, 24h, 7d or 2w", value);
	case OPTION_SIZE:
		return size_read(value, len, at) && *(uint64_t *)at > 0
		    ? NULL
		    : expected(fault, "a size such as 64M or 2G", value);
	case OPTION_COMMON:
	case OPTION_STOP: break;
	}
	return NULL;
}
