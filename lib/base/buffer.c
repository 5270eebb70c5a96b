#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
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

void
buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments, again;
	int len;

	va_start(arguments, format);
	va_copy(again, arguments);
	len = vsnprintf(NULL, 0, format, arguments);
	if (len > 0) {
		vsnprintf(buffer_reserve(buffer, (size_t)len + 1), (size_t)len + 1, format, again);
		buffer->len += (size_t)len;
	}
	va_end(again);
	va_end(arguments);
}
