/*
 * lookup: a few names to masks, looked up for every row without a branch that depends on it.
 *
 *	struct lookup lookup = { 0 };
 *	lookup_add(&lookup, SLICE("pay"), 1u << 3);
 *	uint32_t match = lookup_find(&lookup, value);		0: none of them
 *	lookup_release(&lookup);
 *
 * A perfect table: a hash of a name's first and last eight bytes and its length leads to the one
 * slot that it can be in. Eight bytes must be readable where a value looked for begins, whatever
 * its length (values of a batch).
 */
#ifndef IA_ANALYSIS_COUNT_LOOKUP_H
#define IA_ANALYSIS_COUNT_LOOKUP_H

#include "base/bits.h"
#include "base/slice.h"
#include "expr/expr.h"

struct lookup_slot {
	uint64_t first, last;
	uint64_t len; /* 0: free */
	uint32_t mask;
	bool more; /* longer than the words: looked for in the list */
};

struct lookup_name {
	struct slice name;
	uint32_t mask;
};

struct lookup {
	struct lookup_slot *slot; /* [size], a power of two; NULL: no names */
	size_t size;
	uint64_t factor;
	struct lookup_name *list; /* [n] */
	size_t n, capacity;
};

/* borrows name; joins masks */
void lookup_add(struct lookup *lookup, struct slice name, uint32_t mask);
/*
 * The names of events that are the whole condition; false: it is an expression, to be evaluated for
 * each row.
 */
bool lookup_add_events(struct lookup *lookup, const struct expr *expr, uint32_t mask);
void lookup_release(struct lookup *lookup);
uint32_t lookup_find_long(const struct lookup *lookup, struct slice name);

/* The slot of a name; its first and last word. */
static inline size_t
lookup_place(const struct lookup *lookup, struct slice s, uint64_t *first, uint64_t *last)
{
	uint64_t kept = s.len < 8 ? ~(~UINT64_C(0) << 8 * s.len) : ~UINT64_C(0);
	uint64_t turned;

	*first = load_64(s.ptr) & kept;
	*last = load_64(s.ptr + (s.len > 8 ? s.len - 8 : 0)) & kept;
	turned = *last << 23 | *last >> 41;
	return (size_t)((*first ^ turned ^ s.len) * lookup->factor >> 40) & (lookup->size - 1);
}

static inline uint32_t
lookup_find(const struct lookup *lookup, struct slice s)
{
	uint64_t first, last;
	const struct lookup_slot *slot = &lookup->slot[lookup_place(lookup, s, &first, &last)];
	uint64_t differ = (slot->first ^ first) | (slot->last ^ last) | (slot->len ^ s.len);

	if (slot->more && differ == 0)
		return lookup_find_long(lookup, s);
	return differ == 0 ? slot->mask : 0;
}

#endif
