/*
 * journal: lines to files of a folder, on the disk before it says so.
 *
 *	struct journal *journal = journal_open(&options, &fault);	lock, recovery of an earlier run
 *	if (!journal_write(journal, ptr, len, now)) ...	journal_fault: nothing of it is there
 *	journal_due(journal, now);			rotates by age
 *	journal_close(journal);
 *
 * Files: DIR/events-YYYYMMDDTHHMMSSZ-NNNNNN.ndjson, the one that is written to with .open behind
 * its name, which it loses when it is whole; from then on it never changes. What stands behind
 * the last whole line after a crash goes to NAME.torn. One process a folder: a lock on DIR/.lock,
 * which stays.
 *
 * Errors: a write or a sync that fails leaves the file as it was before: it is cut back, and after
 * a failed sync it is closed and another one begun, since what the system then still holds of it is
 * not known. Where cutting fails too, nothing is written before it succeeds. Not thread-safe.
 */
#ifndef IA_SERVE_JOURNAL_H
#define IA_SERVE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct journal;

struct journal_options {
	const char *folder;
	int64_t rotate_us;     /* age of a file; 0: none */
	uint64_t rotate_bytes; /* 0: none */
	bool sync;             /* false: write only */
};

struct journal_counts {
	uint64_t files, bytes, syncs; /* files that are whole, bytes written */
	uint64_t failures;
	uint64_t torn; /* bytes that were set aside at the start */
};

/* NULL with a fault. */
struct journal *journal_open(const struct journal_options *options, struct fault *fault);
/* now: us since 1970. false: none of the bytes is there. */
bool journal_write(struct journal *journal, const char *ptr, size_t len, int64_t now);
/* Microseconds until the file is due to be finished; INT64_MAX: never. */
int64_t journal_due(const struct journal *journal, int64_t now);
/* What is there becomes a finished file; nothing where there is none. */
bool journal_finish(struct journal *journal);
/* After a failure: can the folder take bytes again? */
bool journal_probe(struct journal *journal);
/* Of the last call that failed. */
const struct fault *journal_fault(const struct journal *journal);
const struct journal_counts *journal_counts(const struct journal *journal);
bool journal_close(struct journal *journal); /* finishes the file, gives the lock back */

/* Makes files of an earlier run whole; names are those in folder. */
bool journal_recover(int folder, const char *name, uint64_t *torn, struct fault *fault);

#endif
