/*
 * key_state: the keys of earlier runs in a file.
 *
 *	if (!key_state_read(path, about, each, self, &fault)) ...
 *	key_state_begin(&w, about, write, self);
 *	key_state_add(&w, key, time);
 *	key_state_end(&w);
 *
 * Format, version 1: the line "ia-dedupe state 1"; then blocks: length (4 bytes, little-endian, as
 * all numbers), that many bytes, and the check of all so far: XXH64 of the check before (8 bytes,
 * at first 0) with the block's length and bytes behind it. The first block is about: what the keys
 * are made of. The others hold keys: time (8 bytes), length (4 bytes), key. A block of length 0 is
 * the end.
 *
 * Errors: another kind of file or other keys are EXIT_USAGE, a damaged or shortened one is
 * EXIT_DATA, a failing system EXIT_SYSTEM. No file is an empty one.
 */
#ifndef IA_DEDUPE_KEY_STATE_H
#define IA_DEDUPE_KEY_STATE_H

#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"
#include "dedupe/key.h"

/*
 * What keys are made of: keys of columns and of whole records do not mix, nor those with and
 * without times.
 */
void key_state_about(struct buffer *about, const struct schema *schema, const char *const *columns,
    size_t n, bool timed);

bool key_state_read(const char *path, struct slice about,
    bool (*each)(void *self, struct slice key, int64_t time), void *self, struct fault *fault);

struct key_state_writer {
	bool (*write)(void *self, const char *ptr, size_t len);
	void *self;
	struct buffer block; /* with its length before it */
	uint64_t check;
	bool good;
};

void key_state_begin(struct key_state_writer *w, struct slice about,
    bool (*write)(void *self, const char *ptr, size_t len), void *self);
void key_state_add(struct key_state_writer *w, struct slice key, int64_t time);
bool key_state_end(struct key_state_writer *w); /* whether all was taken */

#endif
