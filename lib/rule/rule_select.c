/*
 * --select COL,..., --drop COL,..., --rename OLD=NEW: the plan of the output does them.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "rule/rule_list.h"

static const char *
rename_read(struct rule *rule, struct fault *fault)
{
	(void)fault;
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
	struct slot *other = rule->state = memory_new(sizeof *other);

	return names_rename(rules, rule, rule->column, slice_text(rule->value), &rule->slot, other);
}

/*
 * NDJSON: a record that has the new name alone means the same by it, for the rules that follow too.
 * One that has both is bad: one of the values would be lost.
 */
static enum outcome
rename_apply(const struct rule *rule, struct record *r)
{
	const struct slot *from = &rule->slot, *other = rule->state;
	bool made =
	    from->column < 0 || (from->cell >= 0 && r->cell[from->cell].state != CELL_SOURCE);

	if (other->column < 0 || r->batch->column[other->column][r->row].kind == KIND_ABSENT)
		return OUTCOME_KEEP;
	if (!made && r->batch->column[from->column][r->row].kind == KIND_ABSENT) {
		batch_stand_in(r->batch, r->row, from->column, other->column);
		return OUTCOME_KEEP;
	}
	r->count->bad++;
	batch_leave_out(r->batch, r->row, other->column, BAD_DUP_KEY,
	    "a record without it: --rename gives another column this name");
	return OUTCOME_BAD;
}

const struct rule_kind rule_select = { .name = "select", .bind = select_bind };
const struct rule_kind rule_drop = { .name = "drop", .bind = drop_bind };
const struct rule_kind rule_rename = { .name = "rename",
	.single = true,
	.needs_value = true,
	.read = rename_read,
	.bind = rename_bind,
	.apply = rename_apply };
