/*
 * column_names: inside lib/read: names to numbers, the nth of the same name apart: in constant
 * time, whatever the names are, for a header may have 65,536 of them and all may be empty.
 */
#ifndef IA_READ_COLUMN_NAMES_H
#define IA_READ_COLUMN_NAMES_H

#include "base/buffer.h"
#include "base/map.h"

struct column_names {
	struct map pair;   /* name and nth, to the number */
	struct buffer key; /* of the pair that is looked up */
};

void column_names_init(struct column_names *names, size_t expected);
void column_names_release(struct column_names *names);

/* Adds a pair, unless it is there; its number: 0, 1, 2, ... */
uint32_t column_names_put(struct column_names *names, struct slice name, size_t nth, bool *added);
uint32_t column_names_find(struct column_names *names, struct slice name,
    size_t nth); /* MAP_NONE */

/* nth[i]: how many of the names before i are the same. */
void column_names_count(const struct slice *name, size_t n, uint32_t *nth);

#endif
