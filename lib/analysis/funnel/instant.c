/*
 * Events at one instant stand in whichever order helps (--ties any). A chain that has got to step j
 * before the instant gets to step l in it, if the steps between can be matched with different
 * events of the instant. Where the instant holds breaking events, a chain that started before it
 * and goes on after it must take them all as steps (both matchings are there: so is one that does
 * both, Mendelsohn and Dulmage 1958); one that ends or starts in it has them stand behind or
 * before.
 */
#include "analysis/funnel/run.h"

#include <string.h>

#include "base/memory.h"

struct instant {
	const struct funnel_run *run;
	struct funnel_state *state;
	size_t i, n; /* own events i .. i + n - 1 */
	int64_t time;
	bool foreign;                              /* breaking events of other values */
	uint32_t nbreak;                           /* and of its own */
	struct funnel_match match;                 /* of all events */
	struct funnel_match breaking;              /* of the breaking ones */
	uint32_t end;                              /* the last event */
	uint32_t ended, survives;                  /* bit l: below is set */
	struct funnel_partial chain[FUNNEL_STEPS]; /* ends here with step l */
	int source[FUNNEL_STEPS];                  /* the step it came from; -1: starts here */
	struct funnel_partial on[FUNNEL_STEPS];    /* lives on with step l */
};

static size_t
class_add(struct funnel_class **class, size_t *capacity, size_t n, uint32_t match)
{
	for (size_t c = 0; c < n; c++) {
		if ((*class)[c].match == match) {
			if ((*class)[c].count < FUNNEL_STEPS)
				(*class)[c].count++;
			return n;
		}
	}
	*class = memory_grow(*class, capacity, n + 1, sizeof **class);
	(*class)[n] = (struct funnel_class){ .match = match, .count = 1 };
	return n + 1;
}

static void
classify(struct instant *in)
{
	const struct funnel_run *run = in->run;
	struct funnel_scratch *s = run->scratch;
	size_t n = 0, nbreak = 0;

	in->nbreak = 0;
	for (size_t i = 0; i < in->n; i++) {
		uint32_t at = funnel_own(run, in->i + i), steps = funnel_open_steps(run, at);

		if (steps != 0)
			n = class_add(&s->class, &s->capacity_class, n, steps);
		if (funnel_breaks(run->rules, &run->event[at])) {
			if (in->nbreak <= FUNNEL_STEPS)
				in->nbreak++;
			nbreak = class_add(&s->spare, &s->capacity_spare, nbreak, steps);
		}
	}
	in->match.class = s->class;
	in->match.nclass = n;
	in->breaking.class = s->spare;
	in->breaking.nclass = nbreak;
}

/* Can the breaking events all be steps j + 1 .. l of one chain? */
static bool
takes_breaking(struct instant *in, int j, unsigned l)
{
	uint32_t n = 0;

	if (in->nbreak > FUNNEL_STEPS)
		return false;
	funnel_match_clear(&in->breaking);
	for (unsigned k = (unsigned)(j + 1); k <= l; k++)
		n += funnel_match_step(&in->breaking, k);
	return n == in->nbreak;
}

/* The last event of the instant that can be the first step of a chain up to step l. */
static uint32_t
first_event(struct instant *in, unsigned l)
{
	const struct funnel_run *run = in->run;

	for (size_t i = in->n; i-- > 0;) {
		uint32_t at = funnel_own(run, in->i + i), steps = funnel_open_steps(run, at);
		bool fits = true;
		size_t c = 0;

		if ((steps & 1) == 0)
			continue;
		while (in->match.class[c].match != steps)
			c++;
		funnel_match_clear(&in->match);
		in->match.class[c].used = 1;
		for (unsigned k = 1; k <= l && fits; k++)
			if (k == l || (run->rules->optional >> k & 1) == 0)
				fits = funnel_match_step(&in->match, k);
		if (fits)
			return at;
	}
	return funnel_own(run, in->i);
}

/* The chain from partial j (or from here) to step l: match has the steps that must be taken. */
static void
chain_build(struct instant *in, int j, unsigned l, struct funnel_partial *chain)
{
	uint32_t optional = in->run->rules->optional;

	if (j >= 0) {
		*chain = in->state->partial[j];
	} else {
		chain->start_time = in->time;
		chain->taken = 0;
	}
	for (unsigned k = l; k-- > (unsigned)(j + 1);)
		if ((optional >> k & 1) != 0)
			funnel_match_step(&in->match, k);
	for (unsigned k = (unsigned)(j + 1); k <= l; k++) {
		if (in->match.owner[k] == FUNNEL_FREE)
			continue;
		chain->taken |= UINT32_C(1) << k;
		chain->time[k] = in->time;
	}
	if (j < 0)
		chain->start = first_event(in, l);
}

