/*
 * quantile: values that a given share of an array lies below.
 *
 *	double median = quantile_select(seconds, n, 0.5);
 *
 * Definition (numpy's "linear", R's type 7, Hyndman and Fan 1996): with x sorted and numbered from
 * 0, the value at place h = (n - 1) p, between x[floor h] and the next by linear interpolation.
 *
 * The arrays are put in another order; every value stays. They must not hold NaN. n = 0 gives NaN.
 * Time is proportional to n: quickselect (Hoare 1961) with a fall back to heapsort for inputs that
 * resist.
 */
#ifndef IA_STATS_QUANTILE_H
#define IA_STATS_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

double quantile_select(double *x, size_t n, double p);      /* p in 0..1 */
double quantile_select_i64(int64_t *x, size_t n, double p); /* exact below 2^53 */

/* The same at np places, in any order, of one array: out[np]. */
void quantiles_select(double *x, size_t n, const double *p, size_t np, double *out);
void quantiles_select_i64(int64_t *x, size_t n, const double *p, size_t np, double *out);

/* Of an array that is sorted already. */
double quantile_sorted(const double *x, size_t n, double p);

/* Where between two neighbours: low + (high - low) share, without losing the ends. */
double quantile_between(double low, double high, double share);

#endif
