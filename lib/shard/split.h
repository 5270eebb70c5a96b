/*
 * split: rows to the files of a folder, one a part, which appear whole.
 *
 *	struct split *split = split_new(&options, &fault);	NULL: fault
 *	split_add(split, part, ptr, len, nrow);	in the order in which they shall stand
 *	if (!split_close(split)) ...				fault
 *
 * The part of a user is the same everywhere and for ever: split_part. Files are written in a folder
 * beside their places (DIR/.part-XXXXXX), synced and renamed by split_close, the manifest last:
 * where it is, every part is whole and there is no other. One that stood there before goes first.
 * What does not end well is removed.
 * Errors: the first stays in the fault; later calls give false.
 * Memory: a buffer a part, options.memory together, though never less than SPLIT_LEAST each.
 * Descriptors: as many as the process may have; other parts are opened for each piece of them.
 */
#ifndef IA_SHARD_SPLIT_H
#define IA_SHARD_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/hash.h"
#include "base/slice.h"

#define SPLIT_PARTS 10000u /* at the most */
#define SPLIT_LEAST 1024u

struct split_options {
	const char *folder; /* made where it is not there */
	const char *suffix; /* "csv" */
	unsigned nparts;
	struct slice header; /* what each file begins with */
	struct slice key;    /* the column's name, for the manifest */
	size_t memory;       /* bytes */
	size_t descriptors;  /* that may be open; 0: what the process may have. Tests shrink it */
};

struct split;

/* Of a user's bytes, unquoted and unescaped: XXH64 with seed 0, the remainder by nparts. */
static inline unsigned
split_part(const void *user, size_t len, unsigned nparts)
{
	return (unsigned)(hash_published(user, len) % nparts);
}

struct split *split_new(const struct split_options *options, struct fault *fault);
/* Whole rows of one part. */
bool split_add(struct split *split, unsigned part, const char *ptr, size_t len, uint64_t nrow);
bool split_close(struct split *split);   /* frees; false: nothing of it is there */
void split_abandon(struct split *split); /* frees */

#endif
