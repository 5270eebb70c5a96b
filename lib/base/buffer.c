#include "base/buffer.h"

#include <stdlib.h>

#include "base/memory.h"

void
buffer_room(struct buffer *buffer, size_t need)
{
	size_t total;

	if (__builtin_add_overflow(buffer->len, need, &total))
		memory_exhausted();
	if (total < 64)
		total = 64;
	buffer->ptr = memory_grow(buffer->ptr, &buffer->capacity, total, 1);
}

void
buffer_release(struct buffer *buffer)
{
	free(buffer->ptr);
	*buffer = (struct buffer){ 0 };
}
