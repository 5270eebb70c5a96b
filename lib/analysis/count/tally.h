/*
 * tally: how often each key came, for how many users, and every number that came with it, in
 * bounded memory.
 *
 *	tally_init(&t, &options);			one a thread
 *	tally_user(&t);				the next user
 *	if (tally_room(&t)) ...			now and then; true: entries are new
 *	uint32_t entry = tally_key(&t, key);
 *	tally_count(&t, entry);
 *	tally_number(&t, entry, 0, gap_us);
 *	tally_end(&t);					after the last user
 *	struct merge *m = merge_open(list, n, memory);	of &t.runs of all threads
 *	tally_release(&t);
 *
 * A key is a list of symbols of options.width bytes each, none of them all zeros. Records come in
 * the order of keys; a record's key is the tally's key, a symbol of zeros, then TALLY_COUNT (words:
 * how often, users), or a byte TALLY_NUMBER + k and 8 bytes of a number, the highest first (word 0:
 * how often), or TALLY_USER and 8 bytes (one user more). So the numbers of a key follow its count,
 * in order. Before the first of all keys that begin with the same options.group bytes stands a
 * record of these bytes alone, with the sum of their counts.
 *
 * Users are counted where all that a thread is told of one comes between two calls of tally_user,
 * and no two threads are told of the same. The user of whom more may come when a run is written
 * stands in it by number, so that many runs count them once. Equal numbers of a key take 16 bytes
 * together; past the memory all goes to a run.
 */
#ifndef IA_ANALYSIS_COUNT_TALLY_H
#define IA_ANALYSIS_COUNT_TALLY_H

#include "analysis/count/sorted_runs.h"
#include "base/map.h"

enum { TALLY_COUNT, TALLY_NUMBER, TALLY_USER = 127 };

struct tally_options {
	unsigned width, nnumber; /* bytes of a symbol; kinds of numbers */
	size_t group;            /* bytes */
	size_t memory;
	const char *folder;
	uint64_t users; /* where their numbers begin: no two threads' meet */
};

struct tally_entry {
	uint64_t count, user;          /* user: the last one that had it */
	uint64_t users : 63, part : 1; /* part: also the user who is in the run before */
};

struct tally_slot {
	uint64_t number;
	uint32_t cell;  /* entry * nnumber + kind */
	uint32_t count; /* 0: free */
};

/* A number on its way to its slot, which is being fetched. */
struct tally_waiting {
	uint64_t number, hash;
	uint32_t cell;
	bool there;
};

#define TALLY_WAITING 16u

struct tally {
	struct tally_options options;
	struct map keys;
	struct tally_entry *entry; /* [keys.n] */
	size_t capacity;
	struct tally_slot *slot; /* [mask + 1] */
	size_t mask, used;
	uint64_t user, counted; /* counted: since the last run */
	uint64_t part;          /* the user when it was written; 0: there is none */
	struct hash_key hash;
	struct tally_waiting waiting[TALLY_WAITING];
	unsigned turn;           /* the next of them */
	struct sorted_runs runs; /* of two words */
};

void tally_init(struct tally *tally, const struct tally_options *options);
bool tally_room(struct tally *tally);
uint32_t tally_key(struct tally *tally, struct slice key);
void tally_put(struct tally *tally, const struct tally_waiting *waiting);
bool tally_end(struct tally *tally);     /* false: runs.fault */
void tally_release(struct tally *tally); /* keeps runs.fault */

static inline void
tally_user(struct tally *t)
{
	t->user++;
}

static inline void
tally_count(struct tally *t, uint32_t entry)
{
	struct tally_entry *e = &t->entry[entry];

	e->count++;
	t->counted++;
	if (e->user != t->user) {
		e->user = t->user;
		e->users += t->user != t->part;
		e->part |= t->user == t->part;
	}
}

static inline uint64_t
tally_hash(const struct tally *t, uint64_t number, uint32_t cell)
{
	return hash_fold(number ^ t->hash.word[0], cell ^ t->hash.word[1]);
}

static inline void
tally_number(struct tally *t, uint32_t entry, unsigned kind, uint64_t number)
{
	struct tally_waiting *w = &t->waiting[t->turn++ % TALLY_WAITING], before = *w;

	w->number = number;
	w->cell = entry * t->options.nnumber + kind;
	w->hash = tally_hash(t, number, w->cell);
	w->there = true;
	__builtin_prefetch(&t->slot[w->hash & t->mask], 1);
	if (before.there)
		tally_put(t, &before);
}

#endif
