/* hash_published: XXH64 with seed 0, after its specification. */
#include "base/hash.h"

#define PRIME_1 UINT64_C(0x9E3779B185EBCA87)
#define PRIME_2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define PRIME_3 UINT64_C(0x165667B19E3779F9)
#define PRIME_4 UINT64_C(0x85EBCA77C2B2AE63)
#define PRIME_5 UINT64_C(0x27D4EB2F165667C5)

static uint64_t
rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

static uint64_t
lane_round(uint64_t lane, uint64_t input)
{
	return rotate(lane + input * PRIME_2, 31) * PRIME_1;
}

static uint64_t
merge(uint64_t sum, uint64_t lane)
{
	return (sum ^ lane_round(0, lane)) * PRIME_1 + PRIME_4;
}

/* The stripes of 32 bytes; *p is moved behind them. */
static uint64_t
stripes(const unsigned char **p, size_t n)
{
	uint64_t v[4] = { PRIME_1 + PRIME_2, PRIME_2, 0, 0 - PRIME_1 };

	for (; n >= 32; n -= 32, *p += 32) {
		for (int i = 0; i < 4; i++)
			v[i] = lane_round(v[i], load_64(*p + 8 * i));
	}
	uint64_t sum = rotate(v[0], 1) + rotate(v[1], 7) + rotate(v[2], 12) + rotate(v[3], 18);

	for (int i = 0; i < 4; i++)
		sum = merge(sum, v[i]);
	return sum;
}

uint64_t
hash_published(const void *ptr, size_t len)
{
	const unsigned char *p = ptr;
	uint64_t sum = len >= 32 ? stripes(&p, len) : PRIME_5;
	size_t rest = len % 32;

	sum += len;
	for (; rest >= 8; rest -= 8, p += 8)
		sum = rotate(sum ^ lane_round(0, load_64(p)), 27) * PRIME_1 + PRIME_4;
	for (; rest >= 4; rest -= 4, p += 4)
		sum = rotate(sum ^ load_32(p) * PRIME_1, 23) * PRIME_2 + PRIME_3;
	for (; rest > 0; rest--, p++)
		sum = rotate(sum ^ *p * PRIME_5, 11) * PRIME_1;
	sum = (sum ^ sum >> 33) * PRIME_2;
	sum = (sum ^ sum >> 29) * PRIME_3;
	return sum ^ sum >> 32;
}
