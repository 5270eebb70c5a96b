/*
 * abtest: each arm of an experiment against the control.
 *
 *	struct abtest *a = abtest_new(&params);
 *	tool_analyse(&tool, &abtest_analysis, a);	and its remarks, to be read first
 *	for (size_t k = 0; k < abtest_nrow(a); k++)
 *		... abtest_row(a, k)->effect.low ...
 *	abtest_free(a);
 *
 * Of rows abtest_bind, abtest_work and abtest_finish stand in the place of tool_analyse.
 * Of events: a user's first exposure is the earliest event for which exposure holds and variant
 * has a value; users exposed to two variants are left out of all arms. Metrics count from that
 * instant on, to window later (inclusive), over users whose window the input covers. What lies up
 * to lookback before it is the pre-period. Of rows: each is a user.
 *
 * Sums are exact (stats/experiment/moments.h), so nothing depends on threads, order or partitions.
 * Memory: 3 KiB for each arm, group, day and metric; a metric that is winsorised or a quantile 24
 * bytes a user. Limits: 1,000 variants, 1,000 groups, 30 metrics. Errors: abtest_fault.
 */
#ifndef IA_ANALYSIS_ABTEST_ABTEST_H
#define IA_ANALYSIS_ABTEST_ABTEST_H

#include "analysis/abtest/metric.h"
#include "event/analysis.h"
#include "read/scan.h"
#include "stats/experiment/effect.h"

struct zone;

#define ABTEST_ARMS 1000u
#define ABTEST_GROUPS 1000u
#define ABTEST_SINCE 400u /* days */

enum abtest_adjust { ABTEST_HOLM, ABTEST_BH, ABTEST_NONE };
enum abtest_test { ABTEST_AUTO, ABTEST_Z, ABTEST_WALD, ABTEST_FISHER, ABTEST_WELCH };

struct abtest_share {
	struct slice name;
	double share;
};

struct abtest_params {
	const struct abtest_metric *metric; /* [nmetric] */
	size_t nmetric;
	const char *variant;
	const char *control;   /* NULL: by its name */
	struct expr *exposure; /* NULL: rows */
	int64_t window_us;     /* < 0: no end */
	bool cuped;
	int64_t lookback_us;        /* of the pre-period */
	double winsor;              /* quantile of the values that are not 0; 0: none */
	const char *by, *strata;    /* NULL: none */
	struct abtest_share *split; /* [nsplit]: planned; none: all alike */
	size_t nsplit;
	bool holdout;    /* variant is 0/1 of who was left alone: 1 is the control */
	bool sequential; /* a row a day, valid at each */
	uint64_t since;  /* a row for each of so many days since exposure */
	double expected; /* users at the decision, of a sequence */
	double tau;      /* > 0: a mixture of effects of this size instead */
	double alpha;
	bool one_sided;
	int adjust;              /* enum abtest_adjust */
	int test;                /* enum abtest_test */
	int fieller;             /* 1: the lift's bounds by his theorem */
	const struct zone *zone; /* of days */
	size_t memory;           /* bytes; 0: no limit */
};

#define ABTEST_DEFAULT \
	((struct abtest_params){ .window_us = -1, \
	    .lookback_us = INT64_C(14) * 86400 * 1000000, \
	    .expected = 5000, \
	    .alpha = 0.05 })

/* NULL, or a sentence. */
const char *abtest_check(const struct abtest_params *params, struct fault *fault);

/* What makes a row doubtful. */
enum {
	ABTEST_MISMATCH = 1,   /* arms are not as large as planned, p below 0.001 */
	ABTEST_CROSSOVERS = 2, /* more than 1 % of the users saw two variants */
	ABTEST_EARLY = 4,      /* less than 3 days */
	ABTEST_SMALL = 8,      /* fewer than 150 users in an arm */
	ABTEST_NO_SPREAD = 16, /* nothing can be told of the difference */
	ABTEST_NO_LIFT = 32    /* the control is 0, or cannot be told from it */
};

enum abtest_verdict {
	ABTEST_UNCLEAR,
	ABTEST_CONTROL,
	ABTEST_WIN,
	ABTEST_LOSS,
	ABTEST_INVALID, /* the arms are not as planned: nothing can be said */
	ABTEST_CANNOT,  /* too few, or no spread */
	ABTEST_PASS,
	ABTEST_FAIL,
	ABTEST_NOT_YET,
	ABTEST_CURVE /* one of many looks at the same: no verdict */
};

struct abtest_row {
	int64_t day;        /* sequential: its start; since: the number of days */
	struct slice group; /* of by; ptr NULL: all */
	const struct abtest_metric *metric;
	struct slice variant;
	unsigned warning;
	uint64_t users;
	double mean, control_mean;
	struct effect effect;
	double p_adjusted, win, loss;
	enum abtest_verdict verdict;
	const char *test;     /* "z", "welch", ... */
	double p_interaction; /* by: do the groups differ; NaN elsewhere */
};

struct abtest;

struct abtest *abtest_new(const struct abtest_params *params);
extern const struct analysis abtest_analysis;
/* Of rows: columns, after scan_start (time: that of the days, or -1); false: scan_fault. */
bool abtest_bind(struct abtest *abtest, struct scan *scan, struct roles *roles);
struct scan_work abtest_work(struct abtest *abtest);
bool abtest_finish(struct abtest *abtest); /* false: abtest_fault */

const struct fault *abtest_fault(const void *abtest);
bool abtest_remark(const void *abtest, size_t *at, struct remark *remark);
size_t abtest_nrow(const struct abtest *abtest);
const struct abtest_row *abtest_row(const struct abtest *abtest, size_t k);
void abtest_free(struct abtest *abtest);

#endif
