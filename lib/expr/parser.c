#include "expr/parser.h"

#include <stdio.h>

#include "base/fault.h"
#include "base/memory.h"

/* expression:7: what is wrong: "the text" */
struct node *
parser_refuse(struct parser *p, size_t at, const char *what)
{
	char quoted[FAULT_QUOTE];
	struct slice s = p->expr->source;
	size_t column = 1, from = at > 60 ? at - 20 : 0;

	if (p->failed)
		return NULL;
	p->failed = true;
	for (size_t i = 0; i < at && i < s.len; i++)
		column += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
	fault_set(p->fault, EXIT_USAGE, "expression:%zu: %s: %s", column, what,
	    fault_quote(quoted, s.ptr + from, s.len - from));
	return NULL;
}

void
parser_advance(struct parser *p)
{
	p->token = token_next(p->expr->source, p->token.end, &p->expr->arena);
	if (p->token.kind == TOKEN_ERROR)
		parser_refuse(p, p->token.at, p->token.text.ptr);
}

bool
parser_at(const struct parser *p, int sign)
{
	return p->token.kind == TOKEN_SIGN && p->token.sign == sign;
}

bool
parser_at_word(const struct parser *p, const char *word)
{
	return p->token.kind == TOKEN_NAME && !p->token.quoted &&
	    slice_equal(p->token.text, slice_text(word));
}

/* What was found instead of what was expected. */
struct node *
parser_unexpected(struct parser *p, const char *expected)
{
	char what[200];
	struct slice s = p->expr->source;
	size_t len = p->token.end - p->token.at;

	if (p->failed)
		return NULL;
	if (p->token.kind == TOKEN_END)
		snprintf(what, sizeof what, "expected %s, found the end", expected);
	else if (parser_at_word(p, "and") || parser_at_word(p, "AND"))
		snprintf(what, sizeof what, "expected %s, found %.3s (and is &&)", expected,
		    s.ptr + p->token.at);
	else if (parser_at_word(p, "or") || parser_at_word(p, "OR"))
		snprintf(what, sizeof what, "expected %s, found %.2s (or is ||)", expected,
		    s.ptr + p->token.at);
	else if (parser_at_word(p, "not"))
		snprintf(what, sizeof what, "expected %s, found not (not is !)", expected);
	else if (len <= 20 && p->token.kind == TOKEN_SIGN)
		snprintf(what, sizeof what, "expected %s, found %.*s", expected, (int)len,
		    s.ptr + p->token.at);
	else
		snprintf(what, sizeof what, "expected %s", expected);
	return parser_refuse(p, p->token.at, what);
}

struct node *
parser_node(struct parser *p, enum op op, size_t at, size_t n)
{
	struct node *node = arena_alloc(&p->expr->arena, sizeof *node);

	*node = (struct node){ .op = op, .at = at, .n = n, .depth = 1 };
	if (n > 0)
		node->child = arena_alloc(&p->expr->arena, n * sizeof *node->child);
	return node;
}

/* Names behind a comparison: event == pay. */
static void
mark_compared(struct expr *expr, const struct node *node)
{
	for (size_t i = 1; i < node->n && (node->op == OP_COMPARE || node->op == OP_IN); i++)
		if (node->child[i]->op == OP_FIELD)
			expr->column[node->child[i]->column].compared_with = true;
}

/* Depth, types and short cuts of a node whose children are there. */
struct node *
parser_finish(struct parser *p, struct node *node)
{
	const char *wrong;
	char what[TIME_WRONG];
	size_t at = node->at;

	for (size_t i = 0; i < node->n; i++)
		if (node->child[i]->depth >= node->depth)
			node->depth = node->child[i]->depth + 1;
	if (node->depth > DEPTH_LIMIT)
		return parser_refuse(p, node->at,
		    "more than 1000 operators in a row: split it, or use in (...)");
	wrong = check_node(node, &at);
	if (wrong != NULL)
		return parser_refuse(p, at, wrong);
	mark_compared(p->expr, node);
	plan_node(p->expr, node);
	if (check_time(p->expr, node, &at, what))
		return parser_refuse(p, at, what);
	return node;
}

uint32_t
expr_column_place(struct expr *expr, struct slice name, bool optional)
{
	for (size_t i = 0; i < expr->ncolumn; i++) {
		if (slice_equal(expr->column[i].name, name)) {
			expr->column[i].optional &= optional;
			return (uint32_t)i;
		}
	}
	expr->column =
	    memory_grow(expr->column, &expr->capacity, expr->ncolumn + 1, sizeof *expr->column);
	expr->column[expr->ncolumn] =
	    (struct column){ .name = name, .optional = optional, .bound = -1 };
	if (slice_equal(name, expr->event_name))
		expr->event = (ptrdiff_t)expr->ncolumn;
	if (slice_equal(name, expr->time_name))
		expr->time = (ptrdiff_t)expr->ncolumn;
	return (uint32_t)expr->ncolumn++;
}
