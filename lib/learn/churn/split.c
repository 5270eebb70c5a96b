#include "learn/churn/split.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

/* What is dealt out: rows, or groups of them. */
struct units {
	size_t n;
	uint32_t *of;    /* [nrow]: of row[i]; NULL: i */
	uint8_t *label;  /* [n] */
	uint32_t *order; /* [n]: those of label 0, shuffled, then those of label 1 */
	size_t zeros;    /* of label 0 */
};

/* Groups become 0, 1, ... in the order of their first rows. */
static void
number_groups(struct units *u, const uint32_t *row, size_t nrow, const uint32_t *group)
{
	uint32_t most = 0, *known;

	for (size_t i = 0; i < nrow; i++)
		most = group[row[i]] > most ? group[row[i]] : most;
	known = memory_array((size_t)most + 1, sizeof *known);
	u->of = memory_array(nrow, sizeof *u->of);
	u->n = 0;
	for (size_t i = 0; i < nrow; i++) {
		uint32_t *number = &known[group[row[i]]];

		if (*number == 0)
			*number = (uint32_t)++u->n;
		u->of[i] = *number - 1;
	}
	free(known);
}

static void
shuffle(struct random *random, uint32_t *list, size_t n)
{
	for (size_t i = n; i-- > 1;) {
		size_t k = (size_t)random_below(random, i + 1);
		uint32_t swap = list[i];

		list[i] = list[k];
		list[k] = swap;
	}
}

static void
units_init(struct units *u, const uint8_t *y, const uint32_t *row, size_t nrow,
    const uint32_t *group, uint64_t seed)
{
	struct random random;
	size_t at = 0;

	*u = (struct units){ .n = nrow };
	if (group != NULL)
		number_groups(u, row, nrow, group);
	u->label = memory_array(u->n, sizeof *u->label);
	u->order = memory_array(u->n, sizeof *u->order);
	for (size_t i = 0; i < nrow; i++)
		u->label[u->of != NULL ? u->of[i] : i] |= y[row[i]];
	for (uint8_t label = 0; label < 2; label++) {
		for (size_t i = 0; i < u->n; i++)
			if (u->label[i] == label)
				u->order[at++] = (uint32_t)i;
		if (label == 0)
			u->zeros = at;
	}
	random_seed(&random, seed);
	shuffle(&random, u->order, u->zeros);
	shuffle(&random, u->order + u->zeros, u->n - u->zeros);
}

static void
units_release(struct units *u)
{
	free(u->of);
	free(u->label);
	free(u->order);
}

static size_t
test_count(size_t n, double share)
{
	size_t count = (size_t)(share * (double)n + 0.5);

	if (n < 2)
		return count < n ? count : n;
	return count < 1 ? 1 : count > n - 1 ? n - 1 : count;
}

void
split_test(const uint8_t *y, const uint32_t *row, size_t nrow, const uint32_t *group, double share,
    uint64_t seed, uint32_t *train, size_t *ntrain, uint32_t *test, size_t *ntest)
{
	struct units u;

	units_init(&u, y, row, nrow, group, seed);
	uint8_t *taken = memory_array(u.n, sizeof *taken);
	size_t zeros = test_count(u.zeros, share), ones = test_count(u.n - u.zeros, share);

	for (size_t k = 0; k < zeros; k++)
		taken[u.order[k]] = 1;
	for (size_t k = 0; k < ones; k++)
		taken[u.order[u.zeros + k]] = 1;
	*ntrain = *ntest = 0;
	for (size_t i = 0; i < nrow; i++) {
		if (taken[u.of != NULL ? u.of[i] : i])
			test[(*ntest)++] = row[i];
		else
			train[(*ntrain)++] = row[i];
	}
	free(taken);
	units_release(&u);
}

void
split_folds(const uint8_t *y, const uint32_t *row, size_t nrow, const uint32_t *group, unsigned k,
    uint64_t seed, uint8_t *fold)
{
	struct units u;

	units_init(&u, y, row, nrow, group, seed);
	uint8_t *of = memory_array(u.n, sizeof *of);

	for (size_t i = 0; i < u.n; i++)
		of[u.order[i]] = (uint8_t)(i % k);
	for (size_t i = 0; i < nrow; i++)
		fold[i] = of[u.of != NULL ? u.of[i] : i];
	free(of);
	units_release(&u);
}

void
split_one_fold(const uint32_t *row, size_t nrow, const uint8_t *fold, unsigned which,
    uint32_t *others, size_t *nothers, uint32_t *inside, size_t *ninside)
{
	*nothers = *ninside = 0;
	for (size_t i = 0; i < nrow; i++) {
		if (fold[i] == which)
			inside[(*ninside)++] = row[i];
		else
			others[(*nothers)++] = row[i];
	}
}
