/*
 * map: byte strings to small numbers, 0, 1, 2, ... in the order in which they came.
 *
 *	struct map m;
 *	map_init(&m, 0);
 *	bool added;
 *	uint32_t k = map_put(&m, key, &added);
 *	struct slice again = map_key(&m, k);
 *	map_release(&m);
 *
 * Keys are copied and compared whole. Not thread-safe. At most 2^32 - 2 keys.
 * For large tables: map_hash a batch of keys first, map_prefetch and map_prefetch_key them, then
 * map_put_hashed.
 */
#ifndef IA_BASE_MAP_H
#define IA_BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/slice.h"

#define MAP_NONE UINT32_MAX

/*
 * 16 bytes, and a key's bytes stand behind its length, so that a look-up touches two cache lines:
 * the slot's and the key's. The low 32 bits of the hash choose the slot and are kept, so that
 * growing reads no key.
 */
struct map_slot {
	const char *key; /* NULL: empty; the length is in the 4 bytes before it */
	uint32_t tag;    /* the hash's low half */
	uint32_t number;
};

struct map {
	struct map_slot *slot; /* [mask + 1], open addressing */
	uint64_t mask;
	struct slice *key; /* [n], in the arena */
	size_t n, capacity;
	struct arena arena;
	struct hash_key hash_key;
};

void map_init(struct map *map, size_t expected); /* expected keys; 0: unknown */
void map_clear(struct map *map);                 /* forgets the keys, keeps the memory */
void map_release(struct map *map);

uint32_t map_put(struct map *map, struct slice key, bool *added); /* added may be NULL */
uint32_t map_find(const struct map *map, struct slice key);       /* MAP_NONE: not there */

/* The same where the key's hash is known: whatever stands for map_hash, for all keys of the map. */
uint32_t map_put_hashed(struct map *map, struct slice key, uint64_t hash, bool *added);
uint32_t map_find_hashed(const struct map *map, struct slice key, uint64_t hash);

static inline struct slice
map_key(const struct map *map, uint32_t number)
{
	return map->key[number];
}

static inline uint64_t
map_hash(const struct map *map, struct slice key)
{
	return hash_bytes(&map->hash_key, key.ptr, key.len);
}

static inline void
map_prefetch(const struct map *map, uint64_t hash)
{
	__builtin_prefetch(&map->slot[(uint32_t)hash & map->mask]);
}

/* Some keys later, when the slot has come. */
static inline void
map_prefetch_key(const struct map *map, uint64_t hash)
{
	__builtin_prefetch(map->slot[(uint32_t)hash & map->mask].key);
}

size_t map_bytes(const struct map *map); /* memory held */

#endif
