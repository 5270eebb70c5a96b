/*
 * --fill COL=VALUE|@mean|@median|@mode|@previous
 */
#include <stdlib.h>

#include "base/memory.h"
#include "rule/latest.h"
#include "rule/rule_list.h"

enum fill_with { FILL_VALUE, FILL_MEAN, FILL_MEDIAN, FILL_MODE, FILL_PREVIOUS };

struct fill {
	enum fill_with with;
	struct cell cell; /* what a missing value becomes */
	bool known;
	bool odd;              /* @mean, @median: values that are no numbers are to be told again */
	struct gather *gather; /* NULL: none, or it has given its answer */
	struct buffer text;    /* of cell, where it was gathered */
	struct slot user;
	struct latest *latest; /* FILL_PREVIOUS: of each user */
};

static const char *
fill_read(struct rule *rule, struct fault *fault)
{
	static const char *const words[] = { "@mean", "@median", "@mode", "@previous" };
	struct fill *fill = memory_new(sizeof *fill);

	rule->state = fill;
	fill->cell = cell_given(slice_text(rule->value));
	fill->known = true;
	if (rule->value[0] == '\0')
		return "expected a value behind =";
	if (rule->value[0] != '@')
		return NULL;
	for (size_t i = 0; i < 4; i++)
		if (strcmp(rule->value, words[i]) == 0)
			fill->with = (enum fill_with)(FILL_MEAN + i);
	if (fill->with == FILL_VALUE) {
		return fault_usage(fault,
		    "expected a value or @mean, @median, @mode, @previous, found %.60s",
		    rule->value);
	}
	fill->known = false;
	if (fill->with < FILL_PREVIOUS)
		fill->gather = gather_new(GATHER_MEAN + (fill->with - FILL_MEAN));
	return NULL;
}

static bool
fill_bind(struct rule *rule, struct rules *rules)
{
	struct fill *fill = rule->state;

	if (fill->gather != NULL)
		gather_limit(fill->gather,
		    rules->settings.memory / (scan_threads(rules->scan) + 1));
	if (fill->with == FILL_PREVIOUS &&
	    !names_read(rules, rule, rules->settings.user_column, COLUMN_REQUIRED, &fill->user))
		return false;
	return names_change(rules, rule, rule->column, names_csv_required(rules), &rule->slot);
}

/* In input order, so no other thread is here. */
static enum outcome
fill_previous(const struct rule *rule, struct record *r)
{
	struct fill *fill = rule->state;
	struct slice user, text;
	enum kind kind;

	if (!record_value(r, &fill->user, &user, &kind))
		return record_bad(r, &fill->user, BAD_EMPTY_KEY, "a user");
	if (kind != KIND_TEXT && kind != KIND_NUMBER)
		return record_bad(r, &fill->user, BAD_TYPE, "a user's id");
	if (record_value(r, &rule->slot, &text, &kind))
		return latest_put(fill->latest, user, text, kind) ? OUTCOME_KEEP : OUTCOME_DROP;
	if (latest_get(fill->latest, user, &text, &kind)) {
		record_set(r, &rule->slot,
		    kind == KIND_TEXT ? cell_text(text) : cell_literal(text));
		r->count->changed++;
	}
	return OUTCOME_KEEP;
}

/* What the mean could not be computed from is bad in every reading. */
static enum outcome
fill_number(const struct rule *rule, struct record *r)
{
	const struct fill *fill = rule->state;
	double x;

	switch (record_number(r, &rule->slot, &x)) {
	case READING_NUMBER: return OUTCOME_KEEP;
	case READING_MISSING: break;
	case READING_OTHER:
		if (record_bad(r, &rule->slot, BAD_NUMBER, "a number") == OUTCOME_BAD)
			return OUTCOME_BAD;
	}
	if (!fill->known)
		return OUTCOME_KEEP;
	record_set_like_others(r, &rule->slot, fill->cell);
	r->count->changed++;
	return OUTCOME_KEEP;
}

static enum outcome
fill_apply(const struct rule *rule, struct record *r)
{
	const struct fill *fill = rule->state;
	struct slice text;
	enum kind kind;

	if (fill->with == FILL_PREVIOUS)
		return fill_previous(rule, r);
	if (fill->gather != NULL)
		return gather_add(fill->gather, r, &rule->slot, r->thread->gathered[rule->place]);
	if (fill->odd)
		return fill_number(rule, r);
	if (record_value(r, &rule->slot, &text, &kind) || !fill->known)
		return OUTCOME_KEEP;
	record_set_like_others(r, &rule->slot, fill->cell);
	r->count->changed++;
	return OUTCOME_KEEP;
}

void
fill_begin(struct rule *rule, const struct rules *rules)
{
	struct fill *fill = rule->state;
	size_t n = 0;

	if (!fill_needs_order(rule))
		return;
	for (size_t i = 0; i < rules->n; i++)
		n += fill_needs_order(rules->rule[i]);
	latest_free(fill->latest);
	fill->latest = latest_new(rules->settings.memory / n, rules->settings.temp, rules->fault);
}

static void
fill_release(struct rule *rule)
{
	struct fill *fill = rule->state;

	gather_free(fill->gather);
	buffer_release(&fill->text);
	latest_free(fill->latest);
}

struct gather *
fill_gather(const struct rule *rule)
{
	return rule->kind == &rule_fill ? ((const struct fill *)rule->state)->gather : NULL;
}

bool
fill_needs_whole(const struct rule *rule)
{
	return fill_gather(rule) != NULL;
}

bool
fill_needs_order(const struct rule *rule)
{
	return rule->kind == &rule_fill &&
	    ((const struct fill *)rule->state)->with == FILL_PREVIOUS;
}

void
fill_answer(struct rule *rule, struct cell cell, bool known)
{
	struct fill *fill = rule->state;

	buffer_add(&fill->text, cell.text.ptr, cell.text.len);
	fill->cell = cell;
	fill->cell.text = slice_of(fill->text.ptr, fill->text.len);
	fill->known = known;
	fill->odd = gather_is_odd(fill->gather);
	gather_free(fill->gather);
	fill->gather = NULL;
}

const struct rule_kind rule_fill = { .name = "fill",
	.single = true,
	.needs_value = true,
	.read = fill_read,
	.bind = fill_bind,
	.apply = fill_apply,
	.release = fill_release };
