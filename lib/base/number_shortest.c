/* number_shortest: Giulietti 2020, The Schubfach way to render doubles, and its names. */
#include "base/number_parts.h"

static int
floor_log2_of_power_of_ten(int k)
{
	return (k * 1741647) >> 19;
}

/* floor(log10 2^q), or of 3/4 2^q. */
static int
floor_log10_of_power_of_two(int q, bool three_quarters)
{
	return (q * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}

/* g * cp / 2^128, its lowest bit set if anything was cut. */
static uint64_t
round_to_odd(const uint64_t g[2], uint64_t cp)
{
	wide y = (wide)g[0] * cp + ((wide)g[1] * cp >> 64);

	return (uint64_t)(y >> 64) | ((uint64_t)y > 1);
}

/* 10^k rounded up, where the table has it rounded down. */
static void
power_above(uint64_t g[2], int k)
{
	const uint64_t *entry = number_power[k - NUMBER_LEAST_POWER];

	g[0] = entry[0];
	g[1] = entry[1] + (k > 55 || k < -27);
}

/* v lies at vb, its rounding interval from lower to upper, all in quarters of 10^k. */
static uint64_t
choose(uint64_t lower, uint64_t vb, uint64_t upper, int *k)
{
	uint64_t s = vb / 4, tens = s / 10;

	if (s >= 10) {
		bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;

		if (below != above) {
			*k += 1;
			return tens + above;
		}
	}
	bool below = lower <= 4 * s, above = 4 * s + 4 <= upper;

	if (below != above)
		return s + above;
	uint64_t middle = 4 * s + 2;

	return s + (vb > middle || (vb == middle && (s & 1)));
}

uint64_t
number_shortest(double x, int *exponent)
{
	uint64_t bits, g[2];

	memcpy(&bits, &x, sizeof bits);
	uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
	int biased = (int)(bits >> 52) & 0x7FF;
	uint64_t c = biased != 0 ? fraction | UINT64_C(1) << 52 : fraction;
	int q = (biased != 0 ? biased : 1) - 1075;
	bool closer = fraction == 0 && biased > 1; /* the double below is half as far */
	int k = floor_log10_of_power_of_two(q, closer);
	int h = q + floor_log2_of_power_of_ten(-k) + 1;
	uint64_t odd = c & 1;

	power_above(g, -k);
	uint64_t lower = round_to_odd(g, (4 * c - 2 + closer) << h);
	uint64_t vb = round_to_odd(g, (4 * c) << h);
	uint64_t upper = round_to_odd(g, (4 * c + 2) << h);
	uint64_t digits = choose(lower + odd, vb, upper - odd, &k);

	*exponent = k;
	return digits;
}
