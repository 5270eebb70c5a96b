/*
 * status: what is counted, and as the text of Prometheus (exposition format 0.0.4).
 */
#ifndef IA_SERVE_STATUS_H
#define IA_SERVE_STATUS_H

#include "read/bad.h"
#include "serve/commit.h"
#include "serve/peers.h"

#define STATUS_CODES 600

/* Counted by many threads. */
struct status {
	_Atomic uint64_t stored, spared; /* events */
	_Atomic uint64_t refused[BAD_COUNT];
	_Atomic uint64_t answered[STATUS_CODES]; /* requests, by the answer's status */
	int64_t started;                         /* us since 1970 */
};

void status_write(const struct status *status, const struct commit_counts *commit,
    const struct peers_counts *peers, bool ready, struct buffer *out);

#endif
