/*
 * number: inside lib/analysis/features: a number in few bytes.
 *
 * 0: missing. 1 to 63: digits and places as number_read_short gave them, n = low 3 bits (1 to 4)
 * bytes of digits, the bits above are the places. 255: eight bytes of a double. Eight bytes behind
 * the last one can be read.
 */
#ifndef IA_ANALYSIS_FEATURES_NUMBER_H
#define IA_ANALYSIS_FEATURES_NUMBER_H

#include "base/bits.h"
#include "base/number.h"
#include "base/slice.h"

#define NUMBER_PACKED 9 /* bytes at the most */
#define NUMBER_WHOLE 255u
#define NUMBER_PLACES 8u

/* Returns what is behind it; NULL: no number. */
static inline char *
number_pack(char *at, struct slice text)
{
	uint32_t digits;
	int places;
	double x;

	if (number_read_short(text.ptr, text.len, &digits, &places)) {
		unsigned n = (unsigned)(39 - __builtin_clz(digits | 1)) >> 3;

		*at = (char)(n | (unsigned)places << 3);
		digits = load_32(&digits);
		memcpy(at + 1, &digits, sizeof digits);
		return at + 1 + n;
	}
	if (!number_read(text.ptr, text.len, &x))
		return NULL;
	*at = (char)NUMBER_WHOLE;
	memcpy(at + 1, &x, sizeof x);
	return at + 1 + sizeof x;
}

static inline double
number_of_digits(uint64_t digits, unsigned places)
{
	static const double power[NUMBER_PLACES] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7 };

	return (double)digits / power[places];
}

/* What is behind a number. */
static inline const char *
number_skip(const char *at)
{
	unsigned head = (unsigned char)*at;

	return at + (head == NUMBER_WHOLE ? NUMBER_PACKED : 1 + (head & 7));
}

#endif
