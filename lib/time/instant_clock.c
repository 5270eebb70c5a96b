/*
 * instant_read_clock: "2026-03-01T10:00:05" as three words of eight bytes. A word less its pattern
 * holds digits as 0 to 9 and separators as 0, so that one addition finds whatever is larger, and
 * one multiplication by ten brings two digits together.
 */
#include "base/bits.h"
#include "time/instant.h"
#include "time/instant_parts.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

static const unsigned short days_before[2][16] = {
	{ 0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 },
	{ 0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366 },
};

/* Each byte of word as a value; *wrong gets a high bit where value + margin is above 0x7F. */
static uint64_t
values(uint64_t word, uint64_t pattern, uint64_t margin, uint64_t *wrong)
{
	uint64_t x = word ^ pattern;

	*wrong |= ((x + margin) | x) & HIGH_BITS;
	return x;
}

static unsigned
byte(uint64_t word, int k)
{
	return (unsigned)(word >> (8 * k)) & 0xFF;
}

bool
instant_read_clock(const char *ptr, int64_t *local)
{
	uint64_t wrong = 0;
	/* "YYYY-MM-", "DD", "HH:MM:SS" */
	uint64_t date = values(load_64(ptr), UINT64_C(0x2D30302D30303030),
	    UINT64_C(0x7F76767F76767676), &wrong);
	uint64_t day = values(load_16(ptr + 8), 0x3030, 0x7676, &wrong);
	uint64_t clock = values(load_64(ptr + 11), UINT64_C(0x30303A30303A3030),
	    UINT64_C(0x76767F76767F7676), &wrong);
	char t = ptr[10];

	if (wrong != 0 || (t != 'T' && t != ' ' && t != 't'))
		return false;
	date = date * 10 + (date >> 8);
	clock = clock * 10 + (clock >> 8);
	unsigned century = byte(date, 0), year = byte(date, 2), month = byte(date, 5);
	unsigned d = byte(day * 10 + (day >> 8), 0);
	unsigned h = byte(clock, 0), m = byte(clock, 3), s = byte(clock, 6);
	unsigned leap = year % 4 == 0 && (year != 0 || century % 4 == 0);

	if (month - 1 > 11 ||
	    d - 1 >= (unsigned)days_before[leap][month + 1] - days_before[leap][month])
		return false;
	if (h > 23 || m > 59 || s > 60)
		return false;
	/* Days before the century, before the year in it, before the month. */
	unsigned days = century * 36524 + (century + 3) / 4 + year * 365 + (year + 3) / 4 -
	    (year != 0 && century % 4 != 0) + days_before[leap][month] + d;

	*local = ((int64_t)days - 719529) * DAY_US + (int64_t)((h * 60 + m) * 60 + s) * SECOND_US;
	return true;
}
