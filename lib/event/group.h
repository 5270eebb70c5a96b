/*
 * group: inside lib/event: the records of one partition to users, each in order.
 *
 *	struct group g = { .shape = shape, .key = key };	one a thread
 *	group_run(&g, frame, until, nstream, nrecord, user, self);
 *	group_release(&g);
 *
 * One pass over the records, those of all threads in the order of the input as far as it goes: a
 * table that fits the cache numbers the users. Then each user's are gathered, as the tool will see
 * them, and checked for being sorted; where they are not, the runs that ascend are merged.
 * Memory: 24 bytes and the words a record of the partition, 16 more with text; 40 a record of the
 * user with the most.
 */
#ifndef IA_EVENT_GROUP_H
#define IA_EVENT_GROUP_H

#include "base/hash.h"
#include "event/packed.h"

struct group_user {
	struct slice id;
	uint64_t head, tail; /* of an id of 8 to 16 bytes: the first eight and the last */
	uint64_t first;
	uint32_t tag;
	uint32_t n, end; /* records; where they end in by_user */
};

struct group_stamp {
	int64_t time;
	uint64_t order;
};

struct group {
	struct shape shape;
	struct hash_key key;
	uint64_t *slot; /* [mask + 1]: tag << 32 | user + 1; 0: free */
	size_t mask, capacity_slot;
	struct group_user *user; /* [nuser] */
	size_t nuser, capacity_user;
	struct group_stamp *stamp; /* [record], as they came; so are the next three */
	uint32_t *word;            /* [record][nword] */
	struct slice *text;        /* [record], where records have text */
	uint32_t *of;              /* [record]: its user */
	uint32_t *by_user;         /* [record]: numbers of records, user by user */
	size_t capacity_stamp, capacity_word, capacity_text, capacity_of, capacity_by_user;
	struct sequence_record *place; /* of one user */
	size_t capacity_place;
	struct sequence_record *spare; /* for merging */
	size_t *run;                   /* where ascending runs of a user begin */
	size_t capacity_spare, capacity_run;
};

typedef void (*group_call)(void *self, const struct sequence *sequence);

static inline uint32_t
group_tag(const struct hash_key *key, struct slice id)
{
	return (uint32_t)(hash_bytes(key, id.ptr, id.len) >> 32);
}

/*
 * frame: packed records, PACKED_SLACK readable bytes behind each. Stream k is those from
 * until[k - 1] to until[k] - 1: what one thread read, in its order; nrecord in all.
 */
void group_run(struct group *group, const struct slice *frame, const size_t *until, size_t nstream,
    size_t nrecord, group_call call, void *self);
void group_release(struct group *group);

#endif
