/*
 * repeats_parts: inside lib/dedupe: what repeats.c (clusters) and repeats_spill.c (streams) share.
 */
#ifndef IA_DEDUPE_REPEATS_PARTS_H
#define IA_DEDUPE_REPEATS_PARTS_H

#include "base/hash.h"
#include "dedupe/number_sorter.h"
#include "dedupe/repeats.h"
#include "dedupe/streams.h"

/* The newest cluster of a key. */
struct cluster {
	int64_t time;   /* of its first record */
	uint64_t kept;  /* ordinal of the one that is kept so far */
	uint64_t count; /* 0: its records came before this run */
};

struct clusters {
	struct key_set seen;
	struct cluster *at; /* [seen.n] where plain is false */
	size_t capacity;
	bool plain; /* no times and no counts: being in seen is all */
};

struct repeats {
	struct repeats_options options;
	struct fault *fault;
	struct clusters clusters;
	bool plain, direct;          /* direct: verdicts are known at once */
	uint64_t ordinal;            /* of the next record */
	uint64_t asked;              /* ordinal of the next one that had to wait */
	struct number_sorter sorter; /* ordinal -> how many; 0: drop */
	struct exception next;       /* while giving verdicts */
	bool any_next;

	bool spilled;
	struct temp *temp;
	struct streams streams;
	uint64_t carried; /* keys that were known before the streams began */

	struct buffer last_key; /* sorted */
	struct cluster last;
	bool any_last;

	uint32_t told;                     /* keys given by repeats_remembered */
	struct temp *memory_temp;          /* of those that spilled: time, length, key */
	struct number_sorter memory_order; /* rank -> offset in memory_temp */
	struct buffer memory_key;
};

void clusters_init(struct clusters *clusters, const struct repeats *r, size_t key_memory);
void clusters_release(struct clusters *clusters);
size_t clusters_bytes(const struct clusters *clusters);
/* A record: its key, the key's hash and source, its ordinal and time. */
struct taken {
	struct slice key;
	uint64_t hash, source, ordinal;
	int64_t time;
};

enum repeat clusters_take(struct repeats *r, struct clusters *clusters, const struct taken *record);
/* A key whose cluster is known already. */
bool clusters_put(struct clusters *clusters, struct slice key, uint64_t hash,
    const struct cluster *cluster);
bool clusters_close(struct repeats *r, const struct clusters *clusters);

bool repeats_spill(struct repeats *r);
bool repeats_spill_earlier(struct repeats *r, struct slice key, uint64_t hash, int64_t time);
bool repeats_spill_take(struct repeats *r, const struct taken *record);
bool repeats_solve(struct repeats *r);

#endif