/*
 * Takes the chain where it started later than what is there. Sources come from the last step to the
 * first.
 */
static void
candidate(struct instant *in, int j, unsigned l)
{
	uint32_t bit = UINT32_C(1) << l;
	int64_t start = j >= 0 ? in->state->partial[j].start_time : in->time;
	bool ends = (in->ended & bit) == 0 || start > in->chain[l].start_time;
	bool on = ((in->survives & bit) == 0 || start > in->on[l].start_time) &&
	    (j < 0 || (!in->foreign && (in->nbreak == 0 || takes_breaking(in, j, l))));
	struct funnel_partial chain;

	if (!ends && !on)
		return;
	chain_build(in, j, l, &chain);
	if (ends) {
		in->chain[l] = chain;
		in->source[l] = j;
		in->ended |= bit;
	}
	if (on) {
		in->on[l] = chain;
		in->survives |= bit;
	}
}

/* Matches the steps that a chain from j to l cannot leave out. */
static bool
required(struct instant *in, int j, unsigned l)
{
	uint32_t optional = in->run->rules->optional;

	funnel_match_clear(&in->match);
	for (unsigned k = (unsigned)(j + 1); k <= l; k++)
		if ((k == l || (optional >> k & 1) == 0) && !funnel_match_step(&in->match, k))
			return false;
	return true;
}

static void
from_source(struct instant *in, int j)
{
	const struct funnel_rules *rules = in->run->rules;

	if (j >= 0 && in->time - in->state->partial[j].start_time > rules->within_us)
		return;
	for (unsigned l = (unsigned)(j + 1); l < rules->nstep; l++) {
		if (required(in, j, l))
			candidate(in, j, l);
		else if ((rules->optional >> l & 1) == 0)
			return;
	}
}

/* The chains after the instant: those that live on, and the old ones where nothing breaks them. */
static void
pass_on(struct instant *in)
{
	struct funnel_state *state = in->state;
	bool broken = in->foreign || in->nbreak > 0;

	for (unsigned l = 0; l < in->run->rules->nstep; l++) {
		uint32_t bit = UINT32_C(1) << l;

		if ((in->survives & bit) != 0 &&
		    (broken || (state->alive & bit) == 0 ||
			in->on[l].start_time > state->partial[l].start_time))
			state->partial[l] = in->on[l];
	}
	state->alive = broken ? in->survives : state->alive | in->survives;
}

/* reenter: the events of the completed chain are gone; what is left of the instant starts anew. */
static void
complete(struct instant *in, unsigned l)
{
	required(in, in->source[l], l);
	for (unsigned k = l; k-- > (unsigned)(in->source[l] + 1);)
		if ((in->run->rules->optional >> k & 1) != 0)
			funnel_match_step(&in->match, k);
	for (size_t c = 0; c < in->match.nclass; c++)
		in->match.class[c].count -= in->match.class[c].used;
	funnel_count(in->run, &in->state->top);
	funnel_state_clear(in->state);
}

bool
funnel_instant_step(const struct funnel_run *run, struct funnel_state *state, size_t i, size_t n,
    bool foreign)
{
	struct instant in = { .run = run, .state = state, .i = i, .n = n, .foreign = foreign };
	const struct funnel_rules *rules = run->rules;
	bool again;

	in.time = run->event[funnel_own(run, i)].time;
	in.end = funnel_own(run, i + n - 1);
	classify(&in);
	do {
		again = false;
		in.ended = in.survives = 0;
		for (int j = (int)rules->nstep - 1; j >= -1; j--)
			if (j < 0 || (state->alive >> j & 1) != 0)
				from_source(&in, j);
		for (unsigned l = 0; l < rules->nstep; l++)
			if ((in.ended >> l & 1) != 0)
				funnel_reach(state, l, &in.chain[l], in.end);
		if (state->top.level == rules->nstep && rules->reenter) {
			complete(&in, rules->nstep - 1);
			again = true;
		}
	} while (again);
	pass_on(&in);
	return state->top.level < rules->nstep || (rules->optional & ~state->top.reached) != 0;
}
