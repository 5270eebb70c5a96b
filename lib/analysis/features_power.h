/*
 * features_power: powers of two with real exponents, the same bits on every machine.
 *
 * 2^x for x <= 0 within 1e-15 of its value; below 2^-1022: 0. The exponent's nearest integer goes to the exponent,
 * the rest f, |f| <= 1/2, through the Taylor series of exp(f ln 2) up to the 13th power (remainder below 5e-18).
 */
#ifndef IA_ANALYSIS_FEATURES_POWER_H
#define IA_ANALYSIS_FEATURES_POWER_H

#include <stdint.h>
#include <string.h>

static inline double
power_of_two(double x)
{
	const double round = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to integers */
	double shifted = x + round, y, square, high, low, scale;
	int64_t whole;
	uint64_t bits;

	if (!(x >= -1022))
		return 0;
	whole = (int64_t)(shifted - round);
	y = (x - (shifted - round)) * 0.693147180559945309417;
	square = y * y;
	/* Odd and even powers apart: two short chains instead of a long one. */
	low = 1 + square * (1 / 2.0 + square * (1 / 24.0 + square * (1 / 720.0 + square * (1 / 40320.0 +
	    square * (1 / 3628800.0 + square * (1 / 479001600.0))))));
	high = 1 + square * (1 / 6.0 + square * (1 / 120.0 + square * (1 / 5040.0 + square * (1 / 362880.0 +
	    square * (1 / 39916800.0 + square * (1 / 6227020800.0))))));
	bits = (uint64_t)(whole + 1023) << 52;
	memcpy(&scale, &bits, sizeof scale);
	return (low + y * high) * scale;
}

#endif
