/*
 * effect: one arm against the control.
 *
 *	struct estimate c = estimate_mean(&control), t = estimate_mean(&treated);
 *	struct effect e = effect_of(c, t);
 *	effect_judge(&e, &(struct judging){ .alpha = 0.05 });	bounds and p by Welch's test
 *
 * What cannot be told is NaN: a difference without a spread, a lift over a control of 0. The lift
 * is the difference over the size of the control's mean, |control|, so that more is always above
 * 0.
 */
#ifndef IA_STATS_EXPERIMENT_EFFECT_H
#define IA_STATS_EXPERIMENT_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/experiment/moments.h"

/* What one arm says of a metric: its value, and the variance of one unit's. */
struct estimate {
	double n, value, variance;
};

struct estimate estimate_mean(const struct spread *spread); /* of x */
/* Of a share, with p (1 - p) as GrowthBook has it. */
struct estimate estimate_share(uint64_t successes, uint64_t n);
/* Sum of x over sum of y. Source: Deng, Knoblich and Lu 2018, Applying the delta method, KDD. */
struct estimate estimate_ratio(const struct spread *spread);
/*
 * A quantile of sorted values, by those that lie z standard deviations of their rank away; variance
 * NaN where there are too few. Source: GrowthBook, Quantile testing; Deng et al. 2018.
 */
struct estimate estimate_quantile(const double *sorted, size_t n, double q, double z);

struct effect {
	double difference, se, df;
	double lift, lift_se;
	double g_unit;       /* squared relative standard error of the control */
	double low, high, p; /* of the difference */
	double lift_low, lift_high;
};

/* Independent arms. df: Welch and Satterthwaite; lift_se by the delta method. */
struct effect effect_of(struct estimate control, struct estimate treated);

/*
 * Less noise by what is known from before (CUPED): x is the metric, y the covariate, spreads are
 * each arm's; theta = cov / var over all units of both arms. The lift is over the control's own
 * mean. Source: Deng, Xu, Kohavi and Walker 2013, WSDM; GrowthBook for the lift.
 */
struct effect effect_adjusted(struct moments *control, uint64_t ncontrol, struct moments *treated,
    uint64_t ntreated, double *theta);

/* One stratum: both arms. */
struct stratum {
	struct estimate control, treated;
};

/*
 * The strata weighed by their size in both arms. A stratum with an empty arm must not be there.
 * Source: Miratrix, Sekhon and Yu 2013, J. R. Statist. Soc. B 75; GrowthBook.
 */
struct effect effect_strata(const struct stratum *stratum, size_t n);

/* How bounds are to be made. */
struct judging {
	double alpha;
	int side; /* 0: both; 1: only what is above 0 counts; -1: below */
	bool normal;
};

/* Bounds and p by Student's t with the effect's df (normal: infinite). */
void effect_judge(struct effect *effect, const struct judging *judging);
/* Bounds of difference and lift so many standard errors to each side. */
void effect_bounds(struct effect *effect, double times, int side);
/*
 * The lift's bounds by Fieller's theorem (1954); both infinite where the control cannot be told
 * from 0: then there is no interval.
 */
void effect_fieller(struct effect *effect, struct estimate control, struct estimate treated,
    double times);
/* Is the control's mean so unsure that its ratio has no interval? (Fieller's g is 1 or more.) */
bool effect_unbounded(const struct effect *effect, double times);

/* Two shares: z by the pooled variance, or the exact test; bounds of the difference by Newcombe. */
enum share_test { SHARE_POOLED, SHARE_WALD, SHARE_FISHER };
void effect_judge_shares(struct effect *effect, const uint64_t successes[2], const uint64_t n[2],
    enum share_test test, const struct judging *judging);

/*
 * Do segments differ in their effects? Q of effects d with standard errors se around their mean,
 * and its p with n - 1 degrees of freedom; NaN of less than two. Source: Cochran 1954, Biometrics
 * 10.
 */
double effect_heterogeneity(const double *d, const double *se, size_t n, double *q);

#endif
