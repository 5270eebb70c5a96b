/*
 * number_round_exactly: all digits of a number's text, rounded by division of big integers. Slow;
 * for texts of more than 19 digits that lie close to the middle between two doubles.
 */
#include <math.h>

#include "base/number_parts.h"

#define MOST_DIGITS 800 /* more than any middle has (767); what follows counts as one digit more */
#define LIMBS 96        /* 64 bits each: 801 digits, or those of 10^1200 with a double's mantissa */

struct big {
	size_t n;             /* limbs in use; the highest is not 0 */
	uint64_t limb[LIMBS]; /* the lowest first */
};

static void
big_multiply_add(struct big *big, uint64_t factor, uint64_t add)
{
	uint64_t carry = add;

	for (size_t i = 0; i < big->n; i++) {
		wide t = (wide)big->limb[i] * factor + carry;

		big->limb[i] = (uint64_t)t;
		carry = (uint64_t)(t >> 64);
	}
	if (carry > 0)
		big->limb[big->n++] = carry;
}

static void
big_multiply_power_of_five(struct big *big, int64_t n)
{
	static const uint64_t five_27 = UINT64_C(7450580596923828125);

	for (; n >= 27; n -= 27)
		big_multiply_add(big, five_27, 0);
	for (; n > 0; n--)
		big_multiply_add(big, 5, 0);
}

static void
big_shift_left(struct big *big, size_t bits)
{
	size_t limbs = bits / 64, rest = bits % 64;

	if (rest > 0)
		big_multiply_add(big, UINT64_C(1) << rest, 0);
	if (limbs > 0) {
		memmove(big->limb + limbs, big->limb, big->n * sizeof *big->limb);
		memset(big->limb, 0, limbs * sizeof *big->limb);
		big->n += limbs;
	}
}

static int64_t
big_bits(const struct big *big)
{
	return (int64_t)(64 * big->n) - __builtin_clzll(big->limb[big->n - 1]);
}

static int
big_compare(const struct big *a, const struct big *b)
{
	if (a->n != b->n)
		return a->n > b->n ? 1 : -1;
	for (size_t i = a->n; i-- > 0;) {
		if (a->limb[i] != b->limb[i])
			return a->limb[i] > b->limb[i] ? 1 : -1;
	}
	return 0;
}

/* a -= b, a >= b. */
static void
big_subtract(struct big *a, const struct big *b)
{
	uint64_t borrow = 0;

	for (size_t i = 0; i < a->n; i++) {
		wide t = (wide)a->limb[i] - (i < b->n ? b->limb[i] : 0) - borrow;

		a->limb[i] = (uint64_t)t;
		borrow = (uint64_t)(t >> 64) & 1;
	}
	while (a->n > 0 && a->limb[a->n - 1] == 0)
		a->n--;
}

/* The digits as an integer; returns the power of ten that it must be multiplied by. */
static int64_t
collect(struct big *big, const struct number_text *text)
{
	int64_t exponent = text->exponent, kept = 0;
	bool more = false;
	const char *p = text->digits;

	big->n = 0;
	while (p < text->end && (*p == '0' || *p == '.'))
		p++;
	for (; p < text->end; p++) {
		if (*p == '.')
			continue;
		if (kept < MOST_DIGITS) {
			big_multiply_add(big, 10, (uint64_t)(*p - '0'));
			/* text->exponent is that of the first 19. */
			exponent -= ++kept > 19;
		} else {
			more |= *p != '0';
		}
	}
	if (more) {
		big_multiply_add(big, 10, 1);
		exponent--;
	}
	return exponent;
}

/* a / b * 2^64, a < b, bit by bit. *odd: a rest was left. */
static uint64_t
divide(struct big *a, const struct big *b, bool *odd)
{
	uint64_t quotient = 0;

	for (int i = 0; i < 64; i++) {
		quotient <<= 1;
		if (a->n > 0)
			big_shift_left(a, 1);
		if (big_compare(a, b) >= 0) {
			big_subtract(a, b);
			quotient |= 1;
		}
	}
	*odd = a->n > 0;
	return quotient;
}

/* quotient * 2^exponent, and a little more if odd; the quotient has 63 bits or 64. */
static double
round_quotient(uint64_t quotient, int64_t exponent, bool odd)
{
	int zeros = __builtin_clzll(quotient);

	quotient <<= zeros;
	exponent -= zeros;
	/* 53 bits are kept, fewer where the lowest would be below 2^-1074. */
	int64_t drop = exponent + 11 >= -1074 ? 11 : -1074 - exponent;

	if (drop > 64)
		return 0;
	wide kept = (wide)quotient >> drop, half = (wide)1 << (drop - 1);
	wide rest = (wide)quotient & ((half << 1) - 1);

	if (rest > half || (rest == half && (odd || (kept & 1))))
		kept++;
	return ldexp((double)(uint64_t)kept, (int)(exponent + drop));
}

double
number_round_exactly(const struct number_text *text)
{
	struct big a, b = { .n = 1, .limb = { 1 } };
	int64_t exponent = collect(&a, text);
	bool odd;

	if (a.n == 0)
		return 0;
	int64_t magnitude = big_bits(&a) * 30103 / 100000 + exponent;

	if (magnitude < -330)
		return 0;
	if (magnitude > 312)
		return HUGE_VAL;
	if (exponent >= 0)
		big_multiply_power_of_five(&a, exponent);
	else
		big_multiply_power_of_five(&b, -exponent);

	/* Shift one so that a / b is in [1/2, 2) / 2: the quotient then has 63 or 64 bits. */
	int64_t shift = big_bits(&b) - big_bits(&a) - 1;

	if (shift >= 0)
		big_shift_left(&a, (size_t)shift);
	else
		big_shift_left(&b, (size_t)-shift);
	uint64_t quotient = divide(&a, &b, &odd);

	return round_quotient(quotient, exponent - shift - 64, odd);
}
