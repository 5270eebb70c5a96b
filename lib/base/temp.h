/*
 * temp: unlinked temporary files, for what does not fit into memory.
 *
 *	struct temp *temp = temp_open(directory, &fault);	NULL: $TMPDIR, else the system's
 *	temp_append(temp, ptr, len);				buffered
 *	temp_read(temp, offset, ptr, len);			after temp_flush
 *	temp_close(temp);
 *
 * Errors (full disk, no folder) stay in the fault given at opening; false comes back. One thread at
 * a time appends; any number may read what was flushed.
 */
#ifndef IA_BASE_TEMP_H
#define IA_BASE_TEMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

struct temp;

struct temp *temp_open(const char *directory, struct fault *fault);
bool temp_append(struct temp *temp, const void *ptr, size_t len);
bool temp_flush(struct temp *temp);
uint64_t temp_size(const struct temp *temp); /* bytes appended */
bool temp_read(struct temp *temp, uint64_t offset, void *ptr, size_t len);
/* For a file that nothing is appended to: bytes at any place; what was never written reads as 0. */
bool temp_size_set(struct temp *temp, uint64_t size);
bool temp_write(struct temp *temp, uint64_t offset, const void *ptr, size_t len);

/*
 * A part of a file that is read from front to back, a buffer at a time:
 *
 *	struct temp_reader r;
 *	temp_reader_init(&r, temp, offset, len, 65536);
 *	while (temp_need(&r, 8) && r.to - r.from >= 8)
 *		r.from += 8;					... the eight bytes at r.buffer + r.from
 *	temp_reader_release(&r);
 */
struct temp_reader {
	struct temp *temp;
	uint64_t offset, left; /* of the file: what was not read yet */
	char *buffer;          /* bytes from .. to - 1 of it are to come */
	size_t size, from, to; /* size 0: the buffer is not ours, and all there is */
};

/* room: bytes of the buffer; it grows where more are needed at a time */
void temp_reader_init(struct temp_reader *reader, struct temp *temp, uint64_t offset, uint64_t len,
    size_t room);
bool temp_reader_fill(struct temp_reader *reader, size_t need); /* slow path of temp_need */
void temp_reader_release(struct temp_reader *reader);

/* As many bytes as there are, up to need, at buffer + from. false: the fault of the file is set. */
static inline bool
temp_need(struct temp_reader *reader, size_t need)
{
	return reader->to - reader->from >= need || reader->left == 0 ||
	    temp_reader_fill(reader, need);
}

int temp_descriptor(const struct temp *temp); /* for reading it as an input */
void temp_close(struct temp *temp);

#endif
