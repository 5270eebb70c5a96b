/*
 * options: what the command line asks of a fit, and what that means.
 *
 *	struct churn_options o = CHURN_OPTIONS_DEFAULT;
 *	struct churn_asked asked = CHURN_DEFAULT;
 *	if ((wrong = churn_options_take(&o, NULL, 0, &asked)) != NULL) ...	NULL, or a sentence
 */
#ifndef IA_CMD_CHURN_OPTIONS_H
#define IA_CMD_CHURN_OPTIONS_H

#include "learn/churn/churn.h"

struct churn_options {
	const char *label, *model, *time_split, *thresholds; /* NULL: not given */
	int method;                                          /* enum learner_method */
	double test, threshold, penalty, rate;               /* NaN: not given */
	uint64_t folds, max_levels, seed;
	uint64_t trees, depth, min_leaf; /* CHURN_NOT_GIVEN */
	bool balance;
};

#define CHURN_PENALTY 1.0 /* of logistic, where nothing else is asked for */
#define CHURN_NOT_GIVEN UINT64_MAX
#define CHURN_OPTIONS_DEFAULT \
	{ \
		.test = NAN, .threshold = 0.5, .penalty = NAN, .rate = NAN, .max_levels = 50, \
		.seed = 42, .trees = CHURN_NOT_GIVEN, .depth = CHURN_NOT_GIVEN, \
		.min_leaf = CHURN_NOT_GIVEN \
	}

/* column[ncolumn]: those to learn from, where they were named. */
const char *churn_options_take(const struct churn_options *options, const char *const *column,
    size_t ncolumn, struct churn_asked *asked);
void churn_resources(struct churn_asked *asked, unsigned threads, size_t memory,
    void (*warn)(void *self, const char *sentence), void *self);
/* "0.3,0.7": where medium and high begin. NULL, or a sentence; text may be NULL: risk stays. */
const char *churn_thresholds(const char *text, double risk[2]);

#endif
