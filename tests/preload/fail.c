/*
 * fail: makes the n-th call of one kind fail, for the fault tests.
 *
 *	IA_FAIL=malloc:7 LD_PRELOAD=build/fail.so ia-funnel ...		out of memory once
 *	IA_FAIL=read:2:EIO ...		the second read; write likewise; with + behind n: that one and all later ones
 *
 * Kinds: malloc (malloc, calloc, realloc, aligned), mmap (anonymous), read (read, pread), write
 * (write, pwrite on other descriptors than standard error), short (a write that takes one byte
 * only, the n-th), thread (pthread_create), sync (fsync), datasync (fdatasync), cut (ftruncate), rename
 * (rename, renameat).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static atomic_long calls;
static _Thread_local int inside;
static char early[65536]; /* for what dlsym allocates before the real functions are known */
static size_t early_used;

/*
 * What libraries do before main (those in C++ allocate) is not the tool's: calls count from main on, where that
 * can be seen.
 */
#ifdef __GLIBC__
static int begun;
static int (*tool_main)(int, char **, char **);

static int
begin(int argc, char **argv, char **environment)
{
	begun = 1;
	return tool_main(argc, argv, environment);
}

int __libc_start_main(int (*start)(int, char **, char **), int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

int
__libc_start_main(int (*start)(int, char **, char **), int argc, char **argv, void (*init)(void),
    void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	int (*real)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
	    void (*)(void), void *);

	inside++;
	*(void **)&real = dlsym(RTLD_NEXT, "__libc_start_main");
	inside--;
	tool_main = start;
	return real(begin, argc, argv, init, fini, rtld_fini, stack_end);
}
#else
static const int begun = 1;
#endif

static int
fails(const char *kind)
{
	const char *want = getenv("IA_FAIL");
	size_t n = strlen(kind);
	char *end;

	if (!begun || want == NULL || strncmp(want, kind, n) != 0 || want[n] != ':')
		return 0;
	long at = strtol(want + n + 1, &end, 10);
	long now = atomic_fetch_add(&calls, 1) + 1;

	if (*end == '+' ? now < at : now != at)
		return 0;
	errno = strstr(end, "ENOSPC") != NULL ? ENOSPC : strstr(end, "EINTR") != NULL ? EINTR : EIO;
	if (strcmp(kind, "malloc") == 0 || strcmp(kind, "mmap") == 0)
		errno = ENOMEM;
	return 1;
}

#define REAL(result, name, ...) \
	static result (*real)(__VA_ARGS__); \
	if (real == NULL) { \
		inside++; \
		*(void **)&real = dlsym(RTLD_NEXT, name); \
		inside--; \
	}

void *
malloc(size_t size)
{
	REAL(void *, "malloc", size_t)
	if (fails("malloc"))
		return NULL;
	return real(size);
}

void *
calloc(size_t n, size_t size)
{
	if (inside) {
		void *p = early + early_used;

		early_used += (n * size + 15) & ~(size_t)15;
		return early_used <= sizeof early ? p : NULL;
	}
	REAL(void *, "calloc", size_t, size_t)
	if (fails("malloc"))
		return NULL;
	return real(n, size);
}

void *
realloc(void *old, size_t size)
{
	REAL(void *, "realloc", void *, size_t)
	if (fails("malloc"))
		return NULL;
	return real(old, size);
}

int
posix_memalign(void **out, size_t alignment, size_t size)
{
	REAL(int, "posix_memalign", void **, size_t, size_t)
	if (fails("malloc"))
		return ENOMEM;
	return real(out, alignment, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	REAL(void *, "aligned_alloc", size_t, size_t)
	if (fails("malloc"))
		return NULL;
	return real(alignment, size);
}

void *
mmap(void *where, size_t size, int protection, int flags, int descriptor, off_t offset)
{
	REAL(void *, "mmap", void *, size_t, int, int, int, off_t)
	if ((flags & MAP_ANONYMOUS) && fails("mmap"))
		return MAP_FAILED;
	return real(where, size, protection, flags, descriptor, offset);
}

ssize_t
read(int descriptor, void *to, size_t n)
{
	REAL(ssize_t, "read", int, void *, size_t)
	if (fails("read"))
		return -1;
	return real(descriptor, to, n);
}

ssize_t
pread(int descriptor, void *to, size_t n, off_t offset)
{
	REAL(ssize_t, "pread", int, void *, size_t, off_t)
	if (fails("read"))
		return -1;
	return real(descriptor, to, n, offset);
}

ssize_t
write(int descriptor, const void *from, size_t n)
{
	REAL(ssize_t, "write", int, const void *, size_t)
	if (descriptor != 2 && fails("write"))
		return -1;
	if (descriptor != 2 && n > 1 && fails("short"))
		return real(descriptor, from, 1);
	return real(descriptor, from, n);
}

ssize_t
pwrite(int descriptor, const void *from, size_t n, off_t offset)
{
	REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)
	if (fails("write"))
		return -1;
	return real(descriptor, from, n, offset);
}

int
fsync(int descriptor)
{
	REAL(int, "fsync", int)
	if (fails("sync"))
		return -1;
	return real(descriptor);
}

int
fdatasync(int descriptor)
{
	REAL(int, "fdatasync", int)
	if (fails("datasync"))
		return -1;
	return real(descriptor);
}

int
ftruncate(int descriptor, off_t size)
{
	REAL(int, "ftruncate", int, off_t)
	if (fails("cut"))
		return -1;
	return real(descriptor, size);
}

int
renameat(int old_folder, const char *from, int new_folder, const char *to)
{
	REAL(int, "renameat", int, const char *, int, const char *)
	if (fails("rename"))
		return -1;
	return real(old_folder, from, new_folder, to);
}

int
rename(const char *from, const char *to)
{
	REAL(int, "rename", const char *, const char *)
	if (fails("rename"))
		return -1;
	return real(from, to);
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
    void *argument)
{
	REAL(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *)
	if (fails("thread"))
		return EAGAIN;
	return real(thread, attributes, start, argument);
}
