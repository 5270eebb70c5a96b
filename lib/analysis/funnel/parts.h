/*
 * parts: inside lib/analysis: a funnel between the files that rows, users and totals are in.
 */
#ifndef IA_ANALYSIS_FUNNEL_PARTS_H
#define IA_ANALYSIS_FUNNEL_PARTS_H

#include "analysis/funnel/funnel.h"
#include "analysis/count/lookup.h"
#include "analysis/count/cell_quantiles.h"
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

	struct funnel_thread **thread; /* [nthread], as they end */
	size_t nthread, capacity;
	struct funnel_count *count; /* [group][nstep] */
	size_t ngroup;
	uint32_t *order;  /* [ngroup] */
	double *quantile; /* [group][nstep][2], us */
	struct fault fault;
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
	size_t ngroup, capacity_count;
	struct intern_cache cache;
	struct buffer key;
	struct unknown_names unknown; /* steps and --exclude, by name, that some row matched */
	struct cell_quantiles times;  /* cell: group * nstep + step */
};

/* Records: word 0 is funnel_event.match; text is the length of hold in 4 bytes, hold, by. */
void funnel_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink);
void funnel_user(void *self, void *thread, const struct sequence *sequence,
    struct sequence_reply *reply);
bool funnel_total(void *funnel);
bool funnel_remark(const void *funnel, size_t *at, struct remark *remark);

#endif
