/*
 * json_keys: see json_keys.h. Hashes are keyed from the system's random source: no input can be
 * made to collide.
 */
#include "read/json_keys.h"

#include <stdlib.h>

#include "base/memory.h"

struct json_key {
	struct slice name;
	uint64_t hash;
	uint32_t record; /* 0: never used */
	uint32_t object, number;
};

static struct json_key *
find(struct json_key *slot, size_t mask, const struct json_key *wanted)
{
	size_t i = wanted->hash & mask;

	while (slot[i].record == wanted->record &&
	    (slot[i].hash != wanted->hash || slot[i].object != wanted->object ||
		!slice_equal(slot[i].name, wanted->name)))
		i = (i + 1) & mask;
	return &slot[i];
}

static void
grow(struct json_keys *keys)
{
	size_t size = keys->slot == NULL ? 64 : 2 * (keys->mask + 1);
	struct json_key *slot = memory_array(size, sizeof *slot);

	for (size_t i = 0; keys->slot != NULL && i <= keys->mask; i++) {
		if (keys->slot[i].record == keys->record)
			*find(slot, size - 1, &keys->slot[i]) = keys->slot[i];
	}
	free(keys->slot);
	keys->slot = slot;
	keys->mask = size - 1;
}

void
json_keys_clear(struct json_keys *keys)
{
	if (++keys->record == 0) { /* every number was used once */
		free(keys->slot);
		keys->slot = NULL;
		keys->record = 1;
	}
	keys->n = 0;
	if (keys->arena.chunk != NULL)
		arena_clear(&keys->arena);
}

uint32_t
json_keys_put(struct json_keys *keys, uint32_t object, struct slice name, uint32_t number)
{
	struct json_key key = { .name = name,
		.record = keys->record,
		.object = object,
		.number = number };
	struct json_key *slot;
	uint32_t old = JSON_KEYS_NEW;

	if (!keys->keyed) {
		hash_key_init(&keys->hash_key);
		keys->keyed = true;
	}
	if (keys->slot == NULL || 2 * keys->n > keys->mask)
		grow(keys);
	key.hash =
	    hash_bytes(&keys->hash_key, name.ptr, name.len) + object * (keys->hash_key.word[0] | 1);
	key.hash ^= key.hash >> 32;
	slot = find(keys->slot, keys->mask, &key);
	if (slot->record == keys->record)
		old = slot->number;
	else
		keys->n++;
	*slot = key;
	return old;
}

void
json_keys_release(struct json_keys *keys)
{
	free(keys->slot);
	arena_release(&keys->arena);
}
