/*
 * funnel: how many users take each step, in order, in time.
 *
 *	struct funnel *funnel = funnel_new(&params);
 *	funnel_bind(funnel, scan);				columns, after scan_start
 *	struct sequence_spec spec = { 0 };
 *	funnel_sequences(funnel, &roles, &spec);		fills in what the run calls
 *	if (sequences_run(scan, &spec) && funnel_total(funnel))
 *		for (size_t g = 0; g < funnel_ngroup(funnel); g++) ... funnel_cell(funnel, g, k)
 *	funnel_free(funnel);
 *
 * What is counted: see walk.h and ia-funnel(1). Counts are sums over threads; medians come
 * from every user's times, sorted, so nothing depends on threads or on partitions.
 * Memory: a record of 24 bytes and the id for each event that matters; 16 bytes for each step that
 * a user took after the first, to a file past the limit; a line of counts for each group of --by
 * and --every.
 * Errors: funnel_fault (temporary files).
 */
#ifndef IA_ANALYSIS_FUNNEL_FUNNEL_H
#define IA_ANALYSIS_FUNNEL_FUNNEL_H

#include "analysis/funnel/walk.h"
#include "time/calendar.h"
#include "event/sequence.h"
#include "expr/expr.h"

struct funnel_step {
	struct slice name;
	struct expr *expr;
};

/* One user, for funnel_params.list. */
struct funnel_listed {
	struct slice user, by;
	int64_t period; /* start of it, us */
	const struct funnel_chain *chain;
	enum funnel_stop stopped;
};

struct funnel_params {
	struct funnel_rules rules;
	const struct funnel_step *step; /* [rules.nstep], bound by funnel_bind */
	struct expr *exclude;           /* NULL: none */
	const char *hold, *by;          /* columns; NULL: none */
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

/* Sentences of wrong usage, or NULL. Chains that lie in one session; gap_us < 0: none was given. */
const char *funnel_sessions(struct funnel_params *params, bool sessions, int64_t gap_us);
void funnel_room(struct funnel_params *params, size_t memory, const char *temp,
    const struct zone *zone);
enum period funnel_period(const struct funnel_params *params);
/* The name of a step. named: NAME=EXPR, *text goes on to EXPR. The sentence may be in error. */
const char *funnel_step_split(bool named, const char **text, struct slice *name, char *error);
const char *funnel_check(const struct funnel_params *params); /* NULL, or a sentence: usage */
/* What stands as its name: in any order "2 of 3". text: FUNNEL_NAME bytes, for that. */
#define FUNNEL_NAME 64
struct slice funnel_step_name(const struct funnel_params *params, unsigned step, char *text);
/* The columns of the answer: a row a user, or a row a step, with bounds or without. */
#define FUNNEL_COLUMNS (FUNNEL_STEPS + 16)
const char *funnel_columns(const struct funnel_params *params, bool users, bool bounds,
    struct slice *column, size_t *n);
/* The step of that name may be left out (all of that name); NULL, or a sentence, maybe in error. */
#define FUNNEL_ERROR 256
const char *funnel_optional(struct funnel_params *params, const char *name, char *error);
/* The expressions are the funnel's from now on. */
struct funnel *funnel_new(const struct funnel_params *params);
bool funnel_bind(struct funnel *funnel, struct scan *scan); /* false: scan_fault */
/* The roles that it needs: without names of events there need be no column of events. */
unsigned funnel_roles(const struct funnel_params *params);
void funnel_sequences(struct funnel *funnel, struct roles *roles, struct sequence_spec *spec);

/* After the run: puts groups in order (by value, then by period) and finds the quantiles. */
bool funnel_total(struct funnel *funnel);
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

/*
 * After the run: the next sentence about the answer: users in several groups, windows that are not
 * over, an event that is named by a step or by what excludes and that no row has. false: no more.
 * *at begins with 0; sentence: FUNNEL_ERROR bytes. Without rows there are none.
 */
bool funnel_doubt(const struct funnel *funnel, size_t *at, char *sentence);
struct fault *funnel_fault(struct funnel *funnel);
void funnel_free(struct funnel *funnel);

#endif
