/*
 * rounding: whether numbers differ by more than rounding can make them differ.
 *
 *	if (rounding_alone(low, high)) ...	a column from low to high is constant
 *
 * A mean of 0.7 comes out as 0.7 or 0.7000000000000001 by the order of its terms. Sums of some
 * thousand terms stay within 64 units in the last place (the error of a sum grows with the root of
 * its terms: Higham 2002, Accuracy and Stability of Numerical Algorithms, 4.2); what differs by no
 * more is one number, and must not be divided by its spread.
 */
#ifndef IA_STATS_ROUNDING_H
#define IA_STATS_ROUNDING_H

#include <math.h>
#include <stdbool.h>

/* The largest difference that rounding makes of numbers as large as x. */
static inline double
rounding_of(double x)
{
	return fabs(x) * 0x1p-46;
}

/* low <= high, finite; NaN: false */
static inline bool
rounding_alone(double low, double high)
{
	return high - low <= rounding_of(fmax(fabs(low), fabs(high)));
}

#endif
