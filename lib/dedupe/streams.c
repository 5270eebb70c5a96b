#include "dedupe/streams.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
streams_init(struct streams *s, unsigned n, size_t chunk, struct temp *temp)
{
	*s = (struct streams){ .n = n, .chunk = chunk, .temp = temp };
	s->shelf = memory_array(n, sizeof *s->shelf);
}

static bool
chunk_write(struct streams *s, struct shelf *shelf)
{
	shelf->chunk =
	    memory_grow(shelf->chunk, &shelf->capacity, shelf->nchunk + 1, sizeof *shelf->chunk);
	shelf->chunk[shelf->nchunk++] = temp_size(s->temp);
	if (!temp_append(s->temp, shelf->buffer, shelf->used))
		return false;
	shelf->used = 0;
	return true;
}

bool
shelf_add(struct streams *s, unsigned k, const void *ptr, size_t len)
{
	struct shelf *shelf = &s->shelf[k];
	const char *p = ptr;

	if (shelf->buffer == NULL && len > 0)
		shelf->buffer = memory_resize(NULL, s->chunk, 1);
	shelf->bytes += len;
	while (len > 0) {
		size_t n = s->chunk - shelf->used < len ? s->chunk - shelf->used : len;

		memcpy(shelf->buffer + shelf->used, p, n);
		shelf->used += n;
		p += n;
		len -= n;
		if (shelf->used == s->chunk && !chunk_write(s, shelf))
			return false;
	}
	return true;
}

bool
streams_end(struct streams *s)
{
	for (unsigned k = 0; k < s->n; k++) {
		struct shelf *shelf = &s->shelf[k];

		if (shelf->used > 0 && !chunk_write(s, shelf))
			return false;
		free(shelf->buffer);
		shelf->buffer = NULL;
	}
	return temp_flush(s->temp);
}

void
shelf_forget(struct streams *s, unsigned k)
{
	free(s->shelf[k].buffer);
	free(s->shelf[k].chunk);
	s->shelf[k] = (struct shelf){ 0 };
}

void
streams_release(struct streams *s)
{
	for (unsigned k = 0; k < s->n; k++)
		shelf_forget(s, k);
	free(s->shelf);
	*s = (struct streams){ 0 };
}

void
shelf_open(struct shelf_reader *r, const struct streams *s, unsigned k)
{
	*r =
	    (struct shelf_reader){ .shelves = s, .shelf = &s->shelf[k], .left = s->shelf[k].bytes };
	r->buffer = memory_resize(NULL, s->chunk, 1);
}

static bool
fill(struct shelf_reader *r)
{
	size_t n = r->left < r->shelves->chunk ? (size_t)r->left : r->shelves->chunk;

	if (n == 0 || !temp_read(r->shelves->temp, r->shelf->chunk[r->next], r->buffer, n))
		return false;
	r->next++;
	r->left -= n;
	r->at = 0;
	r->len = n;
	return true;
}

bool
shelf_read(struct shelf_reader *r, void *ptr, size_t len)
{
	char *p = ptr;

	while (len > 0) {
		if (r->at == r->len && !fill(r))
			return false;
		size_t n = r->len - r->at < len ? r->len - r->at : len;

		memcpy(p, r->buffer + r->at, n);
		r->at += n;
		p += n;
		len -= n;
	}
	return true;
}

void
shelf_close(struct shelf_reader *r)
{
	free(r->buffer);
	*r = (struct shelf_reader){ 0 };
}
