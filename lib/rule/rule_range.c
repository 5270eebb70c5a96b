/*
 * --range COL=MIN..MAX drops what is outside, --clip COL=MIN..MAX pulls it in. Bounds are numbers,
 * numbers with a unit (24h, 5kg: in the column's unit, which --unit gives; for times it is seconds
 * where nothing is said), or times.
 */
#include "time/instant.h"
#include "base/memory.h"
#include "rule/rule_list.h"

enum bound_kind { BOUND_NONE, BOUND_NUMBER, BOUND_UNIT, BOUND_DURATION, BOUND_TIME };

struct bound {
	enum bound_kind kind;
	struct slice text;
	double number;
	struct slice unit;
	int64_t instant;
};

struct range {
	struct bound min, max;
	bool is_time, has_min, has_max;
	const struct zone *zone;
	const char *format; /* --time-format; NULL: recognised */
};

static bool
read_unit_bound(struct bound *b)
{
	size_t n = b->text.len;

	while (n > 0 && (b->text.ptr[n - 1] < '0' || b->text.ptr[n - 1] > '9') &&
	    b->text.ptr[n - 1] != '.')
		n--;
	b->unit = slice_of(b->text.ptr + n, b->text.len - n);
	while (b->unit.len > 0 && b->unit.ptr[0] == ' ')
		b->unit = slice_of(b->unit.ptr + 1, b->unit.len - 1);
	return number_read(b->text.ptr, n, &b->number) && unit_find(b->unit, NULL) != NULL;
}

static const char *
read_bound(struct bound *b, struct slice text, struct fault *fault)
{
	char quoted[FAULT_QUOTE];

	b->text = text;
	if (text.len == 0)
		b->kind = BOUND_NONE;
	else if (number_read(text.ptr, text.len, &b->number))
		b->kind = BOUND_NUMBER;
	else if (read_unit_bound(b))
		b->kind = BOUND_UNIT;
	else if (duration_read(text.ptr, text.len, &b->instant))
		b->kind = BOUND_DURATION;
	else if (instant_read(text.ptr, text.len, NULL, &b->instant))
		b->kind = BOUND_TIME;
	else {
		text.len = text.len < 30 ? text.len : 30;
		return fault_usage(fault,
		    "expected a number, a number with a unit, or a time, found %.130s",
		    fault_quote(quoted, text.ptr, text.len));
	}
	return NULL;
}

static const char *
range_read(struct rule *rule, struct fault *fault)
{
	struct range *range = memory_new(sizeof *range);
	const char *dots = strstr(rule->value, ".."), *wrong;

	rule->state = range;
	if (dots == NULL)
		return "expected COL=MIN..MAX, either end may be left out";
	wrong = read_bound(&range->min, slice_of(rule->value, (size_t)(dots - rule->value)), fault);
	if (wrong == NULL)
		wrong = read_bound(&range->max, slice_text(dots + 2), fault);
	if (wrong != NULL)
		return wrong;
	range->has_min = range->min.kind != BOUND_NONE;
	range->has_max = range->max.kind != BOUND_NONE;
	if (!range->has_min && !range->has_max)
		return "expected MIN or MAX beside ..";
	range->is_time = range->min.kind == BOUND_TIME || range->max.kind == BOUND_TIME;
	if (range->is_time &&
	    ((range->has_min && range->min.kind != BOUND_TIME) ||
		(range->has_max && range->max.kind != BOUND_TIME)))
		return "one bound is a time, the other is not";
	return NULL;
}

/* The bound in the unit of the column. */
static bool
bind_bound(struct bound *b, const struct rule *rule, struct rules *rules)
{
	const struct unit *of_column = names_unit(rules, rule->column), *own;

	if (b->kind == BOUND_TIME)
		return instant_read(b->text.ptr, b->text.len, rules->settings.expr.zone,
		    &b->instant);
	if (b->kind != BOUND_UNIT && b->kind != BOUND_DURATION)
		return true;
	if (of_column == NULL)
		of_column = unit_find(SLICE("s"), "time");
	if (b->kind == BOUND_DURATION) {
		own = unit_find_like(SLICE("us"), of_column);
		b->number = (double)b->instant;
	} else {
		own = unit_find_like(b->unit, of_column);
	}
	if (own == NULL) {
		fault_set(rules->fault, EXIT_USAGE,
		    "%s: %s: the unit of column %.*s is not known: say which "
		    "it is, or give the bound without a unit",
		    rule->kind->name, rule->argument, (int)rule->column.len, rule->column.ptr);
		return false;
	}
	b->number = unit_convert(b->number, own, of_column);
	return true;
}

