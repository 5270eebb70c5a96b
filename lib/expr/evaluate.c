/*
 * Values of trees on rows. Conditions have two values: what compares a missing value is false.
 */
#include "expr/tree.h"

#include <math.h>

#include "time/instant.h"
#include "base/number.h"

static inline struct slice
fetch(const struct context *c, uint32_t column, enum kind *kind)
{
	if (c->batch != NULL) {
		struct field f = c->batch->column[c->expr->column[column].bound][c->row];

		*kind = (enum kind)f.kind;
		return batch_slice(c->batch, f);
	}
	return c->get(c->self, column, kind);
}

static inline bool
is_missing(enum kind kind, struct slice text)
{
	return kind <= KIND_NULL || (kind == KIND_TEXT && text.len == 0);
}

/* The text of a field to compare; false: missing. */
static inline bool
fetch_text(const struct context *c, uint32_t column, struct slice *text)
{
	enum kind kind;

	*text = fetch(c, column, &kind);
	return !is_missing(kind, *text);
}

static struct value
field_value(const struct node *node, const struct context *c)
{
	struct value v = { .type = VALUE_FIELD };

	v.text = fetch(c, node->column, &v.kind);
	if (is_missing(v.kind, v.text))
		v.type = VALUE_MISSING;
	v.is_time = (ptrdiff_t)node->column == c->expr->time;
	return v;
}

static struct value
number_value(double x)
{
	if (!isfinite(x))
		return (struct value){ .type = VALUE_MISSING };
	return (struct value){ .type = VALUE_NUMBER, .number = x };
}

bool
value_number(const struct value *v, double *out)
{
	switch (v->type) {
	case VALUE_NUMBER: *out = v->number; return true;
	case VALUE_BOOLEAN: *out = v->boolean; return true;
	case VALUE_FIELD:
		return v->kind <= KIND_NUMBER && number_read(v->text.ptr, v->text.len, out);
	default: return false;
	}
}

static bool
is_word(struct slice text, const char *lower)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.ptr[i] | 32) != lower[i])
			return false;
	return lower[text.len] == '\0';
}

/* A field as true or false: JSON's, the words in any case, a number that is not 0. */
static bool
field_boolean(const struct value *v, bool *out)
{
	double x;

	if (v->kind == KIND_TRUE || v->kind == KIND_FALSE) {
		*out = v->kind == KIND_TRUE;
		return true;
	}
	if (v->kind == KIND_TEXT && (v->text.len == 4 || v->text.len == 5)) {
		*out = v->text.len == 4;
		if (is_word(v->text, *out ? "true" : "false"))
			return true;
	}
	if (!value_number(v, &x))
		return false;
	*out = x != 0;
	return true;
}

static bool
value_boolean(const struct value *v, bool *out)
{
	switch (v->type) {
	case VALUE_BOOLEAN: *out = v->boolean; return true;
	case VALUE_NUMBER: *out = v->number != 0; return true;
	case VALUE_FIELD: return field_boolean(v, out);
	default: return false;
	}
}

bool
value_condition(const struct value *v)
{
	bool b = false;

	return value_boolean(v, &b) && b;
}

struct slice
value_text(const struct value *v, const struct context *c)
{
	switch (v->type) {
	case VALUE_BOOLEAN: return v->boolean ? SLICE("true") : SLICE("false");
	case VALUE_NUMBER: {
		char *out = arena_alloc(c->arena, NUMBER_WIDTH);

		return slice_of(out, number_write(out, v->number));
	}
	default:
		if (v->kind == KIND_TRUE)
			return SLICE("true");
		return v->kind == KIND_FALSE ? SLICE("false") : v->text;
	}
}

bool
expr_read_time(struct slice s, const char *format, const struct zone *zone, int64_t *out)
{
	if (format == NULL)
		return instant_read(s.ptr, s.len, zone, out);
	if (instant_read_format(s.ptr, s.len, format, zone, out))
		return true;
	return s.len >= 20 && s.ptr[10] == 'T' && s.ptr[s.len - 1] == 'Z' &&
	    instant_read(s.ptr, s.len, zone, out);
}

