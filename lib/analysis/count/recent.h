/*
 * recent: which users were seen lately, and when, so that what says nothing new is not kept.
 *
 *	struct recent recent;
 *	recent_init(&recent, bytes, &key);			one a thread
 *	hash = recent_hash(&recent, user);			some events ahead: fetches its place
 *	if (recent_gather(&recent, user, hash, bucket, start, &old))	... keep old
 *	if (recent_repeats(&recent, user, hash, bucket, start, time))	... leave the event out
 *	for (size_t k = 0; k < recent_places(&recent); k++) ... recent_at(&recent, k)	at the end
 *	recent_release(&recent);
 *
 * Gathering and asking for repeats are two uses; a table is for one of them. A hash has one place,
 * and the newest user wins it. Ids are compared whole; those longer than RECENT_ID are never known.
 * The table grows to bytes while users drive each other out.
 */
#ifndef IA_ANALYSIS_COUNT_RECENT_H
#define IA_ANALYSIS_COUNT_RECENT_H

#include "base/hash.h"
#include "base/slice.h"

#define RECENT_ID 39u
#define RECENT_SPAN 64 /* buckets that a place holds */

/* A cache line. */
struct recent_place {
	uint64_t bits;   /* buckets base + 0 ... 63 with an event */
	uint64_t starts; /* those with a start; repeats: time of the earliest in base */
	int32_t base;
	uint32_t tag;
	uint8_t len; /* 0: free */
	char id[RECENT_ID];
};

struct recent {
	struct recent_place *place; /* [mask + 1] */
	size_t mask, most;
	struct hash_key key;
	uint64_t driven; /* users out of their places since it last grew */
};

void recent_init(struct recent *recent, size_t bytes, const struct hash_key *key);
void recent_release(struct recent *recent);

static inline uint64_t
recent_hash(const struct recent *recent, struct slice user)
{
	uint64_t hash = hash_bytes(&recent->key, user.ptr, user.len);

	__builtin_prefetch(&recent->place[hash & recent->mask], 1);
	return hash;
}

/*
 * The user was there in this bucket. true: their place held something else, which is in *old now. A
 * user whose id is too long is in *old at once, but for the id.
 */
bool recent_gather(struct recent *recent, struct slice user, uint64_t hash, int64_t bucket,
    bool start, struct recent_place *old);

/*
 * Does the event repeat another: was its user there in this bucket, and if it is a start, with one
 * that was not later? If not, it is known from now on.
 */
bool recent_repeats(struct recent *recent, struct slice user, uint64_t hash, int64_t bucket,
    bool start, int64_t time);

static inline size_t
recent_places(const struct recent *recent)
{
	return recent->place != NULL ? recent->mask + 1 : 0;
}

/* What is known of somebody; len 0: nothing. */
static inline const struct recent_place *
recent_at(const struct recent *recent, size_t k)
{
	return &recent->place[k];
}

#endif
