/*
 * --unit COL=FROM:TO
 */
#include "base/memory.h"
#include "rule/rule_list.h"

struct convert {
	const struct unit *from, *to;
};

static const char *
convert_read(struct rule *rule, struct fault *fault)
{
	struct convert *convert = memory_new(sizeof *convert);
	const char *colon = strchr(rule->value, ':');

	rule->state = convert;
	if (colon == NULL)
		return "expected COL=FROM:TO, as in ms:s";
	return units_find_pair(slice_of(rule->value, (size_t)(colon - rule->value)),
	    slice_text(colon + 1), &convert->from, &convert->to, fault);
}

static bool
convert_bind(struct rule *rule, struct rules *rules)
{
	const struct convert *convert = rule->state;

	if (!names_change(rules, rule, rule->column, COLUMN_REQUIRED, &rule->slot))
		return false;
	names_set_unit(rules, rule->column, convert->to);
	return true;
}

static enum outcome
convert_apply(const struct rule *rule, struct record *r)
{
	const struct convert *convert = rule->state;
	double x;

	switch (record_number(r, &rule->slot, &x)) {
	case READING_MISSING: return OUTCOME_KEEP;
	case READING_OTHER: return record_bad(r, &rule->slot, BAD_NUMBER, "a number");
	case READING_NUMBER: break;
	}
	if (convert->from == convert->to)
		return OUTCOME_KEEP;
	x = unit_convert(x, convert->from, convert->to);
	if (x - x != 0)
		return record_bad(r, &rule->slot, BAD_NUMBER,
		    "a number that the other unit can hold");
	record_set(r, &rule->slot, cell_number(x));
	r->count->changed++;
	return OUTCOME_KEEP;
}

const struct rule_kind rule_unit = { .name = "unit",
	.single = true,
	.needs_value = true,
	.read = convert_read,
	.bind = convert_bind,
	.apply = convert_apply };
