#include "analysis/funnel/run.h"

#include <string.h>

void
funnel_state_clear(struct funnel_state *state)
{
	state->alive = 0;
	state->top.level = 0;
	state->top.reached = 0;
}

static void
partial_copy(struct funnel_partial *to, const struct funnel_partial *from, unsigned n)
{
	to->start_time = from->start_time;
	to->start = from->start;
	to->taken = from->taken;
	memcpy(to->time, from->time, n * sizeof *to->time);
}

bool
funnel_reach(struct funnel_state *state, unsigned k, const struct funnel_partial *chain,
    uint32_t end)
{
	struct funnel_chain *top = &state->top;

	top->reached |= UINT32_C(1) << k;
	if (k < top->level)
		return false;
	top->level = k + 1;
	top->start = chain->start;
	top->end = end;
	top->taken = top->matched = chain->taken;
	memcpy(top->time, chain->time, (k + 1) * sizeof *top->time);
	return true;
}

/* The chain that step k may follow at an instant: in time, started last. NULL: none. */
static const struct funnel_partial *
source(const struct funnel_rules *rules, const struct funnel_state *state, unsigned k, int64_t time)
{
	const struct funnel_partial *best = NULL;

	while (k-- > 0) {
		const struct funnel_partial *p = &state->partial[k];

		if ((state->alive >> k & 1) != 0 && time - p->start_time <= rules->within_us &&
		    (best == NULL || p->start > best->start))
			best = p;
		if ((rules->optional >> k & 1) == 0)
			break;
	}
	return best;
}

/* Puts the event behind the best chain before step k. false: partial[k] stays what it was. */
static bool
extend(const struct funnel_run *run, struct funnel_state *state, unsigned k, uint32_t at,
    bool breaks)
{
	struct funnel_partial *to = &state->partial[k];
	int64_t time = run->event[at].time;
	uint32_t bit = UINT32_C(1) << k;

	if (k == 0) {
		to->start_time = time;
		to->start = at;
		to->taken = 0;
	} else {
		const struct funnel_partial *from = source(run->rules, state, k, time);

		if (from == NULL)
			return false;
		if (!breaks && (state->alive & bit) != 0 && to->start >= from->start)
			return false;
		partial_copy(to, from, k);
	}
	to->time[k] = time;
	to->taken |= bit;
	state->alive |= bit;
	return true;
}

/* Is there nothing more to find for a run whose chain is complete? */
static bool
settled(const struct funnel_rules *rules, const struct funnel_state *state)
{
	return (rules->optional & ~state->top.reached) == 0;
}

/* Later steps first, so that no chain takes the event twice. */
bool
funnel_event_step(const struct funnel_run *run, struct funnel_state *state, uint32_t at)
{
	const struct funnel_event *event = &run->event[at];
	const struct funnel_rules *rules = run->rules;
	bool breaks = funnel_breaks(rules, event);
	uint32_t left = funnel_open_steps(run, at), extended = 0;

	while (left != 0) {
		unsigned k = 31 - (unsigned)__builtin_clz(left);

		left ^= UINT32_C(1) << k;
		if (!extend(run, state, k, at, breaks))
			continue;
		extended |= UINT32_C(1) << k;
		if (!funnel_reach(state, k, &state->partial[k], at) || k + 1 < rules->nstep)
			continue;
		if (rules->reenter) {
			funnel_count(run, &state->top);
			funnel_state_clear(state);
			return true;
		}
		if (settled(rules, state))
			return false;
	}
	if (breaks)
		state->alive &= extended;
	return true;
}

/* Events of other values that break chains, between own events i and j behind it. */
static uint32_t
foreign_between(const struct funnel_run *run, size_t i, size_t j)
{
	return run->before != NULL
	    ? run->before[funnel_own(run, j)] - run->after[funnel_own(run, i)]
	    : 0;
}

static void
walk_events(const struct funnel_run *run, struct funnel_state *state)
{
	for (size_t i = 0; i < run->n; i++) {
		if (i > 0 && foreign_between(run, i - 1, i) > 0)
			state->alive = 0;
		if (!funnel_event_step(run, state, funnel_own(run, i)))
			return;
	}
}

/* Does the instant of own events i .. i + n - 1 hold breaking events of other values? */
static bool
foreign_within(const struct funnel_run *run, size_t i, size_t n)
{
	uint32_t at = funnel_own(run, i), mine = 0;

	if (run->before == NULL)
		return false;
	if (run->rules->order == FUNNEL_STRICT)
		mine = (uint32_t)n;
	return run->after[at] - run->before[at] > mine;
}

