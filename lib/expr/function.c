/*
 * The functions of the language. Arguments that are missing make the answer missing, but for those
 * that ask.
 */
#include "expr/tree.h"

#include <math.h>

#include "time/calendar.h"
#include "time/instant.h"
#include "base/number.h"
#include "expr/letters.h"

static const struct value nothing = { .type = VALUE_MISSING };

static struct value
boolean(bool b)
{
	return (struct value){ .type = VALUE_BOOLEAN, .boolean = b };
}

static struct value
number(double x)
{
	return isfinite(x) ? (struct value){ .type = VALUE_NUMBER, .number = x } : nothing;
}

static struct value
text(struct slice s)
{
	return s.len > 0 ? (struct value){ .type = VALUE_TEXT, .text = s } : nothing;
}

static bool
number_at(const struct node *node, size_t k, const struct context *c, double *out)
{
	struct value v = evaluate(node->child[k], c);

	return value_number(&v, out);
}

static bool
text_at(const struct node *node, size_t k, const struct context *c, struct slice *out)
{
	struct value v = evaluate(node->child[k], c);

	if (v.type == VALUE_MISSING)
		return false;
	*out = value_text(&v, c);
	return true;
}

static bool
instant_at(const struct node *node, const struct context *c, int64_t *out)
{
	struct value v = evaluate(node->child[0], c);

	return value_instant(&v, c, out);
}

static struct value
call_missing(const struct node *node, const struct context *c)
{
	return boolean(evaluate(node->child[0], c).type == VALUE_MISSING);
}

static struct value
call_coalesce(const struct node *node, const struct context *c)
{
	for (size_t i = 0; i < node->n; i++) {
		struct value v = evaluate(node->child[i], c);

		if (v.type != VALUE_MISSING)
			return v;
	}
	return nothing;
}

static struct value
call_if(const struct node *node, const struct context *c)
{
	if (condition(node->child[0], c))
		return evaluate(node->child[1], c);
	return node->n > 2 ? evaluate(node->child[2], c) : nothing;
}

static struct value
calendar(const struct node *node, const struct context *c, enum period period)
{
	const struct zone *zone = c->expr->zone;
	char *out;
	int64_t t;

	if (!instant_at(node, c, &t))
		return nothing;
	out = arena_alloc(c->arena, 32);
	t = period_start(zone, period, c->expr->week_start, t);
	return text(slice_of(out, period_write(out, zone, period, c->expr->week_start, t)));
}

static struct value
call_day(const struct node *node, const struct context *c)
{
	return calendar(node, c, PERIOD_DAY);
}

static struct value
call_week(const struct node *node, const struct context *c)
{
	return calendar(node, c, PERIOD_WEEK);
}

static struct value
call_month(const struct node *node, const struct context *c)
{
	return calendar(node, c, PERIOD_MONTH);
}

/* Microseconds of local time since 1970-01-01T00:00 there. */
static bool
local_at(const struct node *node, const struct context *c, int64_t *days, int64_t *of_day)
{
	int64_t t;

	if (!instant_at(node, c, &t))
		return false;
	t += zone_offset(c->expr->zone, t);
	*of_day = (t % DAY_US + DAY_US) % DAY_US;
	*days = (t - *of_day) / DAY_US;
	return true;
}

static struct value
call_hour(const struct node *node, const struct context *c)
{
	int64_t days, of_day;

	return local_at(node, c, &days, &of_day) ? number((double)(of_day / HOUR_US)) : nothing;
}

static struct value
call_weekday(const struct node *node, const struct context *c)
{
	int64_t days, of_day;

	if (!local_at(node, c, &days, &of_day))
		return nothing;
	return number((double)(((days + 3) % 7 + 7) % 7 + 1)); /* 1970-01-01 was a Thursday, 4 */
}

static struct value
call_year(const struct node *node, const struct context *c)
{
	int64_t days, of_day;
	int year, month, day;

	if (!local_at(node, c, &days, &of_day))
		return nothing;
	civil_from_days(days, &year, &month, &day);
	return number(year);
}

static struct value
call_epoch(const struct node *node, const struct context *c)
{
	int64_t t;

	return instant_at(node, c, &t) ? number((double)t / 1e6) : nothing;
}

static struct value
call_lower(const struct node *node, const struct context *c)
{
	struct slice s;

	if (!text_at(node, 0, c, &s))
		return nothing;
	return text(letters_lower(s, arena_alloc(c->arena, s.len)));
}

static struct value
call_upper(const struct node *node, const struct context *c)
{
	struct slice s;

	if (!text_at(node, 0, c, &s))
		return nothing;
	return text(letters_upper(s, arena_alloc(c->arena, s.len)));
}

static struct value
call_len(const struct node *node, const struct context *c)
{
	struct slice s;

	return text_at(node, 0, c, &s) ? number((double)letters_count(s)) : nothing;
}

static struct value
call_concat(const struct node *node, const struct context *c)
{
	struct slice part, all = { "", 0 };

	for (size_t i = 0; i < node->n; i++) {
		char *out;

		if (!text_at(node, i, c, &part))
			return nothing;
		out = arena_alloc(c->arena, all.len + part.len + 1);
		memcpy(out, all.ptr, all.len);
		memcpy(out + all.len, part.ptr, part.len);
		all = slice_of(out, all.len + part.len);
	}
	return text(all);
}

static size_t
clamp_count(double x)
{
	return x < 1 ? 0 : x > 1e9 ? 1000000000u : (size_t)x;
}

