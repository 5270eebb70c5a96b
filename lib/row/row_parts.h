/*
 * row_parts: what the files of the row share; inside lib/rule.
 *
 * A plan is a list of output columns and one of three ways to write a row:
 *	PATCH	the record as it is, cells written over the values' places, added columns behind; in NDJSON
 *		members are taken out and renamed too
 *	FIELDS	from CSV: field by field
 *	VALUES	from NDJSON: the listed columns (select, or the keys of all records)
 */
#ifndef IA_ROW_ROW_PARTS_H
#define IA_ROW_ROW_PARTS_H

#include <stdatomic.h>

#include "base/arena.h"
#include "row/row.h"

struct row_column {
	struct slice source; /* the name in the input; ptr NULL: it is not from there */
	struct slice name;   /* in the output */
	struct slice key;    /* the name as NDJSON, with a colon: "name": */
	int place;           /* CSV: in the first file's header; -1: added */
	int number;          /* of scan_column; -1: not asked for */
	/* open plans: of the member that a renamed one replaces; -1: none */
	int shadow;
	int cell;     /* -1: never changed */
	bool added;   /* by row_plan_append: every row has it */
	bool gone;    /* open plans: dropped */
	bool renamed; /* source and name differ, or did; complete after row_plan_header */
};

/* Where the columns of a later CSV file stand. */
struct row_map {
	const struct schema *schema;
	struct row_map *next;
	bool same;          /* as in the first file */
	char expected[140]; /* of the file; empty: it has the columns of the first */
	int place[];        /* [plan->ncolumn]; -1: the file has none */
};

enum row_way { ROW_PATCH, ROW_FIELDS, ROW_VALUES };

struct row_plan {
	struct row_options options;
	struct scan *scan;
	struct fault *fault;
	const struct schema *schema; /* of the first file */
	bool from_json, to_json;
	bool open;                 /* NDJSON to NDJSON: members that are not listed pass */
	bool selected;             /* by row_plan_select: no other column of the input may come */
	bool listed;               /* by row_plan_discover */
	struct row_column *column; /* [ncolumn] */
	size_t ncolumn, capacity;
	size_t ncell;
	struct arena arena;

	/* from here on made by row_plan_header */
	enum row_way way;
	bool plain_numbers; /* the delimiter is no byte of a number */
	/* [npatch]: copies of the source's columns that are touched, in order */
	struct row_column *patch;
	size_t npatch;
	/* [nadded]: columns that may have to be written behind the record */
	struct row_column *added;
	size_t nadded;
	_Atomic(struct row_map *) map;
};

/*
 * Runs between two values are short: copied in a few moves, without a call, never past either end.
 */
static inline void
row_copy(char *to, const char *from, size_t n)
{
	if (n > 64) {
		memcpy(to, from, n);
	} else if (n >= 16) {
		for (size_t i = 0; i + 16 < n; i += 16)
			memcpy(to + i, from + i, 16);
		memcpy(to + n - 16, from + n - 16, 16);
	} else if (n >= 8) {
		memcpy(to, from, 8);
		memcpy(to + n - 8, from + n - 8, 8);
	} else if (n >= 4) {
		memcpy(to, from, 4);
		memcpy(to + n - 4, from + n - 4, 4);
	} else if (n > 0) {
		to[0] = from[0];
		to[n / 2] = from[n / 2];
		to[n - 1] = from[n - 1];
	}
}

static inline void
row_add(struct buffer *out, const char *ptr, size_t n)
{
	row_copy(buffer_reserve(out, n), ptr, n);
	out->len += n;
}

/* Writes a cell that is not CELL_SOURCE (or is: then missing). */
void row_cell_csv(const struct row_plan *plan, const struct cell *cell, bool only,
    struct buffer *out);
/* A field of CSV as the number, the boolean or the null that it looks like. */
void row_infer(struct slice value, struct buffer *out);
void row_cell_json(const struct cell *cell, struct buffer *out);

void row_write_json(const struct row_plan *plan, const struct batch *batch, size_t row,
    const struct cell *cell, struct buffer *out);

/*
 * One more column of a closed plan, from the input; the name lives as long as the plan. -1: fault.
 */
int row_plan_list(struct row_plan *plan, struct slice name);

#endif
