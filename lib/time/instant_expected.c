/* What a time may look like, for messages. */
#include <stdio.h>

#include "time/instant.h"

#define USUAL "a time such as 2026-03-01T10:00:05Z"

struct part {
	int value;
	size_t ndigit;
};

/* digits, a sign, digits, the same sign, digits; their length, 0: something else. */
static size_t
three_numbers(const char *ptr, size_t len, struct part part[3], char *sign)
{
	size_t i = 0;

	for (int k = 0; k < 3; k++) {
		size_t from = i;

		part[k].value = 0;
		for (; i < len && i - from < 4 && (unsigned char)(ptr[i] - '0') <= 9; i++)
			part[k].value = 10 * part[k].value + (ptr[i] - '0');
		part[k].ndigit = i - from;
		if (part[k].ndigit == 0 || part[k].ndigit == 3)
			return 0;
		if (k == 0)
			*sign = i < len ? ptr[i] : '\0';
		if (k < 2 && (i == len || ptr[i++] != *sign))
			return 0;
	}
	return *sign == '/' || *sign == '-' || *sign == '.' ? i : 0;
}

/* The clock's format behind a date's; NULL: it is none that is known here. */
static const char *
clock_format(const char *ptr, size_t len)
{
	size_t colons = 0;

	for (size_t i = 0; i < len; i++) {
		if (ptr[i] == ':')
			colons++;
		else if (i > 0 && (unsigned char)(ptr[i] - '0') > 9)
			return NULL;
	}
	return len == 0                  ? ""
	    : *ptr != ' ' || colons == 0 ? NULL
	    : colons == 1                ? " %H:%M"
	    : colons == 2                ? " %H:%M:%S"
					 : NULL;
}

const char *
instant_expected(const char *ptr, size_t len, char *out)
{
	struct part part[3];
	char sign;
	size_t n = three_numbers(ptr, len, part, &sign);
	const char *clock = n > 0 ? clock_format(ptr + n, len - n) : NULL;
	char year = part[2].ndigit == 4 ? 'Y' : 'y', day_first[30], month_first[30];
	bool may_be_day = clock != NULL && part[0].value <= 31 && part[1].value <= 12;
	bool may_be_month = clock != NULL && part[0].value <= 12 && part[1].value <= 31;

	if (clock == NULL || part[0].ndigit > 2 || part[1].ndigit > 2 ||
	    (!may_be_day && !may_be_month))
		return USUAL " (for other forms: --time-format)";
	snprintf(day_first, sizeof day_first, "'%%d%c%%m%c%%%c%s'", sign, sign, year, clock);
	snprintf(month_first, sizeof month_first, "'%%m%c%%d%c%%%c%s'", sign, sign, year, clock);
	snprintf(out, INSTANT_EXPECTED, USUAL "; %s: --time-format %s%s%s",
	    may_be_day && may_be_month ? "day or month first"
		: may_be_day           ? "day first"
				       : "month first",
	    may_be_day ? day_first : "", may_be_day && may_be_month ? " or " : "",
	    may_be_month ? month_first : "");
	return out;
}
