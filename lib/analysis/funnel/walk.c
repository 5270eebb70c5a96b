#include "analysis/funnel/walk.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/funnel/run.h"
#include "base/memory.h"

#define NO_START UINT32_MAX
#define SKIP_GROUPS 16 /* fewer do not pay for the blocks */

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
funnel_count(const struct funnel_run *run, const struct funnel_chain *chain)
{
	struct funnel_chain *counted = add_chain(run->scratch, chain);

	counted->reached = chain->taken;
	counted->group = run->group;
	run->scratch->open[run->group].level = 0;
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
	keep_better(run, &run->scratch->open[run->group], chain);
}

/* Nothing that comes later can be the chain of the user in the group. */
static bool
finished(const struct funnel_run *run)
{
	const struct funnel_chain *open = &run->scratch->open[run->group];

	return !run->rules->reenter && open->level == run->rules->nstep &&
	    (run->rules->optional & ~open->reached) == 0;
}

static void
walk_one(const struct funnel_run *run)
{
	if (run->rules->order == FUNNEL_ANY)
		funnel_any(run);
	else
		funnel_ordered(run);
}

/* Each group that has a start in the run, in the order of the first ones. */
static void
walk_groups(struct funnel_run *run)
{
	struct funnel_scratch *s = run->scratch;
	size_t nstart = 0, ngroup = 0;

	s->next_start =
	    memory_grow(s->next_start, &s->capacity_next, run->n, sizeof *s->next_start);
	for (size_t i = run->n; i-- > 0;) {
		uint32_t group = run->group_of[funnel_own(run, i)];

		if (group == FUNNEL_NO_GROUP)
			continue;
		ngroup += s->first_start[group] == NO_START;
		nstart++;
		s->next_start[i] = s->first_start[group];
		s->first_start[group] = (uint32_t)i;
	}
	run->nskip = 0;
	if (ngroup >= SKIP_GROUPS)
		funnel_skip_build(run);
	for (size_t i = 0; nstart > 0 && i < run->n; i++) {
		run->group = run->group_of[funnel_own(run, i)];
		if (run->group == FUNNEL_NO_GROUP)
			continue;
		nstart--;
		if (s->first_start[run->group] != i)
			continue;
		s->first_start[run->group] = NO_START;
		run->start = i;
		if (run->rules->hold || !finished(run))
			walk_one(run);
	}
}

static void
walk_run(struct funnel_run *run)
{
	if (run->group_of == NULL)
		walk_one(run);
	else
		walk_groups(run);
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

/* What a value left: the better of it and of the values before, in each group that it is in. */
static void
close_value(struct funnel_run *run, size_t from, size_t to)
{
	struct funnel_scratch *s = run->scratch;

	for (size_t i = from; i < to; i++) {
		uint32_t group = run->group_of != NULL ? run->group_of[s->own[i]] : 0;

		if (group == FUNNEL_NO_GROUP)
			continue;
		keep_better(run, &s->best[group], &s->open[group]);
		s->open[group].level = 0;
	}
}

/* Walks each value's events, session by session. */
static void
walk_values(struct funnel_run *run, size_t n, size_t ngroup)
{
	struct funnel_scratch *s = run->scratch;
	size_t nvalue = group_values(s, run->event, n);
	struct funnel_chain *swap;
	size_t next_capacity;

	s->best = memory_grow(s->best, &s->capacity_best, ngroup, sizeof *s->best);
	for (size_t g = 0; g < ngroup; g++)
		s->best[g].level = 0;

	count_foreign(run->rules, s, run->event, n);
	run->before = s->before;
	run->after = s->after;
	for (size_t v = 0; v < nvalue; v++) {
		size_t next, first = s->value_at[v], last = s->value_at[v + 1];

		for (size_t i = first; i < last; i = next) {
			for (next = i + 1;
			     next < last && s->session[s->own[next]] == s->session[s->own[i]];)
				next++;
			run->own = s->own + i;
			run->n = next - i;
			walk_run(run);
		}
		close_value(run, first, last);
	}
	swap = s->open;
	s->open = s->best;
	s->best = swap;
	next_capacity = s->capacity_open;
	s->capacity_open = s->capacity_best;
	s->capacity_best = next_capacity;
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

/* By group; what is left over behind the completed ones. */
static int
by_end(const void *a, const void *b)
{
	const struct funnel_chain *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->level != y->level)
		return x->level > y->level ? -1 : 1;
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

/* All groups at once: run.group_of says which. */
static void
walk(struct funnel_run *run, size_t n, size_t ngroup)
{
	const struct funnel_rules *rules = run->rules;
	struct funnel_scratch *s = run->scratch;

	s->n = 0;
	s->open = memory_grow(s->open, &s->capacity_open, ngroup, sizeof *s->open);
	for (size_t g = 0; g < ngroup; g++)
		s->open[g].level = 0;
	if (rules->hold)
		walk_values(run, n, ngroup);
	for (size_t i = 0; !rules->hold && i < n; i = run->first + run->n) {
		if (run->group_of == NULL && finished(run))
			break;
		run->first = i;
		run->n = session_end(rules, run->event, i, n) - i;
		walk_run(run);
	}
	for (size_t g = 0; g < ngroup; g++) {
		if (s->open[g].level > 0)
			add_chain(s, &s->open[g])->group = (uint32_t)g;
	}
	if (rules->reenter && s->n > 1 && (rules->hold || run->group_of != NULL))
		qsort(s->chain, s->n, sizeof *s->chain, by_end);
	for (size_t c = 0; c < s->n; c++)
		settle(rules, &s->chain[c]);
}

void
funnel_walk(const struct funnel_rules *rules, struct funnel_scratch *scratch,
    const struct funnel_event *event, size_t n)
{
	struct funnel_run run = { .rules = rules, .scratch = scratch, .event = event };

	walk(&run, n, 1);
}

void
funnel_walk_groups(const struct funnel_rules *rules, struct funnel_scratch *scratch,
    const struct funnel_event *event, size_t n, const uint32_t *group, size_t ngroup)
{
	struct funnel_run run = { .rules = rules,
		.scratch = scratch,
		.event = event,
		.group_of = group };
	size_t had = scratch->capacity_first;

	scratch->first_start = memory_grow(scratch->first_start, &scratch->capacity_first, ngroup,
	    sizeof *scratch->first_start);
	for (size_t g = had; g < scratch->capacity_first; g++)
		scratch->first_start[g] = NO_START;
	walk(&run, n, ngroup);
}

void
funnel_scratch_release(struct funnel_scratch *s)
{
	free(s->chain);
	free(s->open);
	free(s->best);
	free(s->first_start);
	free(s->next_start);
	free(s->skip);
	free(s->class);
	free(s->spare);
	free(s->own);
	free(s->value_at);
	free(s->before);
	free(s->after);
	free(s->session);
	memset(s, 0, sizeof *s);
}
