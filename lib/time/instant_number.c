/*
 * instant_read_number: times that are written as one number: dates without separators, and counts
 * since 1970 in the unit that their size tells.
 */
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/number.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "time/instant_parts.h"

#define EXPONENT_MOST 30
#define DIGITS_MOST 40 /* of a numeral with an exponent */

/* A count of seconds, milliseconds, microseconds or nanoseconds, by its size. */
#define SECONDS_BELOW UINT64_C(100000000000)
#define MILLISECONDS_BELOW UINT64_C(100000000000000)
#define MICROSECONDS_BELOW UINT64_C(100000000000000000)

static size_t
digits_at(const char *ptr, const char *end)
{
	const char *p = ptr;

	while (p < end && (unsigned char)(*p - '0') <= 9)
		p++;
	return (size_t)(p - ptr);
}

/* 1.7e9 as 1700000000: the point moved, zeros where there are no digits. */
static bool
shift(struct numeral *n, int exponent)
{
	size_t ndigit = n->nwhole + n->nfraction, at = 0;
	int point = (int)n->nwhole + exponent;

	if (ndigit > DIGITS_MOST)
		return false;
	for (; point < 1; point++)
		n->shifted[at++] = '0';
	memcpy(n->shifted + at, n->whole, n->nwhole);
	memcpy(n->shifted + at + n->nwhole, n->fraction, n->nfraction);
	for (at += ndigit; at < (size_t)point; at++)
		n->shifted[at] = '0';
	n->whole = n->shifted;
	n->nwhole = (size_t)point;
	n->fraction = n->shifted + point;
	n->nfraction = at - (size_t)point;
	while (n->nwhole > 1 && *n->whole == '0') {
		n->whole++;
		n->nwhole--;
	}
	return true;
}

bool
numeral_read(const char *ptr, size_t len, struct numeral *n)
{
	const char *p = ptr, *end = ptr + len;
	int64_t exponent;

	n->negative = len > 0 && *p == '-';
	n->whole = p += n->negative;
	n->nwhole = digits_at(p, end);
	p += n->nwhole;
	n->fraction = p;
	n->nfraction = 0;
	if (p < end && *p == '.') {
		n->fraction = ++p;
		n->nfraction = digits_at(p, end);
		p += n->nfraction;
		if (n->nfraction == 0)
			return false;
	}
	if (n->nwhole == 0 || p == end)
		return n->nwhole > 0;
	return (*p | 32) == 'e' && integer_read(p + 1, (size_t)(end - p - 1), &exponent) &&
	    exponent >= -EXPONENT_MOST && exponent <= EXPONENT_MOST && shift(n, (int)exponent);
}

/* The first n of the digits as a number, zeros behind them if there are fewer. */
static int64_t
leading_digits(const char *ptr, size_t len, int n)
{
	int64_t x = 0;

	for (int i = 0; i < n; i++)
		x = 10 * x + ((size_t)i < len ? ptr[i] - '0' : 0);
	return x;
}

bool
numeral_scale(const struct numeral *n, int places, int64_t *out)
{
	uint64_t whole;
	bool cut = false;
	int64_t us;

	if (!count_read(n->whole, n->nwhole, &whole) || whole > INT64_MAX)
		return false;
	us = (int64_t)whole;
	for (int i = 0; i < places; i++)
		if (__builtin_mul_overflow(us, 10, &us))
			return false;
	for (int i = 0; i > places; i--) {
		cut |= us % 10 != 0;
		us /= 10;
	}
	places = places > 0 ? places : 0;
	if (__builtin_add_overflow(us, leading_digits(n->fraction, n->nfraction, places), &us))
		return false;
	for (size_t i = (size_t)places; i < n->nfraction; i++)
		cut |= n->fraction[i] != '0';
	*out = n->negative ? -us - cut : us;
	return true;
}

static int
pair(const char *digits)
{
	return 10 * (digits[0] - '0') + (digits[1] - '0');
}

static bool
no_fraction(const struct numeral *n)
{
	for (size_t i = 0; i < n->nfraction; i++)
		if (n->fraction[i] != '0')
			return false;
	return true;
}

/* 20260301 and 20260301100005: a date whose year has four digits. */
static bool
compact_civil(const struct numeral *n, struct civil *c)
{
	const char *d = n->whole;

	*c = (struct civil){ 0 };
	if (n->negative || (n->nwhole != 8 && n->nwhole != 14) || *d == '0')
		return false;
	c->year = 100 * pair(d) + pair(d + 2);
	c->month = pair(d + 4);
	c->day = pair(d + 6);
	if (n->nwhole == 8)
		return no_fraction(n) && civil_is_valid(c);
	c->hour = pair(d + 8);
	c->minute = pair(d + 10);
	c->second = pair(d + 12);
	c->fraction_us = leading_digits(n->fraction, n->nfraction, 6);
	return civil_is_valid(c);
}

bool
instant_is_compact(const char *ptr, size_t len)
{
	struct numeral numeral;
	struct civil civil;

	return len >= 8 && numeral_read(ptr, len, &numeral) && compact_civil(&numeral, &civil) &&
	    civil.year >= 1900 && civil.year <= 2100;
}

bool
instant_doubt(const char *ptr, size_t len, int64_t instant, char *out)
{
	char quoted[FAULT_QUOTE], text[INSTANT_WIDTH + 1];

	if (instant_is_likely(instant) || !number_is(ptr, len) || instant_is_compact(ptr, len))
		return false;
	text[instant_write(text, instant)] = '\0';
	snprintf(out, INSTANT_DOUBT, "%s is read as %s",
	    fault_quote(quoted, ptr, len < 40 ? len : 40), text);
	return true;
}

bool
instant_read_number(const char *ptr, size_t len, const struct zone *zone, int64_t *out)
{
	struct numeral n;
	struct civil civil;
	uint64_t whole;
	int64_t us;

	if (!numeral_read(ptr, len, &n))
		return false;
	if (compact_civil(&n, &civil)) {
		int64_t local = civil_local(&civil);

		return instant_accept(zone != NULL ? zone_instant(zone, local) : local, out);
	}
	return count_read(n.whole, n.nwhole, &whole) &&
	    numeral_scale(&n,
		whole < SECONDS_BELOW            ? 6
		    : whole < MILLISECONDS_BELOW ? 3
		    : whole < MICROSECONDS_BELOW ? 0
						 : -3,
		&us) &&
	    instant_accept(us, out);
}
