/*
 * segment_rows: the rows of a batch with their segment, or counted by it.
 *
 *	segment_rows_init(&rows, &segments, all);
 *	segment_rows_hold(&rows, &holdout, user);		where a holdout is asked for
 *	segment_rows_plan(&rows, plan);				not called: rows are counted only
 *	void *thread = segment_rows_thread(&rows);		one a thread
 *	segment_rows_batch(&rows, thread, batch, out);
 *	segment_rows_end(&rows, thread);			adds up what the thread counted
 *	segment_rows_release(&rows);
 *
 * all: a row comes out once for each rule that holds, in the order of the rules; else once, for the
 * first. A row for which none holds comes out once without a segment. Columns segment, action and
 * holdout that are there already are written over. Users were checked (roles_check).
 */
#ifndef IA_RULE_SEGMENT_ROWS_H
#define IA_RULE_SEGMENT_ROWS_H

#include "rule/holdout.h"
#include "row/row.h"
#include "rule/segment.h"

struct segment_rows {
	const struct segments *segments;
	bool all;
	const struct holdout *holdout; /* NULL: nobody */
	int user;                      /* column of the scan */
	struct row_plan *plan;         /* NULL: count only */
	int segment, action, held_out; /* cells of the plan */
	uint64_t rows;                 /* that came in */
	/* [segments->n + 1]: rows of each; the last: no rule held */
	uint64_t *count;
	uint64_t *held; /* [segments->n + 1]: those of them held out */
};

void segment_rows_init(struct segment_rows *rows, const struct segments *segments, bool all);
void segment_rows_hold(struct segment_rows *rows, const struct holdout *holdout, int user);
void segment_rows_plan(struct segment_rows *rows, struct row_plan *plan);
void *segment_rows_thread(const struct segment_rows *rows);
void segment_rows_batch(const struct segment_rows *rows, void *thread, struct batch *batch,
    struct buffer *out);
void segment_rows_end(struct segment_rows *rows, void *thread);
void segment_rows_release(struct segment_rows *rows);

#endif
