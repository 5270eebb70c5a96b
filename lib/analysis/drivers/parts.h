/*
 * parts: inside lib/analysis/drivers: drivers between the files that rows, totals and remarks are
 * in.
 *
 * A record: word 0 is the event's class (its number among the names) above two bits that were
 * evaluated.
 */
#ifndef IA_ANALYSIS_DRIVERS_PARTS_H
#define IA_ANALYSIS_DRIVERS_PARTS_H

#include <stdatomic.h>

#include "analysis/count/sorted_runs.h"
#include "analysis/drivers/drivers.h"
#include "base/fault.h"
#include "base/intern.h"

/* What an event is, or its name. */
enum { DRIVERS_OUTCOME = 1, DRIVERS_START = 2, DRIVERS_TRIED = 4 };
#define DRIVERS_BITS 2
#define DRIVERS_EXACT 16u /* strata of one count each */

/*
 * Counts of the users by stratum and class of behaviour, without and with the outcome:
 * [stratum][width][2].
 */
struct drivers_tally {
	uint64_t *at;
	size_t nstratum, capacity;
};

/* A user's early behaviour and outcome. */
struct drivers_pair {
	uint32_t class, level; /* level: thresholds that are reached, at least 1 */
};
struct drivers_known {
	int64_t to; /* when the outcome is known, us */
	size_t stratum;
	bool met;
	struct drivers_pair *pair; /* [n] */
	size_t n;
};

struct drivers {
	struct drivers_params params;
	struct intern names; /* of events; those that options name come first */
	uint8_t *flag;       /* [nnamed]: what an event is by its name alone */
	uint32_t nnamed, capacity_flag;
	bool evaluated[2];    /* outcome, start: by an expression that is no name */
	int user, event;      /* columns */
	_Atomic int64_t last; /* time of the last event */
	atomic_bool crowded;  /* too many names */

	struct drivers_tally all;  /* every user, width 1 */
	struct drivers_tally *did; /* [ndid] by event: by the last threshold reached */
	size_t ndid, capacity_did;
	uint8_t *seen; /* [DRIVERS_NAMES]: DRIVERS_SEEN and so on */
	bool part;     /* of the users: the last event of all may be later */
	/* [nheld]: users whose outcome is not known in the part */
	struct sorter **held;
	size_t nheld, capacity_held;
	uint64_t open, without; /* users left out: not over; without start */
	uint64_t untried;       /* comparisons too small */
	uint64_t users, met;
	struct drivers_row *row; /* [nrow] */
	size_t nrow, capacity_row;
	struct fault fault;
};

#define DRIVERS_SEEN 1       /* some row has the name */
#define DRIVERS_IS_OUTCOME 2 /* some such row is the outcome, by what was evaluated */

struct drivers_thread {
	struct expr_scratch expression;
	struct intern_cache cache;
	uint8_t *seen;     /* [DRIVERS_NAMES] */
	uint64_t *count;   /* [DRIVERS_NAMES], of a user; 0 between users */
	uint32_t *touched; /* classes with a count */
	size_t capacity_touched;
	struct drivers_tally all, *did; /* [ndid] */
	size_t ndid, capacity_did;
	uint64_t open, without;
	struct sorter *held; /* NULL: nobody */
	struct drivers_pair *pair;
	size_t capacity_pair;
	struct buffer key;
};

/* The stratum of so many early events: 0 to 15 each by itself, then eight to each doubling. */
static inline size_t
drivers_stratum(uint64_t n)
{
	unsigned power;

	if (n < DRIVERS_EXACT)
		return (size_t)n;
	power = 63 - (unsigned)__builtin_clzll(n);
	return DRIVERS_EXACT + (power - 4) * 8 + (size_t)(n >> (power - 3) & 7);
}

/* The two counts of a cell; the tally grows to it. */
uint64_t *drivers_cell(struct drivers_tally *tally, size_t stratum, size_t width, size_t k);
void drivers_add(struct drivers_tally *tally, const struct drivers_tally *other, size_t width);
struct drivers_tally *drivers_did(struct drivers_tally **list, size_t *n, size_t *capacity,
    uint32_t class);

void drivers_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink);
void drivers_user(void *self, void *thread, const struct sequence *sequence,
    struct sequence_reply *reply);

bool drivers_total(void *drivers);
void drivers_state(void *drivers, struct state *state);
/* A user whose outcome may still be known; user->pair is put in order. */
void drivers_hold(const struct drivers *drivers, struct drivers_thread *thread,
    const struct drivers_known *user);
void drivers_held_free(struct sorter *held);
void drivers_settle(struct drivers *drivers); /* counts those that were held */
bool drivers_remark(const void *drivers, size_t *at, struct remark *remark);
/* Every name, by its bytes: classes, [intern_count]. To be freed. */
uint32_t *drivers_by_name(const struct drivers *d);

#endif
