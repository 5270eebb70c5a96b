/*
 * buffer: bytes that grow at the end.
 *
 *	struct buffer b = { 0 };
 *	buffer_add(&b, ptr, len);
 *	buffer_release(&b);
 *
 * Hot loops reserve room once a row and write through the pointer:
 *
 *	char *p = buffer_reserve(&b, 64);
 *	p += number_write(p, x);
 *	buffer_advance(&b, p);
 */
#ifndef IA_BASE_BUFFER_H
#define IA_BASE_BUFFER_H

#include <stddef.h>
#include <string.h>

struct buffer {
	char *ptr;
	size_t len, capacity;
};

void buffer_room(struct buffer *buffer, size_t need); /* slow path of buffer_reserve */
void buffer_release(struct buffer *buffer);

/* At least need writable bytes behind the end; returns where they begin. */
static inline char *
buffer_reserve(struct buffer *buffer, size_t need)
{
	if (buffer->capacity - buffer->len < need)
		buffer_room(buffer, need);
	return buffer->ptr + buffer->len;
}

static inline void
buffer_advance(struct buffer *buffer, const char *end)
{
	buffer->len = (size_t)(end - buffer->ptr);
}

static inline void
buffer_add(struct buffer *buffer, const void *ptr, size_t len)
{
	if (len == 0)
		return;
	memcpy(buffer_reserve(buffer, len), ptr, len);
	buffer->len += len;
}

/* As printf, of any length. */
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void
buffer_byte(struct buffer *buffer, char c)
{
	*buffer_reserve(buffer, 1) = c;
	buffer->len++;
}

static inline void
buffer_clear(struct buffer *buffer)
{
	buffer->len = 0;
}

#endif
