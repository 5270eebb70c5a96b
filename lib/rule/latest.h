/*
 * latest: the latest value of each key, in memory, and past a limit in temporary files.
 *
 *	struct latest *latest = latest_new(memory, directory, &fault);
 *	if (latest_get(latest, key, &text, &kind)) ...	lives until the next put
 *	if (!latest_put(latest, key, text, kind)) ...	the fault is set: disk full, no folder
 *	latest_free(latest);
 *
 * Past the limit a look-up is two or three reads of a file, that the system keeps in memory as far
 * as there is any. Not thread-safe.
 */
#ifndef IA_RULE_LATEST_H
#define IA_RULE_LATEST_H

#include <stdbool.h>

#include "base/fault.h"
#include "base/format.h"
#include "base/slice.h"

struct latest;

/* memory: bytes, 0: no limit; directory: as temp_open's */
struct latest *latest_new(size_t memory, const char *directory, struct fault *fault);
void latest_free(struct latest *latest); /* NULL is nothing */

bool latest_get(struct latest *latest, struct slice key, struct slice *text, enum kind *kind);
bool latest_put(struct latest *latest, struct slice key, struct slice text, enum kind kind);

#endif
