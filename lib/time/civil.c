/* Civil dates: Hinnant, chrono-Compatible Low-Level Date Algorithms (2013). */
#include "time/instant.h"
#include "time/instant_parts.h"

#define DAYS_OF_ERA INT64_C(146097) /* 400 years */
#define EPOCH_DAY INT64_C(719468)   /* 1970-01-01, from 0000-03-01 */

int64_t
floor_divide(int64_t a, int64_t b)
{
	int64_t q = a / b;

	return q - (a % b < 0);
}

int64_t
floor_rest(int64_t a, int64_t b)
{
	int64_t r = a % b;

	return r < 0 ? r + b : r;
}

int64_t
days_from_civil(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = floor_divide(y, 400), year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_OF_ERA + day_of_era - EPOCH_DAY;
}

void
civil_from_days(int64_t days, int *year, int *month, int *day)
{
	days += EPOCH_DAY;
	int64_t era = floor_divide(days, DAYS_OF_ERA);
	uint32_t doe = (uint32_t)(days - era * DAYS_OF_ERA);
	uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	uint32_t m = (5 * doy + 2) / 153; /* from March */

	*day = (int)(doy - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)((int64_t)yoe + era * 400 + (*month <= 2));
}

static int
days_in_month(int year, int month)
{
	static const signed char days[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month] + (month == 2 && leap);
}

bool
civil_is_valid(const struct civil *c)
{
	return c->year >= 0 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	    c->day <= days_in_month(c->year, c->month) && c->hour >= 0 && c->hour < 24 &&
	    c->minute >= 0 && c->minute < 60 && c->second >= 0 && c->second <= 60;
}

int64_t
civil_local(const struct civil *c)
{
	return days_from_civil(c->year, c->month, c->day) * DAY_US + c->hour * HOUR_US +
	    c->minute * MINUTE_US + c->second * SECOND_US + c->fraction_us;
}

void
civil_of_local(struct civil *c, int64_t local)
{
	int64_t rest = floor_rest(local, DAY_US);

	civil_from_days(floor_divide(local, DAY_US), &c->year, &c->month, &c->day);
	c->hour = (int)(rest / HOUR_US);
	c->minute = (int)(rest % HOUR_US / MINUTE_US);
	c->second = (int)(rest % MINUTE_US / SECOND_US);
	c->fraction_us = rest % SECOND_US;
}
