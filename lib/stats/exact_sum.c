#include "stats/exact_sum.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/bits.h"

#define LIMB_BITS 32
#define LIMB_MASK UINT64_C(0xffffffff)
#define LOWEST 1074         /* the smallest double is 2^-LOWEST */
#define HALF_BITS 53        /* of the square of a mantissa */
#define ADDS_MAX (1u << 30) /* of less than 2^32 each, in a limb of 63 bits */
#define DIGITS 8

/* The highest digits of a number: digit[0] first, not 0 unless all are. */
struct leading {
	uint32_t digit[DIGITS];
	int place; /* the last counts 2^place */
	bool more; /* something is left below it */
};

static void
pass_carries(int64_t *limb, int n)
{
	int64_t carry = 0;

	for (int i = 0; i < n - 1; i++) {
		int64_t with = limb[i] + carry;

		limb[i] = (int64_t)((uint64_t)with & LIMB_MASK);
		carry = (with - limb[i]) / (INT64_C(1) << LIMB_BITS);
	}
	limb[n - 1] += carry;
}

/* product, below 2^97, times 2^place of the lowest limb's unit. */
static inline void
add_at(int64_t *limb, unsigned place, wide product, int64_t sign)
{
	product <<= place % LIMB_BITS;
	for (limb += place / LIMB_BITS; product != 0; product >>= LIMB_BITS)
		*limb++ += sign * (int64_t)((uint64_t)product & LIMB_MASK);
}

/* The mantissa of x; its lowest bit counts 2^(*place - LOWEST). */
static inline uint64_t
mantissa_of(double x, unsigned *place, bool *negative)
{
	uint64_t bits, mantissa;

	memcpy(&bits, &x, sizeof bits);
	unsigned exponent = (unsigned)(bits >> 52) & 0x7ff;

	mantissa = bits & ((UINT64_C(1) << 52) - 1);
	if (exponent > 0)
		mantissa |= UINT64_C(1) << 52;
	*place = exponent > 0 ? exponent - 1 : 0;
	*negative = bits >> 63 != 0;
	return mantissa;
}

void
exact_sum_add(struct exact_sum *sum, double x, uint64_t count)
{
	unsigned place;
	bool negative;
	uint64_t mantissa = mantissa_of(x, &place, &negative);

	add_at(sum->limb, place, (wide)mantissa * count, negative ? -1 : 1);
	if (++sum->adds < ADDS_MAX)
		return;
	pass_carries(sum->limb, EXACT_LIMBS);
	sum->adds = 0;
}

void
exact_squares_add(struct exact_squares *squares, double x, uint64_t count)
{
	unsigned place;
	bool negative;
	uint64_t mantissa = mantissa_of(x, &place, &negative);
	wide square = (wide)mantissa * mantissa;
	uint64_t low = (uint64_t)square & ((UINT64_C(1) << HALF_BITS) - 1);

	add_at(squares->limb, 2 * place, (wide)low * count, 1);
	add_at(squares->limb, 2 * place + HALF_BITS, (square >> HALF_BITS) * count, 1);
	squares->adds += 2;
	if (squares->adds < ADDS_MAX)
		return;
	pass_carries(squares->limb, EXACT_SQUARE_LIMBS);
	squares->adds = 0;
}

void
exact_sum_merge(struct exact_sum *sum, struct exact_sum *other)
{
	pass_carries(sum->limb, EXACT_LIMBS);
	pass_carries(other->limb, EXACT_LIMBS);
	for (int i = 0; i < EXACT_LIMBS; i++)
		sum->limb[i] += other->limb[i];
	sum->adds = other->adds = 1;
}

void
exact_squares_merge(struct exact_squares *squares, struct exact_squares *other)
{
	pass_carries(squares->limb, EXACT_SQUARE_LIMBS);
	pass_carries(other->limb, EXACT_SQUARE_LIMBS);
	for (int i = 0; i < EXACT_SQUARE_LIMBS; i++)
		squares->limb[i] += other->limb[i];
	squares->adds = other->adds = 1;
}

/* Makes every limb 0 .. 2^32 - 1; true: the sum was negative. */
static bool
to_magnitude(struct exact_sum *sum)
{
	pass_carries(sum->limb, EXACT_LIMBS);
	if (sum->limb[EXACT_LIMBS - 1] >= 0)
		return false;
	for (int i = 0; i < EXACT_LIMBS; i++)
		sum->limb[i] = -sum->limb[i];
	pass_carries(sum->limb, EXACT_LIMBS);
	return true;
}

/* Limbs of which the lowest counts 2^lowest, divided. */
static struct leading
divide(const int64_t *limb, int n, int lowest, uint64_t by)
{
	struct leading out = { 0 };
	wide rest = 0;
	int i = n - 1;

	while (i >= 0 && limb[i] == 0)
		i--;
	if (i < 0)
		return out;
	for (int k = 0; k < DIGITS; i--) {
		rest = rest << LIMB_BITS | (uint64_t)(i >= 0 ? limb[i] : 0);
		out.digit[k] = (uint32_t)(rest / by);
		rest %= by;
		k += k > 0 || out.digit[0] > 0;
	}
	out.place = lowest + LIMB_BITS * (i + 1);
	out.more = rest != 0;
	for (; i >= 0 && !out.more; i--)
		out.more = limb[i] != 0;
	return out;
}

