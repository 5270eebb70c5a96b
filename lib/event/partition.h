/*
 * partition: inside lib/event: one partition of all threads' records, from memory or files, user by
 * user.
 *
 * A partition in files that is larger than the limit is written anew by further bits of the users'
 * hashes into parts that fit, and these one by one. A part that cannot be split (one user, or as
 * good as one) is read whole.
 */
#ifndef IA_EVENT_PARTITION_H
#define IA_EVENT_PARTITION_H

#include "event/group.h"
#include "event/partition_store.h"

/* What one thread needs to work through partitions. */
struct partition_work {
	struct shape shape;
	struct hash_key key;
	struct sequence_sink *const *store; /* [nstore] */
	size_t nstore;
	/* bytes of a partition that are read back at once */
	size_t limit;
	const char *folder;
	group_call call;
	void *self;
	struct group group;
	struct slice *frame;
	size_t nframe, capacity_frame;
	size_t *until; /* [nstore]: where their frames end */
	char *bytes;   /* a partition that was read back */
	size_t size;   /* mapped */
	struct fault fault;
};

void partition_init(struct partition_work *work, const struct shape *shape,
    struct sequence_sink *const *store, size_t nstore, size_t limit, const char *folder,
    group_call call, void *self);
bool partition_run(struct partition_work *work, unsigned partition); /* false: work->fault */
void partition_release(struct partition_work *work);                 /* keeps the fault */

#endif
