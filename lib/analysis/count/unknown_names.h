/*
 * unknown_names: names that were asked for and that no event has are told, with the nearest one.
 *
 *	struct unknown_names unknown;					one a thread
 *	unknown_names_init(&unknown);
 *	unknown_names_note(&unknown, &names, batch, event);		each batch
 *	unknown.seen |= lookup_find(&names, value);		each row
 *	for (size_t at = 0; unknown_names_next(&names, list, n, &at, &remark);) ...	tell it
 *	unknown_names_release(&unknown);
 *
 * Nothing depends on which thread saw what. Without rows nothing is told.
 */
#ifndef IA_ANALYSIS_COUNT_UNKNOWN_NAMES_H
#define IA_ANALYSIS_COUNT_UNKNOWN_NAMES_H

#include "analysis/count/lookup.h"
#include "base/fault.h"
#include "base/map.h"

struct batch;
struct state;

struct unknown_names {
	struct map others; /* names that match nothing, of some rows; few */
	uint32_t seen;     /* masks of the names that some row has */
	bool rows;         /* there were any */
};

void unknown_names_init(struct unknown_names *unknown);
/* What another thread saw, too. */
void unknown_names_join(struct unknown_names *unknown, const struct unknown_names *other);
/*
 * What all threads saw, as a record (shard/state.h); read, it is added to the last of them. Of many
 * other names it is only known that there are many.
 */
void unknown_names_state(struct unknown_names *const *list, size_t n, struct state *state);
void unknown_names_release(struct unknown_names *unknown);
void unknown_names_note(struct unknown_names *unknown, const struct lookup *names,
    const struct batch *batch, int event);

/* Tells a name that no thread has seen. */
void unknown_names_tell(const struct unknown_names *const *list, size_t n, struct slice name,
    struct remark *remark);

/* Tells the next name that no thread has seen; false: no more. *at begins with 0. */
bool unknown_names_next(const struct lookup *names, const struct unknown_names *const *list,
    size_t n, size_t *at, struct remark *remark);

#endif
