#include <stdlib.h>

#include "time/instant.h"
#include "base/memory.h"
#include "rule/rule_list.h"

static const struct rule_kind *
find_kind(const char *name)
{
	for (size_t i = 0; rule_kinds[i] != NULL; i++)
		if (strcmp(rule_kinds[i]->name, name) == 0)
			return rule_kinds[i];
	return NULL;
}

static void
rule_free(struct rule *rule)
{
	if (rule->kind->release != NULL && rule->state != NULL)
		rule->kind->release(rule);
	free(rule->state);
	free(rule);
}

/* COL=VALUE at the first =. */
static const char *
split_argument(struct rule *rule, struct fault *fault)
{
	const char *equals = strchr(rule->argument, '=');

	rule->column = slice_text(rule->argument);
	if (!rule->kind->single) {
		if (*rule->argument != '\0')
			return NULL;
		return rule->kind == &rule_where ? "expected an expression" : "expected a column";
	}
	if (equals != NULL) {
		rule->column.len = (size_t)(equals - rule->argument);
		rule->value = equals + 1;
	}
	if (rule->column.len == 0)
		return "expected a column";
	if (equals == NULL && rule->kind->needs_value) {
		return fault_usage(fault, "expected COL=..., found %.100s", rule->argument);
	}
	return NULL;
}

const char *
rules_add(struct rules *rules, const char *name, const char *argument, struct fault *fault)
{
	struct rule *rule = memory_new(sizeof *rule);
	const char *wrong;

	rule->kind = find_kind(name);
	rule->argument = argument;
	rule->place = rules->n;
	rule->slot = (struct slot){ -1, -1 };
	wrong = split_argument(rule, fault);
	if (wrong == NULL && rule->kind->read != NULL)
		wrong = rule->kind->read(rule, fault);
	if (wrong != NULL) {
		rule_free(rule);
		return wrong;
	}
	rules->rule = memory_grow(rules->rule, &rules->capacity, rules->n + 1, sizeof *rules->rule);
	rules->rule[rules->n++] = rule;
	rules->ordered |= fill_needs_order(rule);
	return NULL;
}

const char *
rules_check(struct rules *rules, const struct rule_settings *settings, struct fault *fault)
{
	const char *out = settings->time_out;

	rules->settings = *settings;
	if (out != NULL && strcmp(out, "s") != 0 && strcmp(out, "ms") != 0 &&
	    strcmp(out, "us") != 0) {
		const char *wrong = strchr(out, '%') != NULL
		    ? instant_format_check(out)
		    : "expected s, ms, us or a format with %";

		if (wrong != NULL) {
			return fault_usage(fault, "time-out: %.60s: %.100s", out, wrong);
		}
	}
	for (size_t i = 0; i < rules->n; i++) {
		struct rule *rule = rules->rule[i];
		const char *wrong =
		    rule->kind->check != NULL ? rule->kind->check(rule, settings, fault) : NULL;

		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}

bool
rules_twice(const struct rules *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		if (fill_needs_whole(rules->rule[i]))
			return true;
	return false;
}

static bool
no_double(struct rules *rules, const struct rule *rule)
{
	struct slice *name;
	bool good = true;
	size_t n;

	if (rule->kind->single)
		return names_refuse_double(rules, rule->column);
	name = names_split(rule->argument, &n); /* of an expression: no column's name, as a rule */
	for (size_t i = 0; i < n && good; i++)
		good = names_refuse_double(rules, name[i]);
	free(name);
	return good;
}

bool
rules_bind(struct rules *rules, struct scan *scan, struct row_plan *plan, struct fault *fault)
{
	bool bound = true;

	rules->scan = scan;
	rules->plan = plan;
	rules->fault = fault;
	names_new(rules);
	for (size_t i = 0; i < rules->n && bound; i++)
		bound = no_double(rules, rules->rule[i]);
	for (size_t i = 0; i < rules->n && bound; i++)
		bound = rules->rule[i]->kind->bind(rules->rule[i], rules);
	names_free(rules);
	if (bound && rules->n > 0 && scan_schema(scan)->ncolumn > 0 && row_plan_is_empty(plan)) {
		fault_set(fault, EXIT_USAGE, "drop: it takes every column, none is left to write");
		bound = false;
	}
	if (!bound && !fault_is_set(fault) && fault_is_set(scan_fault(scan)))
		*fault = *scan_fault(scan);
	return bound;
}

void
rules_release(struct rules *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		rule_free(rules->rule[i]);
	free(rules->rule);
	*rules = (struct rules){ 0 };
}
