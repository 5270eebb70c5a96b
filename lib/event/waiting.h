/*
 * waiting: runs of bytes that are kept in order until it is known what becomes of them.
 *
 *	struct waiting w;
 *	waiting_init(&w, memory, temp, &fault);
 *	waiting_add(&w, ptr, len);
 *	waiting_end(&w);
 *	while (waiting_next(&w, &bytes)) ...
 *	waiting_release(&w);
 *
 * Past memory bytes they go to a temporary file, which is read once. Errors: false, with the fault.
 */
#ifndef IA_EVENT_WAITING_H
#define IA_EVENT_WAITING_H

#include "base/buffer.h"
#include "base/slice.h"
#include "base/temp.h"

struct waiting {
	/* each with its length before it; while reading from the file, some of it */
	struct buffer text;
	size_t memory, next;
	struct temp *temp;
	uint64_t at;		/* of the file, behind text */
	const char *directory;
	struct fault *fault;
};

void waiting_init(struct waiting *waiting, size_t memory, const char *directory,
    struct fault *fault);
bool waiting_add(struct waiting *waiting, const char *ptr, size_t len);
bool waiting_end(struct waiting *waiting);
/* Until the next call; false: no more, or a fault. */
bool waiting_next(struct waiting *waiting, struct slice *bytes);
void waiting_release(struct waiting *waiting);

#endif
