/*
 * names: inside lib/read: names to numbers, the nth of the same name apart: in constant time,
 * whatever the names are, for a header may have 65,536 of them and all may be empty.
 */
#ifndef IA_READ_NAMES_H
#define IA_READ_NAMES_H

#include "base/buffer.h"
#include "base/map.h"

struct names {
	struct map pair;	/* name and nth, to the number */
	struct buffer key;	/* of the pair that is looked up */
};

void names_init(struct names *names, size_t expected);
void names_release(struct names *names);

/* Adds a pair, unless it is there; its number: 0, 1, 2, ... */
uint32_t names_put(struct names *names, struct slice name, size_t nth, bool *added);
uint32_t names_find(struct names *names, struct slice name, size_t nth);	/* MAP_NONE */

/* nth[i]: how many of the names before i are the same. */
void names_count(const struct slice *name, size_t n, uint32_t *nth);

#endif
