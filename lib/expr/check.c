/*
 * What can be seen to be wrong before there is a row: a text as a condition, a number compared with
 * a text.
 */
#include "base/fault.h"
#include "expr/tree.h"

#include <stdio.h>

#define EXACT 9007199254740992.0 /* 2^53: whole numbers below are exact */

static const char *
condition_wrong(const struct node *child, size_t *at)
{
	*at = child->at;
	return child->type == TYPE_TEXT ? "expected a condition, found a text" : NULL;
}

static const char *
number_wrong(const struct node *child, size_t *at)
{
	*at = child->at;
	return child->type == TYPE_TEXT ? "expected a number, found a text" : NULL;
}

/* Constants that == and in cannot mean. */
static const char *
equality_wrong(const struct node *left, const struct node *right, size_t *at)
{
	for (int i = 0; i < 2; i++) {
		const struct node *side = i == 0 ? right : left;

		*at = side->at;
		if (side->op == OP_TEXT && side->text.len == 0)
			return "nothing equals an empty text: ask missing(x)";
		if (side->op == OP_NUMBER && (side->number >= EXACT || side->number <= -EXACT))
			return "whole numbers from 2^53 on are not exact: compare as text, in quotes";
	}
	return NULL;
}

/* left compared with right; equality: by == or in. */
static const char *
compare_wrong(const struct node *left, const struct node *right, bool equality, bool order,
    size_t *at)
{
	enum type a = left->type, b = right->type;

	*at = right->at;
	if ((a == TYPE_TEXT && b == TYPE_NUMBER) || (a == TYPE_NUMBER && b == TYPE_TEXT))
		return "a text is never compared with a number";
	if ((a == TYPE_TEXT && b == TYPE_BOOLEAN) || (a == TYPE_BOOLEAN && b == TYPE_TEXT))
		return "a condition is never compared with a text";
	if (order && (left->op == OP_BOOLEAN || right->op == OP_BOOLEAN))
		return "true and false have no order";
	return equality ? equality_wrong(left, right, at) : NULL;
}

static const char *
call_wrong(struct node *node, size_t *at)
{
	const struct function *f = node->function;
	const char *takes = f->takes;
	bool first = true;

	node->type = f->gives;
	for (size_t i = 0; i < node->n; i++, takes += takes[1] != '\0') {
		const struct node *child = node->child[i];
		const char *wrong = *takes == 'c' ? condition_wrong(child, at)
		    : *takes == 'n'               ? number_wrong(child, at)
						  : NULL;

		if (wrong != NULL)
			return wrong;
		*at = child->at;
		if (*takes == 's' && child->type == TYPE_BOOLEAN)
			return "expected a text, found a condition";
		if (*takes == 't' && child->type == TYPE_BOOLEAN)
			return "expected a time, found a condition";
		if (f->gives == TYPE_ANY && *takes == 'v') {
			node->type = first || node->type == child->type ? child->type : TYPE_ANY;
			first = false;
		}
	}
	return NULL;
}

const char *
check_node(struct node *node, size_t *at)
{
	const char *wrong = NULL;

	switch (node->op) {
	case OP_OR:
	case OP_AND:
	case OP_NOT:
		node->type = TYPE_BOOLEAN;
		for (size_t i = 0; i < node->n && wrong == NULL; i++)
			wrong = condition_wrong(node->child[i], at);
		return wrong;
	case OP_COMPARE:
		node->type = TYPE_BOOLEAN;
		return compare_wrong(node->child[0], node->child[1], node->orders == EQUAL,
		    node->orders != EQUAL && node->orders != (LESS | GREATER), at);
	case OP_IN:
		node->type = TYPE_BOOLEAN;
		for (size_t i = 1; i < node->n && wrong == NULL; i++)
			wrong = compare_wrong(node->child[0], node->child[i], true, false, at);
		return wrong;
	case OP_MATCH:
		node->type = TYPE_BOOLEAN;
		*at = node->child[0]->at;
		return node->child[0]->type == TYPE_BOOLEAN ? "expected a text, found a condition"
							    : NULL;
	case OP_CALL: return call_wrong(node, at);
	default:
		node->type = TYPE_NUMBER;
		for (size_t i = 0; i < node->n && wrong == NULL; i++)
			wrong = number_wrong(node->child[i], at);
		return wrong;
	}
}

/* 2026-01-01 and 2026/01/01 without quotes: whole numbers of a year, a month and a day. */
static bool
is_bare_date(const struct node *node, int least_year, int part[3])
{
	const struct node *first = node->n == 2 ? node->child[0] : NULL;
	const struct node *number[3] = { NULL };

	if ((node->op != OP_SUBTRACT && node->op != OP_DIVIDE) || first->op != node->op)
		return false;
	number[0] = first->child[0];
	number[1] = first->child[1];
	number[2] = node->child[1];
	for (int i = 0; i < 3; i++) {
		double most = i == 1 ? 12 : i == 2 ? 31 : least_year == 1900 ? 2100 : 9999;
		double least = i == 0 ? least_year : 1;

		if (number[i]->op != OP_NUMBER ||
		    !(number[i]->number >= least && number[i]->number <= most))
			return false;
		part[i] = (int)number[i]->number;
		if (part[i] != number[i]->number)
			return false;
	}
	return true;
}

static void
say_bare_date(const struct node *date, const int part[3], size_t *at, char *what)
{
	*at = date->child[0]->child[0]->at;
	snprintf(what, TIME_WRONG,
	    "without quotes this is %s; a date stands in quotes: \"%04d-%02d-%02d\"",
	    date->op == OP_SUBTRACT ? "a subtraction" : "a division", part[0], part[1], part[2]);
}

/* Nobody divides a year by a month where it is compared with a field, or taken as a time. */
static bool
divides_date(const struct node *node, size_t *at, char *what)
{
	const char *takes = node->op == OP_CALL ? node->function->takes : "";
	bool field = false;
	int part[3];

	for (size_t i = 0; i < node->n; i++)
		field |= node->child[i]->op == OP_FIELD || node->child[i]->op == OP_CALL;
	for (size_t i = 0; i < node->n; i++) {
		bool wrong = node->op == OP_CALL
		    ? *takes == 't'
		    : field && (node->op == OP_COMPARE || node->op == OP_IN);

		takes += node->op == OP_CALL && takes[1] != '\0';
		if (wrong && is_bare_date(node->child[i], 1900, part)) {
			say_bare_date(node->child[i], part, at, what);
			return true;
		}
	}
	return false;
}

bool
check_time(const struct expr *expr, const struct node *node, size_t *at, char *what)
{
	bool order = node->orders != EQUAL && node->orders != (LESS | GREATER);
	char quoted[FAULT_QUOTE];
	int part[3];

	if (node->op == OP_SUBTRACT && is_bare_date(node, 1900, part)) {
		say_bare_date(node, part, at, what);
		return true;
	}
	for (size_t i = 0; node->op == OP_COMPARE && i < 2; i++) {
		const struct node *field = node->child[i], *other = node->child[1 - i];

		if (field->op != OP_FIELD || (ptrdiff_t)field->column != expr->time)
			continue;
		*at = other->at;
		if (other->op == OP_TEXT && order) { /* a time would have been planned as one */
			snprintf(what, TIME_WRONG,
			    "expected a time such as \"2026-01-01\", found %s",
			    fault_quote(quoted, other->text.ptr, other->text.len));
			return true;
		}
		if (is_bare_date(other, 1000, part)) {
			say_bare_date(other, part, at, what);
			return true;
		}
	}
	return divides_date(node, at, what);
}
