/*
 * columns: columns of numbers and of categories, out of batches into arrays, with a label for each
 * row.
 *
 *	struct columns c = { .roles = &roles, .memory = bytes, .fault = &fault };
 *	if (!columns_bind(&c, scan, &choice)) ...
 *	struct scan_work work = columns_work(&c);
 *	tool_fold(&tool, &work);
 *	... c.column[k].number[row], c.y[row] ...
 *	columns_release(&c);
 *
 * A column is of numbers where every value that is not missing is one; else of categories
 * (base/category.h), and its numbers count by their shortest form. Rows stand in input order, bad
 * ones left out. A label that is not 0 or 1, an order that is neither a number nor a time, and a
 * number past 1e140 are bad (batch_bad).
 *
 * Limits: a column with more than 65,536 different categories, or with one of more than 256 bytes,
 * is over: what it holds is of no use.
 */
#ifndef IA_ANALYSIS_COLUMNS_COLUMNS_H
#define IA_ANALYSIS_COLUMNS_COLUMNS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/raw_column.h"
#include "base/intern.h"
#include "event/roles.h"

#define COLUMNS_LIMIT 1e140 /* of a number: squares can be added */
#define COLUMNS_LEVELS 65536u
#define COLUMNS_LEVEL_LENGTH 256u

struct typed_column {
	struct slice name; /* lives as long as the scan */
	int at;            /* from scan_column */
	atomic_bool text;  /* of categories */
	atomic_bool over;  /* too many of them, or too long: code means nothing */
	double *number;    /* [n], NaN: missing; NULL: of categories */
	uint32_t *code;    /* [n], COLUMN_MISSING, or which of levels; NULL: of numbers */
	/* their numbers depend on threads: order them before they are told */
	struct intern levels;
};

struct columns {
	size_t ncolumn, n;
	struct typed_column *column; /* [ncolumn] */
	int label;                   /* from scan_column */
	int order, user;             /* the same; -1: there is none */
	uint8_t *y;                  /* [n]: 0 or 1 */
	/* [n]: order as a number, or a time in microseconds; NULL: no order */
	double *when;
	uint64_t *who;             /* [n]: a hash of the user, 0: missing; NULL: no user */
	uint32_t *group;           /* of columns_group */
	const struct roles *roles; /* how times are read; where there is an order */
	size_t memory;             /* bytes; 0: no limit */
	bool full;                 /* past the memory: the fault says so, the scan ends */
	struct fault *fault;
	size_t bytes;           /* that are held */
	size_t capacity;        /* rows */
	struct raw_column *raw; /* of columns_raw */
};

/* Which columns of the input. */
struct column_choice {
	const char *const *wanted;   /* [nwanted]; none: all but the others named here */
	const char *const *unwanted; /* [nunwanted] */
	size_t nwanted, nunwanted;
	const char *label, *order; /* order may be NULL */
	struct slice user;         /* left out as well */
	bool user_named;           /* it must be there */
};

/* false: the scan has the fault. To be released in either case. */
bool columns_bind(struct columns *columns, struct scan *scan, const struct column_choice *choice);
struct scan_work columns_work(struct columns *columns);
/*
 * After the scan: the columns as they are, [ncolumn], until columns_release; asked: the user named
 * them.
 */
const struct raw_column *columns_raw(struct columns *columns, bool asked);
/*
 * After the scan: for each row the first row of the same user, until columns_release; rows without
 * a user stand alone. NULL: no two rows have the same.
 */
const uint32_t *columns_group(struct columns *columns);
void columns_release(struct columns *columns);

#endif
