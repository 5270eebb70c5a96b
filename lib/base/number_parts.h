/*
 * number_parts: what reading and writing numbers share inside lib/base, and tests look at.
 */
#ifndef IA_BASE_NUMBER_PARTS_H
#define IA_BASE_NUMBER_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"

/* 10^q, its leading 128 bits: [q - NUMBER_LEAST_POWER][high, low]; see tests/oracle/powers.py. */
#define NUMBER_LEAST_POWER (-342)
#define NUMBER_POWERS 667
extern const uint64_t number_power[NUMBER_POWERS][2];

/* A number's text taken apart: digits * 10^exponent. */
struct number_text {
	const char *digits; /* first to last digit, a point may be among them */
	const char *end;
	uint64_t leading; /* the first 19 significant digits */
	int64_t exponent; /* of leading */
	bool negative;
	bool cut; /* digits other than 0 came behind the 19 */
};

/* false: no number */
bool number_scan(struct number_text *text, const char *ptr, size_t len);

/* To the nearest double: leading * 10^exponent, and all digits (in big integers). */
double number_round_leading(uint64_t leading, int64_t exponent);
double number_round_exactly(const struct number_text *text);

/* The shortest digits * 10^exponent that reads back as x; x > 0 and finite. May end in zeros. */
uint64_t number_shortest(double x, int *exponent);

#endif
