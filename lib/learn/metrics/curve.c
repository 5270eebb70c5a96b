/* curve: tenths by falling score, bins by rising score. */
#include <math.h>

#include "learn/metrics/parts.h"
#include "stats/interval.h"

struct metric
metric_share(double successes, double n, int weighted)
{
	struct metric share = { n > 0 ? successes / n : NAN, NAN, NAN };

	if (!weighted)
		interval_wilson_real(successes, n, INTERVAL_Z95, &share.low, &share.high);
	return share;
}

static void
finish_deciles(const struct ties *ties, struct metrics_decile *decile)
{
	double rows = 0, positives = 0, base = ties->one / (ties->one + ties->zero);

	for (size_t k = 0; k < METRICS_DECILES; k++) {
		struct metrics_decile *d = &decile[k];

		rows += d->rows;
		positives += d->positives;
		d->mean_score /= d->rows;
		d->rate = metric_share(d->positives, d->rows, ties->weighted);
		d->lift = base > 0 ? d->rate.value / base : NAN;
		d->capture = base > 0 ? d->positives / ties->one : NAN;
		d->total_lift = base > 0 ? positives / rows / base : NAN;
		d->total_capture = base > 0 ? fmin(1, positives / ties->one) : NAN;
	}
}

void
ties_deciles(const struct ties *ties, struct metrics_decile *decile)
{
	double whole = ties->one + ties->zero, place = 0;
	size_t k = 0;

	for (size_t t = 0; t < METRICS_DECILES; t++)
		decile[t] = (struct metrics_decile){ 0 };
	for (size_t t = ties->n; t-- > 0;) {
		const struct tie *tie = &ties->tie[t];
		double rows = tie->one + tie->zero, left = rows;

		while (left > 0) {
			double end = whole * (double)(k + 1) / METRICS_DECILES;
			double part = k + 1 < METRICS_DECILES ? fmin(left, end - place) : left;

			if (part > 0) {
				decile[k].rows += part;
				decile[k].positives += tie->one * (part / rows);
				decile[k].mean_score += tie->score * part;
				place += part;
				left -= part;
			}
			if (k + 1 < METRICS_DECILES && place >= end)
				k++;
		}
	}
	finish_deciles(ties, decile);
}

/* The upper limit of the k-th bin, by numpy's arithmetic; *at goes on from limit to limit. */
static double
limit_of(const struct ties *ties, size_t k, size_t bins, size_t *at)
{
	double share = (double)k * (1.0 / (double)bins) * 100 / 100;
	double place = (double)(ties->rows - 1) * share, whole = floor(place), part = place - whole;

	while ((double)ties->tie[*at].upto <= whole)
		++*at;
	double low = ties->tie[*at].score, high = low;

	if ((double)ties->tie[*at].upto <= whole + 1 && *at + 1 < ties->n)
		high = ties->tie[*at + 1].score;
	return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

size_t
ties_bins(const struct ties *ties, size_t bins, struct metrics_bin *bin)
{
	size_t made = 0, t = 0, at = 0;

	for (size_t k = 1; k <= bins && ties->n > 0; k++) {
		double limit = k < bins ? limit_of(ties, k, bins, &at) : INFINITY;
		struct metrics_bin b = { 0 };

		for (; t < ties->n && ties->tie[t].score <= limit; t++) {
			double rows = ties->tie[t].one + ties->tie[t].zero;

			b.rows += rows;
			b.positives += ties->tie[t].one;
			b.mean_score += ties->tie[t].score * rows;
		}
		if (!(b.rows > 0))
			continue;
		b.mean_score /= b.rows;
		b.rate = metric_share(b.positives, b.rows, ties->weighted);
		bin[made++] = b;
	}
	return made;
}
