/*
 * drivers: which early behaviour goes with an outcome later on.
 *
 *	struct drivers_params p = DRIVERS_DEFAULT;
 *	drivers_at_least(&p, "1,2,3"); drivers_check(&p, &fault);	NULL, or a sentence: usage
 *	struct drivers *d = drivers_new(&p);
 *	tool_analyse(&tool, &drivers_analysis, d);
 *	for (size_t k = 0; k < drivers_nrow(d); k++) ... drivers_row(d, k)
 *	drivers_free(d);
 *
 * What is counted: ia-drivers(1). A user's time begins with the first event (that start matches).
 * Behaviour is counted in [0, early), the outcome in [from, to) with from >= early, so that
 * neither contains the other. Users whose outcome's window ends after the last event of the input
 * are left out.
 * Memory: some 20 bytes and the id for each event (the sequences' limit holds for it); two counts
 * for each event name, threshold and stratum of activity. All counts are integers: nothing depends
 * on threads.
 * Errors: the analysis's fault (too many names).
 */
#ifndef IA_ANALYSIS_DRIVERS_DRIVERS_H
#define IA_ANALYSIS_DRIVERS_DRIVERS_H

#include "time/instant.h"
#include "event/analysis.h"
#include "expr/expr.h"
#include "stats/fourfold.h"

#define DRIVERS_THRESHOLDS 32
#define DRIVERS_NAMES ((uint32_t)16 << 10) /* different events at the most */

struct drivers_params {
	int64_t early_us, horizon_us;          /* horizon: -1: not given */
	uint64_t first_day, last_day;          /* of the outcome, where it is to be active then */
	int64_t from_us, to_us;                /* the outcome's; by drivers_check */
	uint64_t at_least[DRIVERS_THRESHOLDS]; /* [nthreshold], ascending */
	unsigned nthreshold;
	uint64_t least_users;     /* on either side of a comparison */
	const char *const *event; /* [nevent]: only these are tried; 0: all */
	size_t nevent;
	size_t memory;                /* bytes, for users of parts; 0: the usual */
	const char *temp;             /* folder to spill to */
	struct expr *outcome, *start; /* NULL: any event; borrowed until drivers_free */
};

#define DRIVERS_DEFAULT \
	{ \
		.early_us = 24 * HOUR_US, .horizon_us = -1, .first_day = 7, .last_day = 7, \
		.at_least = { 1, 2, 3, 5, 10 }, .nthreshold = 5, .least_users = 10 \
	}

/* Of values alone: "1,2,3"; "7" or "7..13", days after the first. NULL, or a sentence. */
const char *drivers_at_least(struct drivers_params *params, const char *list);
const char *drivers_days(struct drivers_params *params, const char *days);
/* NULL, or a sentence, maybe in fault. */
const char *drivers_check(struct drivers_params *params, struct fault *fault);

struct drivers;

struct drivers *drivers_new(const struct drivers_params *params);
/* Makes the rows, by phi from high to low; remarks: what must be said about them. */
extern const struct analysis drivers_analysis;

/* One comparison: those who did it at least so often, and those who did not. */
struct drivers_row {
	struct slice event;
	uint64_t at_least;
	struct fourfold users;        /* who did: with the outcome, without; who did not */
	double difference, low, high; /* of the shares with the outcome; 95 % */
	double lift;                  /* their ratio; not finite where the second is 0 */
	double phi;                   /* NaN where all or none met the outcome */
	double p, q;
	double adjusted; /* odds ratio, activity held fixed; may not be finite */
	double adjusted_low, adjusted_high, adjusted_p;
};

size_t drivers_nrow(const struct drivers *d);
const struct drivers_row *drivers_row(const struct drivers *d, size_t k);
void drivers_free(struct drivers *d);

#endif
