/*
 * unseen: names that were asked for and that no event has are told, with the nearest one.
 *
 *	struct unseen unseen;					one a thread
 *	unseen_init(&unseen);
 *	unseen_note(&unseen, &names, batch, event);		each batch
 *	unseen.seen |= lookup_find(&names, value);		each row
 *	for (size_t at = 0; unseen_next(&names, list, n, &at, sentence);) ... tell it
 *	unseen_release(&unseen);
 *
 * Nothing depends on which thread saw what. Without rows nothing is told.
 */
#ifndef IA_ANALYSIS_UNSEEN_H
#define IA_ANALYSIS_UNSEEN_H

#include "analysis/lookup.h"
#include "base/map.h"

struct batch;

struct unseen {
	struct map others;	/* names that match nothing, of some rows; few */
	uint32_t seen;		/* masks of the names that some row has */
	bool rows;		/* there were any */
};

void unseen_init(struct unseen *unseen);
void unseen_release(struct unseen *unseen);
void unseen_note(struct unseen *unseen, const struct lookup *names, const struct batch *batch,
    int event);

/* A sentence about the next name that no thread has seen; false: no more. *at begins with 0. */
#define UNSEEN_SENTENCE 256
bool unseen_next(const struct lookup *names, const struct unseen *const *list, size_t n, size_t *at,
    char *sentence);

#endif
