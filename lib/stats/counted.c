#include "stats/counted.h"

#include <stdlib.h>

#include "base/memory.h"

#define BUCKETS 4096u
#define SMALL 32

/* Buckets of 2^shift keys from low on. */
struct grid {
	uint64_t low;
	unsigned shift;
};

static struct grid
grid_over(uint64_t low, uint64_t high)
{
	struct grid grid = { low, 0 };

	while ((high - low) >> grid.shift >= BUCKETS)
		grid.shift++;
	return grid;
}

static size_t
grid_bucket(const struct grid *grid, uint64_t key)
{
	return (size_t)((key - grid->low) >> grid->shift);
}

static void
sort_small(struct counted *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct counted x = v[i];
		size_t k = i;

		for (; k > 0 && v[k - 1].key > x.key; k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

/* The bucket that holds the value of this rank; *rank becomes the rank within it. */
static size_t
bucket_of_rank(const uint64_t *weight, uint64_t *rank)
{
	size_t b = 0;

	while (*rank >= weight[b])
		*rank -= weight[b++];
	return b;
}

/* The values of entry i, with counts that are not 0: how many, at most COUNTED_TEN. */
static inline unsigned
expand(const struct counted_run *run, size_t i, struct counted *out)
{
	struct counted v = run->at[i];
	unsigned n = 0;

	if (run->step == 0) {
		out[0] = v;
		return v.count > 0;
	}
	for (unsigned k = 0; k < COUNTED_TEN;
	     k++, v.count >>= COUNTED_TEN_BITS, v.key += run->step) {
		out[n] = (struct counted){ v.key, v.count & COUNTED_TEN_MOST };
		n += out[n].count > 0;
	}
	return n;
}

static void
extent(const struct counted_run *run, uint64_t *low, uint64_t *high, uint64_t *total)
{
	struct counted v[COUNTED_TEN];

	for (size_t i = 0; i < run->n; i++) {
		unsigned n = expand(run, i, v);

		for (unsigned k = 0; k < n; k++) {
			*low = v[k].key < *low ? v[k].key : *low;
			*high = v[k].key > *high ? v[k].key : *high;
			*total += v[k].count;
		}
	}
}

static void
weigh(const struct counted_run *run, const struct grid *grid, uint64_t *weight)
{
	struct counted v[COUNTED_TEN];

	for (size_t i = 0; i < run->n; i++) {
		unsigned n = expand(run, i, v);

		for (unsigned k = 0; k < n; k++)
			weight[grid_bucket(grid, v[k].key)] += v[k].count;
	}
}

/*
 * Key of the value of this rank in v[n], all from low to high; v is put in another order and cut
 * down.
 */
static uint64_t
key_of_rank(struct counted *v, size_t n, uint64_t rank, uint64_t *weight)
{
	while (n > SMALL) {
		struct counted_run run = { v, n, 0 };
		uint64_t low = UINT64_MAX, high = 0, total = 0;

		extent(&run, &low, &high, &total);
		if (low == high)
			return low;
		struct grid grid = grid_over(low, high);

		memset(weight, 0, BUCKETS * sizeof *weight);
		weigh(&run, &grid, weight);
		size_t bucket = bucket_of_rank(weight, &rank), kept = 0;

		for (size_t i = 0; i < n; i++)
			if (grid_bucket(&grid, v[i].key) == bucket)
				v[kept++] = v[i];
		n = kept;
	}
	sort_small(v, n);
	size_t i = 0;

	while (rank >= v[i].count)
		rank -= v[i++].count;
	return v[i].key;
}

/*
 * What one run has in the wanted buckets: counts them in n[mark], or puts them at out[n[mark]++].
 */
static void
gather_run(const struct counted_run *run, const struct grid *grid, const uint8_t *mark, size_t *n,
    struct counted *out)
{
	struct counted v[COUNTED_TEN];

	for (size_t i = 0; i < run->n; i++) {
		unsigned values = expand(run, i, v);

		for (unsigned k = 0; k < values; k++) {
			size_t to = mark[grid_bucket(grid, v[k].key)];

			if (to > 0 && out != NULL)
				out[n[to]] = v[k];
			n[to]++;
		}
	}
}

/* What the wanted buckets hold, bucket by bucket; start[k] .. start[k + 1] is bucket[k]'s. */
static struct counted *
gather(const struct counted_run *run, size_t nrun, const struct grid *grid, const size_t *bucket,
    size_t nb, size_t *start)
{
	uint8_t *mark = memory_array(BUCKETS, 1);
	size_t n[2 * COUNTED_P_MAX + 1] = { 0 };

	for (size_t k = 0; k < nb; k++)
		mark[bucket[k]] = (uint8_t)(k + 1);
	for (size_t r = 0; r < nrun; r++)
		gather_run(&run[r], grid, mark, n, NULL);
	start[0] = 0;
	for (size_t k = 0; k < nb; k++)
		start[k + 1] = start[k] + n[k + 1];
	struct counted *out = memory_array(start[nb] + 1, sizeof *out);

	memcpy(n + 1, start, nb * sizeof *n);
	for (size_t r = 0; r < nrun; r++)
		gather_run(&run[r], grid, mark, n, out);
	free(mark);
	return out;
}

static void
keys_of_ranks(const struct counted_run *run, size_t nrun, const struct grid *grid,
    const uint64_t *rank, size_t n, uint64_t *key)
{
	uint64_t *weight = memory_array(BUCKETS, sizeof *weight), within[2 * COUNTED_P_MAX];
	size_t bucket[2 * COUNTED_P_MAX], of[2 * COUNTED_P_MAX], start[2 * COUNTED_P_MAX + 1],
	    nb = 0;

	for (size_t r = 0; r < nrun; r++)
		weigh(&run[r], grid, weight);
	for (size_t i = 0; i < n; i++) {
		within[i] = rank[i];
		size_t b = bucket_of_rank(weight, &within[i]);

		for (of[i] = 0; of[i] < nb && bucket[of[i]] != b; of[i]++)
			;
		if (of[i] == nb)
			bucket[nb++] = b;
	}
	struct counted *v = gather(run, nrun, grid, bucket, nb, start);

	for (size_t i = 0; i < n; i++) {
		size_t size = start[of[i] + 1] - start[of[i]];
		struct counted *part = memory_copy(v + start[of[i]], size * sizeof *part);

		key[i] = key_of_rank(part, size, within[i], weight);
		free(part);
	}
	free(v);
	free(weight);
}

uint64_t
quantiles_counted(const struct counted_run *run, size_t nrun, const double *p, size_t np,
    struct counted_place *place)
{
	uint64_t low = UINT64_MAX, high = 0, total = 0, rank[2 * COUNTED_P_MAX],
		 key[2 * COUNTED_P_MAX];

	for (size_t r = 0; r < nrun; r++)
		extent(&run[r], &low, &high, &total);
	if (total == 0)
		return 0;
	for (size_t i = 0; i < np; i++) {
		double h = (double)(total - 1) * p[i];
		uint64_t k = (uint64_t)h;

		place[i].share = h - (double)k;
		rank[2 * i] = k < total ? k : total - 1;
		rank[2 * i + 1] = k + 1 < total ? k + 1 : total - 1;
	}
	struct grid grid = grid_over(low, high);

	keys_of_ranks(run, nrun, &grid, rank, 2 * np, key);
	for (size_t i = 0; i < np; i++) {
		place[i].low = key[2 * i];
		place[i].high = key[2 * i + 1];
	}
	return total;
}
