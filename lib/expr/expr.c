#include "expr/expr.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "expr/parse.h"

#define TEXT_LIMIT (1u << 20)

/* lib/base has no check of UTF-8; the language needs only: no NUL, no broken letters. */
static bool
is_utf8(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;

	while (p < end) {
		unsigned char c = *p++;
		size_t more = c < 0x80 ? 0 : c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;

		if (c == 0 || (c >= 0x80 && c < 0xC2) || c > 0xF4 || (size_t)(end - p) < more)
			return false;
		if ((c == 0xE0 && *p < 0xA0) || (c == 0xED && *p > 0x9F) ||
		    (c == 0xF0 && *p < 0x90) || (c == 0xF4 && *p > 0x8F))
			return false;
		for (; more > 0; more--)
			if ((*p++ & 0xC0) != 0x80)
				return false;
	}
	return true;
}

struct expr *
expr_new(struct slice text, const struct expr_options *options, struct fault *fault)
{
	struct expr *expr = memory_new(sizeof *expr);
	char quoted[FAULT_QUOTE];

	expr->event = expr->time = -1;
	expr->zone = options->zone;
	expr->week_start = options->week_start == 7 ? 7 : 1;
	expr->trouble = options->trouble;
	expr->source = slice_of(arena_text(&expr->arena, text.ptr, text.len), text.len);
	expr->event_name = arena_slice(&expr->arena, options->event_column);
	expr->time_name = arena_slice(&expr->arena, options->time_column);
	if (options->time_format != NULL)
		expr->time_format =
		    arena_text(&expr->arena, options->time_format, strlen(options->time_format));
	if (text.len > TEXT_LIMIT)
		fault_set(fault, EXIT_USAGE, "expression: %zu bytes long, at most 1 MiB", text.len);
	else if (!is_utf8(expr->source))
		fault_set(fault, EXIT_USAGE, "expression: not UTF-8: %s",
		    fault_quote(quoted, text.ptr, text.len));
	else if (expr_parse(expr, options, fault))
		return expr;
	expr_free(expr);
	return NULL;
}

bool
expr_bind(struct expr *expr, struct scan *scan)
{
	bool json = scan_schema(scan)->format == FORMAT_NDJSON;

	for (size_t k = 0; k < expr->ncolumn; k++) {
		struct column *column = &expr->column[k];

		column->bound =
		    scan_column(scan, column->name, json && column->optional ? 0 : COLUMN_REQUIRED);
		if (column->bound < 0) {
			expr_hint(expr, k, scan_fault(scan));
			return false;
		}
	}
	return true;
}

void
expr_hint(const struct expr *expr, size_t k, struct fault *fault)
{
	struct slice name = expr->column[k].name;
	size_t len = strlen(fault->text);
	char quoted[FAULT_QUOTE];

	if (expr->column[k].compared_with && strstr(fault->text, ": no-column: no column ") != NULL)
		snprintf(fault->text + len, sizeof fault->text - len,
		    "; a text stands in quotes: %s", fault_quote(quoted, name.ptr, name.len));
}

size_t
expr_ncolumn(const struct expr *expr)
{
	return expr->ncolumn;
}

struct slice
expr_column(const struct expr *expr, size_t k)
{
	return expr->column[k].name;
}

bool
expr_column_optional(const struct expr *expr, size_t k)
{
	return expr->column[k].optional;
}

static struct context
begin(const struct expr *expr, struct expr_scratch *scratch)
{
	if (expr->scratches)
		arena_clear(&scratch->arena);
	return (struct context){ .expr = expr, .arena = &scratch->arena, .room = &scratch->room };
}

/* A field gets the type of what it holds; its source text stays beside it. */
static void
give(const struct value *v, struct expr_value *out)
{
	*out = (struct expr_value){ .type = EXPR_MISSING };
	switch (v->type) {
	case VALUE_MISSING: return;
	case VALUE_BOOLEAN:
		out->type = EXPR_BOOLEAN;
		out->boolean = v->boolean;
		return;
	case VALUE_NUMBER:
		out->type = EXPR_NUMBER;
		out->number = v->number;
		return;
	case VALUE_TEXT:
		out->type = EXPR_TEXT;
		out->text = v->text;
		return;
	case VALUE_FIELD:
		out->kind = v->kind;
		out->text = v->text;
		out->boolean = v->kind == KIND_TRUE;
		out->type = v->kind == KIND_TRUE || v->kind == KIND_FALSE ? EXPR_BOOLEAN
		    : value_number(v, &out->number)                       ? EXPR_NUMBER
									  : EXPR_TEXT;
	}
}

void
expr_value(const struct expr *expr, const struct batch *batch, size_t row,
    struct expr_scratch *scratch, struct expr_value *out)
{
	struct context c = begin(expr, scratch);
	struct value v;

	c.batch = batch;
	c.row = row;
	v = evaluate(expr->root, &c);
	give(&v, out);
}

bool
expr_true(const struct expr *expr, const struct batch *batch, size_t row,
    struct expr_scratch *scratch)
{
	struct context c = begin(expr, scratch);

	c.batch = batch;
	c.row = row;
	return condition(expr->root, &c);
}

void
expr_value_of(const struct expr *expr, expr_get get, void *self, struct expr_scratch *scratch,
    struct expr_value *out)
{
	struct context c = begin(expr, scratch);
	struct value v;

	c.get = get;
	c.self = self;
	v = evaluate(expr->root, &c);
	give(&v, out);
}

bool
expr_true_of(const struct expr *expr, expr_get get, void *self, struct expr_scratch *scratch)
{
	struct context c = begin(expr, scratch);

	c.get = get;
	c.self = self;
	return condition(expr->root, &c);
}

bool
expr_is_event(const struct expr *expr, const struct slice **names, size_t *n)
{
	const struct node *root = expr->root;

	if (expr->event < 0 || (ptrdiff_t)root->column != expr->event || root->negated)
		return false;
	if (root->op == OP_FIELD_IS) {
		*names = &root->text;
		*n = 1;
		return true;
	}
	if (root->op == OP_FIELD_AMONG) {
		*names = root->texts;
		*n = root->ntext;
		return true;
	}
	return false;
}

bool
expr_is_events(const struct expr *expr)
{
	const struct slice *names;
	size_t n;

	return expr != NULL && expr_is_event(expr, &names, &n);
}

void
expr_scratch_release(struct expr_scratch *scratch)
{
	arena_release(&scratch->arena);
	match_room_release(&scratch->room);
}

void
expr_free(struct expr *expr)
{
	if (expr == NULL)
		return;
	for (struct owned *o = expr->owned; o != NULL; o = o->next) {
		matcher_free(o->matcher);
		if (o->set != NULL)
			map_release(o->set);
		free(o->set);
	}
	free(expr->column);
	arena_release(&expr->arena);
	free(expr);
}
