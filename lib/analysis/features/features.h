/*
 * features: what is known of each user at one moment, from the events up to then.
 *
 *	struct features_params p = FEATURES_DEFAULT;
 *	p.purchase = ...; features_ask(&p, "sum", "price", error);
 *	struct features *f = features_new(&p, &sentence, error);	NULL: usage
 *	features_bind(f, scan, &roles);				after scan_start
 *	struct sequence_spec spec = { 0 };
 *	features_sequences(f, &roles, &spec);
 *	sequences_run(scan, &spec);				p.row for each user, p.write for what it wrote
 *	features_free(f);
 *
 * Definitions: ia-features(1). An event after as_of is seen by is_churn and labels alone, and by
 * them up to as_of + horizon. Sums are exact decimals where the numbers are short, else compensated
 * (Neumaier 1974) and by
 * time: no bit depends on threads or partitions. With --rfm rows wait in the replies until all
 * users are known, and are written then.
 * Memory: about 20 bytes and the id for each event, each number asked for 1 to 9 bytes more; the
 * sequences' limit holds for it.
 * Errors: params.fault.
 */
#ifndef IA_ANALYSIS_FEATURES_FEATURES_H
#define IA_ANALYSIS_FEATURES_FEATURES_H

#include "base/arena.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "event/sequence.h"
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
 * Something that was asked for: a column of the answer; --rfm four; --count '*' one for each event.
 */
struct features_asked {
	enum features_kind kind;
	const char *text;  /* of the column, event or expression; borrowed */
	struct slice name; /* of the label */
	struct expr *expr; /* of events and labels: compiled by the caller */
	uint32_t class;    /* of the one event that is counted; 0: other */
	uint64_t flag;     /* of the condition; 0: none */
	unsigned at;       /* among the numbers or texts */
	bool all;          /* --count '*' */
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
	const char *login_text, *purchase_text; /* NULL: every event; pay */
	struct expr *login, *purchase;          /* by features_compile */
	/* columns; value NULL: price, where it is; order NULL: each purchase is one */
	const char *value, *order;
	const char *as_of_text; /* NULL: the last event's time */
	int64_t as_of;          /* us; FEATURES_LAST_EVENT */
	int64_t session_us, recent_us, half_life_us;
	int64_t horizon_us;           /* -1: none */
	const struct zone *zone;      /* of days */
	struct features_asked *asked; /* [nasked] */
	size_t nasked, asked_capacity;
	struct features_weight *weight; /* [nweight] */
	size_t nweight, weight_capacity;
	struct arena texts; /* of lists that were taken apart */
	size_t memory;      /* bytes for --rfm; 0: no limit */
	const char *temp;
	/* gets what goes wrong; the sequences then end with false */
	struct fault *fault;
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
		.recent_us = 7 * DAY_US, .half_life_us = 7 * DAY_US, .horizon_us = -1 \
	}
#define FEATURES_ERROR 200

struct features;

/*
 * option: "count", "sum", ..., "label" (NAME=EXPR), "rfm", "weight" (EVENT=W); NULL, or a sentence,
 * maybe in error.
 */
const char *features_ask(struct features_params *params, const char *option, const char *value,
    char *error);
/* NULL, or a sentence: usage; reads as_of_text */
const char *features_check(struct features_params *params);
/* Makes the expressions anew: of events, conditions, login and purchase. */
void features_compile(struct features_params *params,
    struct expr *(*compile)(void *self, const char *text), void *self);

void features_params_release(struct features_params *params);

/*
 * NULL with a sentence (maybe in error): too much was asked for, or twice the same. Expressions are
 * compiled.
 */
struct features *features_new(const struct features_params *params, const char **sentence,
    char *error);
unsigned features_roles(const struct features_params *params);
bool features_bind(struct features *f, struct scan *scan); /* false: scan_fault */
void features_sequences(struct features *f, struct roles *roles, struct sequence_spec *spec);

/* Names of what was asked for, [*n]; with --count '*' known when the input ended. Any thread. */
const struct slice *features_names(struct features *f, size_t *n);
/* When the input ended: about the next name that no row has, *at from 0; false: no more. */
bool features_unseen(const struct features *f, size_t *at, char out[FEATURES_ERROR]);
/*
 * After the run: what the user may have meant otherwise, k = 0, 1, ... while true; out: nothing
 * where it is empty.
 */
bool features_doubt(const struct features *f, unsigned k, char out[FEATURES_ERROR]);
void features_free(struct features *f);

#endif
