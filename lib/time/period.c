/* Days, weeks, months, ... of a zone: their number, where they begin, their names. */
#include "time/calendar.h"
#include "time/instant.h"
#include "time/instant_parts.h"
#include "base/number.h"
#include "time/zone.h"

/* Days from the start of week 0 to Thursday 1970-01-01, which it holds. */
static int64_t
week_shift(int week_start)
{
	return (11 - week_start) % 7;
}

static int64_t
index_of_days(enum period period, int week_start, int64_t days)
{
	int year, month, day;

	if (period == PERIOD_DAY)
		return days;
	if (period == PERIOD_WEEK)
		return floor_divide(days + week_shift(week_start), 7);
	civil_from_days(days, &year, &month, &day);
	int64_t months = ((int64_t)year - 1970) * 12 + month - 1;

	if (period == PERIOD_MONTH)
		return months;
	return floor_divide(months, period == PERIOD_QUARTER ? 3 : 12);
}

static int64_t
days_of_index(enum period period, int week_start, int64_t index)
{
	if (period == PERIOD_DAY)
		return index;
	if (period == PERIOD_WEEK)
		return 7 * index - week_shift(week_start);
	int64_t months = index * (period == PERIOD_MONTH ? 1 : period == PERIOD_QUARTER ? 3 : 12);

	int year = (int)(1970 + floor_divide(months, 12));

	return days_from_civil(year, (int)floor_rest(months, 12) + 1, 1);
}

int64_t
period_index(const struct zone *zone, enum period period, int week_start, int64_t instant)
{
	instant = bounded(instant, INSTANT_BOUND);
	int64_t offset = zone_offset(zone, instant);

	/* Hours are counted as they pass; only the part of the offset below an hour moves them. */
	if (period == PERIOD_HOUR)
		return floor_divide(instant + floor_rest(offset, HOUR_US), HOUR_US);
	return index_of_days(period, week_start, floor_divide(instant + offset, DAY_US));
}

int64_t
period_of_index(const struct zone *zone, enum period period, int week_start, int64_t index)
{
	static const int64_t length[] = {
		[PERIOD_HOUR] = HOUR_US,
		[PERIOD_DAY] = DAY_US,
		[PERIOD_WEEK] = 7 * DAY_US,
		[PERIOD_MONTH] = 31 * DAY_US,
		[PERIOD_QUARTER] = 92 * DAY_US,
		[PERIOD_YEAR] = 366 * DAY_US,
	};
	bool hours = period == PERIOD_HOUR;

	index = bounded(index, INSTANT_BOUND / length[period]);
	int64_t local = hours ? index * HOUR_US : days_of_index(period, week_start, index) * DAY_US;

	return zone != NULL ? zone_first(zone, local, hours) : local;
}

int64_t
period_start(const struct zone *zone, enum period period, int week_start, int64_t instant)
{
	return period_of_index(zone, period, week_start,
	    period_index(zone, period, week_start, instant));
}

int64_t
period_add(const struct zone *zone, enum period period, int week_start, int64_t start, int64_t n)
{
	return period_of_index(zone, period, week_start,
	    period_index(zone, period, week_start, start) + bounded(n, INSTANT_BOUND));
}

int64_t
period_next(const struct zone *zone, enum period period, int week_start, int64_t start)
{
	return period_add(zone, period, week_start, start, 1);
}

size_t
period_write(char *out, const struct zone *zone, enum period period, int week_start, int64_t start)
{
	int64_t local = bounded(start, INSTANT_BOUND) + zone_offset(zone, start);
	struct civil c;
	char *p = out;

	/* The name of the period, even if its first day or hours were left out. */
	if (period != PERIOD_HOUR)
		local = days_of_index(period, week_start,
			    index_of_days(period, week_start, floor_divide(local, DAY_US))) *
		    DAY_US;
	civil_of_local(&c, local);
	if (c.year < 0 || c.year > 9999)
		*p++ = c.year < 0 ? '-' : '+';
	p = digits_write_padded(p, (uint64_t)(c.year < 0 ? -c.year : c.year),
	    c.year > 99999 || c.year < -99999     ? 6
		: c.year > 9999 || c.year < -9999 ? 5
						  : 4);
	if (period == PERIOD_YEAR)
		return (size_t)(p - out);
	*p++ = '-';
	if (period == PERIOD_QUARTER) {
		*p++ = 'Q';
		return (size_t)(digits_write(p, (uint64_t)(c.month - 1) / 3 + 1) - out);
	}
	p = digits_write_padded(p, (uint64_t)c.month, 2);
	if (period == PERIOD_MONTH)
		return (size_t)(p - out);
	*p++ = '-';
	p = digits_write_padded(p, (uint64_t)c.day, 2);
	if (period == PERIOD_HOUR) {
		*p++ = 'T';
		p = digits_write_padded(p, (uint64_t)c.hour, 2);
	}
	return (size_t)(p - out);
}
