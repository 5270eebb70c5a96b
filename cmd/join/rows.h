/*
 * rows: the left rows of a join on their way out, with the cells of the right.
 */
#ifndef IA_CMD_JOIN_ROWS_H
#define IA_CMD_JOIN_ROWS_H

#include "join/right.h"
#include "tool/tool.h"

enum join_what { JOIN_LEFT, JOIN_INNER, JOIN_ANTI };

struct join_rows {
	struct right *right;
	struct row_plan *plan;
	enum join_what what;
	const int *key; /* [nkey]: columns of the left */
	size_t nkey;
	struct cell missing; /* what a row without a match gets */
	int *cell;           /* [right_ncolumn]: of the plan */
	int *clash; /* [right_ncolumn]: NDJSON: the left's column of that name; else NULL */
};

/*
 * The columns of the output, after tool_start; its header. A name that both have is the end. Gives
 * plan, cell and clash; the rest is there.
 */
void join_plan(struct tool *tool, struct join_rows *rows, const char *prefix);
void join_rows_release(struct join_rows *rows);
/* The scan's work, over every left row. */
struct scan_work join_work(struct join_rows *rows);

#endif
