#include "serve/rate.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"

#define PLACES 65536u /* a power of two */
#define TRIES 8u

struct bucket {
	uint64_t whose; /* a keyed hash of the address; 0: free */
	int64_t at;     /* us, when level was true */
	double level;   /* requests that may come */
};

struct rate {
	double a_second;
	struct hash_key key;
	struct bucket *bucket; /* [PLACES] */
	pthread_mutex_t lock;
};

struct rate *
rate_new(double a_second)
{
	struct rate *r = memory_new(sizeof *r);

	r->a_second = a_second;
	r->bucket = memory_array(PLACES, sizeof *r->bucket);
	hash_key_init(&r->key);
	pthread_mutex_init(&r->lock, NULL);
	return r;
}

/* The address's bucket, or the one of its places that was quiet longest, made anew. */
static struct bucket *
bucket_of(struct rate *r, uint64_t hash, int64_t now)
{
	struct bucket *oldest = NULL;

	for (unsigned k = 0; k < TRIES; k++) {
		struct bucket *b = &r->bucket[(hash + k) & (PLACES - 1)];

		if (b->whose == hash)
			return b;
		if (oldest == NULL || b->at < oldest->at)
			oldest = b;
	}
	*oldest = (struct bucket){ .whose = hash, .at = now, .level = 2 * r->a_second };
	return oldest;
}

bool
rate_take(struct rate *r, const struct address *address, int64_t now)
{
	uint64_t hash = hash_bytes(&r->key, address->byte, sizeof address->byte) | 1;
	struct bucket *b;
	bool good;

	pthread_mutex_lock(&r->lock);
	b = bucket_of(r, hash, now);
	b->level += r->a_second * (double)(now - b->at) / 1e6;
	if (b->level > 2 * r->a_second)
		b->level = 2 * r->a_second;
	b->at = now;
	good = b->level >= 1;
	if (good)
		b->level -= 1;
	pthread_mutex_unlock(&r->lock);
	return good;
}

void
rate_free(struct rate *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->lock);
	free(r->bucket);
	free(r);
}
