/*
 * --time COL[=FORMAT]: a time in any form to one form.
 */
#include "time/instant.h"
#include "base/memory.h"
#include "rule/rule_list.h"

enum time_form { TIME_RFC3339, TIME_SECONDS, TIME_MILLISECONDS, TIME_MICROSECONDS, TIME_FORMAT };

struct time_rule {
	const char *format; /* read by; NULL: recognised */
	const char *out_format;
	enum time_form form;
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
	const char *out = settings->time_out;

	(void)fault;
	time->zone = settings->expr.zone;
	if (time->format == NULL)
		time->format = settings->expr.time_format;
	time->out_format = out;
	if (out == NULL)
		time->form = TIME_RFC3339;
	else if (strcmp(out, "s") == 0)
		time->form = TIME_SECONDS;
	else if (strcmp(out, "ms") == 0)
		time->form = TIME_MILLISECONDS;
	else if (strcmp(out, "us") == 0)
		time->form = TIME_MICROSECONDS;
	else
		time->form = TIME_FORMAT;
	return NULL;
}

static bool
time_bind(struct rule *rule, struct rules *rules)
{
	struct time_rule *time = rule->state;

	time->is_role = slice_equal(rule->column, rules->settings.expr.time_column);
	return names_change(rules, rule, rule->column, COLUMN_REQUIRED, &rule->slot);
}

/* Seconds (unit 1000000) or milliseconds (1000) since 1970, with as much fraction as there is. */
static size_t
write_epoch(char *out, int64_t t, int64_t unit)
{
	uint64_t us = t < 0 ? 0 - (uint64_t)t : (uint64_t)t, rest = us % (uint64_t)unit;
	size_t n = 0;

	if (t < 0)
		out[n++] = '-';
	n += count_write(out + n, us / (uint64_t)unit);
	if (rest == 0)
		return n;
	out[n++] = '.';
	for (uint64_t place = (uint64_t)unit / 10; rest > 0; place /= 10) {
		out[n++] = (char)('0' + rest / place);
		rest %= place;
	}
	return n;
}

static struct slice
write_time(const struct time_rule *time, int64_t t, struct record *r)
{
	char *out =
	    record_bytes(r, time->form == TIME_FORMAT ? INSTANT_FORMAT_WIDTH : INSTANT_WIDTH);

	switch (time->form) {
	case TIME_SECONDS: return slice_of(out, write_epoch(out, t, SECOND_US));
	case TIME_MILLISECONDS: return slice_of(out, write_epoch(out, t, 1000));
	case TIME_MICROSECONDS: return slice_of(out, integer_write(out, t));
	case TIME_FORMAT:
		return slice_of(out, instant_write_format(out, t, time->out_format, time->zone));
	default: return slice_of(out, instant_write(out, t));
	}
}

static enum outcome
time_apply(const struct rule *rule, struct record *r)
{
	const struct time_rule *time = rule->state;
	bool number = time->form == TIME_SECONDS || time->form == TIME_MILLISECONDS ||
	    time->form == TIME_MICROSECONDS;
	struct slice text, now;
	enum kind kind;
	int64_t t;

	if (!record_value(r, &rule->slot, &text, &kind))
		return time->is_role ? record_bad(r, &rule->slot, BAD_TIME, "a time")
				     : OUTCOME_KEEP;
	if (kind > KIND_NUMBER || !expr_read_time(text, time->format, time->zone, &t))
		return record_bad_time(r, &rule->slot, time->format);
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