static bool
read_instant(struct slice text, bool is_time, const struct expr *expr, int64_t *out)
{
	return expr_read_time(text, is_time ? expr->time_format : NULL, expr->zone, out);
}

bool
value_instant(const struct value *v, const struct context *c, int64_t *out)
{
	char text[NUMBER_WIDTH];

	switch (v->type) {
	case VALUE_NUMBER:
		return instant_read(text, number_write(text, v->number), c->expr->zone, out);
	case VALUE_TEXT: return read_instant(v->text, false, c->expr, out);
	case VALUE_FIELD:
		return v->kind <= KIND_NUMBER && read_instant(v->text, v->is_time, c->expr, out);
	default: return false;
	}
}

static inline unsigned
order_of(double a, double b)
{
	return a < b ? LESS : a > b ? GREATER : EQUAL;
}

static inline unsigned
order_of_instants(int64_t a, int64_t b)
{
	return a < b ? LESS : a > b ? GREATER : EQUAL;
}

static unsigned
order_of_texts(struct slice a, struct slice b)
{
	int c = slice_compare(a, b);

	return c < 0 ? LESS : c > 0 ? GREATER : EQUAL;
}

/* LESS, EQUAL or GREATER; 0: the two cannot be compared. */
static unsigned
compare(const struct value *a, const struct value *b, const struct context *c)
{
	double x, y;
	int64_t s, t;
	bool p, q;

	if (a->type == VALUE_MISSING || b->type == VALUE_MISSING)
		return 0;
	if (a->type == VALUE_BOOLEAN || b->type == VALUE_BOOLEAN)
		return value_boolean(a, &p) && value_boolean(b, &q) ? order_of(p, q) : 0;
	if ((a->is_time && (b->type == VALUE_TEXT || b->type == VALUE_FIELD)) ||
	    (b->is_time && (a->type == VALUE_TEXT || a->type == VALUE_FIELD)))
		if (value_instant(a, c, &s) && value_instant(b, c, &t))
			return order_of_instants(s, t);
	if (a->type != VALUE_TEXT && b->type != VALUE_TEXT) {
		bool na = value_number(a, &x), nb = value_number(b, &y);

		if (na && nb)
			return order_of(x, y);
		if (a->type == VALUE_NUMBER || b->type == VALUE_NUMBER)
			return 0;
	}
	if (a->type == VALUE_NUMBER || b->type == VALUE_NUMBER)
		return 0;
	return order_of_texts(value_text(a, c), value_text(b, c));
}

static bool
is_among(const struct node *node, const struct context *c)
{
	struct value left = evaluate(node->child[0], c);

	if (left.type == VALUE_MISSING)
		return false;
	for (size_t i = 1; i < node->n; i++) {
		struct value right = evaluate(node->child[i], c);
		unsigned order = compare(&left, &right, c);

		if (node->negated ? (order & (LESS | GREATER)) == 0 : order == EQUAL)
			return !node->negated;
	}
	return node->negated;
}

static bool
is_among_texts(const struct node *node, const struct context *c)
{
	struct slice text;

	if (!fetch_text(c, node->column, &text))
		return false;
	if (node->set != NULL)
		return (map_find(node->set, text) != MAP_NONE) != node->negated;
	for (size_t i = 0; i < node->ntext; i++)
		if (slice_equal(text, node->texts[i]))
			return !node->negated;
	return node->negated;
}

static bool
number_holds(const struct node *node, const struct context *c)
{
	enum kind kind;
	struct slice text = fetch(c, node->column, &kind);
	double x;

	return (kind == KIND_TEXT || kind == KIND_NUMBER) && number_read(text.ptr, text.len, &x) &&
	    (order_of(x, node->number) & node->orders) != 0;
}

