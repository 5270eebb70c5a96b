#include "stats/exact_sum.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/bits.h"

#define LIMB_BITS 32
#define LIMB_MASK UINT64_C(0xffffffff)
#define LOWEST 1074         /* the smallest double is 2^-LOWEST */
#define ADDS_MAX (1u << 30) /* of less than 2^32 each, in a limb of 63 bits */

static void
pass_carries(struct exact_sum *sum)
{
	int64_t carry = 0;

	for (int i = 0; i < EXACT_LIMBS - 1; i++) {
		int64_t limb = sum->limb[i] + carry;

		sum->limb[i] = (int64_t)((uint64_t)limb & LIMB_MASK);
		carry = (limb - sum->limb[i]) / (INT64_C(1) << LIMB_BITS);
	}
	sum->limb[EXACT_LIMBS - 1] += carry;
	sum->adds = 0;
}

void
exact_sum_add(struct exact_sum *sum, double x, uint64_t count)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	unsigned exponent = (unsigned)(bits >> 52) & 0x7ff;
	uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);

	if (exponent > 0)
		mantissa |= UINT64_C(1) << 52;
	/* The lowest bit of the mantissa counts 2^(place - LOWEST). */
	unsigned place = exponent > 0 ? exponent - 1 : 0;
	wide product = ((wide)mantissa * count) << (place % LIMB_BITS);
	int64_t *limb = &sum->limb[place / LIMB_BITS];
	int64_t sign = (bits >> 63) != 0 ? -1 : 1;

	for (; product != 0; product >>= LIMB_BITS)
		*limb++ += sign * (int64_t)((uint64_t)product & LIMB_MASK);
	if (++sum->adds >= ADDS_MAX)
		pass_carries(sum);
}

void
exact_sum_merge(struct exact_sum *sum, struct exact_sum *other)
{
	pass_carries(sum);
	pass_carries(other);
	for (int i = 0; i < EXACT_LIMBS; i++)
		sum->limb[i] += other->limb[i];
	sum->adds = 1;
}

/* Makes every limb 0 .. 2^32 - 1; true: the sum was negative. */
static bool
to_magnitude(struct exact_sum *sum)
{
	pass_carries(sum);
	if (sum->limb[EXACT_LIMBS - 1] >= 0)
		return false;
	for (int i = 0; i < EXACT_LIMBS; i++)
		sum->limb[i] = -sum->limb[i];
	pass_carries(sum);
	return true;
}

double
exact_sum_value(const struct exact_sum *sum)
{
	struct exact_sum copy = *sum;
	bool negative = to_magnitude(&copy), sticky = false;
	int top = EXACT_LIMBS - 1;

	while (top > 2 && copy.limb[top] == 0)
		top--;
	wide bits = 0;
	for (int i = top; i > top - 3; i--)
		bits = bits << LIMB_BITS | (uint64_t)copy.limb[i];
	for (int i = top - 3; i >= 0 && !sticky; i--)
		sticky = copy.limb[i] != 0;

	/* The top bits, cut to 53, rounded to nearest, ties to even. */
	int place = (top - 2) * LIMB_BITS - LOWEST, cut = 0;

	while (bits >> cut >= (wide)1 << DBL_MANT_DIG)
		cut++;
	wide kept = bits >> cut, rest = bits - (kept << cut),
	     half = cut > 0 ? (wide)1 << (cut - 1) : 0;

	if (cut > 0 && (rest > half || (rest == half && (sticky || (kept & 1) != 0))))
		kept++;
	double value = ldexp((double)(uint64_t)kept, place + cut);

	return negative ? -value : value;
}

void
exact_sum_pair(const struct exact_sum *sum, double *high, double *low)
{
	struct exact_sum rest = *sum;

	*high = exact_sum_value(sum);
	*low = 0;
	if (isinf(*high))
		return;
	exact_sum_add(&rest, -*high, 1);
	*low = exact_sum_value(&rest);
}

void
exact_sum_add_square(struct exact_sum *squares, double x, uint64_t count)
{
	double high = x * x;

	if (isinf(high)) {
		exact_sum_add(squares, DBL_MAX, UINT64_C(1) << 39);
		return;
	}
	exact_sum_add(squares, high, count);
	exact_sum_add(squares, fma(x, x, -high), count);
}

double
exact_mean(const struct exact_sum *sum, uint64_t n)
{
	return n > 0 ? exact_sum_value(sum) / (double)n : NAN;
}

double
exact_sd(const struct exact_sum *sum, const struct exact_sum *squares, uint64_t n)
{
	if (n < 2)
		return NAN;
	double s, s_low, q, q_low, size = (double)n;

	exact_sum_pair(sum, &s, &s_low);
	exact_sum_pair(squares, &q, &q_low);

	/*
	 * n Q - S S in pairs of doubles (Dekker 1971): the difference keeps what single doubles
	 * would cancel.
	 */
	double nq = size * q, nq_low = fma(size, q, -nq) + size * q_low;
	double ss = s * s, ss_low = fma(s, s, -ss) + 2 * s * s_low;
	double rough = nq - ss, back = rough - nq;
	double rest = (nq - (rough - back)) + (-ss - back) + (nq_low - ss_low);
	double high = rough + rest, low = rest - (high - rough);

	/* Divided by n (n - 1), and the root with one step of Newton's. */
	double d = size * (size - 1), d_low = fma(size, size - 1, -d);
	double variance = high / d;
	double variance_low = (fma(-variance, d, high) + low - variance * d_low) / d;
	double sd = sqrt(fmax(variance, 0));

	if (!isfinite(variance + variance_low))
		return NAN;
	return sd > 0 ? sd + (fma(-sd, sd, variance) + variance_low) / (2 * sd) : 0;
}
