#include "analysis/count/lookup.h"

#include <stdlib.h>

#include "base/memory.h"

#define SLOTS_FIRST 64
#define TRIES 64 /* of factors, before the table is made larger */
#define WORDS 16 /* bytes of a name that its words hold */

/* The words of a name of the list, which need not have bytes behind it. */
static size_t
place_of(const struct lookup *lookup, struct slice name, struct lookup_slot *slot)
{
	char padded[WORDS + 8] = { 0 };

	if (name.len < 8) {
		memcpy(padded, name.ptr, name.len);
		name.ptr = padded;
	}
	slot->len = name.len;
	slot->more = name.len > WORDS;
	return lookup_place(lookup, name, &slot->first, &slot->last);
}

static bool
same_words(const struct lookup_slot *a, const struct lookup_slot *b)
{
	return a->first == b->first && a->last == b->last && a->len == b->len;
}

/* Puts every name into its slot; false: two names want the same one. */
static bool
fill(struct lookup *lookup)
{
	memset(lookup->slot, 0, lookup->size * sizeof *lookup->slot);
	for (size_t i = 0; i < lookup->n; i++) {
		struct lookup_slot want = { .mask = lookup->list[i].mask };
		struct lookup_slot *slot =
		    &lookup->slot[place_of(lookup, lookup->list[i].name, &want)];

		if (slot->len != 0 && !same_words(slot, &want))
			return false;
		*slot = want;
	}
	return true;
}

static void
build(struct lookup *lookup)
{
	size_t size = SLOTS_FIRST;

	while (size < 4 * lookup->n)
		size *= 2;
	for (lookup->factor = UINT64_C(0x9E3779B97F4A7C15);; size *= 2) {
		free(lookup->slot);
		lookup->slot = memory_array(size, sizeof *lookup->slot);
		lookup->size = size;
		for (int t = 0; t < TRIES; t++) {
			if (fill(lookup))
				return;
			lookup->factor = lookup->factor * UINT64_C(0xD1342543DE82EF95) | 1;
		}
	}
}

void
lookup_add(struct lookup *lookup, struct slice name, uint32_t mask)
{
	size_t i = 0;

	if (name.len == 0)
		return; /* no event has it */
	while (i < lookup->n && !slice_equal(lookup->list[i].name, name))
		i++;
	if (i == lookup->n) {
		lookup->list =
		    memory_grow(lookup->list, &lookup->capacity, ++lookup->n, sizeof *lookup->list);
		lookup->list[i] = (struct lookup_name){ .name = name };
	}
	lookup->list[i].mask |= mask;
	build(lookup);
}

uint32_t
lookup_find_long(const struct lookup *lookup, struct slice name)
{
	for (size_t i = 0; i < lookup->n; i++)
		if (slice_equal(lookup->list[i].name, name))
			return lookup->list[i].mask;
	return 0;
}

bool
lookup_add_events(struct lookup *lookup, const struct expr *expr, uint32_t mask)
{
	const struct slice *names;
	size_t n;

	if (!expr_is_event(expr, &names, &n))
		return false;
	for (size_t k = 0; k < n; k++)
		lookup_add(lookup, names[k], mask);
	return true;
}

void
lookup_release(struct lookup *lookup)
{
	free(lookup->slot);
	free(lookup->list);
	memset(lookup, 0, sizeof *lookup);
}
