#include "stats/interval.h"

#include <math.h>

void
interval_wilson(uint64_t successes, uint64_t n, double z, double *low, double *high)
{
	if (n == 0) {
		*low = *high = NAN;
		return;
	}
	double size = (double)n, share = (double)successes / size, zz = z * z;
	double centre = share + zz / (2 * size);
	double half = z * sqrt(share * (1 - share) / size + zz / (4 * size * size));
	double scale = 1 + zz / size;

	/* At the ends one bound is the share itself; rounding would leave it. */
	*low = successes == 0 ? 0 : fmax(0, (centre - half) / scale);
	*high = successes == n ? 1 : fmin(1, (centre + half) / scale);
}
