/*
 * xoshiro256**, splitmix64 and the jump polynomial: prng.di.unimi.it. random_below: Lemire 2019,
 * Fast random integer generation in an interval. random_normal: Marsaglia's polar method. The
 * logarithm is made here, of additions, multiplications and divisions alone, since that of C
 * libraries differs in the last bit.
 */
#include "base/random.h"

#include <math.h>
#include <string.h>

#include "base/bits.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

static uint64_t
rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

void
random_seed(struct random *random, uint64_t seed)
{
	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += UINT64_C(0x9E3779B97F4A7C15);

		z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
		random->state[i] = z ^ z >> 31;
	}
}

uint64_t
random_next(struct random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint64_t
random_below(struct random *random, uint64_t n)
{
	wide m = (wide)random_next(random) * n;

	if ((uint64_t)m < n) {
		uint64_t uneven = (0 - n) % n;

		while ((uint64_t)m < uneven)
			m = (wide)random_next(random) * n;
	}
	return (uint64_t)(m >> 64);
}

double
random_unit(struct random *random)
{
	return (double)(random_next(random) >> 11) * 0x1p-53;
}

/* x = 2^e m > 0, s = (m - 1) / (m + 1): log m = 2 (s + s^3 / 3 + s^5 / 5 + ...). */
static double
logarithm(double x)
{
	uint64_t bits;
	double m, sum = 0;

	memcpy(&bits, &x, sizeof bits);
	int e = (int)(bits >> 52) - 1023;

	bits = (bits & UINT64_C(0x000FFFFFFFFFFFFF)) | UINT64_C(0x3FF0000000000000);
	memcpy(&m, &bits, sizeof m);
	if (m > 1.4142135623730951) {
		m *= 0.5;
		e++;
	}
	double s = (m - 1) / (m + 1), s2 = s * s;

	for (int k = 23; k >= 1; k -= 2)
		sum = sum * s2 + 1.0 / k;
	return 2 * s * sum + e * 0.6931471805599453;
}

double
random_normal(struct random *random)
{
	double u, v, s;

	do {
		u = 2 * random_unit(random) - 1;
		v = 2 * random_unit(random) - 1;
		s = u * u + v * v;
	} while (s >= 1 || s <= 0x1p-1000);
	return u * sqrt(-2 * logarithm(s) / s);
}

double
random_exponential(struct random *random)
{
	return -logarithm(1 - random_unit(random));
}

void
random_jump(struct random *random)
{
	static const uint64_t jump[4] = { UINT64_C(0x180EC6D33CFD0ABA),
		UINT64_C(0xD5A61266F0C9392C), UINT64_C(0xA9582618E03FC9AA),
		UINT64_C(0x39ABDC4529B1661C) };
	struct random sum = { { 0 } };

	for (int i = 0; i < 4; i++) {
		for (int b = 0; b < 64; b++) {
			if (jump[i] >> b & 1) {
				for (int k = 0; k < 4; k++)
					sum.state[k] ^= random->state[k];
			}
			random_next(random);
		}
	}
	*random = sum;
}
