/*
 * Short cuts: a field beside something constant needs no general comparison.
 */
#include "expr/tree.h"

#include "time/instant.h"
#include "base/memory.h"

#define LIST_SCANNED 8u /* longer lists of texts get a table */

static unsigned
mirrored(unsigned orders)
{
	return (orders & EQUAL) | (orders & LESS ? GREATER : 0) | (orders & GREATER ? LESS : 0);
}

static bool
read_time(const struct expr *expr, struct slice text, int64_t *out)
{
	if (instant_read(text.ptr, text.len, expr->zone, out))
		return true;
	return expr->time_format != NULL &&
	    instant_read_format(text.ptr, text.len, expr->time_format, expr->zone, out);
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
	if (right->op == OP_NUMBER) {
		node->op = OP_FIELD_NUMBER;
		node->number = right->number;
		node->orders = orders;
	} else if (right->op == OP_TEXT && (ptrdiff_t)left->column == expr->time &&
	    read_time(expr, right->text, &node->instant)) {
		node->op = OP_FIELD_TIME;
		node->orders = orders;
	} else if (right->op == OP_TEXT && orders == EQUAL) {
		node->op = OP_FIELD_IS;
		node->text = right->text;
	}
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
