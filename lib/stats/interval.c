#include "stats/interval.h"

#include <math.h>

void
interval_wilson(uint64_t successes, uint64_t n, double z, double *low, double *high)
{
	interval_wilson_real((double)successes, (double)n, z, low, high);
}

void
interval_wilson_real(double successes, double n, double z, double *low, double *high)
{
	if (!(n > 0)) {
		*low = *high = NAN;
		return;
	}
	double share = successes / n, zz = z * z;
	double centre = share + zz / (2 * n);
	double half = z * sqrt(share * (1 - share) / n + zz / (4 * n * n));
	double scale = 1 + zz / n;

	/* At the ends one bound is the share itself; rounding would leave it. */
	*low = successes <= 0 ? 0 : fmax(0, (centre - half) / scale);
	*high = successes >= n ? 1 : fmin(1, (centre + half) / scale);
}
