/* Instants by a format as in strptime. */
#include <string.h>
#include <strings.h>

#include "time/calendar.h"
#include "time/instant.h"
#include "time/instant_count.h"
#include "time/instant_format.h"
#include "time/instant_parts.h"
#include "base/number.h"

struct input {
	const char *p, *end;
	struct civil civil;
	int day_of_year; /* 0: not given */
	int afternoon;   /* 0 AM, 1 PM, -1 not given */
	bool has_offset, is_epoch, before_epoch;
	int64_t offset, epoch; /* us */
};

static bool
read_number(struct input *in, int most_digits, int *out)
{
	const char *start = in->p;
	int x = 0;

	while (in->p < in->end && in->p - start < most_digits && (unsigned char)(*in->p - '0') <= 9)
		x = 10 * x + (*in->p++ - '0');
	*out = x;
	return in->p > start;
}

/* One of n names, whole or its first three letters; its number or -1. */
static int
read_name(struct input *in, const char *const *names, int n)
{
	size_t left = (size_t)(in->end - in->p);

	for (int k = 0; k < n; k++) {
		size_t len = strlen(names[k]);

		if (left < 3 || strncasecmp(in->p, names[k], 3) != 0)
			continue;
		in->p += left >= len && strncasecmp(in->p, names[k], len) == 0 ? len : 3;
		return k;
	}
	return -1;
}

static bool
read_half_of_day(struct input *in)
{
	static const char *const halves[2] = { "AM", "PM" };

	for (int k = 0; k < 2; k++) {
		if (in->end - in->p >= 2 && strncasecmp(in->p, halves[k], 2) == 0) {
			in->afternoon = k;
			in->p += 2;
			return true;
		}
	}
	return false;
}

static bool
read_offset(struct input *in)
{
	in->has_offset = true;
	in->offset = 0;
	if (in->p < in->end && (*in->p | 32) == 'z') {
		in->p++;
		return true;
	}
	/* The longest form that is there. */
	for (size_t len = 6; len >= 3; len--) {
		if ((size_t)(in->end - in->p) >= len && offset_read(in->p, len, &in->offset)) {
			in->p += len;
			return true;
		}
	}
	return false;
}

static bool
read_zone_name(struct input *in)
{
	const char *start = in->p;

	while (in->p < in->end &&
	    (((*in->p | 32) >= 'a' && (*in->p | 32) <= 'z') || *in->p == '/' || *in->p == '_'))
		in->p++;
	return in->p > start;
}

static bool
read_fraction(struct input *in)
{
	const char *start = in->p;
	int64_t unit = 100000, us = 0;

	for (; in->p < in->end && in->p - start < 9 && (unsigned char)(*in->p - '0') <= 9;
	     in->p++) {
		us += (*in->p - '0') * unit;
		unit /= 10;
	}
	in->civil.fraction_us = us;
	return in->p > start;
}

static bool
read_epoch(struct input *in)
{
	const char *start = in->p;
	int64_t seconds;

	in->before_epoch = in->p < in->end && *in->p == '-';
	in->p += in->before_epoch;
	while (in->p < in->end && (unsigned char)(*in->p - '0') <= 9)
		in->p++;
	in->is_epoch = true;
	return integer_read(start, (size_t)(in->p - start), &seconds) &&
	    !__builtin_mul_overflow(seconds, SECOND_US, &in->epoch);
}

/* All the digits of a year: what has two is not of the first century. */
static bool
read_year(struct input *in, int digits)
{
	const char *start = in->p;

	if (!read_number(in, digits, &in->civil.year) || in->p - start != digits)
		return false;
	if (digits == 2)
		in->civil.year += in->civil.year < 69 ? 2000 : 1900; /* as in POSIX strptime */
	return true;
}

static void
skip_blanks(struct input *in)
{
	while (in->p < in->end && (*in->p == ' ' || *in->p == '\t'))
		in->p++;
}

static bool
read_directive(struct input *in, char directive)
{
	struct civil *c = &in->civil;

	switch (directive) {
	case 'Y': return read_year(in, 4);
	case 'y': return read_year(in, 2);
	case 'm': return read_number(in, 2, &c->month);
	case 'e': skip_blanks(in); return read_number(in, 2, &c->day);
	case 'd': return read_number(in, 2, &c->day);
	case 'H': return read_number(in, 2, &c->hour);
	case 'I': return read_number(in, 2, &c->hour) && c->hour >= 1 && c->hour <= 12;
	case 'M': return read_number(in, 2, &c->minute);
	case 'S': return read_number(in, 2, &c->second);
	case 'j': return read_number(in, 3, &in->day_of_year) && in->day_of_year >= 1;
	case 'b':
	case 'h':
	case 'B': c->month = read_name(in, format_months, 12) + 1; return c->month > 0;
	case 'a':
	case 'A': return read_name(in, format_days, 7) >= 0;
	case 'p': return read_half_of_day(in);
	case 'f': return read_fraction(in);
	case 's': return read_epoch(in);
	case 'z': return read_offset(in);
	case 'Z': return read_zone_name(in);
	default: return in->p < in->end && *in->p++ == directive;
	}
}

static bool
read_by(struct input *in, const char *format)
{
	for (const char *f = format; *f != '\0'; f++) {
		if (*f == ' ' || *f == '\t') {
			skip_blanks(in);
		} else if (*f != '%' || f[1] == '\0') {
			if (in->p == in->end || *in->p++ != *f)
				return false;
		} else {
			const char *longhand = format_shorthand(*++f);

			for (const char *q = longhand; q != NULL && *q != '\0'; q++) {
				if (*q == '%' ? !read_directive(in, *++q)
					      : in->p == in->end || *in->p++ != *q)
					return false;
			}
			if (longhand == NULL && !read_directive(in, *f))
				return false;
		}
	}
	return in->p == in->end;
}

/* The day of the year as month and day; false: the year is not so long. */
static bool
place_day_of_year(struct input *in)
{
	struct civil *c = &in->civil;
	int year;

	int64_t days = days_from_civil(c->year, 1, 1) + in->day_of_year - 1;

	civil_from_days(days, &year, &c->month, &c->day);
	return year == c->year;
}

bool
instant_read_format(const char *ptr, size_t len, const char *format, const struct zone *zone,
    int64_t *out)
{
	struct input in = { .p = ptr,
		.end = ptr + len,
		.afternoon = -1,
		.civil = { .year = 1970, .month = 1, .day = 1 } };
	enum instant_count count = instant_count_of(format);
	int64_t t;

	if (count != COUNT_NONE)
		return instant_read_count(ptr, len, count, zone, out);
	if (!read_by(&in, format))
		return false;
	if (in.afternoon >= 0) {
		if (in.civil.hour > 12)
			return false;
		in.civil.hour = in.civil.hour % 12 + 12 * in.afternoon;
	}
	if (in.day_of_year > 0 && !place_day_of_year(&in))
		return false;
	if (!civil_is_valid(&in.civil))
		return false;
	t = civil_local(&in.civil);
	if (in.is_epoch) {
		int64_t fraction = in.before_epoch ? -in.civil.fraction_us : in.civil.fraction_us;

		if (__builtin_add_overflow(in.epoch, fraction, &t))
			return false;
	} else {
		t = in.has_offset || zone == NULL ? t - in.offset : zone_instant(zone, t);
	}
	*out = t;
	return t >= INSTANT_LEAST && t <= INSTANT_MOST;
}
