/*
 * walk: how far one user gets in a funnel. Pure: events in, chains out.
 *
 *	struct funnel_scratch scratch = { 0 };			one a thread
 *	funnel_walk(&rules, &scratch, event, n);
 *	if (scratch.n > 0)
 *		... scratch.chain[0].level, .time[k]		not reenter: at most one chain
 *	funnel_scratch_release(&scratch);
 *
 * A chain is distinct events of one user, in the user's order, one matching each step in turn, all
 * within the window from its first event. The level is the number of the last step of the longest
 * chain. Of the chains that reach the level the first to be completed is taken; of those the one
 * that started last; of those the one whose steps stand as early as they can, the last step first.
 * Each event is looked at once for each step that it matches (dynamic programming: for each step
 * the chain that ends there and started last), so the work is linear.
 *
 * FUNNEL_ANY: the level is the largest number of different steps that distinct events within one
 * window match; the k-th time is that of the chain's k-th event.
 *
 * Groups ask the question of some starts by themselves: of a group's chains, which begin with one
 * of its events, though all other events stand where they stood. What changes nothing for a group
 * is skipped, so that in order a user's work grows with events and starts, not with their product.
 */
#ifndef IA_ANALYSIS_FUNNEL_WALK_H
#define IA_ANALYSIS_FUNNEL_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FUNNEL_STEPS 31                     /* steps at the most */
#define FUNNEL_EXCLUDED (UINT32_C(1) << 31) /* in funnel_event.match: breaks chains */
#define FUNNEL_NO_VALUE UINT32_MAX
#define FUNNEL_NO_LIMIT INT64_MAX
#define FUNNEL_NO_GROUP UINT32_MAX /* no chain begins with the event */

enum funnel_order { FUNNEL_ORDERED, FUNNEL_STRICT, FUNNEL_ANY };

struct funnel_rules {
	unsigned nstep;
	enum funnel_order order;
	int64_t within_us; /* last minus first of a chain, inclusive; FUNNEL_NO_LIMIT */
	/* a longer gap ends the session that a chain must lie in; FUNNEL_NO_LIMIT */
	int64_t session_us;
	uint32_t optional; /* bit k: step k may be left out; never step 0 */
	bool hold;         /* the events of a chain share their value */
	/* 1: events at one instant stand in whichever order helps; 0: as they came */
	int ties_any;
	bool reenter; /* start again behind each completed chain */
};

struct funnel_event {
	int64_t time;   /* us; never less than that of the event before */
	uint32_t match; /* bit k: step k; FUNNEL_EXCLUDED */
	/* with hold: 0 .. nvalue - 1, or FUNNEL_NO_VALUE: takes part in no chain */
	uint32_t value;
};

struct funnel_chain {
	unsigned level;      /* 1 .. nstep */
	uint32_t group;      /* that it starts in; 0 where there are no groups */
	uint32_t start, end; /* events */
	/*
	 * Bit k: the user reached step k: some chain ends with it; a required step below the level
	 * always. Where reenter completed the chain: the steps that it took.
	 */
	uint32_t reached;
	uint32_t taken; /* bit k: time[k] is set */
	/* steps that the chain's events match; FUNNEL_ANY: differs from taken */
	uint32_t matched;
	int64_t time[FUNNEL_STEPS];
};

struct funnel_partial {
	int64_t start_time;
	uint32_t start, taken;
	int64_t time[FUNNEL_STEPS];
};

struct funnel_class { /* events of an instant or a window that match the same steps */
	uint32_t match;
	uint32_t count;
	uint32_t used;
};

struct funnel_scratch {
	/* [n]: the answer, by group; with reenter the completed ones, then what is left */
	struct funnel_chain *chain;
	size_t n, capacity;
	/* [group]: the best that was not counted yet; with hold of one value; level 0: none */
	struct funnel_chain *open;
	struct funnel_chain *best; /* [group], with hold: of the values before */
	size_t capacity_open, capacity_best;
	struct funnel_partial partial[FUNNEL_STEPS];
	struct funnel_class *class, *spare;
	size_t nclass, capacity_class, capacity_spare;
	uint32_t *own, *value_at, *before, *after, *session; /* with hold */
	size_t capacity_own, capacity_value, capacity_before, capacity_after, capacity_session;
	uint32_t *first_start, *next_start; /* [group] and [own event], with groups */
	size_t capacity_first, capacity_next;
	uint32_t *skip; /* what blocks of own events match, with groups */
	size_t capacity_skip;
};

/* with hold: nvalue is found from the events. */
void funnel_walk(const struct funnel_rules *rules, struct funnel_scratch *scratch,
    const struct funnel_event *event, size_t n);
/*
 * The same apart for each group 0 .. ngroup - 1: group[i] is that of a chain that begins with event
 * i, or FUNNEL_NO_GROUP.
 */
void funnel_walk_groups(const struct funnel_rules *rules, struct funnel_scratch *scratch,
    const struct funnel_event *event, size_t n, const uint32_t *group, size_t ngroup);
void funnel_scratch_release(struct funnel_scratch *scratch);

enum funnel_stop {
	FUNNEL_COMPLETE,
	FUNNEL_STOP_TIME,     /* the next step came, but after the window or the session */
	FUNNEL_STOP_EXCLUDED, /* an excluded event came first, within the window */
	/* the next step came only before; strict: another event came first */
	FUNNEL_STOP_ORDER,
	FUNNEL_STOP_END, /* the next step never came */
};

/* Why a chain of the answer (not one that reenter completed) went no further. */
enum funnel_stop funnel_stopped(const struct funnel_rules *rules, const struct funnel_event *event,
    size_t n, const struct funnel_chain *chain);

#endif
