/*
 * group: inside lib/event: the records of one partition to users, each in order.
 *
 *	struct group g = { .shape = shape, .key = key };	one a thread
 *	group_run(&g, frame, nframe, nrecord, user, self);
 *	group_release(&g);
 *
 * Two passes over the records: a table that fits the cache numbers the users, then each record goes
 * to its user's place, as the tool will see it. A user's records are checked for being sorted;
 * where they are not, the runs that ascend (one a thread of the scan, where the input was sorted)
 * are merged.
 * Memory: 44 bytes and the words a record of the partition.
 */
#ifndef IA_EVENT_GROUP_H
#define IA_EVENT_GROUP_H

#include "base/hash.h"
#include "event/packed.h"

struct group_user {
	struct slice id;
	uint64_t head, tail;	/* of an id of 8 to 16 bytes: the first eight and the last */
	uint64_t first;
	uint32_t tag;
	uint32_t n, at;		/* records; where they begin in place */
};

struct group {
	struct shape shape;
	struct hash_key key;
	uint64_t *slot;			/* [mask + 1]: tag << 32 | user + 1; 0: free */
	size_t mask, capacity_slot;
	struct group_user *user;	/* [nuser] */
	size_t nuser, capacity_user;
	uint32_t *of;			/* [record]: its user */
	struct sequence_record *place;	/* [record], by user */
	uint32_t *word;			/* [record][nword], by user, as they came */
	size_t capacity_of, capacity_place, capacity_word;
	struct sequence_record *spare;	/* for merging */
	size_t *run;			/* where ascending runs of a user begin */
	size_t capacity_spare, capacity_run;
};

typedef void (*group_call)(void *self, const struct sequence *sequence);

static inline uint32_t
group_tag(const struct hash_key *key, struct slice id)
{
	return (uint32_t)(hash_bytes(key, id.ptr, id.len) >> 32);
}

/* frame: runs of packed records, PACKED_SLACK readable bytes behind each. */
void group_run(struct group *group, const struct slice *frame, size_t nframe, size_t nrecord,
    group_call call, void *self);
void group_release(struct group *group);

#endif
