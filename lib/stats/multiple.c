#include "stats/multiple.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

struct ranked {
	double p;
	size_t at;
};

static int
by_p(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

void
multiple_discoveries(const double *p, size_t n, double *q)
{
	struct ranked *list = memory_array(n, sizeof *list);
	double least = 1;

	for (size_t i = 0; i < n; i++)
		list[i] = (struct ranked){ p[i], i };
	qsort(list, n, sizeof *list, by_p);
	for (size_t rank = n; rank > 0; rank--) {
		/* a factor of at least 1, so that rounding takes no q below its p */
		least = fmin(least, list[rank - 1].p * ((double)n / (double)rank));
		q[list[rank - 1].at] = least;
	}
	free(list);
}

void
multiple_holm(const double *p, size_t n, double *q)
{
	struct ranked *list = memory_array(n, sizeof *list);
	double most = 0;

	for (size_t i = 0; i < n; i++)
		list[i] = (struct ranked){ p[i], i };
	qsort(list, n, sizeof *list, by_p);
	for (size_t rank = 0; rank < n; rank++) {
		most = fmin(fmax(most, list[rank].p * (double)(n - rank)), 1);
		q[list[rank].at] = most;
	}
	free(list);
}