static bool
range_bind(struct rule *rule, struct rules *rules)
{
	struct range *range = rule->state;
	bool bound;

	range->zone = rules->settings.expr.zone;
	range->format = rules->settings.expr.time_format;
	bound = rule->kind == &rule_clip
	    ? names_change(rules, rule, rule->column, COLUMN_REQUIRED, &rule->slot)
	    : names_check(rules, rule, rule->column, COLUMN_REQUIRED, &rule->slot);
	if (!bound || !bind_bound(&range->min, rule, rules) ||
	    !bind_bound(&range->max, rule, rules))
		return false;
	if (range->has_min && range->has_max &&
	    (range->is_time ? range->min.instant > range->max.instant
			    : range->min.number > range->max.number)) {
		fault_set(rules->fault, EXIT_USAGE, "%s: %s: the range is empty", rule->kind->name,
		    rule->argument);
		return false;
	}
	return true;
}

/* The bound that a value is beyond; NULL: it is inside, or missing, or (*outcome) bad. */
static const struct bound *
beyond(const struct range *range, const struct rule *rule, struct record *r, enum outcome *outcome)
{
	double x;

	switch (record_number(r, &rule->slot, &x)) {
	case READING_MISSING: return NULL;
	case READING_OTHER:
		*outcome = record_bad(r, &rule->slot, BAD_NUMBER, "a number");
		return NULL;
	case READING_NUMBER: break;
	}
	if (range->has_min && x < range->min.number)
		return &range->min;
	return range->has_max && x > range->max.number ? &range->max : NULL;
}

static const struct bound *
beyond_time(const struct range *range, const struct rule *rule, struct record *r,
    enum outcome *outcome)
{
	struct slice text;
	enum kind kind;
	int64_t t;

	if (!record_value(r, &rule->slot, &text, &kind))
		return NULL;
	if (kind > KIND_NUMBER || !expr_read_time(text, range->format, range->zone, &t)) {
		*outcome = record_bad_time(r, &rule->slot, range->format);
		return NULL;
	}
	if (range->has_min && t < range->min.instant)
		return &range->min;
	return range->has_max && t > range->max.instant ? &range->max : NULL;
}

static enum outcome
range_apply(const struct rule *rule, struct record *r)
{
	const struct range *range = rule->state;
	enum outcome outcome = OUTCOME_KEEP;
	const struct bound *bound = range->is_time ? beyond_time(range, rule, r, &outcome)
						   : beyond(range, rule, r, &outcome);

	return bound != NULL ? OUTCOME_DROP : outcome;
}

static enum outcome
clip_apply(const struct rule *rule, struct record *r)
{
	const struct range *range = rule->state;
	enum outcome outcome = OUTCOME_KEEP;
	const struct bound *bound = range->is_time ? beyond_time(range, rule, r, &outcome)
						   : beyond(range, rule, r, &outcome);
	char *out;

	if (bound == NULL)
		return outcome;
	if (range->is_time) {
		out = record_bytes(r, INSTANT_WIDTH);
		record_set(r, &rule->slot,
		    cell_text(slice_of(out, instant_write(out, bound->instant))));
	} else {
		record_set_like_others(r, &rule->slot, cell_number(bound->number));
	}
	r->count->changed++;
	return OUTCOME_KEEP;
}

const struct rule_kind rule_range = { .name = "range",
	.single = true,
	.needs_value = true,
	.read = range_read,
	.bind = range_bind,
	.apply = range_apply };
const struct rule_kind rule_clip = { .name = "clip",
	.single = true,
	.needs_value = true,
	.read = range_read,
	.bind = range_bind,
	.apply = clip_apply };
