/*
 * held_rows: runs of bytes that are kept in order until it is known what becomes of them.
 *
 *	struct held_rows w;
 *	held_rows_init(&w, memory, temp, &fault);
 *	held_rows_add(&w, ptr, len);
 *	held_rows_end(&w);
 *	while (held_rows_next(&w, &bytes)) ...
 *	held_rows_release(&w);
 *
 * Past memory bytes they go to a temporary file, which is read once. Errors: false, with the fault.
 */
#ifndef IA_DEDUPE_HELD_ROWS_H
#define IA_DEDUPE_HELD_ROWS_H

#include "base/buffer.h"
#include "base/slice.h"
#include "base/temp.h"

struct held_rows {
	/* each with its length before it; while reading from the file, some of it */
	struct buffer text;
	size_t memory, next;
	struct temp *temp;
	uint64_t at; /* of the file, behind text */
	const char *directory;
	struct fault *fault;
};

void held_rows_init(struct held_rows *held, size_t memory, const char *directory,
    struct fault *fault);
bool held_rows_add(struct held_rows *held, const char *ptr, size_t len);
bool held_rows_end(struct held_rows *held);
/* Until the next call; false: no more, or a fault. */
bool held_rows_next(struct held_rows *held, struct slice *bytes);
void held_rows_release(struct held_rows *held);

#endif
