/*
 * --where EXPR keeps the rows for which it is true; --set COL=EXPR.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "rule/rule_list.h"

struct where {
	struct expr *expr;
	struct slot *slot; /* [expr_ncolumn] */
	/* no column was changed or renamed before: values come from the batch */
	bool plain;
};

static const char *
expression_text(const struct rule *rule)
{
	return rule->kind->single ? rule->value : rule->argument;
}

/* The grammar is checked before any input is read; roles are known later. */
static const char *
where_read(struct rule *rule, struct fault *fault)
{
	struct expr_options options = { 0 };
	struct expr *expr = expr_new(slice_text(expression_text(rule)), &options, fault);

	rule->state = memory_new(sizeof(struct where));
	expr_free(expr);
	return expr != NULL ? NULL : fault->text;
}

static bool
where_bind(struct rule *rule, struct rules *rules)
{
	struct where *where = rule->state;
	struct fault fault = { 0 };
	size_t n;

	where->expr = expr_new(slice_text(expression_text(rule)), &rules->settings.expr, &fault);
	if (where->expr == NULL) {
		fault_set(rules->fault, fault.exit, "%s: %s", rule->kind->name, fault.text);
		return false;
	}
	n = expr_ncolumn(where->expr);
	where->slot = memory_array(n, sizeof *where->slot);
	where->plain = rules->settings.nna == 0;
	for (size_t k = 0; k < n; k++) {
		struct slice name = expr_column(where->expr, k);
		bool optional = expr_column_optional(where->expr, k) &&
		    scan_schema(rules->scan)->format == FORMAT_NDJSON;

		where->plain = where->plain && names_are_plain(rules, name);
		if (!names_read(rules, rule, name, optional ? 0 : COLUMN_REQUIRED,
			&where->slot[k])) {
			expr_hint(where->expr, k, scan_fault(rules->scan));
			return false;
		}
	}
	return !where->plain || expr_bind(where->expr, rules->scan);
}

struct asked {
	const struct where *where;
	struct record *record;
};

static struct slice
get(void *self, size_t k, enum kind *kind)
{
	const struct asked *asked = self;
	struct slice text;

	if (record_value(asked->record, &asked->where->slot[k], &text, kind))
		return text;
	*kind = KIND_ABSENT;
	return slice_of("", 0);
}

static enum outcome
where_apply(const struct rule *rule, struct record *r)
{
	const struct where *where = rule->state;
	struct asked asked = { where, r };
	bool holds = where->plain ? expr_true(where->expr, r->batch, r->row, &r->thread->scratch)
				  : expr_true_of(where->expr, get, &asked, &r->thread->scratch);

	return holds ? OUTCOME_KEEP : OUTCOME_DROP;
}

static bool
set_bind(struct rule *rule, struct rules *rules)
{
	return where_bind(rule, rules) && names_set(rules, rule, rule->column, &rule->slot);
}

/* What the next evaluation overwrites is copied. */
static struct slice
copy(struct record *r, struct slice s)
{
	char *out = record_bytes(r, s.len);

	memcpy(out, s.ptr, s.len);
	return slice_of(out, s.len);
}

static struct cell
cell_of_value(struct record *r, const struct expr_value *v)
{
	switch (v->type) {
	case EXPR_MISSING: return (struct cell){ .state = CELL_NULL };
	case EXPR_BOOLEAN: return cell_literal(v->boolean ? SLICE("true") : SLICE("false"));
	case EXPR_NUMBER:
		if (v->kind == KIND_ABSENT)
			return cell_number(v->number);
		break;
	case EXPR_TEXT: break;
	}
	if (v->kind == KIND_NUMBER || v->kind == KIND_OBJECT || v->kind == KIND_ARRAY)
		return cell_literal(copy(r, v->text));
	return cell_text(copy(r, v->text));
}

static enum outcome
set_apply(const struct rule *rule, struct record *r)
{
	const struct where *where = rule->state;
	struct asked asked = { where, r };
	struct expr_value v;

	if (where->plain)
		expr_value(where->expr, r->batch, r->row, &r->thread->scratch, &v);
	else
		expr_value_of(where->expr, get, &asked, &r->thread->scratch, &v);
	record_set(r, &rule->slot, cell_of_value(r, &v));
	r->count->changed++;
	return OUTCOME_KEEP;
}

static void
where_release(struct rule *rule)
{
	struct where *where = rule->state;

	expr_free(where->expr);
	free(where->slot);
}

const struct rule_kind rule_where = { .name = "where",
	.read = where_read,
	.bind = where_bind,
	.apply = where_apply,
	.release = where_release };
const struct rule_kind rule_set = { .name = "set",
	.single = true,
	.needs_value = true,
	.read = where_read,
	.bind = set_bind,
	.apply = set_apply,
	.release = where_release };
