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
int temp_descriptor(const struct temp *temp); /* for reading it as an input */
void temp_close(struct temp *temp);

#endif
