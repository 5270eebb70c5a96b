/*
 * parts: inside lib/analysis/funnel: a funnel between the files that rows, users and totals are in.
 */
#ifndef IA_ANALYSIS_FUNNEL_PARTS_H
#define IA_ANALYSIS_FUNNEL_PARTS_H

#include "analysis/funnel/funnel.h"
#include "analysis/count/lookup.h"
#include "analysis/count/cell_quantiles.h"
#include "analysis/count/period_clock.h"
#include "analysis/count/unknown_names.h"
#include "base/intern.h"
#include "base/map.h"

/* What is counted for one step of one group. */
struct funnel_count {
	uint64_t users, timed;
};

struct funnel {
	struct funnel_params params;
	struct expr_named step[FUNNEL_STEPS];
	struct lookup names; /* of events, to the steps they match */
	/* bit k: step k is an expression; FUNNEL_EXCLUDED: --exclude is */
	uint32_t evaluated;
	bool everything;           /* rows that match nothing matter too */
	int user, event, hold, by; /* columns; -1: not wanted */
	struct intern groups;      /* period and value of --by, where there are groups */
	bool grouped;
	bool apart;   /* chains are told apart by where they start */
	int64_t last; /* event of the input; known when its users come */
	bool part;    /* of the users: which windows are over is not known yet */

	struct funnel_thread **thread; /* [nthread], as they end */
	size_t nthread, capacity;
	struct funnel_count *count; /* [group][nstep] */
	uint64_t *open;             /* [group]: users whose window is not over */
	size_t ngroup;
	uint32_t *order;  /* [ngroup] */
	double *quantile; /* [group][nstep][2], us */
	struct fault fault;
};

/* A value and a period that a user enters. */
struct funnel_entry {
	uint32_t group;
	uint32_t last; /* event: the last start in it */
	int64_t period;
	struct slice by;
};

struct funnel_thread {
	unsigned number;
	struct expr_scratch expression;
	struct buffer text; /* of a record: hold and by */
	struct funnel_scratch walk;
	struct funnel_event *event;
	uint32_t *slot; /* of the values of --hold */
	size_t capacity_event, capacity_slot;
	struct funnel_count *count; /* [group][nstep] */
	uint64_t *open;             /* [group] */
	size_t ngroup, capacity_count, capacity_open;
	uint32_t *entered;          /* [event]: the entry that it starts in */
	struct funnel_entry *entry; /* [nentry] of a user */
	uint32_t *local;            /* [group] */
	size_t nentry, capacity_entered, capacity_entry, capacity_local;
	uint64_t nuser, nentered, nlate; /* that entered; how often; some window not over */
	struct period_clock clock;
	struct intern_cache cache;
	struct buffer key;
	struct unknown_names unknown; /* steps and --exclude, by name, that some row matched */
	struct cell_quantiles times;  /* cell: group * nstep + step */
	/* part: when windows that are not over are: of entries, cell: group; of users */
	struct cell_quantiles ends, user_ends;
};

/* An instant among values that count from 0. */
static inline uint64_t
funnel_end(int64_t us)
{
	return (uint64_t)us ^ UINT64_C(1) << 63;
}

/* The counts of a group, which may be new to the thread. */
struct funnel_count *funnel_counts(const struct funnel *funnel, struct funnel_thread *thread,
    uint32_t group);
/* The number of a value and period, among all users. */
uint32_t funnel_group_number(const struct funnel *funnel, struct funnel_thread *thread,
    struct slice by, int64_t period);
/* A group's value, and the number of its period. */
struct slice funnel_group_key(const struct funnel *funnel, uint32_t group, int64_t *period);
struct funnel_thread *funnel_thread_new(struct funnel *funnel, unsigned number);
void funnel_add_up(struct funnel *funnel); /* counts of all threads; the groups' order */
void funnel_state(void *funnel, struct state *state);

/* Records: word 0 is funnel_event.match; text is the length of hold in 4 bytes, hold, by. */
void funnel_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink);
/* The groups that a user enters, by the first start in each: t->entry, t->entered. */
void funnel_enter(const struct funnel *funnel, struct funnel_thread *thread,
    const struct sequence *sequence);
/* Counts the entries, and those whose window reaches past the end of the input. */
void funnel_close(const struct funnel *funnel, struct funnel_thread *thread,
    const struct sequence *sequence);
struct slice funnel_by(const struct sequence_record *record); /* the value of a record */
void funnel_user(void *self, void *thread, const struct sequence *sequence,
    struct sequence_reply *reply);
bool funnel_total(void *funnel);
bool funnel_remark(const void *funnel, size_t *at, struct remark *remark);

#endif
