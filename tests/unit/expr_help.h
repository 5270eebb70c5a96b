/*
 * expr_help: what an expression makes of one record, as text, for tests to compare. Include it
 * after cmocka.h.
 */
#ifndef IA_TESTS_EXPR_HELP_H
#define IA_TESTS_EXPR_HELP_H

#include "base/fault.h"
#include "base/number.h"
#include "expr/expr.h"

struct given {
	const char *name, *text;
	enum kind kind;
};

/* A record as CSV gives it (all text) and as NDJSON does. */
static const struct given record[] = {
	{ "event", "pay", KIND_TEXT },
	{ "price", "129.90", KIND_TEXT },
	{ "n", "7", KIND_NUMBER },
	{ "zero", "0", KIND_TEXT },
	{ "id", "0010", KIND_TEXT },
	{ "empty", "", KIND_TEXT },
	{ "nothing", "null", KIND_NULL },
	{ "name", "Zo\xC3\xAB Ω", KIND_TEXT },
	{ "yes", "true", KIND_TRUE },
	{ "no", "false", KIND_FALSE },
	{ "True", "True", KIND_TEXT },
	{ "word", "abc", KIND_TEXT },
	{ "timestamp", "2026-03-01T23:30:00Z", KIND_TEXT },
	{ "signup", "2026-03-02T07:00:00+08:00", KIND_TEXT },
	{ "epoch", "1772407800", KIND_NUMBER },
	{ "a.b", "5", KIND_NUMBER },
	{ "odd name", "x", KIND_TEXT },
	{ "加入", "1", KIND_TEXT },
	{ "list", "[1,2]", KIND_ARRAY },
	{ "m", "-2.5", KIND_TEXT },
};

static inline struct slice
get(void *self, size_t k, enum kind *kind)
{
	struct slice name = expr_column(self, k);

	for (size_t i = 0; i < sizeof record / sizeof *record; i++) {
		if (slice_equal(name, slice_text(record[i].name))) {
			*kind = record[i].kind;
			return slice_text(record[i].text);
		}
	}
	*kind = KIND_ABSENT;
	return slice_of("", 0);
}

static const struct expr_options usual = { .event_column = { "event", 5 },
	.time_column = { "timestamp", 9 } };

/* "true", "12.5", "text" or "-" for missing; "!" and the message where it is refused. */
static inline char *
value_of(const char *text, const struct expr_options *options)
{
	static char out[1200];
	struct fault fault = { 0 };
	struct expr *expr = expr_new(slice_text(text), options, &fault);
	struct expr_scratch scratch = { 0 };
	struct expr_value v;

	if (expr == NULL) {
		assert_int_equal(fault.exit, EXIT_USAGE);
		snprintf(out, sizeof out, "!%s", fault.text);
		return out;
	}
	expr_value_of(expr, get, expr, &scratch, &v);
	assert_int_equal(expr_true_of(expr, get, expr, &scratch),
	    v.type == EXPR_BOOLEAN      ? v.boolean
		: v.type == EXPR_NUMBER ? v.number != 0
					: v.type == EXPR_TEXT && v.text.len == 4 &&
		    (v.text.ptr[0] | 32) == 't' && (v.text.ptr[3] | 32) == 'e');
	expr_value_of(expr, get, expr, &scratch, &v);
	switch (v.type) {
	case EXPR_MISSING: strcpy(out, "-"); break;
	case EXPR_BOOLEAN: strcpy(out, v.boolean ? "true" : "false"); break;
	case EXPR_NUMBER: out[number_write(out, v.number)] = '\0'; break;
	case EXPR_TEXT: memcpy(out, v.text.ptr, v.text.len); out[v.text.len] = '\0';
	}
	expr_scratch_release(&scratch);
	expr_free(expr);
	return out;
}

#endif
