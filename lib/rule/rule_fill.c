/*
 * --fill COL=VALUE|@mean|@median|@mode|@previous
 */
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "rule/rule_list.h"

enum fill_with { FILL_VALUE, FILL_MEAN, FILL_MEDIAN, FILL_MODE, FILL_PREVIOUS };

/* The value that a user had last. */
struct last {
	enum kind kind;
	char *ptr;
	size_t len, capacity;
};

struct fill {
	enum fill_with with;
	struct cell cell; /* what a missing value becomes */
	bool known;
	struct gather *gather; /* NULL: none, or it has given its answer */
	struct buffer text;    /* of cell, where it was gathered */
	struct slot user;
	struct map users;  /* FILL_PREVIOUS */
	struct last *last; /* [users.n] */
	size_t capacity;
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
	else
		map_init(&fill->users, 0);
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

static struct last *
last_of(struct fill *fill, struct slice user)
{
	bool added;
	uint32_t k = map_put(&fill->users, user, &added);

	if (added) {
		fill->last =
		    memory_grow(fill->last, &fill->capacity, fill->users.n, sizeof *fill->last);
		fill->last[k] = (struct last){ .kind = KIND_ABSENT };
	}
	return &fill->last[k];
}

static void
keep_last(struct last *last, struct slice text, enum kind kind)
{
	if (text.len > last->capacity) {
		last->capacity = text.len + text.len / 2;
		last->ptr = memory_resize(last->ptr, last->capacity, 1);
	}
	memcpy(last->ptr, text.ptr, text.len);
	last->len = text.len;
	last->kind = kind;
}

/* In input order, so no other thread is here. */
static enum outcome
fill_previous(const struct rule *rule, struct record *r)
{
	struct fill *fill = rule->state;
	struct slice user, text;
	enum kind kind;
	struct last *last;

	if (!record_value(r, &fill->user, &user, &kind))
		return record_bad(r, &fill->user, BAD_EMPTY_KEY, "a user");
	if (kind != KIND_TEXT && kind != KIND_NUMBER)
		return record_bad(r, &fill->user, BAD_TYPE, "a user's id");
	last = last_of(fill, user);
	if (record_value(r, &rule->slot, &text, &kind)) {
		keep_last(last, text, kind);
	} else if (last->kind != KIND_ABSENT) {
		text = slice_of(last->ptr, last->len);
		record_set(r, &rule->slot,
		    last->kind == KIND_TEXT ? cell_text(text) : cell_literal(text));
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
	if (fill->with == FILL_MEAN || fill->with == FILL_MEDIAN)
		return fill_number(rule, r);
	if (record_value(r, &rule->slot, &text, &kind) || !fill->known)
		return OUTCOME_KEEP;
	record_set_like_others(r, &rule->slot, fill->cell);
	r->count->changed++;
	return OUTCOME_KEEP;
}

/* The users' values as before the first row. */
static void
forget(struct fill *fill)
{
	for (size_t i = 0; i < fill->users.n; i++)
		free(fill->last[i].ptr);
	free(fill->last);
	fill->last = NULL;
	fill->capacity = 0;
	map_release(&fill->users);
}

void
fill_begin(struct rule *rule)
{
	struct fill *fill = rule->state;

	if (!fill_needs_order(rule))
		return;
	forget(fill);
	map_init(&fill->users, 0);
}

static void
fill_release(struct rule *rule)
{
	struct fill *fill = rule->state;

	gather_free(fill->gather);
	buffer_release(&fill->text);
	if (fill->with == FILL_PREVIOUS)
		forget(fill);
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
