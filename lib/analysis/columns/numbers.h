/*
 * numbers: columns of numbers, out of batches into rows of doubles.
 *
 *	struct numbers n = { .missing = NUMBERS_SKIP };
 *	numbers_bind(&n, scan, names, 2);
 *	struct scan_work work = numbers_work(&n, take, self);	take(self, row, nrow): in input order, one at a time
 *	tool_fold(tool, &work);
 *	...
 *	if (numbers_row(&n, batch, i, row) == NUMBERS_WHOLE) ...
 *	numbers_release(&n);
 *
 * What is no number, or none that can be used, is a bad record (batch_bad). So is a missing value
 * where missing is NUMBERS_ERROR.
 */
#ifndef IA_ANALYSIS_COLUMNS_NUMBERS_H
#define IA_ANALYSIS_COLUMNS_NUMBERS_H

#include <stdbool.h>

#include "event/roles.h"

struct fault;

#define NUMBERS_LIMIT 1e140 /* squares can be added */

enum numbers_missing {
	NUMBERS_ERROR, /* is a bad record */
	NUMBERS_SKIP,  /* the row is not whole */
	NUMBERS_KEEP   /* NaN */
};

enum numbers_found {
	NUMBERS_WHOLE, /* row[d] is filled in */
	NUMBERS_PART,  /* some value is missing */
	NUMBERS_OUT    /* a bad record, left out */
};

/* Where the rows of a batch went. */
struct numbers_batch {
	uint64_t order; /* of the batch */
	size_t first;   /* row */
};

struct numbers {
	size_t d;
	int *column;     /* [d], from scan_column */
	const bool *log; /* [d]: must be above -1; NULL: none */
	enum numbers_missing missing;
	/* by numbers_work; row[nrow][d] */
	void (*take)(void *self, const double *row, size_t nrow);
	void *self;
	struct numbers_batch *batch; /* [nbatch]: what numbers_work saw */
	size_t nbatch, capacity, n;  /* n: rows that were taken */
	bool gaps;                   /* some row was not taken */
};

/* Asks for the columns; false: the scan has the fault. */
bool numbers_bind(struct numbers *numbers, struct scan *scan, char *const *name, size_t d);
enum numbers_found numbers_row(const struct numbers *numbers, struct batch *batch, size_t i,
    double *row);
/* The work of a scan that hands all whole rows to take. */
struct scan_work numbers_work(struct numbers *numbers,
    void (*take)(void *self, const double *row, size_t nrow), void *self);
/*
 * When the input is read again: which of the rows that take was given this one is. SIZE_MAX: not
 * known, some row was not taken.
 */
size_t numbers_place(const struct numbers *numbers, const struct batch *batch, size_t i);
void numbers_release(struct numbers *numbers);

/*
 * The named columns of a CSV file of its own: all rows, [*nrow][d], to be freed; NULL with a fault.
 * Nothing may be missing in it.
 */
double *numbers_file(const char *path, char *const *name, size_t d, size_t *nrow,
    struct fault *fault);

/*
 * Sums of columns by group: exact, so the same for any number of threads. group gives a row's
 * number below ngroup, or ngroup: the row is not counted. It is called on any thread, with a copy
 * of the row that it may write over.
 *
 *	struct numbers_sums *sums = numbers_sums_new(&numbers, ngroup, group, self);
 *	work = numbers_sums_work(sums);
 *	tool_fold(tool, &work);
 *	mean = numbers_sums_mean(sums, g, c);
 */
struct numbers_sums;

typedef size_t numbers_group(void *self, double *row);

struct numbers_sums *numbers_sums_new(const struct numbers *numbers, size_t ngroup,
    numbers_group *group, void *self);
struct scan_work numbers_sums_work(struct numbers_sums *sums);
/* after the scan: rows of a group, and of all groups */
uint64_t numbers_sums_count(const struct numbers_sums *sums, size_t group);
uint64_t numbers_sums_total(const struct numbers_sums *sums);
/* Missing ones left out; NaN: there are none. */
double numbers_sums_mean(const struct numbers_sums *sums, size_t group, size_t c);
void numbers_sums_free(struct numbers_sums *sums);

#endif
