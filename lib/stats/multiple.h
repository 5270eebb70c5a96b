/*
 * multiple: p-values of many tests, corrected for there being many.
 *
 *	multiple_discoveries(p, n, q);
 *
 * Of the tests with q below 0.05 at most one in twenty is expected to be chance.
 */
#ifndef IA_STATS_MULTIPLE_H
#define IA_STATS_MULTIPLE_H

#include <stddef.h>

/*
 * q[i]: the least rate of false discoveries at which test i is among the discoveries: the least of
 * n p / rank over all tests with p as large or larger, at most 1. p in 0 .. 1, no NaN; q may be p.
 * Source: Benjamini and Hochberg 1995, Controlling the false discovery rate, J. R. Statist. Soc. B
 * 57, 289-300.
 */
void multiple_discoveries(const double *p, size_t n, double *q);

/*
 * q[i]: the least level at which test i is rejected so that any false rejection at all is no
 * likelier than that level: the greatest of (n - rank + 1) p over all tests with p as small or
 * smaller, at most 1. q may be p. Source: Holm 1979, A simple sequentially rejective multiple test
 * procedure, Scand. J. Statist. 6.
 */
void multiple_holm(const double *p, size_t n, double *q);

#endif