/* The instant of own event i, its first: *n events. false as funnel_event_step. */
static bool
instant_step(const struct funnel_run *run, struct funnel_state *state, size_t i, size_t *n)
{
	int64_t time = run->event[funnel_own(run, i)].time;
	bool foreign;

	for (*n = 1; i + *n < run->n && run->event[funnel_own(run, i + *n)].time == time;)
		++*n;
	foreign = foreign_within(run, i, *n);
	return *n == 1 && !foreign ? funnel_event_step(run, state, funnel_own(run, i))
				   : funnel_instant_step(run, state, i, *n, foreign);
}

static void
walk_instants(const struct funnel_run *run, struct funnel_state *state)
{
	size_t n;

	for (size_t i = 0; i < run->n; i += n) {
		if (i > 0 && foreign_between(run, i - 1, i) > 0)
			state->alive = 0;
		if (!instant_step(run, state, i, &n))
			return;
	}
}

/* Where a group's walk stands. */
struct group_walk {
	size_t start;  /* its next start */
	int64_t until; /* what comes later takes no chain of the starts before any further */
};

/* The bits of events that change something behind a time, but for starts. */
static uint32_t
wanted(const struct funnel_run *run, const struct funnel_state *state, int64_t time)
{
	const struct funnel_rules *rules = run->rules;
	uint32_t want = FUNNEL_EXCLUDED;

	if (run->nskip == 0) /* too little is skipped to ask for more */
		return rules->optional != 0 ? ~UINT32_C(1) : want | state->alive << 1;
	for (unsigned k = 1; k < rules->nstep; k++) {
		const struct funnel_partial *from = source(rules, state, k, time);

		if (from != NULL &&
		    ((state->alive >> k & 1) == 0 || state->partial[k].start < from->start))
			want |= UINT32_C(1) << k;
	}
	return want;
}

/* The next own event behind event i that changes something; strict: any does. */
static size_t
following(const struct funnel_run *run, struct funnel_state *state, size_t i,
    struct group_walk *group)
{
	uint32_t last = UINT32_C(1) << (run->rules->nstep - 1);
	int64_t time = run->event[funnel_own(run, i)].time;
	size_t next = i + 1;

	while (group->start <= i) {
		int64_t start = run->event[funnel_own(run, group->start)].time;

		if (__builtin_add_overflow(start, run->rules->within_us, &group->until))
			group->until = INT64_MAX;
		group->start = run->scratch->next_start[group->start];
	}
	if (group->start == next)
		return next;
	if ((state->alive & (last - 1)) == 0)
		next = group->start;
	else if (run->rules->order != FUNNEL_STRICT)
		next = funnel_skip_to(run, next, wanted(run, state, time), group->until);
	if (next < run->n && next < group->start &&
	    run->event[funnel_own(run, next)].time > group->until)
		state->alive = 0;
	if (next >= group->start || state->alive == 0)
		next = group->start;
	if (next >= run->n)
		return run->n;
	while (run->rules->ties_any && next > i + 1 &&
	    run->event[funnel_own(run, next - 1)].time == run->event[funnel_own(run, next)].time)
		next--;
	return next;
}

/* The chains that start in the group: from its first start on, only where something changes. */
static void
walk_group(const struct funnel_run *run, struct funnel_state *state)
{
	struct group_walk group = { .start = run->start };
	size_t i = run->start, last, n = 1;

	while (run->rules->ties_any && i > 0 &&
	    run->event[funnel_own(run, i - 1)].time == run->event[funnel_own(run, i)].time)
		i--;
	while (i < run->n) {
		bool more = run->rules->ties_any
		    ? instant_step(run, state, i, &n)
		    : funnel_event_step(run, state, funnel_own(run, i));

		if (!more)
			return;
		last = i + n - 1;
		i = following(run, state, last, &group);
		if (i < run->n && foreign_between(run, last, i) > 0)
			state->alive = 0;
	}
}

void
funnel_ordered(const struct funnel_run *run)
{
	struct funnel_state state;

	state.partial = run->scratch->partial;
	funnel_state_clear(&state);
	if (run->group_of != NULL)
		walk_group(run, &state);
	else if (run->rules->ties_any)
		walk_instants(run, &state);
	else
		walk_events(run, &state);
	if (state.top.level > 0)
		funnel_offer(run, &state.top);
}
