/*
 * repeats: inside lib/analysis/abtest: do users stand in several rows? Of a sample by their hash,
 * the same for any number of threads.
 *
 *	struct repeats r = { 0 };			one a thread
 *	repeats_add(&r, user);
 *	repeats_merge(&all, &r);
 *	repeats_count(&all, &users, &repeated);
 *	repeats_release(&r);
 *
 * All rows are looked at until there are 65,536; then those of half of the users, and so on.
 */
#ifndef IA_ANALYSIS_ABTEST_REPEATS_H
#define IA_ANALYSIS_ABTEST_REPEATS_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct repeats {
	uint64_t *hash; /* [n] */
	size_t n, capacity;
	unsigned halvings; /* only hashes whose highest bits are 0 are kept */
};

void repeats_add(struct repeats *repeats, struct slice user);
void repeats_merge(struct repeats *repeats, const struct repeats *other);
/* Users that were looked at, and how many of them have several rows. */
void repeats_count(struct repeats *repeats, uint64_t *users, uint64_t *repeated);
void repeats_release(struct repeats *repeats);

#endif
