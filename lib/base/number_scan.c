/* The form of a number, and its leading digits, from text of any length. */
#include "base/number.h"

#include <string.h>

#include "base/number_parts.h"

#define MOST_DIGITS 19                    /* that always fit into 64 bits */
#define MOST_EXPONENT INT64_C(1000000000) /* beyond, only zero or infinity is left */

static bool
is_digit(char c)
{
	return (unsigned char)(c - '0') <= 9;
}

/* [e|E [+-] digits] up to end; false: something else stands there. */
static bool
scan_exponent(const char *p, const char *end, int64_t *exponent)
{
	bool negative = false;
	int64_t e = 0;

	if (p == end)
		return true;
	if (*p != 'e' && *p != 'E')
		return false;
	if (++p < end && (*p == '+' || *p == '-'))
		negative = *p++ == '-';
	if (p == end)
		return false;
	for (; p < end; p++) {
		if (!is_digit(*p))
			return false;
		if (e < MOST_EXPONENT)
			e = 10 * e + (*p - '0');
	}
	*exponent += negative ? -e : e;
	return true;
}

/* Collects the first 19 significant digits again, where there are more. */
static void
cut_digits(struct number_text *text, const char *point)
{
	const char *p = text->digits;
	int64_t kept = 0, places = 0;

	while (p < text->end && (*p == '0' || *p == '.'))
		p++;
	text->leading = 0;
	text->cut = false;
	for (; p < text->end; p++) {
		if (*p == '.')
			continue;
		if (kept < MOST_DIGITS) {
			text->leading = 10 * text->leading + (uint64_t)(*p - '0');
			kept++;
			places = p > point ? p - point : 0;
		} else {
			text->cut |= *p != '0';
			places -= p < point;
		}
	}
	text->exponent = -places;
}

bool
number_scan(struct number_text *text, const char *ptr, size_t len)
{
	const char *p = ptr, *end = ptr + len, *point;
	uint64_t x = 0;

	text->negative = len > 0 && *p == '-';
	p += len > 0 && (*p == '-' || *p == '+');
	text->digits = p;
	for (; p < end && is_digit(*p); p++)
		x = 10 * x + (uint64_t)(*p - '0');
	point = p;
	if (p < end && *p == '.') {
		for (p++; p < end && is_digit(*p); p++)
			x = 10 * x + (uint64_t)(*p - '0');
	}
	text->end = p;
	int64_t places = p > point ? p - point - 1 : 0;
	int64_t count = p - text->digits - (p > point);

	if (count == 0)
		return false;
	text->leading = x;
	text->exponent = -places;
	text->cut = false;
	if (count > MOST_DIGITS)
		cut_digits(text, point);
	return scan_exponent(p, end, &text->exponent);
}

bool
number_is(const char *ptr, size_t len)
{
	struct number_text text;

	return number_scan(&text, ptr, len);
}
