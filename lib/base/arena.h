/*
 * arena: many small allocations that die together.
 *
 *	struct arena a = { 0 };
 *	char *copy = arena_text(&a, ptr, len);
 *	arena_release(&a);
 *
 * Memory is aligned to 8 bytes and not zeroed. Not thread-safe.
 */
#ifndef IA_BASE_ARENA_H
#define IA_BASE_ARENA_H

#include "base/slice.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunk; /* the newest; NULL: empty */
	char *next, *end;
	size_t bytes; /* held from the system */
};

/* size bytes, not zeroed, at a multiple of 8; they stay where they are until the arena goes */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_text(struct arena *arena, const char *ptr, size_t len); /* a copy with NUL behind it */
struct slice arena_slice(struct arena *arena, struct slice s);      /* a copy without */
void arena_clear(struct arena *arena); /* forgets everything, keeps the newest chunk */
void arena_release(struct arena *arena);

#endif
