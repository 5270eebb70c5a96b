/*
 * key_set: a large set of keys, each with a number 0, 1, 2, ... in the order in which they came.
 *
 *	struct key_set seen;
 *	key_set_init(&seen, &options, &fault);
 *	key_set_prefetch(&seen, hash);				some keys ahead
 *	uint32_t number = key_set_put(&seen, key, hash, KEY_SET_NOWHERE, &added);
 *	key_set_release(&seen);
 *
 * Keys are compared whole. They are kept one behind the other: the first options.memory bytes in
 * memory; of what comes later a key that stands in an input that can be read again (source: its
 * offset there) is left there, the others go to a temporary file. Both are read only where a hash
 * was met before. A key takes 8 bytes and 10 to 21 in the tables.
 * Errors: KEY_SET_FAILED, with the fault (temporary file). Limit: 2^32 - 2 keys.
 */
#ifndef IA_DEDUPE_KEY_SET_H
#define IA_DEDUPE_KEY_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"
#include "base/temp.h"

#define KEY_SET_PARTS 64u
#define KEY_SET_PART_SHIFT 58
#define KEY_SET_FAILED UINT32_MAX
#define KEY_SET_NOWHERE UINT64_MAX

/* Bytes of the input from offset on: how many, at most len; 0: a fault. */
typedef size_t (
    *key_set_reread)(void *self, uint64_t offset, void *ptr, size_t len, struct fault *fault);

struct key_set_options {
	size_t memory;         /* bytes of keys held in memory */
	const char *temp;      /* folder for the others */
	key_set_reread reread; /* where keys are given with a source */
	void *self;
};

/* Some bytes of a file. */
struct key_set_window {
	struct buffer text;
	uint64_t at;
};

/*
 * Slots are the low half of the hash and the key's number + 1; 0 is free. Each part grows for
 * itself.
 */
struct key_set_part {
	uint64_t *slot; /* [mask + 1] */
	uint32_t mask, n;
};

struct key_set {
	struct key_set_part part[KEY_SET_PARTS];
	/* [n] where the key stands; from options.memory on: in the file; or SOURCE */
	uint64_t *place;
	size_t n, capacity;
	size_t slot_bytes;
	struct key_set_options options;
	struct fault *fault;
	char *text; /* [options.memory] */
	size_t text_used;
	bool full; /* nothing more goes to text */
	struct temp *temp;
	char *tail; /* of the file, not written yet */
	size_t tail_used;
	uint64_t written;                     /* bytes of the file before the tail */
	struct key_set_window window, source; /* of the file, of the input */
};

void key_set_init(struct key_set *seen, const struct key_set_options *options, struct fault *fault);
void key_set_release(struct key_set *seen);

uint32_t key_set_put(struct key_set *seen, struct slice key, uint64_t hash, uint64_t source,
    bool *added);
/* so many keys will come in all: makes room at once */
void key_set_expect(struct key_set *seen, uint64_t n);
/* until the next call; ptr NULL: failed */
struct slice key_set_key(struct key_set *seen, uint32_t number);
size_t key_set_bytes(const struct key_set *seen); /* of memory in use */

static inline void
key_set_prefetch(const struct key_set *seen, uint64_t hash)
{
	const struct key_set_part *part = &seen->part[hash >> KEY_SET_PART_SHIFT];

	__builtin_prefetch(&part->slot[(uint32_t)hash & part->mask], 1);
}

#endif
