/*
 * row: a record on its way from input to output: as it came, with some values changed, columns
 * taken away, renamed, put in another order or added, or in another format.
 *
 *	struct row_plan *plan = row_plan_new(&options, scan, &fault);	after scan_start
 *	int price = row_plan_change(plan, SLICE("price"));	a column whose value may be changed: a cell
 *	int flag = row_plan_append(plan, SLICE("outlier"));	a new column at the end: a cell
 *	row_plan_header(plan, &out);					CSV: the line of names
 *	for each row i: {
 *		struct cell cell[2];					as many as were changed and appended
 *		row_cells_clear(cell, 2);
 *		cell[price] = cell_number(12.5);
 *		row_write(plan, batch, i, cell, &out);
 *	}
 *
 * What no cell changes is written with the bytes that it came with. The fast path copies the record
 * and patches cells into it; the general one puts it together column by column. Const after
 * row_plan_header, which must be called for every format: many threads may write.
 *
 * Names are those of the output so far: after a rename the new one counts. Rows of a later CSV file
 * whose header lacks a column, or has one more, are bad (no-column); another order is put right.
 * Into NDJSON: a changed column that the record does not have is added at its end, unless the cell
 * is missing; an appended one is always. From NDJSON to CSV: the columns are the keys of all
 * records in the order in which they first appear (row_plan_discover); nested values become JSON
 * text.
 */
#ifndef IA_ROW_ROW_H
#define IA_ROW_ROW_H

#include "base/buffer.h"
#include "read/scan.h"

enum cell_state {
	CELL_SOURCE,  /* as it came; an appended column: missing */
	CELL_TEXT,    /* text */
	CELL_NUMBER,  /* number */
	CELL_LITERAL, /* text that is a number, true, false or JSON source: unquoted in NDJSON */
	CELL_MISSING, /* empty in CSV, null in NDJSON, where the record has the key */
	CELL_NULL,    /* the same, and null also where it had not: a rule had given it a value */
};

struct cell {
	enum cell_state state;
	double number;
	struct slice text; /* lives until row_write returns */
};

struct row_options {
	enum format output; /* never FORMAT_AUTO, FORMAT_TABLE, FORMAT_MD */
	char delimiter;
	/* CSV to NDJSON: fields and texts that are numbers, true or false become so (row_infer) */
	bool infer;
	bool no_header;
};

struct row_plan;

/* NULL with a fault: CSV with the same name twice cannot become NDJSON. */
struct row_plan *row_plan_new(const struct row_options *options, struct scan *scan,
    struct fault *fault);
/*
 * NDJSON that is written as CSV: reads the input once to see its keys, and rewinds it
 * (scan_options.twice must be set, see row_reads_twice). Anything else: does nothing. Not needed
 * where row_plan_select follows. Before the other calls; false: the scan has the fault.
 */
bool row_plan_discover(struct row_plan *plan);
/*
 * May rows of this input format (before scan_start: perhaps FORMAT_AUTO) have to be read twice for
 * that output?
 */
bool row_reads_twice(enum format input, enum format output);
/*
 * Cells are numbered 0, 1, ... in the order of these calls; the same column gives the same cell.
 * -1: fault.
 */
int row_plan_change(struct row_plan *plan, struct slice column);
int row_plan_append(struct row_plan *plan, struct slice column);
/* these, in this order */
bool row_plan_select(struct row_plan *plan, const struct slice *names, size_t n);
bool row_plan_drop(struct row_plan *plan, struct slice column);
bool row_plan_rename(struct row_plan *plan, struct slice from, struct slice to);
bool row_plan_is_empty(const struct row_plan *plan); /* no column is left to write */
size_t row_plan_ncell(const struct row_plan *plan);
void row_plan_header(struct row_plan *plan, struct buffer *out);

static inline void
row_cells_clear(struct cell *cell, size_t n)
{
	for (size_t k = 0; k < n; k++)
		cell[k].state = CELL_SOURCE;
}

static inline struct cell
cell_number(double x)
{
	return (struct cell){ .state = CELL_NUMBER, .number = x };
}

static inline struct cell
cell_text(struct slice text)
{
	return (struct cell){ .state = CELL_TEXT, .text = text };
}

static inline struct cell
cell_literal(struct slice source)
{
	return (struct cell){ .state = CELL_LITERAL, .text = source };
}

static inline struct cell
cell_missing(void)
{
	return (struct cell){ .state = CELL_MISSING };
}

/* cell: [row_plan_ncell], or NULL: nothing is changed. Skipped rows are not left out here. */
/* false: the row was refused by batch_bad and not written. */
bool row_write(const struct row_plan *plan, const struct batch *batch, size_t row,
    const struct cell *cell, struct buffer *out);
/*
 * Rows first .. last - 1 but the skipped ones, no cell changed, in one copy where that can be. How
 * many were written.
 */
size_t row_write_run(const struct row_plan *plan, const struct batch *batch, size_t first,
    size_t last, struct buffer *out);
void row_plan_free(struct row_plan *plan);

#endif
