/*
 * grouping: all that makes rows of numbers to clusters: columns, scaling, a k-means model; kept as
 * a text in JSON.
 *
 *	struct grouping c;
 *	grouping_begin(&c, columns, d, log, nlog, &fault);
 *	grouping_take(&c, row, nrow);				row[nrow][d], in the columns' own units
 *	grouping_scale(&c, SCALE_ZSCORE, threads, &fault);
 *	grouping_fit(&c, &params, NULL, 0, &fault);
 *	grouping_write(&c, &text);
 *	cluster = grouping_assign(&c, row, NULL);
 *	grouping_release(&c);
 *
 * Errors: a fault, EXIT_USAGE for names and files, EXIT_DATA for rows, EXIT_SYSTEM for memory; with
 * one that is set already functions do nothing. What is written reads back the same, bit by bit.
 * What is read is checked whole: the format and its version, sizes that agree, finite numbers,
 * spreads above 0, no name twice, no other members.
 */
#ifndef IA_LEARN_CLUSTER_GROUPING_H
#define IA_LEARN_CLUSTER_GROUPING_H

#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"
#include "learn/cluster/kmeans.h"
#include "learn/cluster/scaling.h"

#define GROUPING_VERSION 1

struct grouping {
	size_t d;
	char **column; /* [d] */
	struct scaling scaling;
	struct kmeans_model model;
	struct matrix rows; /* until grouping_fit is done */
	uint16_t *label;    /* [nlabel]: of the rows that were fitted */
	size_t nlabel;
	size_t memory; /* bytes for rows; 0: no limit */
	bool full;     /* rows were left out */
};

/* Columns, and which of them take a logarithm. */
bool grouping_begin(struct grouping *grouping, const char *const *column, size_t d,
    const char *const *log, size_t nlog, struct fault *fault);
void grouping_take(void *grouping, const double *row, size_t nrow);
bool grouping_scale(struct grouping *grouping, enum scale scale, unsigned threads,
    struct fault *fault);
/*
 * start: [nstart][d] centres in own units, or NULL; params->k is then 0 or nstart. Without rows: no
 * clusters.
 */
bool grouping_fit(struct grouping *grouping, const struct kmeans_params *params, double *start,
    size_t nstart, struct fault *fault);

/*
 * The cluster of a row[d] in own units, which is scaled in place; *squared as in kmeans_nearest.
 * Any thread.
 */
uint16_t grouping_assign(const struct grouping *grouping, double *row, double *squared);
size_t grouping_group(void *grouping, double *row); /* the same, for callbacks */

/* no clusters: a fault */
bool grouping_write(const struct grouping *grouping, struct buffer *out, struct fault *fault);
bool grouping_read(struct grouping *grouping, const char *name, struct slice text,
    struct fault *fault);
void grouping_release(struct grouping *grouping);

#endif