/* The first 128 bits, the highest of them set; *place and *more are theirs. */
static wide
first_bits(const struct leading *x, int *place, bool *more)
{
	wide bits = 0;
	int shift = x->digit[0] != 0 ? __builtin_clz(x->digit[0]) : 0;

	for (int k = 0; k < 4; k++)
		bits = bits << LIMB_BITS | x->digit[k];
	bits = bits << shift | (uint64_t)x->digit[4] >> (LIMB_BITS - shift);
	*place = x->place + LIMB_BITS * (DIGITS - 4) - shift;
	*more = x->more || (uint32_t)((uint64_t)x->digit[4] << shift) != 0;
	for (int k = 5; k < DIGITS; k++)
		*more |= x->digit[k] != 0;
	return bits;
}

/* bits 2^place, and more below, as a double: to nearest, ties to even. */
static double
round_bits(wide bits, int place, bool more)
{
	int cut = 0;

	for (; place + 96 < -LOWEST; place += LIMB_BITS) {
		more |= (bits & LIMB_MASK) != 0;
		bits >>= LIMB_BITS;
	}
	while (bits >> cut >= (wide)1 << DBL_MANT_DIG || place + cut < -LOWEST)
		cut++;
	wide kept = bits >> cut, rest = bits - (kept << cut),
	     half = cut > 0 ? (wide)1 << (cut - 1) : 0;

	if (cut > 0 && (rest > half || (rest == half && (more || (kept & 1) != 0))))
		kept++;
	return ldexp((double)(uint64_t)kept, place + cut);
}

static double
quotient(const struct exact_sum *sum, uint64_t by)
{
	struct exact_sum copy = *sum;
	bool negative = to_magnitude(&copy), more;
	struct leading digits = divide(copy.limb, EXACT_LIMBS, -LOWEST, by);
	int place;
	wide bits = first_bits(&digits, &place, &more);
	double value = round_bits(bits, place, more);

	return negative ? -value : value;
}

double
exact_sum_value(const struct exact_sum *sum)
{
	return quotient(sum, 1);
}

double
exact_mean(const struct exact_sum *sum, uint64_t n)
{
	return n > 0 ? quotient(sum, n) : NAN;
}

/* out -= sum^2; carries are passed on, out stays 0 or more. */
static void
subtract_square(int64_t *out, const struct exact_sum *sum)
{
	int low = 0, high = EXACT_LIMBS - 1;

	while (low <= high && sum->limb[low] == 0)
		low++;
	while (high > low && sum->limb[high] == 0)
		high--;
	for (int i = low; i <= high; i++) {
		for (int k = low; k <= high; k++) {
			uint64_t product = (uint64_t)sum->limb[i] * (uint64_t)sum->limb[k];

			out[i + k] -= (int64_t)(product & LIMB_MASK);
			out[i + k + 1] -= (int64_t)(product >> LIMB_BITS);
		}
	}
	pass_carries(out, EXACT_SQUARE_LIMBS);
}

static void
multiply(int64_t *limb, int n, uint64_t by)
{
	wide carry = 0;

	for (int i = 0; i < n; i++) {
		carry += (wide)(uint64_t)limb[i] * by;
		limb[i] = (int64_t)((uint64_t)carry & LIMB_MASK);
		carry >>= LIMB_BITS;
	}
}

static uint64_t
square_root(wide x)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 63; bit != 0; bit >>= 1)
		if ((wide)(root | bit) * (root | bit) <= x)
			root |= bit;
	return root;
}

/* The root of (n Q - S S) / (n (n - 1)), all of it in whole numbers. */
double
exact_sd(const struct exact_sum *sum, const struct exact_squares *squares, uint64_t n)
{
	struct exact_squares rest = *squares;
	struct exact_sum total = *sum;
	struct leading digits;
	int64_t limb[DIGITS];
	int place;
	bool more;

	if (n < 2)
		return NAN;
	to_magnitude(&total);
	pass_carries(rest.limb, EXACT_SQUARE_LIMBS);
	multiply(rest.limb, EXACT_SQUARE_LIMBS, n);
	subtract_square(rest.limb, &total);
	digits = divide(rest.limb, EXACT_SQUARE_LIMBS, -2 * LOWEST, n);
	for (int k = 0; k < DIGITS; k++)
		limb[DIGITS - 1 - k] = digits.digit[k];
	more = digits.more;
	digits = divide(limb, DIGITS, digits.place, n - 1);
	digits.more |= more;
	wide bits = first_bits(&digits, &place, &more);

	if ((place & 1) != 0) {
		more |= (bits & 1) != 0;
		bits >>= 1;
		place++;
	}
	uint64_t root = square_root(bits);

	return round_bits(root, place / 2, more || (wide)root * root != bits);
}
