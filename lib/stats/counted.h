/*
 * counted: quantiles of values that are given once each, with how often they occur.
 *
 *	struct counted v[] = { { word_of_double(9.5), 3 }, { word_of_double(12), 1 } };
 *	struct counted_run run = { v, 2 };
 *	quantiles_counted(&run, 1, p, 2, place);	place[k]: around the quantile p[k]
 *
 * Keys are 64-bit words whose unsigned order is that of the values. Runs need no order; entries
 * with count 0 are not there (a hash table's slots are a run). Nothing is changed. Definition as in
 * quantile.h.
 * Time: a few passes over the runs, whatever the values are (buckets by the leading bits, taken
 * apart again where a wanted one is full).
 */
#ifndef IA_STATS_COUNTED_H
#define IA_STATS_COUNTED_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct counted {
	uint64_t key;
	uint64_t count;
};

/*
 * Where step is not 0, an entry stands for ten values, key, key + step, key + 2 step, ...: value k
 * occurs as often as the COUNTED_TEN_BITS bits of count from bit k * COUNTED_TEN_BITS on say; bits
 * above are ignored.
 */
struct counted_run {
	const struct counted *at;
	size_t n;
	uint64_t step;
};

#define COUNTED_TEN 10u
#define COUNTED_TEN_BITS 6u
#define COUNTED_TEN_MOST ((UINT64_C(1) << COUNTED_TEN_BITS) - 1)

static inline uint64_t
word_of_double(double x)
{
	uint64_t bits;

	x += 0.0; /* -0 is 0 */
	memcpy(&bits, &x, sizeof bits);
	return bits ^ ((bits >> 63) != 0 ? UINT64_MAX : UINT64_C(1) << 63);
}

static inline double
double_of_word(uint64_t word)
{
	double x;

	word ^= (word >> 63) != 0 ? UINT64_C(1) << 63 : UINT64_MAX;
	memcpy(&x, &word, sizeof x);
	return x;
}

static inline uint64_t
word_of_i64(int64_t x)
{
	return (uint64_t)x ^ UINT64_C(1) << 63;
}

static inline int64_t
i64_of_word(uint64_t word)
{
	return (int64_t)(word ^ UINT64_C(1) << 63);
}

#define COUNTED_P_MAX 16

/* Where a quantile lies: between two keys, share of the way from low to high. */
struct counted_place {
	uint64_t low, high;
	double share;
};

/*
 * The places of np <= COUNTED_P_MAX quantiles p in 0..1; returns the number of values, 0: places
 * are not set.
 */
uint64_t quantiles_counted(const struct counted_run *run, size_t nrun, const double *p, size_t np,
    struct counted_place *place);

#endif
