/* Instants from ISO 8601 and epochs. */
#include "time/instant.h"

#include <string.h>

#include "base/bits.h"
#include "time/calendar.h"
#include "time/instant_parts.h"
#include "base/number.h"

static bool
is_digit(char c)
{
	return (unsigned char)(c - '0') <= 9;
}

static bool
two_digits(const char *p, int *out)
{
	unsigned a = (unsigned char)(p[0] - '0'), b = (unsigned char)(p[1] - '0');

	*out = (int)(10 * a + b);
	return a <= 9 && b <= 9;
}

bool
offset_read(const char *ptr, size_t len, int64_t *out)
{
	int hours, minutes = 0;

	if (len < 3 || (*ptr != '+' && *ptr != '-') || !two_digits(ptr + 1, &hours))
		return false;
	if (len == 6       ? ptr[3] != ':' || !two_digits(ptr + 4, &minutes)
		: len == 5 ? !two_digits(ptr + 3, &minutes)
			   : len != 3)
		return false;
	if (hours > 23 || minutes > 59)
		return false;
	*out = (hours * HOUR_US + minutes * MINUTE_US) * (*ptr == '-' ? -1 : 1);
	return true;
}

/* .digits, microseconds of it; returns its length, 0: no fraction, or none that is well-formed. */
static size_t
read_fraction(const char *ptr, size_t len, int64_t *us)
{
	int64_t unit = SECOND_US / 10;
	size_t n = 1;

	*us = 0;
	if (len < 2 || *ptr != '.')
		return 0;
	for (; n < len && is_digit(ptr[n]); n++) {
		*us += (ptr[n] - '0') * unit;
		unit /= 10;
	}
	return n > 1 ? n : 0;
}

/* The instant, or false where it lies outside the years 0000 to 9999. */
static bool
accept(int64_t instant, int64_t *out)
{
	*out = instant;
	return instant >= INSTANT_LEAST && instant <= INSTANT_MOST;
}

bool
instant_read_suffix(const char *ptr, size_t len, const struct zone *zone, int64_t local,
    int64_t *out)
{
	int64_t fraction, offset;
	size_t n = read_fraction(ptr, len, &fraction);

	ptr += n;
	len -= n;
	local += fraction;
	if (len == 0)
		return accept(zone != NULL ? zone_instant(zone, local) : local, out);
	if (len == 1 && (*ptr | 32) == 'z')
		return accept(local, out);
	if (len == 4 && memcmp(ptr, " UTC", 4) == 0)
		return accept(local, out);
	return offset_read(ptr, len, &offset) && accept(local - offset, out);
}

/* A date of 10 bytes whose separator is - or /; the one at ptr[4] decides. */
static bool
read_date(const char *ptr, struct civil *c)
{
	int century, year;
	bool right = two_digits(ptr, &century) && two_digits(ptr + 2, &year) &&
	    two_digits(ptr + 5, &c->month) && two_digits(ptr + 8, &c->day) && ptr[7] == ptr[4];

	if (!right)
		return false;
	c->year = 100 * century + year;
	return true;
}

/* THH:MM[:SS] behind the date; returns its length, 0: not one. */
static size_t
read_clock(const char *ptr, size_t len, bool slash, struct civil *c)
{
	if (len < 6 || (*ptr != ' ' && (slash || (*ptr | 32) != 't')) || ptr[3] != ':' ||
	    !two_digits(ptr + 1, &c->hour) || !two_digits(ptr + 4, &c->minute))
		return 0;
	if (len < 9 || ptr[6] != ':')
		return 6;
	return two_digits(ptr + 7, &c->second) ? 9 : 0;
}

static bool
read_civil(const char *ptr, size_t len, const struct zone *zone, int64_t *out)
{
	struct civil c = { 0 };
	size_t n = 0;
	bool slash = ptr[4] == '/';

	if (!read_date(ptr, &c))
		return false;
	if (len > 10) {
		n = read_clock(ptr + 10, len - 10, slash, &c);
		if (n == 0)
			return false;
	}
	/* A fraction needs seconds. */
	if (!civil_is_valid(&c) || (n == 6 && len > 16 && ptr[16] == '.'))
		return false;
	return instant_read_suffix(ptr + 10 + n, len - 10 - n, zone, civil_local(&c), out);
}

/* A count of seconds, milliseconds, microseconds or nanoseconds, by its size. */
#define SECONDS_BELOW UINT64_C(100000000000)
#define MILLISECONDS_BELOW UINT64_C(100000000000000)
#define MICROSECONDS_BELOW UINT64_C(100000000000000000)

/* The first n of the digits as a number, zeros behind them if there are fewer. */
static int64_t
leading_digits(const char *ptr, size_t len, size_t n)
{
	int64_t x = 0;

	for (size_t i = 0; i < n; i++)
		x = 10 * x + (i < len ? ptr[i] - '0' : 0);
	return x;
}

/* *cut: something was lost when the value was cut to microseconds. */
static int64_t
epoch_to_us(uint64_t whole, const char *fraction, size_t nfraction, bool *cut)
{
	size_t places = whole < SECONDS_BELOW ? 6 : whole < MILLISECONDS_BELOW ? 3 : 0;
	int64_t x = (int64_t)whole;

	*cut = false;
	for (size_t i = places; i < nfraction; i++)
		*cut |= fraction[i] != '0';
	if (whole >= MICROSECONDS_BELOW) {
		*cut |= x % 1000 != 0;
		return x / 1000;
	}
	return x *
	    (places == 6          ? 1000000
		    : places == 3 ? 1000
				  : 1) +
	    leading_digits(fraction, nfraction, places);
}

static bool
read_epoch(const char *ptr, size_t len, int64_t *out)
{
	bool negative = len > 0 && *ptr == '-', cut;
	const char *end = ptr + len, *digits = ptr + negative, *p = digits;
	uint64_t whole;

	while (p < end && is_digit(*p))
		p++;
	if (!count_read(digits, (size_t)(p - digits), &whole) || whole > INT64_MAX)
		return false;
	const char *fraction = p;

	if (p < end && *p == '.') {
		for (fraction = ++p; p < end && is_digit(*p);)
			p++;
		if (p == fraction)
			return false;
	}
	if (p != end)
		return false;
	int64_t us = epoch_to_us(whole, fraction, (size_t)(p - fraction), &cut);

	return accept(negative ? -us - cut : us, out);
}

bool
instant_read_plain(const char *ptr, size_t len, const struct zone *zone, int64_t *out)
{
	if (len >= 10 && (ptr[4] == '-' || ptr[4] == '/'))
		return read_civil(ptr, len, zone, out);
	return read_epoch(ptr, len, out);
}

bool
instant_read(const char *ptr, size_t len, const struct zone *zone, int64_t *out)
{
	int64_t local;

	if (len < 19 || !instant_read_clock(ptr, &local))
		return instant_read_plain(ptr, len, zone, out);
	if (len == 20 && ptr[19] == 'Z')
		return accept(local, out);
	return instant_read_suffix(ptr + 19, len - 19, zone, local, out);
}
