/*
 * features: what is known of each user at one moment, from the events up to then.
 *
 *	struct features_params p = FEATURES_DEFAULT;
 *	p.purchase = ...; features_ask(&p, "sum", "price", &fault);
 *	wrong = features_check(&p, &fault);			NULL, or a sentence: usage
 *	struct features *f = features_new(&p);
 *	tool_analyse(&tool, &features_analysis, f);		p.row for each user, p.write for what it wrote
 *	features_free(f);
 *
 * Definitions: ia-features(1). An event after as_of is seen by is_churn and labels alone, and by
 * them up to as_of + horizon. Sums are exact decimals where the numbers are short, else compensated
 * (Neumaier 1974) and by time: no bit depends on threads or partitions. With rfm rows wait in the
 * replies until all users are known, and are written then.
 * Memory: about 20 bytes and the id for each event, each number asked for 1 to 9 bytes more; the
 * sequences' limit holds for it.
 * Errors: the analysis's fault, also for parameters that do not fit the columns.
 */
#ifndef IA_ANALYSIS_FEATURES_FEATURES_H
#define IA_ANALYSIS_FEATURES_FEATURES_H

#include "analysis/count/unknown_names.h"
#include "base/arena.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "event/analysis.h"
#include "expr/expr.h"

enum features_kind {
	FEATURES_COUNT,
	FEATURES_SUM,
	FEATURES_MEAN,
	FEATURES_MAX,
	FEATURES_DISTINCT,
	FEATURES_LAST,
	FEATURES_FIRST,
	FEATURES_RFM,
	FEATURES_CHURN,
	FEATURES_LABEL
};

/*
 * Something that was asked for: a column of the answer; rfm four; all one for each event.
 */
struct features_asked {
	enum features_kind kind;
	const char *text;   /* of the column, event or expression; borrowed */
	struct slice name;  /* of the label */
	struct expr **expr; /* of events and labels: where the caller puts it; NULL: others */
	uint32_t class;     /* of the one event that is counted; 0: other */
	uint64_t flag;      /* of the condition; 0: none */
	unsigned at;        /* among the numbers or texts */
	bool all;           /* counts of every event: count "*" */
};

struct features_weight {
	struct slice event;
	double weight;
};

/* A cell of what was asked for. */
struct features_value {
	enum { FEATURES_IS_COUNT, FEATURES_IS_NUMBER, FEATURES_IS_TEXT } type;
	enum kind kind; /* text: of the source; KIND_ABSENT: missing */
	uint64_t count;
	double number; /* NaN: missing */
	struct slice text;
};

struct features_row {
	struct slice user;
	int64_t first_seen, last_seen;
	double tenure_days;
	double last_login_days; /* NaN: there was none */
	uint64_t events, active_days, sessions;
	double activity_score;
	/* whether any event could tell: those of the next line mean nothing else */
	bool purchases_known, revenue_known;
	uint64_t purchases;
	double purchase_frequency, avg_order_value, revenue, trend;
	/* [nvalue], in the order of the names of what was asked for */
	const struct features_value *value;
	size_t nvalue;
	int64_t purchase_days; /* calendar days since the last purchase; -1: never */
};

#define FEATURES_FIXED 14 /* columns that are always there: those before value */
extern const char *const features_fixed[FEATURES_FIXED]; /* their names */

struct features_params {
	struct expr *login, *purchase; /* NULL: every event; no NULL. Borrowed */
	/* columns; value NULL: price, where it is; order NULL: each purchase is one */
	const char *value, *order;
	const char *as_of_text; /* NULL: the last event's time */
	int64_t as_of;          /* us; FEATURES_LAST_EVENT */
	int64_t session_us, recent_us, half_life_us;
	int64_t horizon_us;           /* -1: none */
	int64_t active_us;            /* users seen in this time before as_of; -1: all */
	const struct zone *zone;      /* of days */
	struct features_asked *asked; /* [nasked] */
	size_t nasked, asked_capacity;
	struct features_weight *weight; /* [nweight] */
	size_t nweight, weight_capacity;
	struct arena texts; /* of lists that were taken apart */
	size_t memory;      /* bytes for --rfm; 0: no limit */
	const char *temp;
	void *self;
	/* A user's line to out, on any thread (with --rfm on one); false of write: stop. */
	void (
	    *row)(void *self, unsigned thread, const struct features_row *row, struct buffer *out);
	bool (*write)(void *self, const char *ptr, size_t len);
};

#define FEATURES_LAST_EVENT INT64_MAX
#define FEATURES_DEFAULT \
	{ \
		.as_of = FEATURES_LAST_EVENT, .session_us = 30 * MINUTE_US, \
		.recent_us = 7 * DAY_US, .half_life_us = 7 * DAY_US, .horizon_us = -1, \
		.active_us = -1 \
	}

struct features;

/*
 * what: "count", "sum", ..., "label" (NAME=EXPR), "rfm", "weight" (EVENT=W); NULL, or a sentence,
 * maybe in fault, of the value alone.
 */
const char *features_ask(struct features_params *params, const char *what, const char *value,
    struct fault *fault);
/*
 * NULL, or a sentence: usage, maybe in fault: too much was asked for, or twice the same. Reads
 * as_of_text. Expressions are there.
 */
const char *features_check(struct features_params *params, struct fault *fault);
void features_params_release(struct features_params *params);

struct features *features_new(const struct features_params *params);
extern const struct analysis features_analysis;

/* Names of what was asked for, [*n]; with a count of all known when the input ended. Any thread. */
const struct slice *features_names(struct features *f, size_t *n);
void features_free(struct features *f);

#endif
