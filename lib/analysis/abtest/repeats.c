#include "analysis/abtest/repeats.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"

#define MOST 65536u

static bool
is_kept(uint64_t hash, unsigned halvings)
{
	return halvings == 0 || hash >> (64 - halvings) == 0;
}

static void
keep(struct repeats *r, uint64_t hash)
{
	if (!is_kept(hash, r->halvings))
		return;
	r->hash = memory_grow(r->hash, &r->capacity, r->n + 1, sizeof *r->hash);
	r->hash[r->n++] = hash;
	while (r->n > MOST && r->halvings < 63) {
		size_t n = 0;

		r->halvings++;
		for (size_t i = 0; i < r->n; i++)
			if (is_kept(r->hash[i], r->halvings))
				r->hash[n++] = r->hash[i];
		r->n = n;
	}
}

void
repeats_add(struct repeats *r, struct slice user)
{
	keep(r, hash_published(user.ptr, user.len));
}

/* Hashes that the other has left out are left out here too, by its halvings. */
void
repeats_merge(struct repeats *r, const struct repeats *other)
{
	size_t n = 0;

	if (other->halvings > r->halvings)
		r->halvings = other->halvings;
	for (size_t i = 0; i < r->n; i++)
		if (is_kept(r->hash[i], r->halvings))
			r->hash[n++] = r->hash[i];
	r->n = n;
	for (size_t i = 0; i < other->n; i++)
		keep(r, other->hash[i]);
}

static int
ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

void
repeats_count(struct repeats *r, uint64_t *users, uint64_t *repeated)
{
	*users = *repeated = 0;
	if (r->n > 0)
		qsort(r->hash, r->n, sizeof *r->hash, ascending);
	for (size_t i = 0, j; i < r->n; i = j) {
		for (j = i + 1; j < r->n && r->hash[j] == r->hash[i];)
			j++;
		*users += 1;
		*repeated += j > i + 1;
	}
}

void
repeats_release(struct repeats *r)
{
	free(r->hash);
}
