/*
 * What stands between operators: values, names, calls, brackets.
 */
#include "base/fault.h"
#include "expr/parser.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

struct node *
parser_list(struct parser *p, enum op op, size_t at, struct node *first, const char *expected)
{
	struct node **child = NULL, *node = NULL;
	size_t n = 0, capacity = 0;

	if (first != NULL) {
		child = memory_grow(child, &capacity, 1, sizeof *child);
		child[n++] = first;
	}
	while (!p->failed && !(parser_at(p, ')') && first == NULL && n == 0)) {
		struct node *value = parser_read(p, POWER_OR);

		if (value == NULL)
			break;
		child = memory_grow(child, &capacity, n + 1, sizeof *child);
		child[n++] = value;
		if (!parser_at(p, ','))
			break;
		parser_advance(p);
	}
	if (!p->failed && !parser_at(p, ')'))
		parser_unexpected(p, expected);
	if (!p->failed) {
		node = parser_node(p, op, at, n);
		if (n > 0)
			memcpy(node->child, child, n * sizeof *child);
	}
	free(child);
	return node;
}

static const struct function *
find_function(struct parser *p, struct slice name, size_t at)
{
	const char *names[64];
	char what[200], quoted[FAULT_QUOTE];
	ptrdiff_t nearest;

	for (size_t i = 0; i < function_count; i++)
		if (slice_equal(name, slice_text(function_table[i].name)))
			return &function_table[i];
	for (size_t i = 0; i < function_count; i++)
		names[i] = function_table[i].name;
	nearest = nearest_name(name.ptr, name.len, names, function_count);
	if (name.len > 40)
		name.len = 40;
	fault_quote(quoted, name.ptr, name.len);
	if (nearest >= 0)
		snprintf(what, sizeof what, "no function %.120s (did you mean %s?)", quoted,
		    names[nearest]);
	else
		snprintf(what, sizeof what, "no function %.120s (ia-expr(7) lists them)", quoted);
	parser_refuse(p, at, what);
	return NULL;
}

static struct node *
call(struct parser *p, struct token name)
{
	const struct function *f = find_function(p, name.text, name.at);
	struct node *node;
	char what[200];
	bool outer = p->optional;

	if (f == NULL)
		return NULL;
	parser_advance(p);
	p->optional |= strcmp(f->name, "missing") == 0 || strcmp(f->name, "coalesce") == 0;
	node = parser_list(p, OP_CALL, name.at, NULL, ", or )");
	p->optional = outer;
	if (node == NULL)
		return NULL;
	if (node->n < f->least || node->n > f->most) {
		if (f->least == f->most)
			snprintf(what, sizeof what, "%s takes %d argument%s, not %zu", f->name,
			    f->least, f->least == 1 ? "" : "s", node->n);
		else
			snprintf(what, sizeof what, "%s takes %s%d argument%s, not %zu", f->name,
			    node->n < f->least ? "at least " : "at most ",
			    node->n < f->least ? f->least : f->most,
			    (node->n < f->least ? f->least : f->most) == 1 ? "" : "s", node->n);
		return parser_refuse(p, name.at, what);
	}
	node->function = f;
	p->expr->scratches |= f->scratches;
	parser_advance(p);
	return parser_finish(p, node);
}

static struct node *
field(struct parser *p, struct token name)
{
	struct node *node = parser_node(p, OP_FIELD, name.at, 0);

	node->column = expr_column_place(p->expr, name.text, p->optional);
	return node;
}

static struct node *
named(struct parser *p)
{
	struct token name = p->token;
	struct node *node;

	if (!name.quoted && (parser_at_word(p, "true") || parser_at_word(p, "false"))) {
		node = parser_node(p, OP_BOOLEAN, name.at, 0);
		node->boolean = parser_at_word(p, "true");
		node->type = TYPE_BOOLEAN;
		parser_advance(p);
		return node;
	}
	if (!name.quoted &&
	    (parser_at_word(p, "null") || parser_at_word(p, "NULL") || parser_at_word(p, "None")))
		return parser_refuse(p, name.at, "nothing equals null: ask missing(x)");
	if (parser_at_word(p, "and") || parser_at_word(p, "or") || parser_at_word(p, "not") ||
	    parser_at_word(p, "in"))
		return parser_unexpected(p, "a value");
	parser_advance(p);
	if (p->failed)
		return NULL;
	if (parser_at(p, '(') && !name.quoted)
		return call(p, name);
	return field(p, name);
}

static struct node *
constant(struct parser *p)
{
	bool text = p->token.kind == TOKEN_TEXT;
	struct node *node = parser_node(p, text ? OP_TEXT : OP_NUMBER, p->token.at, 0);

	node->type = text ? TYPE_TEXT : TYPE_NUMBER;
	node->text = p->token.text;
	node->number = p->token.number;
	parser_advance(p);
	return node;
}

static struct node *
unary(struct parser *p, enum op op)
{
	size_t at = p->token.at;
	struct node *node, *child;

	parser_advance(p);
	child = parser_read(p, POWER_UNARY);
	if (child == NULL)
		return NULL;
	if (op == OP_NEGATE && child->op == OP_NUMBER) {
		child->number = -child->number;
		child->at = at;
		return child;
	}
	node = parser_node(p, op, at, 1);
	node->child[0] = child;
	return parser_finish(p, node);
}

struct node *
parser_operand(struct parser *p)
{
	struct node *node;

	if (p->token.kind == TOKEN_TEXT || p->token.kind == TOKEN_NUMBER)
		return constant(p);
	if (p->token.kind == TOKEN_NAME)
		return named(p);
	if (parser_at(p, '!'))
		return unary(p, OP_NOT);
	if (parser_at(p, '-'))
		return unary(p, OP_NEGATE);
	if (parser_at(p, '+')) {
		parser_advance(p);
		return parser_read(p, POWER_UNARY);
	}
	if (!parser_at(p, '('))
		return parser_unexpected(p, "a value");
	parser_advance(p);
	node = parser_read(p, POWER_OR);
	if (node == NULL)
		return NULL;
	if (!parser_at(p, ')'))
		return parser_unexpected(p, "an operator or )");
	parser_advance(p);
	return node;
}
