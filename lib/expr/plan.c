/*
 * Short cuts: a field beside something constant needs no general comparison.
 */
#include "expr/tree.h"

#include "time/instant.h"
#include "base/memory.h"
#include "base/number.h"

#define LIST_SCANNED 8u /* longer lists of texts get a table */

static unsigned
mirrored(unsigned orders)
{
	return (orders & EQUAL) | (orders & LESS ? GREATER : 0) | (orders & GREATER ? LESS : 0);
}

/* By the format that was given for the column, else as any time. */
static bool
read_time(const struct expr *expr, struct slice text, int64_t *out)
{
	return (expr->time_format != NULL &&
		   instant_read_format(text.ptr, text.len, expr->time_format, expr->zone, out)) ||
	    instant_read(text.ptr, text.len, expr->zone, out);
}

/* 1700000000, 20240101: a number that may be a time. Of small ones (5, 2024) nobody knows. */
static bool
number_is_time(const struct expr *expr, double x, bool time_column, int64_t *out)
{
	char text[NUMBER_WIDTH];
	struct slice s = slice_of(text, number_write(text, x));

	return (time_column ? read_time(expr, s, out)
			    : instant_read(s.ptr, s.len, expr->zone, out)) &&
	    instant_is_likely(*out);
}

static void
plan_number(struct expr *expr, struct node *node, double x, unsigned orders)
{
	bool time_column = (ptrdiff_t)node->column == expr->time;

	node->number = x;
	node->orders = orders;
	node->is_instant = number_is_time(expr, x, time_column, &node->instant);
	node->op = node->is_instant && time_column ? OP_FIELD_TIME : OP_FIELD_NUMBER;
}

static void
plan_text(struct expr *expr, struct node *node, struct slice text, unsigned orders)
{
	bool time_column = (ptrdiff_t)node->column == expr->time;
	bool equality = orders == EQUAL || orders == (LESS | GREATER);

	if (time_column && read_time(expr, text, &node->instant))
		node->op = OP_FIELD_TIME;
	else if (orders == EQUAL)
		node->op = OP_FIELD_IS;
	else if (!equality && !time_column && !number_is(text.ptr, text.len) &&
	    instant_read(text.ptr, text.len, expr->zone, &node->instant))
		node->op = OP_FIELD_ORDER;
	else
		return;
	node->text = text;
	node->orders = orders;
}

static void
plan_compare(struct expr *expr, struct node *node)
{
	struct node *left = node->child[0], *right = node->child[1];
	unsigned orders = node->orders;

	if (right->op == OP_FIELD && left->op != OP_FIELD) {
		left = right;
		right = node->child[0];
		orders = mirrored(orders);
	}
	if (left->op != OP_FIELD)
		return;
	node->column = left->column;
	if (right->op == OP_NUMBER)
		plan_number(expr, node, right->number, orders);
	else if (right->op == OP_TEXT)
		plan_text(expr, node, right->text, orders);
}

static void
plan_list(struct expr *expr, struct node *node)
{
	struct owned *owned;

	if (node->child[0]->op != OP_FIELD || (ptrdiff_t)node->child[0]->column == expr->time)
		return;
	for (size_t i = 1; i < node->n; i++)
		if (node->child[i]->op != OP_TEXT)
			return;
	node->op = OP_FIELD_AMONG;
	node->column = node->child[0]->column;
	node->ntext = node->n - 1;
	node->texts = arena_alloc(&expr->arena, node->ntext * sizeof *node->texts);
	for (size_t i = 0; i < node->ntext; i++)
		node->texts[i] = node->child[i + 1]->text;
	if (node->ntext <= LIST_SCANNED)
		return;
	owned = arena_alloc(&expr->arena, sizeof *owned);
	*owned = (struct owned){ .set = memory_new(sizeof *owned->set), .next = expr->owned };
	expr->owned = owned;
	node->set = owned->set;
	map_init(node->set, node->ntext);
	for (size_t i = 0; i < node->ntext; i++)
		map_put(node->set, node->texts[i], NULL);
}

void
plan_node(struct expr *expr, struct node *node)
{
	if (node->op == OP_COMPARE)
		plan_compare(expr, node);
	else if (node->op == OP_IN)
		plan_list(expr, node);
}
