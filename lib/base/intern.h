/*
 * intern: a map that threads share: byte strings to small numbers.
 *
 *	struct intern in;
 *	intern_init(&in);
 *	struct intern_cache cache = { .intern = &in };		one a thread
 *	uint32_t k = intern_cached(&cache, key);	no lock for a key that was there lately
 *	...							threads joined
 *	struct slice name = intern_key(&in, k);
 *	intern_release(&in);
 *
 * Which key gets which number depends on the threads' timing: no order of output may come from it.
 * intern_key and intern_count are for when no thread puts any more.
 */
#ifndef IA_BASE_INTERN_H
#define IA_BASE_INTERN_H

#include <pthread.h>

#include "base/map.h"

struct intern {
	pthread_mutex_t lock;
	struct map map;
};

#define INTERN_CACHE 256 /* a power of two */

struct intern_cache {
	struct intern *intern;
	struct {
		struct slice key; /* in the arena, which does not move; NULL: empty */
		uint32_t number;
	} line[INTERN_CACHE];
};

void intern_init(struct intern *intern);
void intern_release(struct intern *intern);

uint32_t intern_put(struct intern *intern, struct slice key);         /* under the lock */
uint32_t intern_cached(struct intern_cache *cache, struct slice key); /* cache first */

struct slice intern_key(const struct intern *intern, uint32_t number);
size_t intern_count(const struct intern *intern);

#endif
