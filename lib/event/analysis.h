/*
 * analysis: the fixed words of what makes an answer of users' sequences, so that a tool runs every
 * one of them in the same way (tool_analyse).
 *
 *	struct path *path = path_new(&params);			after path_check or the like
 *	tool_analyse(&tool, &path_analysis, path);		all that stands below, in this order
 *	while (path_next(path, &row)) ...			the answer
 *	path_free(path);
 *
 * Names of the functions: x_roles, x_bind, x_sequences, x_total, x_fault, x_remark; self is what
 * x_new gave.
 */
#ifndef IA_EVENT_ANALYSIS_H
#define IA_EVENT_ANALYSIS_H

#include "event/roles.h"
#include "event/sequence.h"

struct analysis {
	/* Which roles it needs: ROLE_USER and others. */
	unsigned (*roles)(const void *self);
	/* Columns, after scan_start; false: scan_fault. */
	bool (*bind)(void *self, struct scan *scan);
	/* Fills in what the run calls; the roles outlive it. */
	void (*sequences)(void *self, struct roles *roles, struct sequence_spec *spec);
	/* After the run: the sums of all threads; false: fault. NULL: there is nothing to do. */
	bool (*total)(void *self);
	/* What went wrong, also during the run; NULL: nothing can but what the scan tells. */
	const struct fault *(*fault)(const void *self);
	/*
	 * The next thing that must be said beside the answer, in the remark, which is empty before;
	 * false: no more. *at begins with 0.
	 */
	bool (*remark)(const void *self, size_t *at, struct remark *remark);
};

#endif
