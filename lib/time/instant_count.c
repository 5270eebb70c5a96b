/*
 * Times as counts of one unit: s, ms, us, ns since 1970 UTC, and the days of a spreadsheet (excel):
 * 1 is 1900-01-01 by the local clock, 60 the 29th of February that 1900 did not have (ECMA-376,
 * part 1, 18.17.4.1), 45352.5 is 2024-03-01T12:00:00.
 */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "time/instant_count.h"
#include "time/instant_parts.h"

#define SHEET_FEBRUARY_29 60
#define SHEET_1970 25569
#define SHEET_END 2958466 /* 10000-01-01 */

static const char *const names[] = { "s", "ms", "us", "ns", "excel" };

enum instant_count
instant_count_of(const char *format)
{
	for (int k = 0; k < COUNT_NONE; k++)
		if (strcmp(format, names[k]) == 0)
			return (enum instant_count)k;
	return COUNT_NONE;
}

/* To the millisecond: a day in doubles is not finer than half a microsecond, and cells are less. */
static bool
read_sheet(const char *ptr, size_t len, const struct zone *zone, int64_t *out)
{
	double day;

	if (!number_read(ptr, len, &day) || day < 1 || day >= SHEET_END ||
	    (day >= SHEET_FEBRUARY_29 && day < SHEET_FEBRUARY_29 + 1))
		return false;
	if (day < SHEET_FEBRUARY_29)
		day++;
	int64_t local = llround(day * (double)(DAY_US / 1000)) * 1000 - SHEET_1970 * DAY_US;

	return instant_accept(zone != NULL ? zone_instant(zone, local) : local, out);
}

bool
instant_read_count(const char *ptr, size_t len, enum instant_count count, const struct zone *zone,
    int64_t *out)
{
	static const int places[] = { 6, 3, 0, -3 };
	struct numeral numeral;
	int64_t us;

	if (count == COUNT_SHEET)
		return read_sheet(ptr, len, zone, out);
	return numeral_read(ptr, len, &numeral) && numeral_scale(&numeral, places[count], &us) &&
	    instant_accept(us, out);
}

static size_t
write_sheet(char *out, int64_t instant, const struct zone *zone)
{
	int64_t local = bounded(instant, INSTANT_BOUND) + zone_offset(zone, instant);
	double day = (double)local / (double)DAY_US + SHEET_1970;

	return number_write(out, day < SHEET_FEBRUARY_29 + 1 ? day - 1 : day);
}

/* Seconds (unit 1000000) or milliseconds (1000), with as much fraction as there is. */
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

size_t
instant_write_count(char *out, int64_t instant, enum instant_count count, const struct zone *zone)
{
	size_t n;

	switch (count) {
	case COUNT_SECONDS: return write_epoch(out, instant, SECOND_US);
	case COUNT_MILLISECONDS: return write_epoch(out, instant, 1000);
	case COUNT_SHEET: return write_sheet(out, instant, zone);
	default: n = integer_write(out, instant); break;
	}
	if (count == COUNT_NANOSECONDS && instant != 0) {
		memcpy(out + n, "000", 3);
		n += 3;
	}
	return n;
}
