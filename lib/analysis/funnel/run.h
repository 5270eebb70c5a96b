/*
 * run: inside lib/analysis: one run of events that a chain may lie in (a session, a value of
 * --hold), and the ways to walk it.
 */
#ifndef IA_ANALYSIS_FUNNEL_RUN_H
#define IA_ANALYSIS_FUNNEL_RUN_H

#include "analysis/funnel/walk.h"

#define FUNNEL_SKIPS 16

struct funnel_run {
	const struct funnel_rules *rules;
	struct funnel_scratch *scratch;
	const struct funnel_event *event; /* of the user */
	/* [n]: the run's events; NULL: first, first + 1, ... */
	const uint32_t *own;
	size_t first, n;
	/*
	 * Events of other values that break chains, counted from the first: at an instant (with
	 * ties in input order: at a place) before that of event i, and up to and with it. NULL:
	 * there are none.
	 */
	const uint32_t *before, *after;
	const uint32_t *group_of;     /* [event]; NULL: chains may begin anywhere */
	uint32_t group;               /* whose chains are walked */
	size_t start;                 /* with groups: its first own event; scratch->next_start */
	size_t skip_at[FUNNEL_SKIPS]; /* [nskip]: a level of scratch->skip */
	unsigned nskip;
};

static inline uint32_t
funnel_own(const struct funnel_run *run, size_t i)
{
	return run->own != NULL ? run->own[i] : (uint32_t)(run->first + i);
}

/* Does an event break the chains that it is between? */
static inline bool
funnel_breaks(const struct funnel_rules *rules, const struct funnel_event *event)
{
	return rules->order == FUNNEL_STRICT || (event->match & FUNNEL_EXCLUDED) != 0;
}

static inline uint32_t
funnel_steps(const struct funnel_event *event)
{
	return event->match & ~FUNNEL_EXCLUDED;
}

/* May a chain of the group begin with the event? */
static inline bool
funnel_starts(const struct funnel_run *run, uint32_t at)
{
	return run->group_of == NULL || run->group_of[at] == run->group;
}

/* The steps that an event can be in an ordered chain of the group. */
static inline uint32_t
funnel_open_steps(const struct funnel_run *run, uint32_t at)
{
	uint32_t steps = funnel_steps(&run->event[at]);

	return funnel_starts(run, at) ? steps : steps & ~UINT32_C(1);
}

/* Makes that quick: for runs of many groups. */
void funnel_skip_build(struct funnel_run *run);
/*
 * The next own event from i on that matches one of the bits, or that is later than until; run->n:
 * there is none.
 */
size_t funnel_skip_to(const struct funnel_run *run, size_t i, uint32_t bits, int64_t until);

/* What ordered walking knows between events. */
struct funnel_state {
	struct funnel_partial *partial; /* [nstep]: ends with step k */
	uint32_t alive;                 /* bit k: partial[k] is one */
	struct funnel_chain top;        /* the best since the last completed chain; level 0: none */
};

/* false: the run is done with (completed, and nothing more to find). */
bool funnel_event_step(const struct funnel_run *run, struct funnel_state *state, uint32_t at);
bool funnel_instant_step(const struct funnel_run *run, struct funnel_state *state, size_t i,
    size_t n, bool foreign);
/* The chain of partial k is there (first, if it makes the level). true: it completed the funnel. */
bool funnel_reach(struct funnel_state *state, unsigned k, const struct funnel_partial *chain,
    uint32_t end);
void funnel_state_clear(struct funnel_state *state);

void funnel_ordered(const struct funnel_run *run);
void funnel_any(const struct funnel_run *run);

/* A completed chain (reenter), and the best of a run that was not counted. */
void funnel_count(const struct funnel_run *run, const struct funnel_chain *chain);
void funnel_offer(const struct funnel_run *run, const struct funnel_chain *chain);

/*
 * Matching of steps to classes of events (Kuhn 1955, augmenting paths): owner[k] is the class that
 * step k has, or FUNNEL_FREE. Adds step k; false and nothing changed: there is no event left for
 * it.
 */
#define FUNNEL_FREE UINT32_MAX
struct funnel_match {
	struct funnel_class *class;
	size_t nclass;
	uint32_t owner[FUNNEL_STEPS];
};
void funnel_match_clear(struct funnel_match *match);
bool funnel_match_step(struct funnel_match *match, unsigned k);

/*
 * The same from the side of the events: owner[k] is the event that step k has. false: the event is
 * of no use.
 */
bool funnel_match_event(const struct funnel_event *event, uint32_t *owner, unsigned nstep,
    uint32_t at);

#endif
