/*
 * memory: allocation that does not return when there is none.
 *
 * Out of memory prints one line (memory_program's name, ": out of memory") on standard error,
 * removes half-written files (memory_on_exhaustion) and ends the process with EXIT_SYSTEM. Sizes
 * that input decides go through the checked forms.
 */
#ifndef IA_BASE_MEMORY_H
#define IA_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

extern const char *memory_program; /* for the message; set once by lib/tool */

_Noreturn void memory_exhausted(void); /* one line on standard error, the cleanup, EXIT_SYSTEM */
void memory_on_exhaustion(void (*cleanup)(void)); /* async-signal-safe work only; one at most */

void *memory_new(size_t size);                         /* zeroed; size 0 gives a pointer too */
void *memory_array(size_t n, size_t size);             /* n * size, checked, zeroed */
void *memory_resize(void *old, size_t n, size_t size); /* n * size, checked; new part not zeroed */
void *memory_copy(const void *from, size_t size);
char *memory_text(const char *ptr, size_t len); /* a copy with NUL behind it */

/*
 * Makes room for need elements; *capacity grows by half at least. Returns the array, moved or not.
 *	list = memory_grow(list, &capacity, n + 1, sizeof *list);
 */
void *memory_grow(void *old, size_t *capacity, size_t need, size_t size);

/* Large zeroed regions straight from the system, in huge pages where it has them. */
void *memory_map(size_t size);
/*
 * In ordinary pages: for what is filled from its beginning and read in pieces, where huge ones gain
 * nothing and, in a virtual machine, may each have to be fetched from the host.
 */
void *memory_map_pages(size_t size);
void memory_unmap(void *ptr, size_t size);

size_t memory_total(void); /* bytes of the machine or of the cgroup, whichever is less */

#endif
