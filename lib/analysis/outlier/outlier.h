/*
 * outlier: absurd values of a column, each judged within its group.
 *
 *	struct outlier *o = outlier_new(&params);
 *	struct scan_work first = outlier_work(o);	first pass: the values of each group
 *	tool_fold(&tool, &first);
 *	wrong = outlier_settle(o);			NULL, or a sentence
 *	scan_rewind(scan)
 *	second pass: outlier_batch(o, batch, mark)
 *	outlier_free(o);
 *
 * With log, limits are found among the logarithms of 1 + the values, and are turned back; the mean
 * and the standard deviation are those of the logarithms.
 *
 * Values that are no numbers (with log: none above -1) are bad records (batch_bad) in both passes;
 * missing ones are never outliers. A missing group is a group of its own. Memory: as a profile of
 * the column (profile.h); past it the limits come from a sample of rows (outlier_is_exact). After
 * outlier_settle many threads may mark.
 */
#ifndef IA_ANALYSIS_OUTLIER_OUTLIER_H
#define IA_ANALYSIS_OUTLIER_OUTLIER_H

#include "analysis/outlier/mark.h"
#include "event/roles.h"
#include "stats/fence.h"

struct outlier_params {
	enum fence_method method;
	double cutoff;
	bool log;         /* limits are those of log(1 + value) */
	const char *name; /* of the column, for reasons */
	int column, by;   /* of the scan; by -1: one group */
	unsigned threads;
	size_t memory; /* bytes; 0: no limit */
};

struct outlier;

struct outlier *outlier_new(const struct outlier_params *params);
struct scan_work outlier_work(struct outlier *outlier);
const char *outlier_settle(struct outlier *outlier);
bool outlier_is_exact(const struct outlier *outlier);
/*
 * The column is skewed: it has no value below 0, more than one in fifty are outliers, and on a log
 * scale not half as many would be. *plain, *logged: those shares.
 */
bool outlier_is_skewed(const struct outlier *outlier, double *plain, double *logged);

/* Second pass: mark[batch->nrow]. */
void outlier_batch(const struct outlier *outlier, struct batch *batch, struct mark *mark);
/* "price above 120.5 (iqr)", added to out. */
void outlier_reason(const struct outlier *outlier, const struct mark *mark, struct buffer *out);
void outlier_free(struct outlier *outlier);

#endif
