#include "base/map.h"

#include <stdlib.h>

#include "base/memory.h"

#define FIRST_SLOTS ((uint64_t)64)
#define MAPPED_SIZE ((size_t)1 << 20) /* tables from here on come from memory_map */

static struct map_slot *
slots_new(uint64_t n)
{
	if (n > PTRDIFF_MAX / sizeof(struct map_slot))
		memory_exhausted();
	size_t size = (size_t)n * sizeof(struct map_slot);

	return size >= MAPPED_SIZE ? memory_map(size) : memory_new(size);
}

static void
slots_free(struct map_slot *slot, uint64_t n)
{
	size_t size = (size_t)n * sizeof *slot;

	if (size >= MAPPED_SIZE)
		memory_unmap(slot, size);
	else
		free(slot);
}

void
map_init(struct map *map, size_t expected)
{
	uint64_t n = FIRST_SLOTS;

	while (n / 2 < expected)
		n *= 2;
	*map = (struct map){ .slot = slots_new(n), .mask = n - 1 };
	hash_key_init(&map->hash_key);
}

void
map_clear(struct map *map)
{
	if (map->n > 0)
		memset(map->slot, 0, (size_t)(map->mask + 1) * sizeof *map->slot);
	map->n = 0;
	arena_clear(&map->arena);
}

void
map_release(struct map *map)
{
	if (map->slot != NULL)
		slots_free(map->slot, map->mask + 1);
	free(map->key);
	arena_release(&map->arena);
	*map = (struct map){ 0 };
}

/* Doubles the table. Filled beyond five eighths it would be slow. */
static void
grow(struct map *map)
{
	uint64_t mask = 2 * map->mask + 1;
	struct map_slot *slot = slots_new(mask + 1);

	for (uint64_t i = 0; i <= map->mask; i++) {
		if (map->slot[i].key == NULL)
			continue;
		uint64_t k = map->slot[i].tag & mask;

		while (slot[k].key != NULL)
			k = (k + 1) & mask;
		slot[k] = map->slot[i];
	}
	slots_free(map->slot, map->mask + 1);
	map->slot = slot;
	map->mask = mask;
}

/* memcmp() == 0 for keys, most of which are short: the last word overlaps the one before. */
static inline bool
same_bytes(const char *a, const char *b, size_t len)
{
	if (len >= 8) {
		for (size_t i = 0; i + 8 < len; i += 8) {
			if (load_64(a + i) != load_64(b + i))
				return false;
		}
		return load_64(a + len - 8) == load_64(b + len - 8);
	}
	if (len >= 4)
		return load_32(a) == load_32(b) && load_32(a + len - 4) == load_32(b + len - 4);
	for (size_t i = 0; i < len; i++) {
		if (a[i] != b[i])
			return false;
	}
	return true;
}

static inline bool
slot_holds(const struct map_slot *slot, uint32_t tag, struct slice key)
{
	uint32_t len;

	if (slot->tag != tag)
		return false;
	memcpy(&len, slot->key - sizeof len, sizeof len);
	return len == key.len && same_bytes(slot->key, key.ptr, len);
}

/* The slot that holds the key, or the empty one where it belongs. */
static inline struct map_slot *
probe(const struct map *map, struct slice key, uint32_t tag)
{
	uint64_t i = tag & map->mask;

	while (map->slot[i].key != NULL && !slot_holds(&map->slot[i], tag, key))
		i = (i + 1) & map->mask;
	return &map->slot[i];
}

static struct slice
copy_key(struct map *map, struct slice key)
{
	uint32_t len = (uint32_t)key.len;

	if (key.len > UINT32_MAX - 64)
		memory_exhausted();
	char *p = (char *)arena_alloc(&map->arena, sizeof len + key.len) + sizeof len;

	memcpy(p - sizeof len, &len, sizeof len);
	if (len > 0)
		memcpy(p, key.ptr, len);
	return slice_of(p, len);
}

uint32_t
map_put_hashed(struct map *map, struct slice key, uint64_t hash, bool *added)
{
	uint32_t tag = (uint32_t)hash;
	struct map_slot *slot = probe(map, key, tag);
	bool is_new = slot->key == NULL;

	if (added != NULL)
		*added = is_new;
	if (!is_new)
		return slot->number;
	if (map->n >= MAP_NONE - 1)
		memory_exhausted();
	if (map->n >= (map->mask + 1) / 8 * 5) {
		grow(map);
		slot = probe(map, key, tag);
	}
	map->key = memory_grow(map->key, &map->capacity, map->n + 1, sizeof *map->key);
	map->key[map->n] = copy_key(map, key);
	*slot = (struct map_slot){ map->key[map->n].ptr, tag, (uint32_t)map->n };
	return (uint32_t)map->n++;
}

uint32_t
map_put(struct map *map, struct slice key, bool *added)
{
	return map_put_hashed(map, key, map_hash(map, key), added);
}

uint32_t
map_find(const struct map *map, struct slice key)
{
	return map_find_hashed(map, key, map_hash(map, key));
}

uint32_t
map_find_hashed(const struct map *map, struct slice key, uint64_t hash)
{
	const struct map_slot *slot = probe(map, key, (uint32_t)hash);

	return slot->key != NULL ? slot->number : MAP_NONE;
}

size_t
map_bytes(const struct map *map)
{
	return (size_t)(map->mask + 1) * sizeof *map->slot + map->capacity * sizeof *map->key +
	    map->arena.bytes;
}
