/* Instants as ISO 8601 in UTC. */
#include "time/instant.h"

#include <string.h>

#include "time/instant_parts.h"
#include "base/number.h"

/* Years of more than four digits, and those before 0000, have a sign (ISO 8601, expanded). */
static char *
write_year(char *p, int year)
{
	if (year >= 0 && year <= 9999) {
		memcpy(p, digit_pairs + 2 * (year / 100), 2);
		memcpy(p + 2, digit_pairs + 2 * (year % 100), 2);
		return p + 4;
	}
	*p++ = year < 0 ? '-' : '+';
	uint64_t y = (uint64_t)(year < 0 ? -(int64_t)year : year);

	return y < 10000 ? digits_write_padded(p, y, 4) : digits_write(p, y);
}

/* Two digits and what stands behind them. */
static char *
write_pair(char *p, int x, char separator)
{
	memcpy(p, digit_pairs + 2 * x, 2);
	p[2] = separator;
	return p + 3;
}

size_t
instant_write(char *out, int64_t instant)
{
	int64_t days = floor_divide(instant, DAY_US);
	uint64_t rest = (uint64_t)floor_rest(instant, DAY_US);
	uint32_t seconds = (uint32_t)(rest / SECOND_US), fraction = (uint32_t)(rest % SECOND_US);
	int year, month, day;
	char *p = out;

	civil_from_days(days, &year, &month, &day);
	p = write_year(p, year);
	*p++ = '-';
	p = write_pair(p, month, '-');
	p = write_pair(p, day, 'T');
	p = write_pair(p, (int)(seconds / 3600), ':');
	p = write_pair(p, (int)(seconds / 60 % 60), ':');
	p = write_pair(p, (int)(seconds % 60), 'Z');
	if (fraction != 0) {
		bool whole_ms = fraction % 1000 == 0;

		p[-1] = '.';
		p = digits_write_padded(p, whole_ms ? fraction / 1000 : fraction, whole_ms ? 3 : 6);
		*p++ = 'Z';
	}
	return (size_t)(p - out);
}
