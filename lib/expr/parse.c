/*
 * A Pratt parser (Pratt 1973, Top down operator precedence). Binding powers:
 *	|| 1, && 2, comparisons, in and ~ 3 (these do not chain), + - 4, * / % 5, ! and sign 6
 */
#include "expr/parse.h"

#include "expr/parser.h"

static struct node *
binary(struct parser *p, enum op op, struct node *left, unsigned orders, int power)
{
	size_t at = p->token.at;
	struct node *node, *right;

	parser_advance(p);
	right = parser_read(p, power + 1);
	if (right == NULL)
		return NULL;
	node = parser_node(p, op, at, 2);
	node->child[0] = left;
	node->child[1] = right;
	node->orders = orders;
	return parser_finish(p, node);
}

static struct node *
among(struct parser *p, struct node *left, bool negated)
{
	struct node *node;
	size_t at = p->token.at;

	parser_advance(p);
	if (negated) {
		if (!parser_at_word(p, "in"))
			return parser_unexpected(p, "in");
		parser_advance(p);
	}
	if (!parser_at(p, '('))
		return parser_unexpected(p, "( and a list of values");
	parser_advance(p);
	node = parser_list(p, OP_IN, at, left, ", or )");
	if (node == NULL)
		return NULL;
	parser_advance(p);
	node->negated = negated;
	return parser_finish(p, node);
}

static struct node *
matching(struct parser *p, struct node *left, bool negated)
{
	struct node *node;
	struct owned *owned;
	size_t at = p->token.at;
	struct fault wrong = { 0 };

	parser_advance(p);
	if (p->token.kind != TOKEN_TEXT)
		return parser_unexpected(p, "a pattern in quotes");
	node = parser_node(p, OP_MATCH, at, 1);
	node->child[0] = left;
	node->negated = negated;
	if (memchr(p->token.text.ptr, '\0', p->token.text.len) != NULL)
		return parser_refuse(p, p->token.at, "a pattern holds no NUL");
	node->text = p->token.text;
	if (!matcher_new(&node->matcher, p->token.text, &wrong))
		return parser_refuse(p, p->token.at, wrong.text);
	owned = arena_alloc(&p->expr->arena, sizeof *owned);
	*owned = (struct owned){ .matcher = node->matcher, .next = p->expr->owned };
	p->expr->owned = owned;
	p->expr->scratches |= left->op != OP_FIELD;
	parser_advance(p);
	return parser_finish(p, node);
}

struct infix {
	int sign, power;
	enum op op;
	unsigned orders;
};

static const struct infix *
infix_of(const struct parser *p)
{
	static const struct infix table[] = {
		{ SIGN('|', '|'), POWER_OR, OP_OR, 0 },
		{ SIGN('&', '&'), POWER_AND, OP_AND, 0 },
		{ SIGN('=', '='), POWER_COMPARE, OP_COMPARE, EQUAL },
		{ SIGN('!', '='), POWER_COMPARE, OP_COMPARE, LESS | GREATER },
		{ '<', POWER_COMPARE, OP_COMPARE, LESS },
		{ SIGN('<', '='), POWER_COMPARE, OP_COMPARE, LESS | EQUAL },
		{ '>', POWER_COMPARE, OP_COMPARE, GREATER },
		{ SIGN('>', '='), POWER_COMPARE, OP_COMPARE, GREATER | EQUAL },
		{ '~', POWER_COMPARE, OP_MATCH, 0 },
		{ SIGN('!', '~'), POWER_COMPARE, OP_MATCH, 1 },
		{ '+', POWER_SUM, OP_ADD, 0 },
		{ '-', POWER_SUM, OP_SUBTRACT, 0 },
		{ '*', POWER_PRODUCT, OP_MULTIPLY, 0 },
		{ '/', POWER_PRODUCT, OP_DIVIDE, 0 },
		{ '%', POWER_PRODUCT, OP_REMAINDER, 0 },
	};
	static const struct infix in = { 0, POWER_COMPARE, OP_IN, 0 },
				  not_in = { 0, POWER_COMPARE, OP_IN, 1 };

	if (parser_at_word(p, "in"))
		return &in;
	if (parser_at_word(p, "not"))
		return &not_in;
	if (p->token.kind == TOKEN_SIGN)
		for (size_t i = 0; i < sizeof table / sizeof *table; i++)
			if (table[i].sign == p->token.sign)
				return &table[i];
	return NULL;
}

static struct node *
operators(struct parser *p, struct node *left, int power)
{
	bool compared = false;

	while (left != NULL && !p->failed) {
		const struct infix *infix = infix_of(p);

		if (infix == NULL || infix->power < power)
			break;
		if (infix->power == POWER_COMPARE && compared)
			return parser_refuse(p, p->token.at,
			    "comparisons do not chain: join them with &&");
		compared = infix->power == POWER_COMPARE;
		if (infix->op == OP_IN)
			left = among(p, left, infix->orders != 0);
		else if (infix->op == OP_MATCH)
			left = matching(p, left, infix->orders != 0);
		else
			left = binary(p, infix->op, left, infix->orders, infix->power);
	}
	return p->failed ? NULL : left;
}

struct node *
parser_read(struct parser *p, int power)
{
	struct node *node;

	if (p->failed)
		return NULL;
	if (++p->depth > NESTED_LIMIT)
		return parser_refuse(p, p->token.at, "nested too deeply, at most 250 levels");
	node = parser_operand(p);
	if (node != NULL && !p->failed)
		node = operators(p, node, power);
	p->depth--;
	return p->failed ? NULL : node;
}

/* "pay", "view-item", "add to cart": no byte that only an expression has. */
static bool
is_bare(struct slice s)
{
	if (s.len == 0 || slice_equal(s, SLICE("true")) || slice_equal(s, SLICE("false")))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] == '\0' || strchr("=<>!~()\"'`&|", s.ptr[i]) != NULL)
			return false;
	return true;
}

static struct slice
trim(struct slice s)
{
	while (s.len > 0 && strchr(" \t\r\n", s.ptr[0]) != NULL && s.ptr[0] != '\0')
		s = slice_of(s.ptr + 1, s.len - 1);
	while (s.len > 0 && s.ptr[s.len - 1] != '\0' && strchr(" \t\r\n", s.ptr[s.len - 1]) != NULL)
		s.len--;
	return s;
}

bool
expr_parse(struct expr *expr, const struct expr_options *options, struct fault *fault)
{
	struct parser p = { .expr = expr, .fault = fault };
	struct slice bare = trim(expr->source);

	if (options->bare_event && options->event_column.len > 0 && is_bare(bare)) {
		struct node *node = parser_node(&p, OP_FIELD_IS, 0, 0);

		node->type = TYPE_BOOLEAN;
		node->text = bare;
		node->column = expr_column_place(expr, options->event_column, false);
		expr->root = node;
		return true;
	}
	parser_advance(&p);
	expr->root = parser_read(&p, POWER_OR);
	if (!p.failed && p.token.kind != TOKEN_END)
		parser_unexpected(&p, "an operator");
	return !p.failed;
}
