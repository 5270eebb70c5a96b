/*
 * --time COL[=FORMAT]: a time in any form to one form.
 */
#include "time/instant.h"
#include "time/instant_count.h"
#include "base/memory.h"
#include "rule/rule_list.h"

struct time_rule {
	const char *format;           /* read by; NULL: recognised */
	const char *out_format;       /* NULL: RFC 3339 */
	enum instant_count out_count; /* COUNT_NONE: a text */
	const struct zone *zone;
	bool is_role; /* the events' time: no event is without */
};

static const char *
time_read(struct rule *rule, struct fault *fault)
{
	struct time_rule *time = memory_new(sizeof *time);
	const char *wrong;

	rule->state = time;
	time->format = rule->value;
	if (rule->value == NULL)
		return NULL;
	wrong = instant_format_check(rule->value);
	if (wrong == NULL)
		return NULL;
	return fault_usage(fault, "%.60s: %.100s", rule->value, wrong);
}

static const char *
time_check(struct rule *rule, const struct rule_settings *settings, struct fault *fault)
{
	struct time_rule *time = rule->state;

	(void)fault;
	time->zone = settings->expr.zone;
	if (time->format == NULL)
		time->format = settings->expr.time_format;
	time->out_format = settings->time_out;
	time->out_count =
	    time->out_format != NULL ? instant_count_of(time->out_format) : COUNT_NONE;
	return NULL;
}

static bool
time_bind(struct rule *rule, struct rules *rules)
{
	struct time_rule *time = rule->state;

	time->is_role = slice_equal(rule->column, rules->settings.expr.time_column);
	return names_change(rules, rule, rule->column, COLUMN_REQUIRED, &rule->slot);
}

static struct slice
write_time(const struct time_rule *time, int64_t t, struct record *r)
{
	bool format = time->out_format != NULL && time->out_count == COUNT_NONE;
	char *out = record_bytes(r, format ? INSTANT_FORMAT_WIDTH : INSTANT_WIDTH);

	if (format)
		return slice_of(out, instant_write_format(out, t, time->out_format, time->zone));
	if (time->out_count == COUNT_NONE)
		return slice_of(out, instant_write(out, t));
	return slice_of(out, instant_write_count(out, t, time->out_count, time->zone));
}

static enum outcome
time_apply(const struct rule *rule, struct record *r)
{
	const struct time_rule *time = rule->state;
	bool number = time->out_count != COUNT_NONE;
	struct slice text, now;
	enum kind kind;
	int64_t t;

	if (!record_value(r, &rule->slot, &text, &kind))
		return time->is_role ? record_bad(r, &rule->slot, BAD_TIME, "a time")
				     : OUTCOME_KEEP;
	if (kind > KIND_NUMBER || !expr_read_time(text, time->format, time->zone, &t))
		return record_bad_time(r, &rule->slot, time->format);
	if (!instant_is_likely(t))
		record_doubt_time(r, &rule->slot, text, time->format, t);
	now = write_time(time, t, r);
	if (slice_equal(now, text) &&
	    (number ? !record_makes_number(r, text, kind) : kind == KIND_TEXT))
		return OUTCOME_KEEP;
	record_set(r, &rule->slot, number ? cell_literal(now) : cell_text(now));
	r->count->changed++;
	return OUTCOME_KEEP;
}

const struct rule_kind rule_time = { .name = "time",
	.single = true,
	.read = time_read,
	.check = time_check,
	.bind = time_bind,
	.apply = time_apply };
