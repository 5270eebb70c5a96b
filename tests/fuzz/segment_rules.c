/*
 * segment_rules: no rules file crashes the parser; what it refuses it says in one line with a place
 * inside the file; what it takes is taken again, with the same names, actions and expressions, when
 * it is written from its parts. A rule that is called unreachable is so: no rows, of a grid of
 * values, reach it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "rule/segment_parts.h"

#include "fuzz.h"

/* The place that a message names: FILE:LINE:COLUMN: inside the text, or none. */
static void
check_fault(const struct fault *fault, size_t lines)
{
	unsigned long line, column;

	if (fault->exit != EXIT_USAGE || strpbrk(fault->text, "\n\r\x1b") != NULL ||
	    strncmp(fault->text, "f:", 2) != 0)
		abort();
	if (strncmp(fault->text, "f: no rules", 11) == 0)
		return;
	char *end;
	line = strtoul(fault->text + 2, &end, 10);
	if (*end != ':' || line == 0 || line > lines)
		abort();
	column = strtoul(end + 1, &end, 10);
	if (strncmp(end, ": ", 2) != 0 || column == 0)
		abort();
}

static void
add_quoted(struct buffer *out, struct slice text)
{
	buffer_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buffer_byte(out, '\\');
		buffer_byte(out, text.ptr[i]);
	}
	buffer_byte(out, '"');
}

static void
write_rules(const struct segments *s, struct buffer *out)
{
	for (size_t k = 0; k < s->n; k++) {
		const struct segment_rule *rule = &s->rule[k];

		add_quoted(out, rule->name);
		buffer_add(out, ":", 1);
		if (rule->is_else)
			buffer_add(out, "else", 4);
		else
			buffer_add(out, rule->text.ptr, rule->text.len);
		if (rule->action.ptr != NULL) {
			buffer_add(out, "->", 2);
			add_quoted(out, rule->action);
		}
		buffer_add(out, "\r\n", 2);
	}
}

static void
read_again(const struct segments *s)
{
	struct segments again = { .file = "f" };
	struct buffer text = { 0 };
	struct fault fault = { 0 };

	write_rules(s, &text);
	if (!segments_parse(&again, slice_of(text.ptr, text.len), &fault) || again.n != s->n)
		abort();
	for (size_t k = 0; k < s->n; k++)
		if (!slice_equal(s->rule[k].name, again.rule[k].name) ||
		    !slice_equal(s->rule[k].action, again.rule[k].action) ||
		    !slice_equal(s->rule[k].text, again.rule[k].text) ||
		    s->rule[k].is_else != again.rule[k].is_else)
			abort();
	segments_release(&again);
	buffer_release(&text);
}

/* Column k holds one of a few values, by the turn's digits in base 7. */
static struct slice
get(void *self, size_t k, enum kind *kind)
{
	static const char *const values[] = { "", "0", "1", "2", "5", "7.5", "x" };
	size_t turn = *(const size_t *)self;

	while (k-- > 0)
		turn /= 7;
	*kind = KIND_TEXT;
	return slice_text(values[turn % 7]);
}

/*
 * The columns of two expressions are numbered apart: so are the turns, unless both read the same
 * ones in order.
 */
static bool
same_columns(const struct expr *a, const struct expr *b)
{
	if (expr_ncolumn(a) < expr_ncolumn(b))
		return false;
	for (size_t k = 0; k < expr_ncolumn(b); k++)
		if (!slice_equal(expr_column(a, k), expr_column(b, k)))
			return false;
	return true;
}

/* Where rule k was found to imply rule i, it does. */
static void
check_implied(const struct segments *s, size_t k, size_t i, struct arena *arena)
{
	struct expr_options options = { .event_column = SLICE("event") };
	struct fault fault = { 0 };
	struct expr *a = segment_compile(s, &s->rule[k], &options, &fault);
	struct expr *b = segment_compile(s, &s->rule[i], &options, &fault);
	struct condition *all = condition_new(arena, s->rule[k].text);
	struct expr_scratch scratch = { 0 };

	if (a != NULL && b != NULL && same_columns(a, b)) {
		bool implied = condition_implies(all, condition_new(arena, s->rule[i].text));

		for (size_t turn = 0; turn < 343 && (implied || all->n == 0); turn++)
			if (expr_true_of(a, get, &turn, &scratch) &&
			    (all->n == 0 || !expr_true_of(b, get, &turn, &scratch)))
				abort();
	}
	expr_scratch_release(&scratch);
	expr_free(a);
	expr_free(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct segments s = { .file = "f" };
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	size_t lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	if (segments_parse(&s, slice_of((const char *)data, size), &fault)) {
		read_again(&s);
		if (!segments_check(&s, false, &fault))
			check_fault(&fault, lines);
		for (size_t k = 0; k < s.n && k < 8; k++)
			for (size_t i = 0; i <= k; i++)
				if (!s.rule[k].is_else && !s.rule[i].is_else)
					check_implied(&s, k, i, &arena);
	} else {
		check_fault(&fault, lines);
	}
	segments_release(&s);
	arena_release(&arena);
	return 0;
}
