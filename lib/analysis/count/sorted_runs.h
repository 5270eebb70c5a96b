/*
 * sorted_runs: records of a key and a few counts in order of their keys, as runs in memory or in
 * a file; many runs merged.
 *
 *	sorted_runs_init(&runs, 2, folder);				one a thread
 *	sorted_runs_begin(&runs, to_file);
 *	sorted_runs_add(&runs, key, word);				keys ascend, as bytes
 *	sorted_runs_end(&runs);
 *	struct merge *m = merge_open(list, n, memory);		the runs of all
 *	while (merge_next(m, &record)) ...		equal keys are one: words add up
 *	merge_close(m);
 *
 * Or in any order, through a pile, which sorts what it holds and writes runs past its memory:
 *
 *	sorter_init(&pile, 2, memory, folder, most);		the first most records; 0: all
 *	sorter_add(&pile, key, word);
 *	sorter_open(&pile);
 *	while (sorter_next(&pile, &record)) ...
 *
 * A key stands without what it has in common with the one before; numbers take seven bits a byte.
 * One run, the last, may stay in memory; the others are in a temporary file. Runs of a file that
 * are too many to be merged at once are first merged among themselves.
 * Errors: false, with the
 * fault of the runs that failed; merge_next ends early.
 */
#ifndef IA_ANALYSIS_COUNT_SORTED_RUNS_H
#define IA_ANALYSIS_COUNT_SORTED_RUNS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"
#include "base/temp.h"

#define SORTED_RUNS_WORDS 5u

struct sorted_runs_record {
	struct slice key;                 /* until the next record */
	uint64_t word[SORTED_RUNS_WORDS]; /* [nword] */
};

struct sorted_runs_extent {
	uint64_t offset, len;
};

struct sorted_runs {
	unsigned nword;
	const char *folder;
	struct temp *temp;  /* NULL: no run is in a file */
	struct buffer text; /* a run being written, or in memory */
	struct buffer last; /* the key before */
	bool to_file;
	uint64_t offset;                /* where the run began */
	struct sorted_runs_extent *run; /* [nrun], in temp */
	size_t nrun, capacity;
	struct fault fault;
};

void sorted_runs_init(struct sorted_runs *runs, unsigned nword, const char *folder);
bool sorted_runs_begin(struct sorted_runs *runs, bool to_file);
bool sorted_runs_add(struct sorted_runs *runs, struct slice key, const uint64_t *word);
bool sorted_runs_end(struct sorted_runs *runs);
void sorted_runs_release(struct sorted_runs *runs);

struct merge;

/* memory: bytes for what is read. */
struct merge *merge_open(struct sorted_runs *const *list, size_t n, size_t memory);
bool merge_next(struct merge *merge, struct sorted_runs_record *record);
void merge_close(struct merge *merge);

struct sorter_entry {
	struct slice key;
	const uint64_t *word;
};

struct sorter {
	struct sorted_runs runs, *list; /* list: &runs, for merging */
	struct sorter_entry *entry;     /* [n] */
	size_t n, capacity, limit;
	uint64_t most;
	bool full; /* entry[most - 1] is the last that matters */
	struct arena arena;
	struct merge *merge;
};

void sorter_init(struct sorter *pile, unsigned nword, size_t memory, const char *folder,
    uint64_t most);
bool sorter_add(struct sorter *pile, struct slice key, const uint64_t *word);
bool sorter_open(struct sorter *pile);
bool sorter_next(struct sorter *pile, struct sorted_runs_record *record);
void sorter_release(struct sorter *pile); /* keeps runs.fault */

#endif
