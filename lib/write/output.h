/*
 * output: bytes to a descriptor or to a file that appears whole or not at all.
 *
 *	struct output out;
 *	output_open(&out, NULL, &fault);		standard output
 *	output_write(&out, ptr, len);
 *	if (!output_close(&out)) ...			flushes; every byte was taken
 *
 * A path is written beside ("name.XXXXXX.tmp" in the same folder), synced and renamed by
 * output_close; output_abandon removes it; so does running out of memory. What is no regular file
 * (/dev/stderr, a named pipe) is written as it is. Errors stay in the fault, later calls give
 * false. A reader that went away raises SIGPIPE as usual. Interrupted and short writes go on.
 */
#ifndef IA_WRITE_OUTPUT_H
#define IA_WRITE_OUTPUT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"

#define OUTPUT_FILES_MAX 16 /* files that may be half-written at a time */

struct output {
	int descriptor;
	const char *path;     /* NULL: standard output */
	char *target;         /* the file that is replaced, links resolved */
	char *beside;         /* the temporary name */
	struct buffer buffer; /* what was not passed on yet */
	struct fault *fault;
};

bool output_open(struct output *output, const char *path, struct fault *fault);
bool output_write(struct output *output, const void *ptr, size_t len);
bool output_sink(void *output, const char *ptr, size_t len); /* the same, as a callback */
bool output_flush(struct output *output);
bool output_close(struct output *output);
void output_abandon(struct output *output);

/*
 * Who writes many files at a time in a way of its own is called with self by what follows. NULL: no
 * more. One at most.
 */
void output_unfinished(void (*call)(void *self), void *self);
/* Removes what is half-written; may be called from a signal handler that ends the process. */
void output_remove_unfinished(void);

#endif