static bool
time_holds(const struct node *node, const struct context *c)
{
	enum kind kind;
	struct slice text = fetch(c, node->column, &kind);
	int64_t t;

	return (kind == KIND_TEXT || kind == KIND_NUMBER) &&
	    read_instant(text, true, c->expr, &t) &&
	    (order_of_instants(t, node->instant) & node->orders) != 0;
}

/* Nothing more is tried once a pattern gave up: each try may take a second. */
static bool
give_up(const struct node *node, const struct context *c, struct slice text)
{
	struct expr_trouble *trouble = c->expr->trouble;
	char pattern[FAULT_QUOTE];

	if (trouble != NULL && !atomic_exchange(&trouble->is_set, true))
		fault_set(&trouble->fault, EXIT_DATA,
		    "pattern %s: gave up on a value of %zu bytes, it needs too many steps: say what "
		    "it repeats in one way, (a+)+ as a+",
		    fault_quote(pattern, node->text.ptr, node->text.len), text.len);
	return false;
}

static bool
match_holds(const struct node *node, const struct context *c)
{
	struct value v = evaluate(node->child[0], c);
	struct slice text;

	if (v.type == VALUE_MISSING || (c->expr->trouble != NULL && c->expr->trouble->is_set))
		return false;
	text = value_text(&v, c);
	switch (matcher_find(node->matcher, text, c->room)) {
	case MATCH_FOUND: return !node->negated;
	case MATCH_NONE: return node->negated;
	default: return give_up(node, c, text);
	}
}

bool
condition(const struct node *node, const struct context *c)
{
	struct slice text;
	struct value a, b;

	switch (node->op) {
	case OP_OR: return condition(node->child[0], c) || condition(node->child[1], c);
	case OP_AND: return condition(node->child[0], c) && condition(node->child[1], c);
	case OP_NOT: return !condition(node->child[0], c);
	case OP_FIELD_IS:
		return fetch_text(c, node->column, &text) && slice_equal(text, node->text);
	case OP_FIELD_AMONG: return is_among_texts(node, c);
	case OP_FIELD_NUMBER: return number_holds(node, c);
	case OP_FIELD_TIME: return time_holds(node, c);
	case OP_COMPARE:
		a = evaluate(node->child[0], c);
		b = evaluate(node->child[1], c);
		return (compare(&a, &b, c) & node->orders) != 0;
	case OP_IN: return is_among(node, c);
	case OP_MATCH: return match_holds(node, c);
	default: a = evaluate(node, c); return value_condition(&a);
	}
}

static struct value
arithmetic(const struct node *node, const struct context *c)
{
	struct value a = evaluate(node->child[0], c), b;
	double x, y;

	if (!value_number(&a, &x))
		return (struct value){ .type = VALUE_MISSING };
	if (node->op == OP_NEGATE)
		return number_value(-x);
	b = evaluate(node->child[1], c);
	if (!value_number(&b, &y))
		return (struct value){ .type = VALUE_MISSING };
	switch (node->op) {
	case OP_ADD: return number_value(x + y);
	case OP_SUBTRACT: return number_value(x - y);
	case OP_MULTIPLY: return number_value(x * y);
	case OP_DIVIDE: return number_value(x / y);
	default: return number_value(fmod(x, y));
	}
}

struct value
evaluate(const struct node *node, const struct context *c)
{
	switch (node->op) {
	case OP_TEXT: return (struct value){ .type = VALUE_TEXT, .text = node->text };
	case OP_NUMBER: return (struct value){ .type = VALUE_NUMBER, .number = node->number };
	case OP_BOOLEAN: return (struct value){ .type = VALUE_BOOLEAN, .boolean = node->boolean };
	case OP_FIELD: return field_value(node, c);
	case OP_NEGATE:
	case OP_ADD:
	case OP_SUBTRACT:
	case OP_MULTIPLY:
	case OP_DIVIDE:
	case OP_REMAINDER: return arithmetic(node, c);
	case OP_CALL: return node->function->call(node, c);
	default: return (struct value){ .type = VALUE_BOOLEAN, .boolean = condition(node, c) };
	}
}
