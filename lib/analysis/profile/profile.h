/*
 * profile: every column of an input counted and described in one pass.
 *
 *	struct profile *p = profile_new(&options);
 *	profile_column(p, SLICE("price"), at);			or, NDJSON: members of records as they come
 *	struct scan_work work = profile_work(p);
 *	tool_fold(&tool, &work);
 *	profile_describe(p, row, self);				calls row for every group and column
 *	profile_free(p);
 *
 * Each column is a counts of its values (counts.h); what is said of it follows from them when the
 * input has ended, so that it is exact and the same for any number of threads. A column whose
 * values do not fit into its share of the memory is estimated: distinct values from those kept,
 * quantiles and the most frequent value from a sample of rows (row_sample.h). Count, missing,
 * min, max, mean and sd stay exact. A value is its bytes: the number 1 and the string "1" of NDJSON
 * are one, a string.
 *
 * Limits: 2^24 groups; 65,536 columns.
 */
#ifndef IA_ANALYSIS_PROFILE_PROFILE_H
#define IA_ANALYSIS_PROFILE_PROFILE_H

#include "analysis/profile/column_kind.h"
#include "event/roles.h"
#include "stats/counted.h"

#define PROFILE_QUANTILES 5
extern const double profile_p[PROFILE_QUANTILES]; /* 0.01 0.25 0.5 0.75 0.99 */

struct profile_options {
	struct value_times times;
	int by;       /* column of the scan; -1: one group */
	bool strings; /* NDJSON: strings are no numbers */
	bool members; /* NDJSON: every key that a record has is a column */
	unsigned threads;
	size_t memory;   /* bytes for all columns; 0: no limit */
	size_t expected; /* columns that share it; 0: those of profile_column */
};

/* What is known of a column within a group. Slices live until the callback returns. */
struct description {
	struct slice group, column;
	enum column_type type;
	uint64_t count, missing, distinct;
	double error;                  /* standard error of distinct, as a share of it; 0: exact */
	struct slice min, max;         /* as in the source; empty: no value */
	bool min_is_json, max_is_json; /* numbers that JSON takes as they are */
	double mean, sd;               /* of numbers; NaN: none */
	double quantile[PROFILE_QUANTILES]; /* numbers; times in microseconds; NaN: none */
	struct slice top;                   /* the most frequent value; empty: none */
	uint64_t top_count;                 /* estimated where error > 0 */
};

/* A value of a column within a group, for --freq. */
struct frequency {
	struct slice group, value;
	bool is_json;          /* source text of JSON, no string */
	uint64_t count, total; /* total: values of the column in this group */
};

/* The numbers of a column within a group, for ia-outlier. */
struct group_numbers {
	struct slice group;
	const struct counted *value; /* [n]: keys are words of doubles */
	size_t n;
	bool exact;                 /* false: value is a sample */
	double low, high, mean, sd; /* of all; sd NaN: fewer than two */
};

struct profile;

struct profile *profile_new(const struct profile_options *options);
/* A column of the scan (a number from scan_column) under this name; before the scan runs. */
void profile_column(struct profile *profile, struct slice name, int column);
struct scan_work profile_work(struct profile *profile);

/* After the scan. NULL, or a sentence: a limit was passed. */
const char *profile_check(const struct profile *profile);
bool profile_is_estimated(struct profile *profile); /* some column is */
/* Groups by their bytes, columns in the order of the input. */
void profile_describe(struct profile *profile, void (*row)(void *self, const struct description *d),
    void *self);
/* Of the first column: the most frequent value of a group first, equals by their bytes. */
void profile_frequencies(struct profile *profile,
    void (*row)(void *self, const struct frequency *f), void *self);
/* Of the first column; values that are no numbers are left out. Groups by their bytes. */
void profile_numbers(struct profile *profile,
    void (*row)(void *self, const struct group_numbers *g), void *self);
/* "pay (12)"; empty: none */
struct slice description_top(const struct description *d, struct buffer *out);
void profile_free(struct profile *profile);

#endif
