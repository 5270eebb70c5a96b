#include "base/memory.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/fault.h"

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

#define HUGE_PAGE ((size_t)2 << 20)

const char *memory_program = "ia";
static void (*exhaustion_cleanup)(void);

void
memory_on_exhaustion(void (*cleanup)(void))
{
	exhaustion_cleanup = cleanup;
}

_Noreturn void
memory_exhausted(void)
{
	char line[200];
	size_t n = strlen(memory_program);

	n = n < 100 ? n : 100;
	memcpy(line, memory_program, n);
	memcpy(line + n, ": out of memory\n", 16);
	ssize_t written = write(STDERR_FILENO, line, n + 16);

	(void)written;
	if (exhaustion_cleanup != NULL)
		exhaustion_cleanup();
	_exit(EXIT_SYSTEM);
}

static size_t
checked_product(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes) || bytes > PTRDIFF_MAX)
		memory_exhausted();
	return bytes;
}

void *
memory_new(size_t size)
{
	return memory_array(1, size);
}

void *
memory_array(size_t n, size_t size)
{
	size_t bytes = checked_product(n, size);
	void *p = calloc(1, bytes > 0 ? bytes : 1);

	if (p == NULL)
		memory_exhausted();
	return p;
}

void *
memory_resize(void *old, size_t n, size_t size)
{
	size_t bytes = checked_product(n, size);
	void *p = realloc(old, bytes > 0 ? bytes : 1);

	if (p == NULL)
		memory_exhausted();
	return p;
}

void *
memory_copy(const void *from, size_t size)
{
	void *p = memory_resize(NULL, 1, size);

	if (size > 0)
		memcpy(p, from, size);
	return p;
}

char *
memory_text(const char *ptr, size_t len)
{
	size_t room;

	if (__builtin_add_overflow(len, 1, &room))
		memory_exhausted();
	char *p = memory_resize(NULL, room, 1);

	if (len > 0)
		memcpy(p, ptr, len);
	p[len] = '\0';
	return p;
}

void *
memory_grow(void *old, size_t *capacity, size_t need, size_t size)
{
	if (need <= *capacity)
		return old;
	size_t more;

	if (__builtin_add_overflow(*capacity, *capacity / 2 + 8, &more))
		memory_exhausted();
	more = more > need ? more : need;
	old = memory_resize(old, more, size);
	*capacity = more;
	return old;
}

/* What is mapped for size bytes: whole pages, or whole huge pages where it is large. */
static size_t
mapped_size(size_t size)
{
	size_t page = size >= HUGE_PAGE ? HUGE_PAGE : (size_t)sysconf(_SC_PAGESIZE);

	if (size > PTRDIFF_MAX - 2 * HUGE_PAGE)
		memory_exhausted();
	return size > 0 ? (size + page - 1) / page * page : page;
}

static char *
map_pages(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		memory_exhausted();
	return p;
}

void *
memory_map(size_t size)
{
	size_t bytes = mapped_size(size);

	if (bytes < HUGE_PAGE)
		return map_pages(bytes);

	/* Aligned to a huge page: map one more and give back what stands out. */
	char *p = map_pages(bytes + HUGE_PAGE);
	size_t head = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;

	if (head > 0)
		munmap(p, head);
	munmap(p + head + bytes, HUGE_PAGE - head);
	p += head;
#ifdef MADV_HUGEPAGE
	madvise(p, bytes, MADV_HUGEPAGE);
#endif
	return p;
}

void *
memory_map_pages(size_t size)
{
	return map_pages(mapped_size(size));
}

void
memory_unmap(void *ptr, size_t size)
{
	if (ptr != NULL)
		munmap(ptr, mapped_size(size));
}
