#include "base/arena.h"

#include <stdlib.h>

#include "base/memory.h"

#define CHUNK_FIRST ((size_t)4 << 10)
#define CHUNK_LARGEST ((size_t)1 << 20)

struct arena_chunk {
	struct arena_chunk *older;
	size_t size; /* of data */
	char data[]; /* aligned to 8: two words stand before it */
};

_Static_assert(offsetof(struct arena_chunk, data) % 8 == 0, "arena memory is aligned to 8 bytes");

static struct arena_chunk *
new_chunk(struct arena *arena, size_t size)
{
	size_t bytes;

	if (__builtin_add_overflow(size, sizeof(struct arena_chunk), &bytes))
		memory_exhausted();
	struct arena_chunk *chunk = memory_resize(NULL, bytes, 1);

	chunk->size = size;
	arena->bytes += bytes;
	return chunk;
}

static void *
alloc_chunk(struct arena *arena, size_t size)
{
	size_t usual = arena->bytes < CHUNK_FIRST ? CHUNK_FIRST : arena->bytes;

	usual = usual < CHUNK_LARGEST ? usual : CHUNK_LARGEST;
	if (size > usual / 4 && arena->chunk != NULL) {
		/* A large one stands behind the newest, whose rest stays in use. */
		struct arena_chunk *own = new_chunk(arena, size);

		own->older = arena->chunk->older;
		arena->chunk->older = own;
		return own->data;
	}
	struct arena_chunk *chunk = new_chunk(arena, size > usual ? size : usual);

	chunk->older = arena->chunk;
	arena->chunk = chunk;
	arena->next = chunk->data + size;
	arena->end = chunk->data + chunk->size;
	return chunk->data;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	if (size > PTRDIFF_MAX - 8)
		memory_exhausted();
	size = (size + 7) & ~(size_t)7;
	if (arena->chunk == NULL || (size_t)(arena->end - arena->next) < size)
		return alloc_chunk(arena, size);
	void *p = arena->next;

	arena->next += size;
	return p;
}

char *
arena_text(struct arena *arena, const char *ptr, size_t len)
{
	char *p = arena_alloc(arena, len + 1);

	if (len > 0)
		memcpy(p, ptr, len);
	p[len] = '\0';
	return p;
}

struct slice
arena_slice(struct arena *arena, struct slice s)
{
	char *p = arena_alloc(arena, s.len);

	if (s.len > 0)
		memcpy(p, s.ptr, s.len);
	return slice_of(p, s.len);
}

static void
free_chunks(struct arena *arena, struct arena_chunk *chunk)
{
	while (chunk != NULL) {
		struct arena_chunk *older = chunk->older;

		arena->bytes -= chunk->size + sizeof *chunk;
		free(chunk);
		chunk = older;
	}
}

void
arena_clear(struct arena *arena)
{
	if (arena->chunk == NULL)
		return;
	free_chunks(arena, arena->chunk->older);
	arena->chunk->older = NULL;
	arena->next = arena->chunk->data;
}

void
arena_release(struct arena *arena)
{
	free_chunks(arena, arena->chunk);
	*arena = (struct arena){ 0 };
}
