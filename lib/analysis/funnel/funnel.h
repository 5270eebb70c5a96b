/*
 * funnel: how many users take each step, in order, in time.
 *
 *	struct funnel *funnel = funnel_new(&params);
 *	tool_analyse(&tool, &funnel_analysis, funnel);
 *	for (size_t g = 0; g < funnel_ngroup(funnel); g++) ... funnel_cell(funnel, g, k)
 *	funnel_free(funnel);
 *
 * What is counted: see walk.h and ia-funnel(1). Counts are sums over threads; medians come
 * from every user's times, sorted, so nothing depends on threads or on partitions.
 * Memory: a record of 24 bytes and the id for each event that matters; 16 bytes for each step that
 * a user took after the first, to a file past the limit; a line of counts for each group of --by
 * and --every.
 * Errors: the analysis's fault (temporary files).
 */
#ifndef IA_ANALYSIS_FUNNEL_FUNNEL_H
#define IA_ANALYSIS_FUNNEL_FUNNEL_H

#include "analysis/funnel/walk.h"
#include "time/calendar.h"
#include "event/analysis.h"
#include "expr/expr.h"

/* One user, for funnel_params.list. */
struct funnel_listed {
	struct slice user, by;
	int64_t period; /* start of it, us */
	const struct funnel_chain *chain;
	enum funnel_stop stopped;
};

struct funnel_params {
	struct funnel_rules rules;
	const struct expr_named
	    *step;             /* [rules.nstep]; expressions are borrowed until funnel_free */
	struct expr *exclude;  /* NULL: none */
	const char *hold, *by; /* columns; NULL: none */
	/*
	 * Groups by the days 0, weeks 1, months 2 in which a chain starts; -1: no. A user enters
	 * every value of by and every period that has a start of theirs, once each.
	 */
	int every;
	int enter_first; /* 1: only by the user's first start, whatever came of it */
	int week_start;  /* as in time/calendar.h */
	const struct zone *zone;
	size_t memory;    /* bytes, for the times; 0: no limit */
	const char *temp; /* folder to spill to */
	/* a user's line to out, on any thread; NULL: none are asked for */
	void (*list)(void *self, unsigned thread, const struct funnel_listed *listed,
	    struct buffer *out);
	void *self;
};

#define FUNNEL_DEFAULT \
	{ \
		.rules = { .within_us = FUNNEL_NO_LIMIT, .session_us = FUNNEL_NO_LIMIT }, \
		.every = -1, .week_start = 1 \
	}

struct funnel;

void funnel_room(struct funnel_params *params, size_t memory, const char *temp,
    const struct zone *zone);
enum period funnel_period(const struct funnel_params *params);
const char *funnel_check(const struct funnel_params *params); /* NULL, or a sentence: usage */
/* What stands as its name: in any order "2 of 3". text: FUNNEL_NAME bytes, for that. */
#define FUNNEL_NAME 64
struct slice funnel_step_name(const struct funnel_params *params, unsigned step, char *text);
/* The step of that name may be left out (all of that name); NULL, or a sentence, in fault. */
const char *funnel_optional(struct funnel_params *params, const char *name, struct fault *fault);
struct funnel *funnel_new(const struct funnel_params *params);
/*
 * Without names of events there need be no column of them. Puts groups in order (by value, then by
 * period) and finds the quantiles. Remarks: users in several groups, windows that are not over,
 * names of a step or of exclude that no event has.
 */
extern const struct analysis funnel_analysis;

size_t funnel_ngroup(const struct funnel *funnel);
void funnel_group(const struct funnel *funnel, size_t group, struct slice *by, int64_t *period);

struct funnel_cell {
	/* with this step; with the required one before; with the first */
	uint64_t users, previous, first;
	/* users whose chain has the step and one before it */
	uint64_t timed;
	/* from the step before it in the chain; NaN: timed is 0 */
	double median_us, p90_us;
	/* 95 %: low, high of users / previous, of users / first */
	double bound[4];
	/* no user's window reaches past the last event of the input; without groups: false */
	bool complete;
};
struct funnel_cell funnel_cell(const struct funnel *funnel, size_t group, unsigned step);

void funnel_free(struct funnel *funnel);

#endif
