/*
 * json_keys: which keys the objects of one record had: expected constant time a key, whatever
 * the keys are.
 *
 *	json_keys_clear(&keys);				at each record
 *	old = json_keys_put(&keys, object, name, number);
 *	if (old != JSON_KEYS_NEW) ...			number of the same name in that object
 *
 * Names are not copied: they live until json_keys_clear, in the record or in keys->arena.
 * Zeroed is empty.
 */
#ifndef IA_READ_JSON_KEYS_H
#define IA_READ_JSON_KEYS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/slice.h"

#define JSON_KEYS_NEW UINT32_MAX

struct json_key;

struct json_keys {
	struct json_key *slot; /* [mask + 1], open addressing */
	size_t mask, n;
	uint32_t record; /* slots of other records are free */
	bool keyed;
	struct hash_key hash_key;
	struct arena arena; /* of decoded names */
};

void json_keys_clear(struct json_keys *keys);
uint32_t json_keys_put(struct json_keys *keys, uint32_t object, struct slice name, uint32_t number);
void json_keys_release(struct json_keys *keys);

#endif
