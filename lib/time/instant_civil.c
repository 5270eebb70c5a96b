/*
 * instant_read_civil: dates and clock times as people and spreadsheets write them.
 *
 *	2026-03-01 2026/3/1 2026.3.1 2026年3月1日, one digit or two; 20260301 before a clock time
 *	behind T or a blank: 14:05[:06] 9:05 1405[06] (behind 20260301) 14时05分[06秒] (behind 日)
 */
#include <string.h>

#include "time/instant_parts.h"

/* What is left of the text. */
struct rest {
	const char *p, *end;
};

/* From least to most digits, as many as there are. */
static bool
take_number(struct rest *r, int least, int most, int *out)
{
	int n = 0, x = 0;

	for (; r->p < r->end && n < most && (unsigned char)(*r->p - '0') <= 9; n++)
		x = 10 * x + (*r->p++ - '0');
	*out = x;
	return n >= least;
}

static bool
take(struct rest *r, const char *sign)
{
	size_t n = strlen(sign);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, sign, n) != 0)
		return false;
	r->p += n;
	return true;
}

static bool
take_either(struct rest *r, const char *a, const char *b)
{
	return take(r, a) || take(r, b);
}

/* 月3日 behind 2026年3 */
static bool
take_chinese_day(struct rest *r, struct civil *c)
{
	return take_number(r, 1, 2, &c->month) && take(r, "月") && take_number(r, 1, 2, &c->day) &&
	    take_either(r, "日", "号");
}

enum date_form { DATE_NONE, DATE_SIGNS, DATE_COMPACT, DATE_CHINESE };

static enum date_form
take_date(struct rest *r, struct civil *c)
{
	const char sign[2] = { r->end - r->p > 4 ? r->p[4] : '\0', '\0' };

	if (!take_number(r, 4, 4, &c->year))
		return DATE_NONE;
	if (take(r, "年"))
		return take_chinese_day(r, c) ? DATE_CHINESE : DATE_NONE;
	if (sign[0] == '-' || sign[0] == '/' || sign[0] == '.') {
		r->p++;
		return take_number(r, 1, 2, &c->month) && take(r, sign) &&
			take_number(r, 1, 2, &c->day)
		    ? DATE_SIGNS
		    : DATE_NONE;
	}
	return take_number(r, 2, 2, &c->month) && take_number(r, 2, 2, &c->day) ? DATE_COMPACT
										: DATE_NONE;
}

/* 14时[05分[06秒]] behind the hour's digits. */
static bool
take_chinese_clock(struct rest *r, struct civil *c, bool *seconds)
{
	if (!take_either(r, "时", "時") && !take(r, "点"))
		return false;
	if (r->p == r->end)
		return true;
	if (!take_number(r, 1, 2, &c->minute) || !take(r, "分"))
		return false;
	if (r->p == r->end || (unsigned char)(*r->p - '0') > 9)
		return true;
	*seconds = true;
	return take_number(r, 1, 2, &c->second) && take(r, "秒");
}

static bool
take_clock(struct rest *r, enum date_form form, struct civil *c, bool *seconds)
{
	*seconds = false;
	if (!take_number(r, 1, 2, &c->hour))
		return false;
	if (take(r, ":")) {
		if (!take_number(r, 2, 2, &c->minute))
			return false;
		*seconds = take(r, ":");
		return !*seconds || take_number(r, 2, 2, &c->second);
	}
	if (form == DATE_CHINESE)
		return take_chinese_clock(r, c, seconds);
	if (form != DATE_COMPACT || !take_number(r, 2, 2, &c->minute))
		return false;
	*seconds = r->p < r->end && (unsigned char)(*r->p - '0') <= 9;
	return !*seconds || take_number(r, 2, 2, &c->second);
}

bool
instant_read_civil(const char *ptr, size_t len, const struct zone *zone, int64_t *out)
{
	struct rest r = { ptr, ptr + len };
	struct civil c = { 0 };
	enum date_form form = take_date(&r, &c);
	bool clock = r.p < r.end, seconds = false;

	/* digits alone are a number */
	if (form == DATE_NONE || (form == DATE_COMPACT && !clock))
		return false;
	if (clock) {
		bool apart = take_either(&r, " ", "T") || take(&r, "t");

		if ((!apart && form != DATE_CHINESE) || !take_clock(&r, form, &c, &seconds))
			return false;
	}
	/* A fraction needs seconds. */
	if (!civil_is_valid(&c) || (!seconds && r.p < r.end && (*r.p == '.' || *r.p == ',')))
		return false;
	return instant_read_suffix(r.p, (size_t)(r.end - r.p), zone, civil_local(&c), out);
}
