#include "rule/segment.h"

#include <stdlib.h>

#include "base/fault.h"
#include "base/map.h"
#include "read/batch.h"
#include "read/scan.h"
#include "rule/segment_parts.h"

/* steps of comparing rules with each other; further ones count as reachable */
#define WORK_MAX 50000000u

/* The byte of the text at character n, from 1. */
static size_t
byte_of(struct slice text, size_t n)
{
	size_t p = 0;

	for (; p < text.len; p++)
		if (((unsigned char)text.ptr[p] & 0xC0) != 0x80 && --n == 0)
			break;
	return p;
}

/* "expression:7: what" becomes FILE:LINE:COLUMN: what. */
static void
place_fault(const struct segments *s, const struct segment_rule *rule, const struct fault *from,
    struct fault *fault)
{
	static const char before[] = "expression:";
	const char *text = from->text;
	size_t character = 0;

	if (strncmp(text, before, sizeof before - 1) == 0) {
		text += sizeof before - 1;
		for (; *text >= '0' && *text <= '9'; text++)
			character = character * 10 + (size_t)(*text - '0');
		text += strspn(text, ": ");
	}
	segment_refuse(s, rule->line,
	    rule->column + (character > 0 ? byte_of(rule->text, character) : 0), fault, from->exit,
	    "%s", text);
}

struct expr *
segment_compile(const struct segments *s, const struct segment_rule *rule,
    const struct expr_options *options, struct fault *fault)
{
	struct fault own = { 0 };
	struct expr *expr = expr_new(rule->text, options, &own);

	if (expr == NULL)
		place_fault(s, rule, &own, fault);
	return expr;
}

static bool
check_expressions(const struct segments *s, struct fault *fault)
{
	struct expr_options options = { 0 };

	for (size_t k = 0; k < s->n; k++) {
		struct expr *expr;

		if (s->rule[k].is_else)
			continue;
		expr = segment_compile(s, &s->rule[k], &options, fault);
		if (expr == NULL)
			return false;
		expr_free(expr);
	}
	return true;
}

static bool
check_names(const struct segments *s, struct fault *fault)
{
	struct map names;
	char quoted[FAULT_QUOTE];
	bool good = true;

	map_init(&names, s->n);
	for (size_t k = 0; k < s->n && good; k++) {
		const struct segment_rule *rule = &s->rule[k];
		bool added;
		uint32_t first = map_put(&names, rule->name, &added);

		if (!added)
			good = segment_refuse(s, rule->line, rule->begin, fault, EXIT_USAGE,
			    "the name %s stands in line %zu already; one rule with || does for both",
			    fault_quote(quoted, rule->name.ptr, rule->name.len),
			    s->rule[first].line);
	}
	map_release(&names);
	return good;
}

static bool
unreachable(const struct segments *s, size_t k, size_t taker, struct fault *fault)
{
	const struct segment_rule *rule = &s->rule[k], *by = &s->rule[taker];
	char quoted[FAULT_QUOTE];

	return segment_refuse(s, rule->line, rule->begin, fault, EXIT_USAGE,
	    "unreachable: the rule %s in line %zu takes every row for which this one holds",
	    fault_quote(quoted, by->name.ptr, by->name.len), by->line);
}

/* Rule k against those above it. */
static bool
check_reach(const struct segments *s, struct condition *const *condition, size_t k, bool all,
    size_t *work, struct fault *fault)
{
	const struct segment_rule *rule = &s->rule[k];

	if (k > 0 && s->rule[k - 1].is_else)
		return unreachable(s, k, k - 1, fault);
	if (condition[k]->n == 0)
		return segment_refuse(s, rule->line, rule->column, fault, EXIT_USAGE,
		    "unreachable: this holds for no row");
	for (size_t i = 0; i < k && (rule->is_else || !all) && *work < WORK_MAX; i++) {
		*work += condition_size(condition[k]) * condition_size(condition[i]);
		if (condition_implies(condition[k], condition[i]))
			return unreachable(s, k, i, fault);
	}
	return true;
}

bool
segments_check(const struct segments *s, bool all, struct fault *fault)
{
	struct arena arena = { 0 };
	struct condition **condition = arena_alloc(&arena, (s->n + 1) * sizeof(struct condition *));
	size_t work = 0;
	bool good = check_expressions(s, fault) && check_names(s, fault);

	for (size_t k = 0; k < s->n && good; k++) {
		condition[k] =
		    condition_new(&arena, s->rule[k].is_else ? SLICE("true") : s->rule[k].text);
		good = check_reach(s, condition, k, all, &work, fault);
	}
	arena_release(&arena);
	return good;
}

/* Where the name that no column has stands in the rule. */
static size_t
place_of_column(const struct segment_rule *rule, struct scan *scan)
{
	for (size_t k = 0; k < expr_ncolumn(rule->expr); k++) {
		struct slice name = expr_column(rule->expr, k);
		const struct schema *schema = scan_schema(scan);
		size_t c = 0;

		while (c < schema->ncolumn && !slice_equal(schema->name[c], name))
			c++;
		if (c < schema->ncolumn)
			continue;
		for (size_t p = 0; p + name.len <= rule->text.len; p++)
			if (memcmp(rule->text.ptr + p, name.ptr, name.len) == 0)
				return p;
	}
	return 0;
}

bool
segments_bind(struct segments *s, const struct expr_options *options, struct scan *scan,
    struct fault *fault)
{
	for (size_t k = 0; k < s->n; k++) {
		struct segment_rule *rule = &s->rule[k];

		if (rule->is_else)
			continue;
		rule->expr = segment_compile(s, rule, options, fault);
		if (rule->expr == NULL)
			return false;
		if (!expr_bind(rule->expr, scan))
			return segment_refuse(s, rule->line,
			    rule->column + place_of_column(rule, scan), fault,
			    scan_fault(scan)->exit, "%s", scan_fault(scan)->text);
	}
	return true;
}

size_t
segments_next(const struct segments *s, size_t k, bool before, const struct batch *batch,
    size_t row, struct expr_scratch *scratch)
{
	for (; k < s->n; k++)
		if (s->rule[k].is_else ? !before : expr_true(s->rule[k].expr, batch, row, scratch))
			return k;
	return s->n;
}

size_t
segments_first(const struct segments *s, const struct batch *batch, size_t row,
    struct expr_scratch *scratch)
{
	return segments_next(s, 0, false, batch, row, scratch);
}

void
segments_release(struct segments *s)
{
	for (size_t k = 0; k < s->n; k++)
		expr_free(s->rule[k].expr);
	free(s->rule);
	arena_release(&s->arena);
}
