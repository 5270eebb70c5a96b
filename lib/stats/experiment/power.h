/*
 * power: how many units an experiment needs, or what it can see.
 *
 *	struct power_plan plan = { .baseline = 0.05, .lift = 0.1, .variance = POWER_SHARE, .alpha = 0.05,
 *	    .power = 0.8, .ratio = 1 };
 *	double control = power_units(&plan);		and ratio times as many in the other arm
 *
 * The normal approximation with the variances of both arms; units and lift count only what is seen
 * in the direction of the lift. Source: Fleiss, Levin and Paik 2003, Statistical Methods for Rates
 * and Proportions, 4.2, without correction.
 */
#ifndef IA_STATS_EXPERIMENT_POWER_H
#define IA_STATS_EXPERIMENT_POWER_H

#include <stdbool.h>

#define POWER_SHARE (-1.0)

struct power_plan {
	double baseline; /* of the control */
	double lift;     /* relative */
	double variance; /* of one unit; POWER_SHARE: p (1 - p) of each arm */
	double alpha, power;
	double ratio; /* treated units for each of control */
	double r;     /* correlation with a covariate (CUPED) */
	bool one_sided;
	bool relative;   /* the lift itself is tested, by the delta method */
	double expected; /* > 0: one final look of a sequence tuned to so many units in all */
};

double power_units(const struct power_plan *plan); /* of control; not rounded */
/* The probability of seeing the lift with so many units of control. */
double power_reached(const struct power_plan *plan, double units);
/*
 * The least relative lift, in the direction of plan->lift (0: up), that is seen with plan->power;
 * NaN: none can be.
 */
double power_lift(const struct power_plan *plan, double units);

#endif
