/*
 * --map COL=FILE: values by a list of old,new (CSV, without a header or with the header old,new).
 */
#include <stdlib.h>

#include "base/fault.h"
#include "base/map.h"
#include "base/memory.h"
#include "read/batch.h"
#include "rule/rule_list.h"

struct mapping {
	struct map old;
	struct arena arena;
	struct slice *new_value; /* [old.n] */
	size_t capacity;
	int from, to; /* columns of the file */
	struct fault fault;
	const char *file;
};

static const char *
map_read(struct rule *rule, struct fault *fault)
{
	struct mapping *mapping = memory_new(sizeof *mapping);

	(void)fault;
	rule->state = mapping;
	mapping->file = rule->value;
	map_init(&mapping->old, 0);
	return *rule->value != '\0' ? NULL : "expected a file behind =";
}

static void
take_pairs(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct mapping *m = self;
	char quoted[FAULT_QUOTE];

	(void)block;
	(void)out;
	for (size_t i = 0; i < batch->nrow; i++) {
		struct slice from = batch_value(batch, m->from, i),
			     to = batch_value(batch, m->to, i);
		bool added;
		uint32_t k;

		if (batch->first + i == 0 && slice_equal(from, SLICE("old")) &&
		    slice_equal(to, SLICE("new")))
			continue;
		k = map_put(&m->old, from, &added);
		if (!added && !slice_equal(m->new_value[k], to))
			fault_set(&m->fault, EXIT_USAGE, "%s: two new values for %s", m->file,
			    fault_quote(quoted, from.ptr, from.len));
		if (!added)
			continue;
		m->new_value =
		    memory_grow(m->new_value, &m->capacity, m->old.n, sizeof *m->new_value);
		m->new_value[k] = arena_slice(&m->arena, to);
	}
}

static bool
load(struct mapping *m, struct fault *fault)
{
	struct scan_options options = SCAN_OPTIONS_DEFAULT;
	struct scan_work work = { .self = m, .turn = take_pairs };
	char *file = (char *)(uintptr_t)m->file;
	struct scan *scan;
	bool good;

	options.format = FORMAT_CSV;
	options.no_header = true;
	options.threads = 1;
	scan = scan_new(&options, &file, 1);
	good = scan_start(scan);
	if (good && scan_schema(scan)->ncolumn != 2) {
		fault_set(&m->fault, EXIT_USAGE, "%s: %zu fields in a line, expected two: old,new",
		    m->file, scan_schema(scan)->ncolumn);
	} else if (good) {
		m->from = scan_column_at(scan, 0, 0);
		m->to = scan_column_at(scan, 1, 0);
		good = m->from >= 0 && m->to >= 0 && scan_run(scan, &work);
	}
	if (!good)
		*fault = *scan_fault(scan);
	else
		*fault = m->fault;
	scan_free(scan);
	return !fault_is_set(fault);
}

static bool
map_bind(struct rule *rule, struct rules *rules)
{
	return load(rule->state, rules->fault) &&
	    names_change(rules, rule, rule->column, COLUMN_REQUIRED, &rule->slot);
}

static enum outcome
map_apply(const struct rule *rule, struct record *r)
{
	const struct mapping *m = rule->state;
	struct slice text;
	enum kind kind;
	uint32_t k;

	if (!record_value(r, &rule->slot, &text, &kind) || kind > KIND_FALSE)
		return OUTCOME_KEEP;
	k = map_find(&m->old, text);
	if (k == MAP_NONE || slice_equal(m->new_value[k], text))
		return OUTCOME_KEEP;
	record_set(r, &rule->slot,
	    m->new_value[k].len > 0 ? cell_text(m->new_value[k]) : cell_missing());
	r->count->changed++;
	return OUTCOME_KEEP;
}

static void
map_release_rule(struct rule *rule)
{
	struct mapping *m = rule->state;

	map_release(&m->old);
	arena_release(&m->arena);
	free(m->new_value);
}

const struct rule_kind rule_map = { .name = "map",
	.single = true,
	.needs_value = true,
	.read = map_read,
	.bind = map_bind,
	.apply = map_apply,
	.release = map_release_rule };
