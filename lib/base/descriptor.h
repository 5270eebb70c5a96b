/*
 * descriptor: bytes to a file, a pipe or a terminal.
 */
#ifndef IA_BASE_DESCRIPTOR_H
#define IA_BASE_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>

/* All of them, also where it does not block; false: errno says why, and some may be written. */
bool descriptor_write(int descriptor, const void *bytes, size_t len);

#endif
