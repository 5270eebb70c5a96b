/*
 * Columns by the names that they have when a rule is reached: --rename, --drop, --select and --set
 * change what a name means for the rules behind them.
 */
#include "base/fault.h"
#include "read/batch.h"
#include "rule/rule_kind.h"

#include <stdlib.h>

#include "base/memory.h"

struct name {
	struct slice name;
	struct slot slot;
	bool gone, renamed;
	const struct unit *unit;
};

struct rule_names {
	struct name *name; /* [n]: the newest of a name counts */
	size_t n, capacity;
	bool closed; /* --select: no other name is there */
};

void
names_new(struct rules *rules)
{
	rules->names = memory_new(sizeof *rules->names);
}

void
names_free(struct rules *rules)
{
	if (rules->names == NULL)
		return;
	free(rules->names->name);
	free(rules->names);
	rules->names = NULL;
}

static struct name *
find(const struct rules *rules, struct slice name)
{
	for (size_t i = rules->names->n; i > 0; i--)
		if (slice_equal(rules->names->name[i - 1].name, name))
			return &rules->names->name[i - 1];
	return NULL;
}

static struct name *
add(struct rules *rules, struct name name)
{
	struct rule_names *names = rules->names;

	names->name = memory_grow(names->name, &names->capacity, names->n + 1, sizeof *names->name);
	names->name[names->n] = name;
	return &names->name[names->n++];
}

static struct name *
refuse(struct rules *rules, const struct rule *rule, struct slice name, const char *why)
{
	char quoted[FAULT_QUOTE];

	fault_set(rules->fault, EXIT_USAGE, "no-column: --%s %s: %s %s", rule->kind->name,
	    rule->argument, fault_quote(quoted, name.ptr, name.len), why);
	return NULL;
}

static struct name *
look_up(struct rules *rules, const struct rule *rule, struct slice name, unsigned flags)
{
	struct name *known = find(rules, name);
	int column;

	if (known != NULL && !known->gone)
		return known;
	if (known != NULL || rules->names->closed)
		return refuse(rules, rule, name, "was dropped or renamed before");
	column = scan_column(rules->scan, name, flags);
	if (column < 0)
		return NULL;
	return add(rules, (struct name){ .name = name, .slot = { column, -1 } });
}

bool
names_read(struct rules *rules, const struct rule *rule, struct slice name, unsigned flags,
    struct slot *out)
{
	struct name *known = look_up(rules, rule, name, flags);

	if (known == NULL)
		return false;
	*out = known->slot;
	return true;
}

static bool
is_in_schema(const struct rules *rules, struct slice name)
{
	const struct schema *schema = scan_schema(rules->scan);

	for (size_t i = 0; i < schema->ncolumn; i++)
		if (slice_equal(schema->name[i], name))
			return true;
	return false;
}

/* A path into the JSON of a CSV field can be read but not changed. */
static bool
is_inside_field(const struct rules *rules, const struct name *known)
{
	return scan_schema(rules->scan)->format != FORMAT_NDJSON && known->slot.cell < 0 &&
	    !known->renamed && !is_in_schema(rules, known->name);
}

bool
names_change(struct rules *rules, const struct rule *rule, struct slice name, unsigned flags,
    struct slot *out)
{
	struct name *known = look_up(rules, rule, name, flags);

	if (known == NULL)
		return false;
	if (is_inside_field(rules, known))
		return refuse(rules, rule, name,
			   "is a part of a field: copy it with --set first") != NULL;
	if (known->slot.cell < 0)
		known->slot.cell = row_plan_change(rules->plan, name);
	*out = known->slot;
	return known->slot.cell >= 0;
}

bool
names_check(struct rules *rules, const struct rule *rule, struct slice name, unsigned flags,
    struct slot *out)
{
	struct name *known = look_up(rules, rule, name, flags);

	if (known == NULL)
		return false;
	*out = known->slot;
	return is_inside_field(rules, known) || names_change(rules, rule, name, flags, out);
}

bool
names_set(struct rules *rules, const struct rule *rule, struct slice name, struct slot *out)
{
	struct name *known = find(rules, name);
	bool json = scan_schema(rules->scan)->format == FORMAT_NDJSON;
	int cell;

	if (known != NULL ? !known->gone
			  : !rules->names->closed && !json && is_in_schema(rules, name))
		return names_change(rules, rule, name, 0, out);
	cell = row_plan_append(rules->plan, name);
	*out = (struct slot){ -1, cell };
	add(rules, (struct name){ .name = name, .slot = *out });
	return cell >= 0;
}

