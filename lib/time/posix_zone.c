/* POSIX.1-2017, 8.3 (TZ), with the larger times of RFC 8536, 3.3.1. */
#include "time/instant.h"
#include "time/instant_parts.h"
#include "time/zone.h"

struct cursor {
	const char *p, *end;
};

static bool
take(struct cursor *c, char expected)
{
	if (c->p == c->end || *c->p != expected)
		return false;
	c->p++;
	return true;
}

/* EST or <+03>: at least a letter. */
static bool
take_name(struct cursor *c)
{
	const char *start = c->p;

	if (take(c, '<')) {
		while (c->p < c->end && *c->p != '>')
			c->p++;
		return take(c, '>');
	}
	while (c->p < c->end && ((*c->p | 32) >= 'a' && (*c->p | 32) <= 'z'))
		c->p++;
	return c->p > start;
}

static bool
take_number(struct cursor *c, int least, int most, int *out)
{
	const char *start = c->p;
	int x = 0;

	while (c->p < c->end && (unsigned char)(*c->p - '0') <= 9 && x <= most)
		x = 10 * x + (*c->p++ - '0');
	*out = x;
	return c->p > start && x >= least && x <= most;
}

/* [+-]hh[:mm[:ss]] in seconds: an offset (24 hours at most) or a time of day (167). */
static bool
take_time(struct cursor *c, int most_hours, int64_t *seconds)
{
	bool negative = take(c, '-');
	int h, m = 0, s = 0;

	if (!negative)
		take(c, '+');
	if (!take_number(c, 0, most_hours, &h))
		return false;
	if (take(c, ':') &&
	    (!take_number(c, 0, 59, &m) || (take(c, ':') && !take_number(c, 0, 59, &s))))
		return false;
	*seconds = ((int64_t)h * 60 + m) * 60 + s;
	if (negative)
		*seconds = -*seconds;
	return true;
}

static bool
take_day(struct cursor *c, struct posix_day *day)
{
	*day = (struct posix_day){ .kind = 'N', .seconds = 7200 };
	if (!take(c, ','))
		return false;
	if (take(c, 'M')) {
		day->kind = 'M';
		if (!take_number(c, 1, 12, &day->month) || !take(c, '.') ||
		    !take_number(c, 1, 5, &day->week) || !take(c, '.') ||
		    !take_number(c, 0, 6, &day->day))
			return false;
	} else {
		if (take(c, 'J'))
			day->kind = 'J';
		if (!take_number(c, day->kind == 'J', 365, &day->day))
			return false;
	}
	return !take(c, '/') || take_time(c, 167, &day->seconds);
}

bool
posix_zone_read(struct posix_zone *zone, const char *ptr, size_t len)
{
	struct cursor c = { ptr, ptr + len };
	int64_t west;

	*zone = (struct posix_zone){ 0 };
	if (!take_name(&c) || !take_time(&c, 24, &west))
		return false;
	zone->standard = -west;
	if (c.p == c.end)
		return true;
	zone->has_summer = true;
	zone->summer = zone->standard + 3600;
	if (!take_name(&c))
		return false;
	if (c.p < c.end && *c.p != ',') {
		if (!take_time(&c, 24, &west))
			return false;
		zone->summer = -west;
	}
	return take_day(&c, &zone->start) && take_day(&c, &zone->end) && c.p == c.end;
}

int64_t
posix_day_seconds(const struct posix_day *day, int year)
{
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	int64_t days;

	if (day->kind == 'M') {
		int64_t first = days_from_civil(year, day->month, 1);
		int64_t next = days_from_civil(year + (day->month == 12), day->month % 12 + 1, 1);

		/* 1970-01-01, day 0, was a Thursday: 4, when Sunday is 0. */
		days = first + floor_rest(day->day - (first + 4), 7) + 7 * (day->week - 1);
		while (days >= next)
			days -= 7;
	} else if (day->kind == 'J') {
		days = days_from_civil(year, 1, 1) + day->day - 1 + (leap && day->day >= 60);
	} else {
		days = days_from_civil(year, 1, 1) + day->day;
	}
	return days * 86400 + day->seconds;
}
