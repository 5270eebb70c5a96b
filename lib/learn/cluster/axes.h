/*
 * axes: principal axes of rows: their mean, and directions without correlation, the widest first.
 *
 *	struct axes a;
 *	axes_of(&a, &matrix);
 *	... a.direction[j * d + c], a.low[j], a.high[j], a.sd[j] ...	of the rows less the mean, along axis j
 *	axes_release(&a);
 *
 * Above AXES_MOST columns, the columns themselves.
 */
#ifndef IA_LEARN_CLUSTER_AXES_H
#define IA_LEARN_CLUSTER_AXES_H

#include "learn/matrix.h"

#define AXES_MOST 200u

struct axes {
	size_t d;
	double *mean;            /* [d] */
	double *direction;       /* [d axes][d], of length 1; NULL: the columns */
	double *low, *high, *sd; /* [d axes] */
};

void axes_of(struct axes *axes, const struct matrix *x);
/* A row from its places along the axes. */
void axes_row(const struct axes *axes, const double *place, double *row);
void axes_release(struct axes *axes);

#endif
