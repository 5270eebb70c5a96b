/*
 * commit: many requests, one write and one sync for all that wait (group commit).
 *
 *	struct commit *commit = commit_start(&options, journal, &fault);
 *	commit_add(commit, &wait);	any thread; wait.done is called when it is on the disk, or is not
 *	commit_stop(commit);		what waits is written first, what comes then is not
 *
 * One thread does all of the journal's work. While it syncs, the next round gathers; it waits for
 * nothing else, so that a request that comes alone is stored at once. After a failure it tries once
 * a second whether the folder takes bytes again, so that commit_ready tells the truth also while
 * nothing comes.
 */
#ifndef IA_SERVE_COMMIT_H
#define IA_SERVE_COMMIT_H

#include "base/buffer.h"
#include "serve/journal.h"

struct commit;

struct commit_wait {
	struct commit_wait *next;
	struct buffer *lines;   /* what is stored */
	struct buffer *rejects; /* what goes to the file of rejects */
	/* of any thread; wait may be gone when it returns */
	void (*done)(struct commit_wait *wait, bool stored);
};

struct commit_options {
	const char *rejects; /* a file, appended to; NULL: none */
	bool each;           /* a sync for each request */
};

struct commit_counts {
	uint64_t rounds, failures;
	uint64_t busy_us, longest_us; /* of rounds, writing and syncing */
	uint64_t files, bytes, syncs, torn;
};

struct commit *commit_start(const struct commit_options *options, struct journal *journal,
    struct fault *fault);
void commit_add(struct commit *commit, struct commit_wait *wait);
void commit_finish_file(struct commit *commit); /* soon; and the file of rejects is opened anew */
bool commit_ready(struct commit *commit);       /* the last round was stored, or a probe was */
void commit_counts(struct commit *commit, struct commit_counts *counts);
/* The sentence of the last failure, once; false: there was none since. */
bool commit_trouble(struct commit *commit, struct fault *fault);
/* The thread has ended; false: the last round was not stored. */
bool commit_stop(struct commit *commit);
void commit_free(struct commit *commit);

#endif
