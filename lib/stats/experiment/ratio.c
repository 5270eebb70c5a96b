#include "stats/experiment/ratio.h"

#include <math.h>
#include <stdbool.h>

#include "stats/experiment/distribution.h"

double
ratio_chi_square(const uint64_t *count, const double *share, size_t n)
{
	uint64_t all = 0;
	double sum = 0;

	for (size_t k = 0; k < n; k++)
		all += count[k];
	for (size_t k = 0; k < n; k++) {
		double want = share[k] * (double)all, off = (double)count[k] - want;

		sum += off * off / want;
	}
	return sum;
}

double
ratio_p(const uint64_t *count, const double *share, size_t n)
{
	bool enough = n > 1;
	uint64_t all = 0;

	for (size_t k = 0; k < n; k++)
		all += count[k];
	for (size_t k = 0; k < n; k++)
		enough &= share[k] * (double)all >= RATIO_LEAST;
	return enough ? chi_square_upper(ratio_chi_square(count, share, n), (double)n - 1) : NAN;
}
