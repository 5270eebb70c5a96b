/*
 * parts: inside lib/analysis/retention: retention between the files of rows, users and totals.
 */
#ifndef IA_ANALYSIS_RETENTION_PARTS_H
#define IA_ANALYSIS_RETENTION_PARTS_H

#include "analysis/count/lookup.h"
#include "analysis/count/period_clock.h"
#include "analysis/count/recent.h"
#include "analysis/retention/retention.h"
#include "analysis/count/unknown_names.h"
#include "time/instant.h"
#include "base/intern.h"

/* What the parameters come to. */
struct retention_plan {
	enum retention_answer answer;
	struct retention_rules rules;
	enum period period; /* of cohorts, of lines */
	int week_start;
	size_t ncell;
	uint32_t *bracket; /* [rules.last + 1] cells; NULL: there are no brackets */
	uint32_t *bound;   /* [ncell] the last period of each; NULL */
};
/* NULL, or a sentence, maybe in fault. The arrays are the caller's to free. */
const char *retention_plan(struct retention_plan *plan, const struct retention_params *params,
    struct fault *fault);

/* A group's counts: these, then the cells. Instants are kept as they are, in the same words. */
enum { GROUP_SIZE, GROUP_EARLIEST, GROUP_LATEST, GROUP_CELLS };

/* A line of the answer. */
struct retention_place {
	uint32_t group;  /* RETENTION_NO_GROUP: nobody */
	uint32_t nother; /* "all": how many lines behind it are of the same value */
	int64_t index;
	uint64_t size;
	struct slice by;
	bool all;
};
#define RETENTION_NO_GROUP UINT32_MAX

struct retention {
	struct retention_params params;
	struct retention_plan plan;
	struct lookup names;        /* of events, to the flags that they have */
	uint32_t always, evaluated; /* flags of every event; flags that are expressions */
	bool gathers;               /* a record is a user's buckets, see below */
	bool repeats;               /* else: what repeats a user's bucket says nothing new */
	int user, event, by;        /* columns; -1: not wanted */
	unsigned threads;           /* of the scan */
	struct intern groups;       /* period and value of --by */

	struct retention_thread **thread; /* [nthread], as they end */
	size_t nthread, capacity;
	bool any; /* some event was there; then the last one's: */
	int64_t last_time, last_index;
	uint64_t *count; /* [group][GROUP_CELLS + ncell] */
	size_t ngroup;
	struct retention_place *line; /* [nline] */
	size_t nline, capacity_line;
};

struct retention_thread {
	struct period_clock clock; /* of rows: buckets */
	struct period_clock label; /* of users: cohorts and lines */
	struct expr_scratch expression;
	struct recent recent;
	struct unknown_names unknown;
	struct retention_scratch walk;
	struct retention_event *event;
	size_t capacity_event;
	uint64_t *count; /* as above */
	size_t ngroup, capacity_count;
	struct intern_cache cache;
	struct buffer key;
	bool any;
	int64_t last_time, last_index;
};

static inline size_t
retention_width(const struct retention *r)
{
	return GROUP_CELLS + r->plan.ncell;
}

/*
 * Records of one event: word 0, where there are words, is the flags; text is the value of --by of a
 * start. Where each event is a return, one is enough, the value of no start is asked for and time
 * goes through buckets in their order, all that matters of a user is the buckets. Then a record has
 * bucket k as its time, and in words 0 and 1 a bit for each of k ... k + 63 with an event, the
 * lowest first; words 2 and 3, where there are four, tell those with a start.
 */
bool retention_total(void *retention);
void retention_state(void *retention, struct state *state);
struct retention_thread *retention_thread_new(struct retention *retention, unsigned number);
/* The counts of the group of a value and a period. */
uint64_t *retention_counts(const struct retention *retention, struct retention_thread *thread,
    struct slice by, int64_t index);
void retention_add_up(struct retention *retention); /* counts of all threads */
/* [ngroup]: the groups by value, then by period; the caller's to free. */
struct retention_place *retention_places(const struct retention *retention);
bool retention_remark(const void *retention, size_t *at, struct remark *remark);
void retention_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink);
void retention_rows_end(void *self, void *thread, struct sequence_sink *sink);
void retention_user(void *self, void *thread, const struct sequence *sequence,
    struct sequence_reply *reply);

#endif
