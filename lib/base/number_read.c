/* Decimal text to the nearest double. */
#include "base/number.h"

#include <math.h>

#include "base/number_parts.h"

#define EXACT_POWER 22 /* 10^22 is the largest power of ten that is a double */
#define EXACT_DIGITS (UINT64_C(1) << 53)

static const double exact_power[EXACT_POWER + 1] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8,
	1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static double
double_of_bits(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

/*
 * leading * 10^q in 128 bits, the high word exact enough to round (Lemire 2021; that this never
 * fails: Mushtak and Lemire 2022, Fast number parsing without fallback).
 */
static wide
approximate_product(uint64_t leading, int64_t q)
{
	const uint64_t *power = number_power[q - NUMBER_LEAST_POWER];
	wide product = (wide)leading * power[0];

	if (((uint64_t)(product >> 64) & 0x1FF) == 0x1FF)
		product += (wide)leading * power[1] >> 64;
	return product;
}

/* A subnormal: 54 bits of mantissa, the lowest for rounding, and a biased exponent below 1. */
static double
round_subnormal(uint64_t mantissa, int64_t exponent)
{
	if (exponent <= -63)
		return 0;
	mantissa >>= 1 - exponent;
	mantissa = (mantissa + (mantissa & 1)) >> 1;
	return double_of_bits(mantissa); /* 2^52, the smallest normal number, comes right too */
}

double
number_round_leading(uint64_t leading, int64_t q)
{
	if (leading == 0 || q < -342)
		return 0;
	if (q > 308)
		return HUGE_VAL;
	int zeros = __builtin_clzll(leading);
	wide product = approximate_product(leading << zeros, q);
	uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
	int upper = (int)(high >> 63), shift = upper + 9;
	uint64_t mantissa = high >> shift;
	int64_t exponent = ((217706 * q) >> 16) + 63 + upper - zeros + 1023;

	if (exponent <= 0)
		return round_subnormal(mantissa, exponent);
	/* Exactly between two: only such small powers leave nothing behind. */
	if (low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && mantissa << shift == high)
		mantissa &= ~UINT64_C(1);
	mantissa = (mantissa + (mantissa & 1)) >> 1;
	exponent +=
	    (int64_t)(mantissa >> 53); /* rounded up to a power of two: all bits below are 0 */
	if (exponent >= 0x7FF)
		return HUGE_VAL;
	return double_of_bits((mantissa & (EXACT_DIGITS / 2 - 1)) | (uint64_t)exponent << 52);
}

static double
round_text(const struct number_text *text)
{
	double x = number_round_leading(text->leading, text->exponent);

	/* The digits that were cut lie between leading and leading + 1. */
	if (text->cut && x != number_round_leading(text->leading + 1, text->exponent))
		return number_round_exactly(text);
	return x;
}

/* The 1 to 8 bytes at ptr, the last the highest, '0' in the bytes below. */
static uint64_t
load_short(const char *ptr, size_t len)
{
	const unsigned char *p = (const unsigned char *)ptr;
	uint64_t w;

	if (len == 8)
		return load_64(p);
	if (len >= 4)
		w = (uint64_t)load_32(p) | (uint64_t)load_32(p + len - 4) << (8 * (len - 4));
	else
		w = (uint64_t)p[0] | (uint64_t)p[len / 2] << (8 * (len / 2)) |
		    (uint64_t)p[len - 1] << (8 * (len - 1));
	return w << (64 - 8 * len) | UINT64_C(0x3030303030303030) >> (8 * len);
}

/*
 * Digits and at most one point, 8 bytes or less, all at once: the point is taken out, pairs of
 * digits are joined, then pairs of pairs. false: something else, which need not be wrong.
 */
static inline bool
read_digits(const char *ptr, size_t len, uint32_t *out, int *out_places)
{
	if (len - 1 > 7)
		return false;
	uint64_t w = load_short(ptr, len), x = w ^ UINT64_C(0x2E2E2E2E2E2E2E2E);
	uint64_t point = (x - UINT64_C(0x0101010101010101)) & ~x & UINT64_C(0x8080808080808080);
	int places = 0;

	if (point != 0) {
		if (len == 1)
			return false;
		int k = __builtin_ctzll(point) / 8;
		uint64_t before = (UINT64_C(1) << (8 * k)) - 1;

		w = (w & ~(before << 8 | 0xFF)) | (w & before) << 8 | '0';
		places = 7 - k;
	}
	x = w ^ UINT64_C(0x3030303030303030);
	if ((((x + UINT64_C(0x7676767676767676)) | x) & UINT64_C(0x8080808080808080)) != 0)
		return false;
	const uint64_t pairs = UINT64_C(0x000000FF000000FF);

	x = x * 10 + (x >> 8);
	x = ((x & pairs) * (100 + (UINT64_C(1000000) << 32)) +
		((x >> 16) & pairs) * (1 + (UINT64_C(10000) << 32))) >>
	    32;
	*out = (uint32_t)x;
	*out_places = places;
	return true;
}

bool
number_read_short(const char *ptr, size_t len, uint32_t *digits, int *places)
{
	return read_digits(ptr, len, digits, places);
}

static bool
read_short(const char *ptr, size_t len, double *out)
{
	uint32_t digits;
	int places;

	if (!read_digits(ptr, len, &digits, &places))
		return false;
	*out = (double)digits / exact_power[places];
	return true;
}

/* Any text; the common ones through two doubles that are exact and one operation that rounds. */
static bool
read_any(const char *ptr, size_t len, double *out)
{
	struct number_text text;
	double x;

	if (!number_scan(&text, ptr, len))
		return false;
	if (text.leading <= EXACT_DIGITS && text.exponent >= -EXACT_POWER &&
	    text.exponent <= EXACT_POWER && !text.cut) {
		x = (double)text.leading;
		x = text.exponent < 0 ? x / exact_power[-text.exponent]
				      : x * exact_power[text.exponent];
	} else {
		x = round_text(&text);
		if (x > 1.7976931348623157e308)
			return false;
	}
	*out = text.negative ? -x : x;
	return true;
}

bool
number_read(const char *ptr, size_t len, double *out)
{
	return read_short(ptr, len, out) || read_any(ptr, len, out);
}
