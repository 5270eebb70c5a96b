/*
 * drivers: which early behaviour goes with an outcome later on.
 *
 *	struct drivers_params p = DRIVERS_DEFAULT;
 *	drivers_at_least(&p, "1,2,3"); drivers_check(&p, error);	NULL, or a sentence: usage
 *	struct drivers *d = drivers_new(&p);
 *	drivers_bind(d, scan);						after scan_start
 *	drivers_sequences(d, &roles, &spec);
 *	if (sequences_run(scan, &spec) && drivers_total(d))
 *		for (size_t k = 0; k < drivers_nrow(d); k++) ... drivers_row(d, k)
 *	drivers_free(d);
 *
 * What is counted: ia-drivers(1). A user's time begins with the first event (that start matches).
 * Behaviour is counted in [0, early), the outcome in [from, to) with from >= early, so that
 * neither contains the other. Users whose outcome's window ends after the last event of the input
 * are left out.
 * Memory: some 20 bytes and the id for each event (the sequences' limit holds for it); two counts
 * for each event name, threshold and stratum of activity. All counts are integers: nothing depends
 * on threads.
 * Errors: drivers_fault (too many names).
 */
#ifndef IA_ANALYSIS_DRIVERS_DRIVERS_H
#define IA_ANALYSIS_DRIVERS_DRIVERS_H

#include "time/instant.h"
#include "event/sequence.h"
#include "expr/expr.h"
#include "stats/fourfold.h"

#define DRIVERS_THRESHOLDS 32
#define DRIVERS_NAMES ((uint32_t)16 << 10) /* different events at the most */
#define DRIVERS_ERROR 360

struct drivers_params {
	int64_t early_us, horizon_us;          /* horizon: -1: not given */
	const char *outcome_text;              /* "day:7", "day:7..13", or an expression */
	int64_t from_us, to_us;                /* the outcome's; by drivers_check */
	bool returns;                          /* any event in it is the outcome */
	uint64_t at_least[DRIVERS_THRESHOLDS]; /* [nthreshold], ascending */
	unsigned nthreshold;
	uint64_t least_users;     /* on either side of a comparison */
	const char *const *event; /* [nevent]: only these are tried; 0: all */
	size_t nevent;
	struct expr *outcome, *start; /* NULL: any event; drivers_new takes them */
};

#define DRIVERS_DEFAULT \
	{ \
		.early_us = 24 * HOUR_US, .horizon_us = -1, .outcome_text = "day:7", \
		.at_least = { 1, 2, 3, 5, 10 }, .nthreshold = 5, .least_users = 10 \
	}

/* NULL, or a sentence, maybe in error (DRIVERS_ERROR bytes). */
const char *drivers_at_least(struct drivers_params *params, const char *list);
const char *drivers_check(struct drivers_params *params, char *error);

struct drivers;

struct drivers *drivers_new(const struct drivers_params *params);
bool drivers_bind(struct drivers *d, struct scan *scan); /* false: scan_fault */
void drivers_sequences(struct drivers *d, struct roles *roles, struct sequence_spec *spec);

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

/* After the run: makes the rows, by phi from high to low. */
bool drivers_total(struct drivers *d);
size_t drivers_nrow(const struct drivers *d);
const struct drivers_row *drivers_row(const struct drivers *d, size_t k);
/* What must be said about the answer: sentence k = 0, 1, ... while true; some are empty. */
bool drivers_remark(const struct drivers *d, unsigned k, char out[DRIVERS_ERROR]);
/* The same about names that options have and no row: out is empty where some row has the k-th. */
bool drivers_unseen(const struct drivers *d, unsigned k, char out[DRIVERS_ERROR]);
const struct fault *drivers_fault(const struct drivers *d);
void drivers_free(struct drivers *d);

#endif
