/*
 * runs: records of a key and a few counts in order of their keys, as runs in memory or in a file;
 * many runs merged.
 *
 *	runs_init(&runs, 2, folder);				one a thread
 *	runs_begin(&runs, to_file);
 *	runs_add(&runs, key, word);				keys ascend, as bytes
 *	runs_end(&runs);
 *	struct merge *m = merge_open(list, n, memory);		the runs of all
 *	while (merge_next(m, &record)) ...		equal keys are one: words add up
 *	merge_close(m);
 *
 * Or in any order, through a pile, which sorts what it holds and writes runs past its memory:
 *
 *	pile_init(&pile, 2, memory, folder, most);		the first most records; 0: all
 *	pile_add(&pile, key, word);
 *	pile_open(&pile);
 *	while (pile_next(&pile, &record)) ...
 *
 * A key stands without what it has in common with the one before; numbers take seven bits a byte.
 * One run, the last, may stay in memory; the others are in a temporary file. Runs of a file that
 * are too many to be merged at once are first merged among themselves.
 * Errors: false, with the
 * fault of the runs that failed; merge_next ends early.
 */
#ifndef IA_ANALYSIS_RUNS_H
#define IA_ANALYSIS_RUNS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"
#include "base/temp.h"

#define RUNS_WORDS 5u

struct runs_record {
	struct slice key;		/* until the next record */
	uint64_t word[RUNS_WORDS];	/* [nword] */
};

struct runs_extent {
	uint64_t offset, len;
};

struct runs {
	unsigned nword;
	const char *folder;
	struct temp *temp;		/* NULL: no run is in a file */
	struct buffer text;		/* a run being written, or in memory */
	struct buffer last;		/* the key before */
	bool to_file;
	uint64_t offset;		/* where the run began */
	struct runs_extent *run;	/* [nrun], in temp */
	size_t nrun, capacity;
	struct fault fault;
};

void runs_init(struct runs *runs, unsigned nword, const char *folder);
bool runs_begin(struct runs *runs, bool to_file);
bool runs_add(struct runs *runs, struct slice key, const uint64_t *word);
bool runs_end(struct runs *runs);
void runs_release(struct runs *runs);

struct merge;

/* memory: bytes for what is read. */
struct merge *merge_open(struct runs *const *list, size_t n, size_t memory);
bool merge_next(struct merge *merge, struct runs_record *record);
void merge_close(struct merge *merge);

struct pile_entry {
	struct slice key;
	const uint64_t *word;
};

struct pile {
	struct runs runs, *list;	/* list: &runs, for merging */
	struct pile_entry *entry;	/* [n] */
	size_t n, capacity, limit;
	uint64_t most;
	bool full;			/* entry[most - 1] is the last that matters */
	struct arena arena;
	struct merge *merge;
};

void pile_init(struct pile *pile, unsigned nword, size_t memory, const char *folder, uint64_t most);
bool pile_add(struct pile *pile, struct slice key, const uint64_t *word);
bool pile_open(struct pile *pile);
bool pile_next(struct pile *pile, struct runs_record *record);
void pile_release(struct pile *pile);	/* keeps runs.fault */

#endif
