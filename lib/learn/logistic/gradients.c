/* gradients: Newton's step by conjugate gradients (Hestenes and Stiefel 1952), without a matrix. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/logistic/parts.h"

#define STEPS 500
#define CLOSE 1e-8 /* of the squared length of the gradient */

/* About the diagonal of the second derivatives: as if rows' curves did not depend on the slot. */
static void
guess_diagonal(const struct design *d, const double *curve, double *out)
{
	double sum = 0;

	for (size_t i = 0; i < d->nrow; i++)
		sum += curve[i];
	for (size_t slot = 0; slot <= d->p; slot++) {
		double share =
		    slot < d->ndense ? slot == 0 || d->scale[slot] > 0 : d->mean[d->feature[slot]];

		out[slot] = sum * share + (d->ridge != NULL ? d->ridge[slot] : 0);
		if (!(out[slot] > 0))
			out[slot] = 1;
	}
}

static double
dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t k = 0; k < n; k++)
		sum += a[k] * b[k];
	return sum;
}

void
gradients_solve(const struct design *d, const double *curve, const double *gradient, double *x)
{
	size_t n = d->p + 1;
	double *room = memory_array(n, 5 * sizeof *room);
	double *diagonal = room, *rest = room + n, *scaled = room + 2 * n, *way = room + 3 * n;
	double *bent = room + 4 * n;

	guess_diagonal(d, curve, diagonal);
	memset(x, 0, n * sizeof *x);
	memcpy(rest, gradient, n * sizeof *rest);
	for (size_t k = 0; k < n; k++)
		way[k] = scaled[k] = rest[k] / diagonal[k];
	double length = dot(rest, scaled, n), begun = length;

	for (int step = 0; step < STEPS && length > CLOSE * begun; step++) {
		pass_product(d, curve, way, bent);
		for (size_t k = 0; d->ridge != NULL && k < n; k++)
			bent[k] += d->ridge[k] * way[k];
		double bend = dot(way, bent, n), far = length / bend;

		if (!(bend > 0) || !isfinite(far))
			break;
		for (size_t k = 0; k < n; k++) {
			x[k] += far * way[k];
			rest[k] -= far * bent[k];
			scaled[k] = rest[k] / diagonal[k];
		}
		double next = dot(rest, scaled, n);

		for (size_t k = 0; k < n; k++)
			way[k] = scaled[k] + next / length * way[k];
		length = next;
	}
	free(room);
}
