/*
 * scores: quintile scores of recency, frequency and money, for any number of users in
 * bounded memory.
 *
 *	scores_tape_init(&tape, limit, folder);			one a thread
 *	scores_add(&tape, keys, user);				each buyer: keys[SCORES_KEYS]
 *	scores_find(&scores, list, n, &fault);			of all threads
 *	unsigned f = scores_of(&scores, SCORES_F, key, user);	1 to 5
 *
 * Definition: users are put in order by a key, those with the same key by the bytes of their id;
 * the score of the one at place i of n, from 0, is 1 + floor(5 i / n). So only four users a key
 * must be found, where the score changes: by radix selection over key and id, 16 bits a pass. Past
 * the limit tapes lie in temporary files.
 */
#ifndef IA_ANALYSIS_FEATURES_SCORES_H
#define IA_ANALYSIS_FEATURES_SCORES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"
#include "base/temp.h"

enum { SCORES_R, SCORES_F, SCORES_M, SCORES_KEYS };
#define SCORES_CUTS 4u

struct scores_tape {
	struct buffer bytes; /* what is not in the file yet */
	uint64_t n;          /* users */
	size_t limit;
	const char *folder;
	struct temp *temp;
	struct fault fault;
};

/* The beginning of key and id, as big-endian bytes, of the first user with a higher score. */
struct scores_cut {
	char *prefix;
	size_t len, capacity;
	uint64_t rank; /* among the users that begin so */
	bool found;
};

struct scores {
	uint64_t n;
	struct scores_cut cut[SCORES_KEYS][SCORES_CUTS];
};

void scores_tape_init(struct scores_tape *tape, size_t limit, const char *folder);
/* false: fault */
bool scores_add(struct scores_tape *tape, const uint64_t key[SCORES_KEYS], struct slice user);
void scores_tape_release(struct scores_tape *tape);

bool scores_find(struct scores *scores, struct scores_tape *const *list, size_t n,
    struct fault *fault);
unsigned scores_of(const struct scores *scores, unsigned which, uint64_t key, struct slice user);
void scores_release(struct scores *scores);

#endif
