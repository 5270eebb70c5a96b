/*
 * power: powers of two with real exponents, the same bits on every machine.
 *
 * 2^x for x <= 0 within 1e-15 of its value; below 2^-1022: 0. x is whole + j / 32 + f, |f| <= 1/64:
 * the whole part goes to the exponent, 2^(j / 32) stands in a table (from Python's decimal, 40
 * digits), f goes through the Taylor series of exp(f ln 2) up to the 6th power (remainder below
 * 4e-18).
 */
#ifndef IA_ANALYSIS_FEATURES_POWER_H
#define IA_ANALYSIS_FEATURES_POWER_H

#include <stdint.h>
#include <string.h>

static inline double
power_of_two(double x)
{
	static const double part[32] = { 1.0, 1.0218971486541166, 1.0442737824274138,
		1.0671404006768237, 1.0905077326652577, 1.1143867425958924, 1.1387886347566916,
		1.1637248587775775, 1.189207115002721, 1.215247359980469, 1.241857812073484,
		1.2690509571917332, 1.2968395546510096, 1.3252366431597413, 1.3542555469368927,
		1.383909881963832, 1.4142135623730951, 1.4451808069770467, 1.4768261459394993,
		1.5091644275934228, 1.5422108254079407, 1.5759808451078865, 1.6104903319492543,
		1.645755478153965, 1.681792830507429, 1.718619298122478, 1.7562521603732995,
		1.7947090750031072, 1.8340080864093424, 1.8741676341103, 1.9152065613971474,
		1.9571441241754002 };
	const double round = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to integers */
	double shifted = x * 32 + round, y, square, low, high, scale;
	int64_t whole;
	uint64_t bits;

	if (!(x >= -1022))
		return 0;
	whole = (int64_t)(shifted - round);
	y = (x * 32 - (shifted - round)) * (0.693147180559945309417 / 32);
	square = y * y;
	/* Odd and even powers apart: two short chains instead of a long one. */
	low = square * (1 / 2.0 + square * (1 / 24.0 + square * (1 / 720.0)));
	high = y * (1 + square * (1 / 6.0 + square * (1 / 120.0)));
	bits = (uint64_t)((whole >> 5) + 1023) << 52;
	memcpy(&scale, &bits, sizeof scale);
	x = part[whole & 31];
	return (x + x * (low + high)) * scale;
}

#endif