static struct value
call_substr(const struct node *node, const struct context *c)
{
	struct slice s;
	double from, n = 1e9;

	if (!text_at(node, 0, c, &s) || !number_at(node, 1, c, &from) ||
	    (node->n > 2 && !number_at(node, 2, c, &n)))
		return nothing;
	return text(letters_part(s, clamp_count(from - 1), clamp_count(n)));
}

static struct value
call_starts_with(const struct node *node, const struct context *c)
{
	struct slice s, part;

	return boolean(text_at(node, 0, c, &s) && text_at(node, 1, c, &part) && part.len <= s.len &&
	    memcmp(s.ptr, part.ptr, part.len) == 0);
}

static struct value
call_ends_with(const struct node *node, const struct context *c)
{
	struct slice s, part;

	return boolean(text_at(node, 0, c, &s) && text_at(node, 1, c, &part) && part.len <= s.len &&
	    memcmp(s.ptr + s.len - part.len, part.ptr, part.len) == 0);
}

static struct value
call_contains(const struct node *node, const struct context *c)
{
	struct slice s, part;

	if (!text_at(node, 0, c, &s) || !text_at(node, 1, c, &part))
		return boolean(false);
	for (size_t i = 0; i + part.len <= s.len; i++)
		if (memcmp(s.ptr + i, part.ptr, part.len) == 0)
			return boolean(true);
	return boolean(false);
}

static struct value
extreme(const struct node *node, const struct context *c, double sign)
{
	double best, x;

	if (!number_at(node, 0, c, &best))
		return nothing;
	for (size_t i = 1; i < node->n; i++) {
		if (!number_at(node, i, c, &x))
			return nothing;
		if (x * sign > best * sign)
			best = x;
	}
	return number(best);
}

static struct value
call_min(const struct node *node, const struct context *c)
{
	return extreme(node, c, -1);
}

static struct value
call_max(const struct node *node, const struct context *c)
{
	return extreme(node, c, 1);
}

/* Half to even on the exact value, as Python's round and pandas. */
static double
round_to(double x, double digits)
{
	char out[NUMBER_WIDTH];
	double unit;

	if (digits >= 10 || fabs(x) >= 4503599627370496.0) /* 2^52: no fraction */
		return digits >= 0
		    ? x
		    : nearbyint(x / pow(10, -trunc(digits))) * pow(10, -trunc(digits));
	if (digits <= -1) {
		unit = pow(10, -trunc(digits));
		return nearbyint(x / unit) * unit;
	}
	return number_read(out, number_write_fixed(out, x, (int)digits), &unit) ? unit : x;
}

static struct value
call_round(const struct node *node, const struct context *c)
{
	double x, digits = 0;

	if (!number_at(node, 0, c, &x) || (node->n > 1 && !number_at(node, 1, c, &digits)))
		return nothing;
	return number(round_to(x, digits < -300 ? -300 : digits));
}

#define REAL(name, function) \
	static struct value call_##name(const struct node *node, const struct context *c) \
	{ \
		double x; \
\
		return number_at(node, 0, c, &x) ? number(function(x)) : nothing; \
	}

REAL(abs, fabs)
REAL(log, log)
REAL(log10, log10)
REAL(exp, exp)
REAL(sqrt, sqrt)
REAL(floor, floor)
REAL(ceil, ceil)

const struct function function_table[] = {
	{ "missing", 1, 1, "v", TYPE_BOOLEAN, false, call_missing },
	{ "coalesce", 1, 255, "v", TYPE_ANY, false, call_coalesce },
	{ "if", 2, 3, "cv", TYPE_ANY, false, call_if },
	{ "day", 1, 1, "t", TYPE_TEXT, true, call_day },
	{ "week", 1, 1, "t", TYPE_TEXT, true, call_week },
	{ "month", 1, 1, "t", TYPE_TEXT, true, call_month },
	{ "year", 1, 1, "t", TYPE_NUMBER, false, call_year },
	{ "hour", 1, 1, "t", TYPE_NUMBER, false, call_hour },
	{ "weekday", 1, 1, "t", TYPE_NUMBER, false, call_weekday },
	{ "epoch", 1, 1, "t", TYPE_NUMBER, false, call_epoch },
	{ "lower", 1, 1, "s", TYPE_TEXT, true, call_lower },
	{ "upper", 1, 1, "s", TYPE_TEXT, true, call_upper },
	{ "len", 1, 1, "s", TYPE_NUMBER, true, call_len },
	{ "concat", 1, 255, "v", TYPE_TEXT, true, call_concat },
	{ "substr", 2, 3, "sn", TYPE_TEXT, true, call_substr },
	{ "starts_with", 2, 2, "s", TYPE_BOOLEAN, true, call_starts_with },
	{ "ends_with", 2, 2, "s", TYPE_BOOLEAN, true, call_ends_with },
	{ "contains", 2, 2, "s", TYPE_BOOLEAN, true, call_contains },
	{ "min", 1, 255, "n", TYPE_NUMBER, false, call_min },
	{ "max", 1, 255, "n", TYPE_NUMBER, false, call_max },
	{ "abs", 1, 1, "n", TYPE_NUMBER, false, call_abs },
	{ "round", 1, 2, "n", TYPE_NUMBER, false, call_round },
	{ "floor", 1, 1, "n", TYPE_NUMBER, false, call_floor },
	{ "ceil", 1, 1, "n", TYPE_NUMBER, false, call_ceil },
	{ "sqrt", 1, 1, "n", TYPE_NUMBER, false, call_sqrt },
	{ "exp", 1, 1, "n", TYPE_NUMBER, false, call_exp },
	{ "log", 1, 1, "n", TYPE_NUMBER, false, call_log },
	{ "log10", 1, 1, "n", TYPE_NUMBER, false, call_log10 },
};

const size_t function_count = sizeof function_table / sizeof *function_table;
