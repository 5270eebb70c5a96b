/*
 * --check COL=number|integer|time|boolean, --require COL,..., --drop-missing COL,...|*
 */
#include <stdlib.h>

#include "time/instant.h"
#include "base/memory.h"
#include "rule/rule_list.h"

enum check_type { CHECK_NUMBER, CHECK_INTEGER, CHECK_TIME, CHECK_BOOLEAN };

struct check {
	enum check_type type;
	const struct zone *zone;
	const char *format; /* --time-format; NULL: recognised */
};

static const char *
check_read(struct rule *rule, struct fault *fault)
{
	static const char *const names[] = { "number", "integer", "time", "boolean" };
	struct check *check = memory_new(sizeof *check);

	rule->state = check;
	for (size_t i = 0; i < 4; i++) {
		if (strcmp(rule->value, names[i]) == 0) {
			check->type = (enum check_type)i;
			return NULL;
		}
	}
	return fault_usage(fault, "expected number, integer, time or boolean, found %.60s",
	    rule->value);
}

static bool
check_bind(struct rule *rule, struct rules *rules)
{
	struct check *check = rule->state;

	check->zone = rules->settings.expr.zone;
	check->format = rules->settings.expr.time_format;
	return names_check(rules, rule, rule->column, names_csv_required(rules), &rule->slot);
}

static bool
is_integer(struct slice s)
{
	size_t i = s.ptr[0] == '-' || s.ptr[0] == '+';

	for (size_t k = i; k < s.len; k++)
		if (s.ptr[k] < '0' || s.ptr[k] > '9')
			return false;
	return s.len > i;
}

static bool
is_boolean(struct slice s)
{
	static const char *const words[] = { "true", "false", "True", "False", "TRUE", "FALSE", "1",
		"0" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_equal(s, slice_text(words[i])))
			return true;
	return false;
}

static enum outcome
check_apply(const struct rule *rule, struct record *r)
{
	const struct check *check = rule->state;
	struct slice text;
	enum kind kind;
	int64_t t;
	double x;

	if (!record_value(r, &rule->slot, &text, &kind))
		return OUTCOME_KEEP;
	switch (check->type) {
	case CHECK_NUMBER:
		if (kind <= KIND_NUMBER && number_read(text.ptr, text.len, &x))
			return OUTCOME_KEEP;
		return record_bad(r, &rule->slot, BAD_NUMBER, "a number");
	case CHECK_INTEGER:
		if (kind <= KIND_NUMBER && is_integer(text))
			return OUTCOME_KEEP;
		return record_bad(r, &rule->slot, BAD_NUMBER, "a whole number");
	case CHECK_TIME:
		if (kind <= KIND_NUMBER && expr_read_time(text, check->format, check->zone, &t))
			return OUTCOME_KEEP;
		return record_bad_time(r, &rule->slot, check->format);
	case CHECK_BOOLEAN: break;
	}
	if (kind == KIND_TRUE || kind == KIND_FALSE || (kind <= KIND_NUMBER && is_boolean(text)))
		return OUTCOME_KEEP;
	return record_bad(r, &rule->slot, BAD_TYPE, "true or false");
}

/* Columns that must be there. */
struct present {
	struct slice *name; /* [n] */
	struct slot *slot;  /* [n] */
	size_t n;
	bool any; /* *: every column */
};

static const char *
present_read(struct rule *rule, struct fault *fault)
{
	struct present *present = memory_new(sizeof *present);

	(void)fault;
	rule->state = present;
	present->name = names_split(rule->argument, &present->n);
	present->any = strcmp(rule->argument, "*") == 0;
	return NULL;
}

static bool
present_bind(struct rule *rule, struct rules *rules)
{
	struct present *present = rule->state;

	if (present->any) {
		free(present->name);
		present->name = names_all(rules, &present->n);
	}
	present->slot = memory_array(present->n, sizeof *present->slot);
	for (size_t i = 0; i < present->n; i++)
		if (!names_read(rules, rule, present->name[i], present->any ? 0 : COLUMN_REQUIRED,
			&present->slot[i]))
			return false;
	return true;
}

static enum outcome
require_apply(const struct rule *rule, struct record *r)
{
	const struct present *present = rule->state;
	struct slice text;
	enum kind kind;

	for (size_t i = 0; i < present->n; i++) {
		if (record_value(r, &present->slot[i], &text, &kind))
			continue;
		record_bad(r, &present->slot[i], BAD_EMPTY_KEY, "a value");
		return OUTCOME_BAD;
	}
	return OUTCOME_KEEP;
}

static enum outcome
drop_missing_apply(const struct rule *rule, struct record *r)
{
	const struct present *present = rule->state;
	struct slice text;
	enum kind kind;

	for (size_t i = 0; i < present->n; i++)
		if (!record_value(r, &present->slot[i], &text, &kind))
			return OUTCOME_DROP;
	return OUTCOME_KEEP;
}

static void
present_release(struct rule *rule)
{
	struct present *present = rule->state;

	free(present->name);
	free(present->slot);
}

const struct rule_kind rule_check = { .name = "check",
	.single = true,
	.needs_value = true,
	.read = check_read,
	.bind = check_bind,
	.apply = check_apply };
const struct rule_kind rule_require = { .name = "require",
	.read = present_read,
	.bind = present_bind,
	.apply = require_apply,
	.release = present_release };
const struct rule_kind rule_drop_missing = { .name = "drop-missing",
	.read = present_read,
	.bind = present_bind,
	.apply = drop_missing_apply,
	.release = present_release };
