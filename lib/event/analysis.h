/*
 * analysis: the fixed words of what makes an answer of users' sequences, so that a tool runs every
 * one of them in the same way (tool_analyse).
 *
 * A tool makes the parameters good, then calls path_new(&params), tool_analyse(&tool,
 * &path_analysis, path), which does all that stands below in this order, path_next(path, &row) for
 * the answer, and path_free(path); so for every analysis. self is what its ..._new gave.
 */
#ifndef IA_EVENT_ANALYSIS_H
#define IA_EVENT_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>

#include "event/roles.h"
#include "event/sequence.h"

struct fault;
struct remark;
struct state;

struct analysis {
	/* Which roles it needs: ROLE_USER and others. */
	unsigned (*roles)(const void *self);
	/* Columns, after scan_start; false: scan_fault. */
	bool (*bind)(void *self, struct scan *scan);
	/* Fills in what the run calls; the roles outlive it. */
	void (*sequences)(void *self, struct roles *roles, struct sequence_spec *spec);
	/* After the run: the sums of all threads; false: fault. NULL: there is nothing to do. */
	bool (*total)(void *self);
	/*
	 * What it holds after a run, in the place of total, so that parts of the users add up
	 * (shard/state.h): written, or added to what is there; then there was no run, and what
	 * sequences filled in is called for nothing but thread_new, thread_end and ended. NULL: its
	 * answer does not add up.
	 */
	void (*state)(void *self, struct state *state);
	/* What went wrong, also during the run; NULL: nothing can but what the scan tells. */
	const struct fault *(*fault)(const void *self);
	/*
	 * The next thing that must be said beside the answer, in the remark, which is empty before;
	 * false: no more. *at begins with 0.
	 */
	bool (*remark)(const void *self, size_t *at, struct remark *remark);
};

#endif
