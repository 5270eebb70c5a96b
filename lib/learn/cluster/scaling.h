/*
 * scaling: columns of different units made comparable.
 *
 *	struct scaling s;
 *	scaling_init(&s, d);
 *	s.log[2] = true;
 *	column = scaling_fit(&s, SCALE_ZSCORE, &matrix, threads);	the matrix is scaled in place
 *	scaling_row(&s, row);						the same for one more row
 *	scaling_release(&s);
 *
 * A value x becomes (x - offset) / spread; where log, log(1 + x) takes the place of x. A missing
 * value (NaN) is taken for the mean of its column, in its own units.
 * SCALE_ZSCORE	mean, standard deviation (divided by n)
 * SCALE_ROBUST	median, interquartile range (quantiles as in stats/quantile.h)
 * SCALE_MINMAX	least value, range
 * SCALE_NONE	0, 1
 * A spread of 0 counts as 1: a constant column becomes 0 and says nothing. One of rounding alone
 * (stats/rounding.h) counts as 1 or, where that is more, as the values' size.
 * Limits: values up to 1e140; with log, above -1.
 */
#ifndef IA_LEARN_CLUSTER_SCALING_H
#define IA_LEARN_CLUSTER_SCALING_H

#include <stdbool.h>

#include "learn/matrix.h"

enum scale { SCALE_ZSCORE, SCALE_ROBUST, SCALE_MINMAX, SCALE_NONE };

struct scaling {
	size_t d;
	enum scale scale;
	bool *log;               /* [d] */
	double *offset, *spread; /* [d] */
	double *mean;            /* [d]: of the values as they come */
};

void scaling_init(struct scaling *scaling, size_t d);
/* -1, or the first column that has no value at all. */
ptrdiff_t scaling_fit(struct scaling *scaling, enum scale scale, struct matrix *matrix,
    unsigned threads);
void scaling_row(const struct scaling *scaling, double *row); /* row[d] */
/* back to own units */
void scaling_undo(const struct scaling *scaling, double *row);
void scaling_release(struct scaling *scaling);

#endif
