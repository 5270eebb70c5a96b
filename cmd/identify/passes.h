/*
 * passes: the two readings of ia-identify: who was seen where, then the rows with their users.
 */
#ifndef IA_CMD_IDENTIFY_PASSES_H
#define IA_CMD_IDENTIFY_PASSES_H

#include "event/roles.h"
#include "identify/links.h"
#include "row/row.h"

struct passes {
	struct links *links;
	struct row_plan *plan; /* with one cell, the user */
	struct roles roles;    /* the time */
	int user, device;      /* columns */
	size_t memory;         /* that links may hold */
	struct fault *fault;   /* of the scan: set where they need more */
	bool full;
	uint64_t filled, merged, left; /* rows: got a user, got another, have none */
	int64_t *when;                 /* [row] of the batch in turn */
	size_t capacity;
};

struct scan_work passes_see(struct passes *passes);
struct scan_work passes_fill(struct passes *passes); /* after links_settle */
void passes_release(struct passes *passes);

#endif
