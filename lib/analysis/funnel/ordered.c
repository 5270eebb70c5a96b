/* Steps in their order: for each level the chain that reaches it, carried along the events. */
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
	uint32_t left = funnel_steps(event), extended = 0;

	while (left != 0) {
		unsigned k = 31 - (unsigned)__builtin_clz(left);

		left ^= UINT32_C(1) << k;
		if (!extend(run, state, k, at, breaks))
			continue;
		extended |= UINT32_C(1) << k;
		if (!funnel_reach(state, k, &state->partial[k], at) || k + 1 < rules->nstep)
			continue;
		if (rules->reenter) {
			funnel_count(run->scratch, &state->top);
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

/*
 * Events of other values that break chains: between the run's events, and at the instant of event
 * at.
 */
static uint32_t
foreign_between(const struct funnel_run *run, size_t i)
{
	return i > 0 && run->before != NULL
	    ? run->before[funnel_own(run, i)] - run->after[funnel_own(run, i - 1)]
	    : 0;
}

static void
walk_events(const struct funnel_run *run, struct funnel_state *state)
{
	for (size_t i = 0; i < run->n; i++) {
		if (foreign_between(run, i) > 0)
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

static void
walk_instants(const struct funnel_run *run, struct funnel_state *state)
{
	size_t n;

	for (size_t i = 0; i < run->n; i += n) {
		int64_t time = run->event[funnel_own(run, i)].time;
		bool foreign, more;

		for (n = 1; i + n < run->n && run->event[funnel_own(run, i + n)].time == time;)
			n++;
		if (foreign_between(run, i) > 0)
			state->alive = 0;
		foreign = foreign_within(run, i, n);
		if (n == 1 && !foreign)
			more = funnel_event_step(run, state, funnel_own(run, i));
		else
			more = funnel_instant_step(run, state, i, n, foreign);
		if (!more)
			return;
	}
}

void
funnel_ordered(const struct funnel_run *run)
{
	struct funnel_state state;

	state.partial = run->scratch->partial;
	funnel_state_clear(&state);
	if (run->rules->ties_any)
		walk_instants(run, &state);
	else
		walk_events(run, &state);
	if (state.top.level > 0)
		funnel_offer(run, &state.top);
}