struct slice *
names_all(const struct rules *rules, size_t *n)
{
	const struct schema *schema = scan_schema(rules->scan);
	const struct rule_names *names = rules->names;
	struct slice *out = memory_array(schema->ncolumn + names->n, sizeof *out);

	*n = 0;
	for (size_t i = 0; i < schema->ncolumn; i++)
		if (find(rules, schema->name[i]) == NULL && !names->closed)
			out[(*n)++] = schema->name[i];
	for (size_t i = 0; i < names->n; i++)
		if (find(rules, names->name[i].name) == &names->name[i] && !names->name[i].gone)
			out[(*n)++] = names->name[i].name;
	return out;
}

bool
names_are_plain(const struct rules *rules, struct slice name)
{
	const struct name *known = find(rules, name);

	return known == NULL || (!known->gone && !known->renamed && known->slot.cell < 0);
}

unsigned
names_csv_required(const struct rules *rules)
{
	return scan_schema(rules->scan)->format == FORMAT_NDJSON ? 0 : COLUMN_REQUIRED;
}

/* A name that is there twice is the fault to tell, before any name that is missing. */
bool
names_refuse_double(struct rules *rules, struct slice name)
{
	const struct schema *schema = scan_schema(rules->scan);
	size_t times = 0;

	for (size_t i = 0; i < schema->ncolumn; i++)
		times += slice_equal(schema->name[i], name);
	return times < 2 || scan_column(rules->scan, name, 0) >= 0;
}

bool
names_rename(struct rules *rules, const struct rule *rule, struct slice from, struct slice to,
    struct slot *source, struct slot *other)
{
	struct name *known = look_up(rules, rule, from, COLUMN_REQUIRED), *taken = find(rules, to),
		    moved;
	bool json = scan_schema(rules->scan)->format == FORMAT_NDJSON;

	if (known == NULL)
		return false;
	if (taken != NULL ? !taken->gone : is_in_schema(rules, to))
		return refuse(rules, rule, to, "is there already") != NULL;
	*source = known->slot;
	*other = (struct slot){ -1, -1 };
	if (json && taken == NULL && !rules->names->closed) {
		other->column = scan_column(rules->scan, to, COLUMN_RAW);
		if (other->column < 0)
			return false;
	}
	moved = *known;
	known->gone = true;
	moved.name = to;
	moved.renamed = true;
	add(rules, moved);
	return row_plan_rename(rules->plan, from, to);
}

bool
names_drop(struct rules *rules, const struct rule *rule, const struct slice *name, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct name *known = look_up(rules, rule, name[i], COLUMN_REQUIRED);

		if (known == NULL)
			return false;
		known->gone = true;
		if (!row_plan_drop(rules->plan, name[i]))
			return false;
	}
	return true;
}

bool
names_select(struct rules *rules, const struct rule *rule, const struct slice *name, size_t n)
{
	struct rule_names *names = rules->names;

	for (size_t i = 0; i < n; i++) {
		if (look_up(rules, rule, name[i], COLUMN_REQUIRED) == NULL)
			return false;
		for (size_t k = 0; k < i; k++)
			if (slice_equal(name[i], name[k]))
				return refuse(rules, rule, name[i], "stands there twice") != NULL;
	}
	names->closed = true;
	for (size_t k = 0; k < names->n; k++) {
		bool stays = false;

		for (size_t i = 0; i < n && !stays; i++)
			stays = slice_equal(names->name[k].name, name[i]);
		names->name[k].gone |= !stays;
	}
	return row_plan_select(rules->plan, name, n);
}

const struct unit *
names_unit(const struct rules *rules, struct slice name)
{
	const struct name *known = find(rules, name);

	return known != NULL ? known->unit : NULL;
}

void
names_set_unit(struct rules *rules, struct slice name, const struct unit *unit)
{
	struct name *known = find(rules, name);

	if (known != NULL)
		known->unit = unit;
}

struct slice *
names_split(const char *list, size_t *n)
{
	struct slice *out = NULL;
	size_t capacity = 0;

	*n = 0;
	for (; list != NULL; (*n)++) {
		out = memory_grow(out, &capacity, *n + 1, sizeof *out);
		out[*n] = slice_list_first(list, &list);
	}
	return out;
}
