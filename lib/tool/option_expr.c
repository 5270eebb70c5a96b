/* Expressions that the command line asks for: compiled when it was read, again for the input. */
#include <stdlib.h>

#include "base/memory.h"
#include "tool/parts.h"

struct option_expr {
	const struct option *option;
	const char *text;
	struct expr **at;   /* where it goes; NULL: to list->at[place] */
	struct exprs *list; /* that grows while options are read */
	size_t place;
	struct expr *expr;
};

static void
add(struct option_list *list, struct option_expr expr)
{
	list->expr = memory_grow(list->expr, &list->capacity_expr, list->nexpr + 1, sizeof expr);
	list->expr[list->nexpr++] = expr;
}

/* Given again, the last one counts. */
static void
forget(struct option_list *list, struct expr **at)
{
	size_t n = 0;

	for (size_t k = 0; k < list->nexpr; k++)
		if (list->expr[k].at != at)
			list->expr[n++] = list->expr[k];
	list->nexpr = n;
}

void
option_expr(const struct option_given *given, const char *text, struct expr **at)
{
	forget(given->list, at);
	if (text != NULL)
		add(given->list,
		    (struct option_expr){ .option = given->option, .text = text, .at = at });
}

/* Room doubles: where n is a power of two it is full. */
void
option_expr_add(const struct option_given *given, struct slice name, const char *text,
    struct exprs *exprs)
{
	if ((exprs->n & (exprs->n - 1)) == 0) {
		struct expr_named *at =
		    arena_alloc(&given->list->arena, (2 * exprs->n + 1) * sizeof *at);

		for (size_t k = 0; k < exprs->n; k++)
			at[k] = exprs->at[k];
		exprs->at = at;
	}
	exprs->at[exprs->n] = (struct expr_named){ .name = name };
	add(given->list,
	    (struct option_expr){ .option = given->option,
		.text = text,
		.list = exprs,
		.place = exprs->n });
	exprs->n++;
}

const char *
option_expr_named(const struct option_given *given, struct exprs *exprs, struct fault *fault)
{
	const char *value = given->value, *equal = strchr(value, '=');
	char quoted[FAULT_QUOTE];

	if (equal == NULL || equal == value || equal[1] == '=')
		return fault_usage(fault, "expected NAME=EXPR, found %.150s",
		    fault_quote(quoted, value, strlen(value)));
	option_expr_add(given, slice_of(value, (size_t)(equal - value)), equal + 1, exprs);
	return NULL;
}

/* What stands for an option that was not given. */
static void
add_usual(struct option_list *list, const struct option_slot *slot)
{
	struct expr **at = (struct expr **)(void *)((char *)slot->base + slot->option.offset);

	for (size_t k = 0; k < list->nexpr; k++)
		if (list->expr[k].at == at)
			return;
	add(list,
	    (struct option_expr){ .option = &slot->option, .text = slot->option.usual, .at = at });
}

void
option_exprs_usual(struct option_list *list)
{
	for (size_t k = 0; k < list->n; k++)
		if (list->slot[k].option.kind == OPTION_EXPR && list->slot[k].option.usual != NULL)
			add_usual(list, &list->slot[k]);
}

void
option_expr_texts(const struct option_list *list, const struct option *option, struct buffer *out)
{
	for (size_t k = 0; k < list->nexpr; k++) {
		const struct option_expr *e = &list->expr[k];

		if (e->option->name == NULL || strcmp(e->option->name, option->name) != 0)
			continue;
		if (out->len > 0)
			buffer_byte(out, '\n');
		if (option->kind == OPTION_NAMED) {
			struct slice name = e->list->at[e->place].name;

			buffer_add(out, name.ptr, name.len);
			buffer_byte(out, '=');
		}
		buffer_add(out, e->text, strlen(e->text));
	}
}

bool
option_exprs_compile(struct option_list *list, const struct expr_options *options,
    struct fault *fault)
{
	struct fault wrong = { 0 };

	for (size_t k = 0; k < list->nexpr; k++) {
		struct option_expr *e = &list->expr[k];
		struct expr *expr = expr_new(slice_text(e->text), options, &wrong);

		if (expr == NULL) {
			fault_set(fault, wrong.exit, "option --%s: %s", e->option->name,
			    wrong.text);
			return false;
		}
		expr_free(e->expr);
		e->expr = expr;
		*(e->at != NULL ? e->at : &e->list->at[e->place].expr) = expr;
	}
	return true;
}

void
option_exprs_free(struct option_list *list)
{
	for (size_t k = 0; k < list->nexpr; k++)
		expr_free(list->expr[k].expr);
	free(list->expr);
}
