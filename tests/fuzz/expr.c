/*
 * expr: no text crashes the expression language; what it takes evaluates, twice to the same, and
 * its value as a condition is that of expr_true. Texts that were refused say so in one line.
 *
 * Input: one byte that chooses what columns hold, then the expression.
 */
#include <string.h>

#include "base/fault.h"
#include "expr/expr.h"

#include "fuzz.h"

struct given {
	unsigned turn;
};

static struct slice
get(void *self, size_t k, enum kind *kind)
{
	static const struct {
		enum kind kind;
		const char *text;
	} values[] = {
		{ KIND_TEXT, "pay" },
		{ KIND_TEXT, "129.90" },
		{ KIND_TEXT, "" },
		{ KIND_NULL, "null" },
		{ KIND_NUMBER, "-1e308" },
		{ KIND_TRUE, "true" },
		{ KIND_OBJECT, "{\"a\":[1]}" },
		{ KIND_ABSENT, "" },
		{ KIND_TEXT, "2026-03-01T10:00:00Z" },
		{ KIND_TEXT, "\xE5\x8A\xA0\xC3\xA9" },
		{ KIND_NUMBER, "1e18" },
	};
	const struct given *given = self;
	size_t which = (k + given->turn) % (sizeof values / sizeof *values);

	*kind = values[which].kind;
	return slice_text(values[which].text);
}

static bool
same_value(const struct expr_value *a, const struct expr_value *b)
{
	return a->type == b->type && a->boolean == b->boolean && a->number == b->number &&
	    slice_equal(a->text, b->text);
}

static void
evaluate(const struct expr *expr, struct given *given)
{
	struct expr_scratch one = { 0 }, two = { 0 };
	struct expr_value a, b;
	bool holds;

	expr_value_of(expr, get, given, &one, &a);
	expr_value_of(expr, get, given, &two, &b);
	if (!same_value(&a, &b) || a.number - a.number != 0)
		abort();
	holds = expr_true_of(expr, get, given, &one);
	if (b.type == EXPR_BOOLEAN && holds != b.boolean)
		abort();
	if (b.type == EXPR_MISSING && holds)
		abort();
	expr_scratch_release(&one);
	expr_scratch_release(&two);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expr_options options = { .event_column = SLICE("event"),
		.time_column = SLICE("timestamp") };
	struct fault fault = { 0 };
	struct given given;
	struct expr *expr;

	if (size == 0)
		return 0;
	given.turn = data[0] & 15;
	options.bare_event = (data[0] & 16) != 0;
	options.time_format = (data[0] & 32) != 0 ? "%d/%m/%Y" : NULL;
	expr = expr_new(slice_of((const char *)data + 1, size - 1), &options, &fault);
	if (expr == NULL) {
		if (fault.exit != EXIT_USAGE || fault.text[0] == '\0' ||
		    strpbrk(fault.text, "\n\r\x1b") != NULL)
			abort();
		return 0;
	}
	if (fault_is_set(&fault))
		abort();
	evaluate(expr, &given);
	expr_free(expr);
	return 0;
}
