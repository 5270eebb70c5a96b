#include "analysis/funnel/walk.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/funnel/run.h"
#include "base/memory.h"

static struct funnel_chain *
add_chain(struct funnel_scratch *scratch, const struct funnel_chain *chain)
{
	scratch->chain =
	    memory_grow(scratch->chain, &scratch->capacity, scratch->n + 1, sizeof *scratch->chain);
	scratch->chain[scratch->n] = *chain;
	return &scratch->chain[scratch->n++];
}

/* What was left before a completed chain does not count any more. */
void
funnel_count(struct funnel_scratch *scratch, const struct funnel_chain *chain)
{
	add_chain(scratch, chain)->reached = chain->taken;
	scratch->open.level = 0;
}

/* Less than 0: a comes before b as the user's chain. */
static int
chain_compare(const struct funnel_run *run, const struct funnel_chain *a,
    const struct funnel_chain *b)
{
	int64_t end_a = run->event[a->end].time, end_b = run->event[b->end].time;
	int64_t start_a = run->event[a->start].time, start_b = run->event[b->start].time;

	if (a->level != b->level)
		return a->level > b->level ? -1 : 1;
	if (end_a != end_b)
		return end_a < end_b ? -1 : 1;
	if (!run->rules->ties_any && a->end != b->end)
		return a->end < b->end ? -1 : 1;
	if (start_a != start_b)
		return start_a > start_b ? -1 : 1;
	return a->start > b->start ? -1 : a->start < b->start;
}

static void
keep_better(const struct funnel_run *run, struct funnel_chain *best,
    const struct funnel_chain *chain)
{
	uint32_t reached = chain->reached;

	if (chain->level == 0)
		return;
	if (best->level > 0)
		reached |= best->reached;
	if (best->level == 0 || chain_compare(run, chain, best) < 0)
		*best = *chain;
	best->reached = reached;
}

void
funnel_offer(const struct funnel_run *run, const struct funnel_chain *chain)
{
	keep_better(run, &run->scratch->open, chain);
}

static void
walk_run(const struct funnel_run *run)
{
	if (run->rules->order == FUNNEL_ANY)
		funnel_any(run);
	else
		funnel_ordered(run);
}

/*
 * Groups the events by value: own[value_at[v]] .. own[value_at[v + 1] - 1]. Returns the number of
 * values.
 */
static size_t
group_values(struct funnel_scratch *s, const struct funnel_event *event, size_t n)
{
	size_t nvalue = 0;

	for (size_t i = 0; i < n; i++)
		if (event[i].value != FUNNEL_NO_VALUE && event[i].value >= nvalue)
			nvalue = (size_t)event[i].value + 1;
	s->value_at = memory_grow(s->value_at, &s->capacity_value, nvalue + 2, sizeof *s->value_at);
	s->own = memory_grow(s->own, &s->capacity_own, n, sizeof *s->own);
	memset(s->value_at, 0, (nvalue + 2) * sizeof *s->value_at);
	for (size_t i = 0; i < n; i++)
		if (event[i].value != FUNNEL_NO_VALUE)
			s->value_at[event[i].value + 2]++;
	for (size_t v = 2; v < nvalue + 2; v++)
		s->value_at[v] += s->value_at[v - 1];
	for (size_t i = 0; i < n; i++)
		if (event[i].value != FUNNEL_NO_VALUE)
			s->own[s->value_at[event[i].value + 1]++] = (uint32_t)i;
	return nvalue;
}

/*
 * Counts the events that break the chains of every value, up to each instant and with it; numbers
 * the sessions.
 */
static void
count_foreign(const struct funnel_rules *rules, struct funnel_scratch *s,
    const struct funnel_event *event, size_t n)
{
	uint32_t count = 0, session = 0;
	size_t next;

	s->before = memory_grow(s->before, &s->capacity_before, n, sizeof *s->before);
	s->after = memory_grow(s->after, &s->capacity_after, n, sizeof *s->after);
	s->session = memory_grow(s->session, &s->capacity_session, n, sizeof *s->session);
	for (size_t i = 0; i < n; i = next) {
		uint32_t through = count;

		if (i > 0 && event[i].time - event[i - 1].time > rules->session_us)
			session++;
		for (next = i; next < n &&
		     (next == i || (rules->ties_any && event[next].time == event[i].time));
		     next++)
			through += rules->order == FUNNEL_STRICT ||
			    (event[next].value == FUNNEL_NO_VALUE &&
				(event[next].match & FUNNEL_EXCLUDED) != 0);
		for (size_t j = i; j < next; j++) {
			s->before[j] = count;
			s->after[j] = through;
			s->session[j] = session;
		}
		count = through;
	}
}

/* Walks each value's events, session by session. */
static void
walk_values(struct funnel_run *run, size_t n)
{
	struct funnel_scratch *s = run->scratch;
	size_t nvalue = group_values(s, run->event, n);
	struct funnel_chain best = { 0 };

	count_foreign(run->rules, s, run->event, n);
	run->before = s->before;
	run->after = s->after;
	for (size_t v = 0; v < nvalue; v++) {
		size_t next, last = s->value_at[v + 1];

		for (size_t i = s->value_at[v]; i < last; i = next) {
			for (next = i + 1;
			     next < last && s->session[s->own[next]] == s->session[s->own[i]];)
				next++;
			run->own = s->own + i;
			run->n = next - i;
			walk_run(run);
		}
		keep_better(run, &best, &s->open);
		s->open.level = 0;
	}
	s->open = best;
}

static size_t
session_end(const struct funnel_rules *rules, const struct funnel_event *event, size_t i, size_t n)
{
	if (rules->session_us == FUNNEL_NO_LIMIT)
		return n;
	for (i++; i < n && event[i].time - event[i - 1].time <= rules->session_us;)
		i++;
	return i;
}

/* Nothing that comes later can be the user's chain. */
static bool
finished(const struct funnel_rules *rules, const struct funnel_scratch *s)
{
	return !rules->reenter && s->open.level == rules->nstep &&
	    (rules->optional & ~s->open.reached) == 0;
}

static int
by_end(const void *a, const void *b)
{
	const struct funnel_chain *x = a, *y = b;

	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

/* A chain that reached a step took or passed all that must be taken before it. */
static void
settle(const struct funnel_rules *rules, struct funnel_chain *chain)
{
	uint32_t below = (uint32_t)((UINT64_C(1) << chain->level) - 1);

	chain->reached |= below & ~rules->optional;
}

void
funnel_walk(const struct funnel_rules *rules, struct funnel_scratch *scratch,
    const struct funnel_event *event, size_t n)
{
	struct funnel_run run = { .rules = rules, .scratch = scratch, .event = event };

	scratch->n = 0;
	scratch->open.level = 0;
	if (rules->hold)
		walk_values(&run, n);
	for (size_t i = 0; !rules->hold && i < n && !finished(rules, scratch);
	     i = run.first + run.n) {
		run.first = i;
		run.n = session_end(rules, event, i, n) - i;
		walk_run(&run);
	}
	if (rules->hold && scratch->n > 1)
		qsort(scratch->chain, scratch->n, sizeof *scratch->chain, by_end);
	if (scratch->open.level > 0)
		add_chain(scratch, &scratch->open);
	for (size_t c = 0; c < scratch->n; c++)
		settle(rules, &scratch->chain[c]);
}

void
funnel_scratch_release(struct funnel_scratch *s)
{
	free(s->chain);
	free(s->class);
	free(s->spare);
	free(s->own);
	free(s->value_at);
	free(s->before);
	free(s->after);
	free(s->session);
	memset(s, 0, sizeof *s);
}
