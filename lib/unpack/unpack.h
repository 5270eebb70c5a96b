/*
 * unpack: what a gzip or zstd file holds, decompressed on a thread of its own.
 *
 *	enum packing packing = unpack_packing(head, n);	of the first UNPACK_HEAD bytes
 *	struct unpack *u = unpack_new(packing, descriptor, head, n);
 *	while ((got = unpack_read(u, ptr, len)) > 0) ...
 *	if (got < 0) ... unpack_fault(u)			"gzip-input: the data ends early ..."
 *	unpack_free(u);
 *
 * Lifetime: the descriptor stays the caller's and is read from where it stands until unpack_free;
 * head is what was read of it before, and is copied. One thread at a time reads.
 * Errors: -1, with the fault: EXIT_DATA, EXIT_SYSTEM where the descriptor cannot be read.
 */
#ifndef IA_UNPACK_UNPACK_H
#define IA_UNPACK_UNPACK_H

#include <stdbool.h>
#include <sys/types.h>

struct buffer;
struct fault;
struct unpack;

#define UNPACK_HEAD 4u

enum packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD };

enum packing unpack_packing(const char *head, size_t n);
/* More bytes are needed to know: head may be the beginning of a packed file. */
bool unpack_doubts(const char *head, size_t n);

struct unpack *unpack_new(enum packing packing, int descriptor, const char *head, size_t n);
ssize_t unpack_read(struct unpack *unpack, void *ptr, size_t n); /* 0: the end; -1: fault */
bool unpack_wait(struct unpack *unpack, int milliseconds);       /* false: nothing came */
const struct fault *unpack_fault(const struct unpack *unpack);
void unpack_free(struct unpack *unpack); /* ends the thread; NULL is fine */

/*
 * All of it at once, in memory: behind what is in out. NULL, or what is wrong with it; *too_long:
 * it is more than most bytes, and what came out before is left in out.
 */
const char *unpack_whole(enum packing packing, const char *ptr, size_t n, size_t most,
    struct buffer *out, bool *too_long);

#endif
