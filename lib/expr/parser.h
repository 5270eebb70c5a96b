/*
 * parser: inside lib/expr: what the parser's files share.
 *
 * parser.c tokens, nodes, messages; operand.c values, calls, brackets; parse.c operators and the
 * whole.
 */
#ifndef IA_EXPR_PARSER_H
#define IA_EXPR_PARSER_H

#include "expr/tree.h"

enum { POWER_OR = 1, POWER_AND, POWER_COMPARE, POWER_SUM, POWER_PRODUCT, POWER_UNARY };

struct parser {
	struct expr *expr;
	struct token token; /* the next, not taken */
	unsigned depth;
	bool optional; /* inside missing() and coalesce() */
	bool failed;
	struct fault *fault;
};

/* A fault with the place; gives NULL. */
struct node *parser_refuse(struct parser *p, size_t at, const char *what);
struct node *parser_unexpected(struct parser *p, const char *expected); /* what was found instead */

void parser_advance(struct parser *p);                         /* takes the token, reads the next */
bool parser_at(const struct parser *p, int sign);              /* is the next one this sign? */
bool parser_at_word(const struct parser *p, const char *word); /* this name, not in backticks */

/* A node for the source's byte at, with room for n children. */
struct node *parser_node(struct parser *p, enum op op, size_t at, size_t n);
struct node *parser_finish(struct parser *p, struct node *node); /* its children are there */

/* an expression of operators that bind as much */
struct node *parser_read(struct parser *p, int power);
/* one value: a number, a text, a field, a call, something in brackets */
struct node *parser_operand(struct parser *p);
/* Values with commas between, up to the bracket; behind (. first stands before them, if any. */
struct node *parser_list(struct parser *p, enum op op, size_t at, struct node *first,
    const char *expected);

/* The place in expr->column of a name, put there if it is new. */
uint32_t expr_column_place(struct expr *expr, struct slice name, bool optional);

#endif
