/*
 * worker: inside lib/analysis/profile: what a thread keeps to itself while it counts.
 */
#ifndef IA_ANALYSIS_PROFILE_WORKER_H
#define IA_ANALYSIS_PROFILE_WORKER_H

#include "analysis/profile/parts.h"
#include "base/format.h"

/* The key that stood in this place of the last record, and its column. */
struct expected {
	struct buffer key; /* as in the source */
	uint32_t column;
};

/* What a thread keeps to itself. */
struct worker {
	struct profile *profile;
	struct value_counts_front **front; /* [2 * column + kind]; NULL: not yet */
	size_t nfront;
	struct place *first; /* [nfirst] by column, NDJSON */
	size_t nfirst;
	struct expected *expected; /* [nexpected] by place in the record */
	size_t nexpected;
	struct intern_cache names, groups;
	uint32_t *group; /* [row] of the batch; all 0 without --by */
	size_t group_capacity;
	uint64_t *rows; /* [nrows] by group */
	size_t nrows;
	struct row_sample sample;
	struct buffer decoded;
};

struct value_counts_front *worker_new_front(struct worker *worker, size_t column,
    enum value_kind kind);
void worker_members(struct worker *worker, const struct batch *batch, size_t row);

static inline struct value_counts_front *
worker_front(struct worker *worker, size_t column, enum value_kind kind)
{
	size_t at = 2 * column + kind;

	if (at < worker->nfront && worker->front[at] != NULL)
		return worker->front[at];
	return worker_new_front(worker, column, kind);
}

static inline enum value_kind
worker_kind(const struct worker *worker, unsigned kind)
{
	return worker->profile->options.strings && kind == KIND_TEXT ? VALUE_STRING : VALUE_PLAIN;
}

#endif
