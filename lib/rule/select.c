/*
 * --select COL,..., --drop COL,..., --rename OLD=NEW: the plan of the output does them.
 */
#include <stdlib.h>

#include "rule/kinds.h"

static const char *
rename_read(struct rule *rule, char *error)
{
	(void)error;
	return *rule->value != '\0' ? NULL : "expected a new name behind =";
}

static bool
select_bind(struct rule *rule, struct rules *rules)
{
	size_t n;
	struct slice *name = names_split(rule->argument, &n);
	bool bound = names_select(rules, rule, name, n);

	free(name);
	return bound;
}

static bool
drop_bind(struct rule *rule, struct rules *rules)
{
	size_t n;
	struct slice *name = names_split(rule->argument, &n);
	bool bound = names_drop(rules, rule, name, n);

	free(name);
	return bound;
}

static bool
rename_bind(struct rule *rule, struct rules *rules)
{
	return names_rename(rules, rule, rule->column, slice_text(rule->value));
}

const struct rule_kind rule_select = { .name = "select", .bind = select_bind };
const struct rule_kind rule_drop = { .name = "drop", .bind = drop_bind };
const struct rule_kind rule_rename = {
	.name = "rename", .single = true, .needs_value = true, .read = rename_read, .bind = rename_bind
};
