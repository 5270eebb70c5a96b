#include "base/intern.h"

void
intern_init(struct intern *intern)
{
	pthread_mutex_init(&intern->lock, NULL);
	map_init(&intern->map, 0);
}

void
intern_release(struct intern *intern)
{
	pthread_mutex_destroy(&intern->lock);
	map_release(&intern->map);
}

/* The map's own copy of the key comes back in *own. */
static uint32_t
put_locked(struct intern *intern, struct slice key, uint64_t hash, struct slice *own)
{
	pthread_mutex_lock(&intern->lock);
	uint32_t number = map_put_hashed(&intern->map, key, hash, NULL);

	*own = map_key(&intern->map, number);
	pthread_mutex_unlock(&intern->lock);
	return number;
}

uint32_t
intern_put(struct intern *intern, struct slice key)
{
	struct slice own;

	return put_locked(intern, key, map_hash(&intern->map, key), &own);
}

uint32_t
intern_cached(struct intern_cache *cache, struct slice key)
{
	uint64_t hash = map_hash(&cache->intern->map, key);
	size_t i = (size_t)(hash >> 32) % INTERN_CACHE;

	if (cache->line[i].key.ptr != NULL && slice_equal(cache->line[i].key, key))
		return cache->line[i].number;
	cache->line[i].number = put_locked(cache->intern, key, hash, &cache->line[i].key);
	return cache->line[i].number;
}

struct slice
intern_key(const struct intern *intern, uint32_t number)
{
	return map_key(&intern->map, number);
}

size_t
intern_count(const struct intern *intern)
{
	return intern->map.n;
}
