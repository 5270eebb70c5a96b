/*
 * repeats: which records of a stream of keys are repeats, whatever the memory.
 *
 *	struct repeats *r = repeats_new(&options, &fault);
 *	for each record in input order:
 *		switch (repeats_take(r, key, hash, source, time)) ...	kept, dropped, or not known yet
 *	repeats_end(r);
 *	for each record that was not known, in order:
 *		repeats_verdict(r, &drop, &count);
 *	repeats_free(r);
 *
 * Definition: records with equal keys form clusters. A record joins the newest cluster of its key
 * if no more than within_us (of either sign) lies between it and the cluster's first record, else
 * it begins another; without within_us a key has one cluster. Of each cluster the first record is
 * kept, or the last, or, where it has several, none. So with KEEP_FIRST a record is dropped if the
 * last kept one with its key is that close.
 *
 * KEEP_FIRST without count is known at once, as long as memory lasts. Then keys go to streams by
 * their hash in a temporary file, and each stream is looked at for itself at the end, split further
 * if it is still too large.
 * sorted: equal keys are neighbours; only the last key is remembered.
 *
 * Errors: REPEAT_FAILED or false, with the fault.
 */
#ifndef IA_DEDUPE_REPEATS_H
#define IA_DEDUPE_REPEATS_H

#include "base/fault.h"
#include "base/hash.h"
#include "base/slice.h"
#include "dedupe/key_set.h"

enum keep { KEEP_FIRST, KEEP_LAST, KEEP_NONE };

struct repeats_options {
	enum keep keep;
	bool count; /* how large each cluster is */
	bool sorted;
	int64_t within_us; /* -1: no limit */
	bool timed;        /* times are given; within_us needs them */
	bool remember;     /* repeats_remembered will be called */
	size_t memory;     /* bytes in all */
	/* of them, keys held in memory; what is beyond is in a file; 0: as it fits */
	size_t key_memory;
	const char *temp;                /* folder for temporary files */
	const struct hash_key *hash_key; /* with which the hashes are made */
	key_set_reread reread;           /* NULL: the input cannot be read again */
	void *reread_self;
};

enum repeat { REPEAT_KEPT, REPEAT_DROPPED, REPEAT_UNKNOWN, REPEAT_FAILED };

struct repeats;

struct repeats *repeats_new(const struct repeats_options *options, struct fault *fault);
void repeats_free(struct repeats *repeats);

/* Before the first record: a key that was kept earlier. */
bool repeats_earlier(struct repeats *repeats, struct slice key, uint64_t hash, int64_t time);

/* Records that have come are this share, 0 to 1, of all: makes room for the keys of the others. */
void repeats_expect(struct repeats *repeats, double share);
void repeats_prefetch(const struct repeats *repeats, uint64_t hash);
/*
 * source: where the key stands in the input, if options.reread can read it there again; else
 * KEY_SET_NOWHERE.
 */
enum repeat repeats_take(struct repeats *repeats, struct slice key, uint64_t hash, uint64_t source,
    int64_t time);

bool repeats_end(struct repeats *repeats);
/* The next of the records that were REPEAT_UNKNOWN; count: of its cluster, if it is kept. */
bool repeats_verdict(struct repeats *repeats, bool *drop, uint64_t *count);

/*
 * After repeats_end: every key, in the order in which they first came, with the time of the last
 * record that began a cluster. false: no more, or a fault.
 */
bool repeats_remembered(struct repeats *repeats, struct slice *key, int64_t *time);

#endif
