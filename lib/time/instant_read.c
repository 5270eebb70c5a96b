/* Instants from ISO 8601 and epochs. */
#include "time/instant.h"

#include <string.h>

#include "time/calendar.h"
#include "time/instant_parts.h"

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

/* .digits or ,digits as microseconds; its length, 0: no fraction, or none that is well-formed. */
static size_t
read_fraction(const char *ptr, size_t len, int64_t *us)
{
	int64_t unit = SECOND_US / 10;
	size_t n = 1;

	*us = 0;
	if (len < 2 || (*ptr != '.' && *ptr != ','))
		return 0;
	for (; n < len && (unsigned char)(ptr[n] - '0') <= 9; n++) {
		*us += (ptr[n] - '0') * unit;
		unit /= 10;
	}
	return n > 1 ? n : 0;
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
		return instant_accept(zone != NULL ? zone_instant(zone, local) : local, out);
	if (len == 1 && (*ptr | 32) == 'z')
		return instant_accept(local, out);
	if (*ptr == ' ') {
		ptr++;
		len--;
		if (len == 3 && (memcmp(ptr, "UTC", 3) == 0 || memcmp(ptr, "GMT", 3) == 0))
			return instant_accept(local, out);
	}
	return offset_read(ptr, len, &offset) && instant_accept(local - offset, out);
}

bool
instant_read_plain(const char *ptr, size_t len, const struct zone *zone, int64_t *out)
{
	return instant_read_civil(ptr, len, zone, out) || instant_read_number(ptr, len, zone, out);
}

bool
instant_read(const char *ptr, size_t len, const struct zone *zone, int64_t *out)
{
	int64_t local;

	if (len < 19 || !instant_read_clock(ptr, &local))
		return instant_read_plain(ptr, len, zone, out);
	if (len == 20 && ptr[19] == 'Z')
		return instant_accept(local, out);
	return instant_read_suffix(ptr + 19, len - 19, zone, local, out);
}
