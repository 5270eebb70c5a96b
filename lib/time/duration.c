/* Durations such as 1d12h and 90s: to microseconds and back. */
#include "time/instant.h"

#include <string.h>

#include "base/bits.h"
#include "base/number.h"

struct unit {
	const char *name;
	int64_t us;
};

/* Those that are written, largest first; then others that are read. */
static const struct unit units[] = {
	{ "w", 7 * DAY_US },
	{ "d", DAY_US },
	{ "h", HOUR_US },
	{ "m", MINUTE_US },
	{ "min", MINUTE_US },
	{ "s", SECOND_US },
	{ "ms", 1000 },
	{ "us", 1 },
	{ "周", 7 * DAY_US },
	{ "週", 7 * DAY_US },
	{ "天", DAY_US },
	{ "小时", HOUR_US },
	{ "小時", HOUR_US },
	{ "分钟", MINUTE_US },
	{ "分鐘", MINUTE_US },
	{ "秒", SECOND_US },
};

#define NUNIT (sizeof units / sizeof *units)

static int64_t
unit_us(const char *name, size_t len)
{
	for (size_t k = 0; k < NUNIT; k++) {
		if (strlen(units[k].name) == len && memcmp(units[k].name, name, len) == 0)
			return units[k].us;
	}
	return 0;
}

static size_t
run_of_digits(const char *ptr, size_t len)
{
	size_t n = 0;

	while (n < len && (unsigned char)(ptr[n] - '0') <= 9)
		n++;
	return n;
}

/* The part of unit that .digits are, cut to microseconds. */
static int64_t
fraction_of(const char *digits, size_t n, int64_t unit)
{
	wide scaled = 0, scale = 1;

	for (size_t i = 0; i < n && i < 18; i++) {
		scaled = scaled * 10 + (unsigned)(digits[i] - '0');
		scale *= 10;
	}
	return (int64_t)(scaled * (uint64_t)unit / scale);
}

/* Of a unit's name: a to z, or a byte of UTF-8. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* digits[.digits]unit at ptr, added to *sum; returns its length, 0: not one. */
static size_t
read_part(const char *ptr, size_t len, int64_t *sum)
{
	size_t whole = run_of_digits(ptr, len), n = whole, fraction = 0;
	int64_t count, us;

	if (!integer_read(ptr, whole, &count))
		return 0;
	if (n < len && ptr[n] == '.') {
		fraction = run_of_digits(ptr + n + 1, len - n - 1);
		if (fraction == 0)
			return 0;
		n += 1 + fraction;
	}
	size_t letters = 0;

	while (n + letters < len && is_letter(ptr[n + letters]))
		letters++;
	int64_t unit = unit_us(ptr + n, letters);

	if (unit == 0 || __builtin_mul_overflow(count, unit, &us) ||
	    __builtin_add_overflow(*sum, us, sum) ||
	    __builtin_add_overflow(*sum, fraction_of(ptr + n - fraction, fraction, unit), sum))
		return 0;
	return n + letters;
}

bool
duration_read(const char *ptr, size_t len, int64_t *out_us)
{
	int64_t sum = 0;

	if (len == 0)
		return false;
	if (len == 1 && *ptr == '0') {
		*out_us = 0;
		return true;
	}
	while (len > 0) {
		size_t n = read_part(ptr, len, &sum);

		if (n == 0)
			return false;
		ptr += n;
		len -= n;
	}
	*out_us = sum;
	return true;
}

/* Weeks and days from two on: one is written 7d or 24h, as people do. */
size_t
duration_write(char *out, int64_t us)
{
	char *p = out;
	uint64_t size = us < 0 ? 0 - (uint64_t)us : (uint64_t)us;

	if (us < 0)
		*p++ = '-';
	if (size == 0) {
		memcpy(p, "0s", 2);
		return 2;
	}
	for (size_t k = 0; k < NUNIT; k++) {
		uint64_t unit = (uint64_t)units[k].us;

		if (size % unit != 0 || (unit >= (uint64_t)DAY_US && size / unit < 2))
			continue;
		p += count_write(p, size / unit);
		size_t n = strlen(units[k].name);

		memcpy(p, units[k].name, n);
		return (size_t)(p + n - out);
	}
	return 0;
}
