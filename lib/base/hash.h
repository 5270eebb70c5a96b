/*
 * hash: bytes to 64 bits.
 *
 * hash_bytes is for tables in memory: fast, keyed from the system's random source, so that no input
 * can be made to collide and no order of output may come from it. It folds the double-width product
 * of input and key, 16 bytes a step. hash_published is the same everywhere and for ever: it decides
 * partitions and hold-outs (XXH64 with seed 0: github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
 */
#ifndef IA_BASE_HASH_H
#define IA_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"

struct hash_key {
	uint64_t word[4]; /* random; word[0..3] never 0 */
};

void hash_key_init(struct hash_key *key); /* from the system's random source */

uint64_t hash_long(const struct hash_key *key, const void *ptr, size_t len); /* len > 16 */
uint64_t hash_published(const void *ptr, size_t len);

static inline uint64_t
hash_fold(uint64_t a, uint64_t b)
{
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
hash_finish(const struct hash_key *key, uint64_t a, uint64_t b, size_t len)
{
	return hash_fold(hash_fold(a ^ key->word[0], b ^ key->word[1]) ^ key->word[2],
	    key->word[3] ^ len);
}

/* For tables; both halves of the result are good. */
static inline uint64_t
hash_bytes(const struct hash_key *key, const void *ptr, size_t len)
{
	const unsigned char *p = ptr;

	if (len > 16)
		return hash_long(key, ptr, len);
	if (len >= 8)
		return hash_finish(key, load_64(p), load_64(p + len - 8), len);
	if (len >= 4)
		return hash_finish(key, load_32(p), load_32(p + len - 4), len);
	if (len > 0)
		return hash_finish(key,
		    (uint64_t)p[0] << 16 | (uint64_t)p[len / 2] << 8 | p[len - 1], 0, len);
	return hash_finish(key, 0, 0, 0);
}

#endif
