/*
 * posterior: what is believed of each arm when its data are in, and what it costs to choose it.
 *
 *	struct posterior arm[2] = { posterior_share(49, 100), posterior_share(51, 100) };
 *	double win[2], loss[2];
 *	posterior_compare(arm, 2, false, win, loss);
 *
 * win[k] is the probability that arm k is the best of all (they add up to 1), loss[k] what is lost
 * on average by choosing it, in the unit of the metric: the mean of how much the best other arm is
 * better, 0 where it is not. By Gauss-Legendre quadrature between points around each arm; absolute
 * error of win below 1e-10.
 */
#ifndef IA_STATS_EXPERIMENT_POSTERIOR_H
#define IA_STATS_EXPERIMENT_POSTERIOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct posterior {
	bool share;  /* Beta(a, b); else normal */
	double a, b; /* of a share */
	double mean, sd;
};

struct posterior posterior_share(uint64_t successes, uint64_t n); /* the prior is Beta(1, 1) */
struct posterior posterior_mean(double mean, double se);          /* a flat prior; se > 0 */

/* less: the smaller the better. n at least 2. */
void posterior_compare(const struct posterior *arm, size_t n, bool less, double *win, double *loss);

/*
 * An effect with a standard error, and a normal prior of it (variance: infinite is a flat one):
 * mean and standard deviation of the posterior, the probability that it is above 0, and what is
 * lost on average by keeping the control and by shipping.
 * Source: GrowthBook, Statistics: the Bayesian engine.
 */
struct effect_posterior {
	double mean, sd, above_0, loss_keep, loss_ship;
};

struct effect_posterior posterior_effect(double effect, double se, double prior_mean,
    double prior_variance);

#endif
