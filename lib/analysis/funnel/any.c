/*
 * Steps in any order: the largest number of different steps that different events within one window
 * match. The window slides; events that match the same steps are one class; a step is matched anew
 * by one augmenting path when an event comes or goes.
 *
 * Events that break chains must be taken by a chain that reaches over them. The sets of events that
 * can be
 * matched form a matroid: if the breaking events inside the window can all be matched, the largest
 * matching can be had with them; so the window only has to begin late enough for that.
 *
 * With groups the window begins where a chain of the group may: that event is taken too.
 */
#include "analysis/funnel/run.h"

#include <string.h>

#include "base/memory.h"

struct window {
	const struct funnel_run *run;
	size_t left; /* its first own event */
	size_t seen; /* own events before it are known to break or not */
	struct funnel_match match;
	unsigned matched;
	uint32_t inside[FUNNEL_STEPS + 1]; /* breaking events after the left end's instant */
	unsigned ninside;
	struct funnel_chain top;
};

static size_t
class_of(struct window *w, uint32_t steps)
{
	struct funnel_scratch *s = w->run->scratch;
	size_t n = w->match.nclass;

	for (size_t c = 0; c < n; c++)
		if (w->match.class[c].match == steps)
			return c;
	s->class = memory_grow(s->class, &s->capacity_class, n + 1, sizeof *s->class);
	s->class[n] = (struct funnel_class){ .match = steps };
	w->match.class = s->class;
	w->match.nclass = n + 1;
	return n;
}

/* Gives the steps without an event one, if that can be. */
static void
match_free(struct window *w)
{
	for (unsigned k = 0; k < w->run->rules->nstep; k++)
		if (w->match.owner[k] == FUNNEL_FREE && funnel_match_step(&w->match, k))
			w->matched++;
}

static void
window_add(struct window *w, uint32_t at)
{
	uint32_t steps = funnel_steps(&w->run->event[at]);
	size_t c;

	if (steps == 0)
		return;
	c = class_of(w, steps);
	if (w->match.class[c].count++ < (unsigned)__builtin_popcount(steps))
		match_free(w);
}

static void
window_drop(struct window *w, uint32_t at)
{
	uint32_t steps = funnel_steps(&w->run->event[at]);
	struct funnel_class *class;
	size_t c;

	if (steps == 0)
		return;
	c = class_of(w, steps);
	class = &w->match.class[c];
	if (--class->count >= class->used)
		return;
	for (unsigned k = 0; k < w->run->rules->nstep; k++) {
		if (w->match.owner[k] != c)
			continue;
		w->match.owner[k] = FUNNEL_FREE;
		break;
	}
	class->used--;
	w->matched--;
	match_free(w);
}

/* Do two events stand at one place, so that one cannot be between the other and anything else? */
static bool
beside(const struct funnel_run *run, uint32_t a, uint32_t b)
{
	return a == b || (run->rules->ties_any && run->event[a].time == run->event[b].time);
}

/*
 * Takes the left end on to own event i, and forgets the breaking events that are not inside any
 * more.
 */
static void
window_begin(struct window *w, size_t i)
{
	uint32_t at = funnel_own(w->run, i);
	unsigned keep = 0;

	while (w->left < i)
		window_drop(w, funnel_own(w->run, w->left++));
	for (unsigned b = 0; b < w->ninside; b++)
		if (w->inside[b] > at && !beside(w->run, w->inside[b], at))
			w->inside[keep++] = w->inside[b];
	w->ninside = keep;
}

/* Can event start, and the breaking events behind it, all be taken by one chain? */
static bool
takes(const struct window *w, uint32_t start)
{
	const struct funnel_run *run = w->run;
	uint32_t owner[FUNNEL_STEPS];

	memset(owner, 0xff, sizeof owner);
	if (run->group_of != NULL &&
	    !funnel_match_event(run->event, owner, run->rules->nstep, start))
		return false;
	for (unsigned b = 0; b < w->ninside; b++)
		if (w->inside[b] > start && !beside(run, w->inside[b], start) &&
		    !funnel_match_event(run->event, owner, run->rules->nstep, w->inside[b]))
			return false;
	return true;
}

/* May the window begin at own event i? With ties in any order what stands beside it counts too. */
static bool
opens(const struct window *w, size_t i)
{
	const struct funnel_run *run = w->run;
	uint32_t at = funnel_own(run, i);

	for (; i < run->n && beside(run, funnel_own(run, i), at); i++)
		if (funnel_starts(run, funnel_own(run, i)))
			return true;
	return false;
}

/* The first own event from i on that the window may begin at; end: there is none before it. */
static size_t
first_start(const struct window *w, size_t i, size_t end)
{
	while (i < end && !opens(w, i))
		i++;
	return i;
}

/* Does the window begin where it can hold a chain? */
static bool
independent(const struct window *w, size_t end)
{
	const struct funnel_run *run = w->run;
	uint32_t left = funnel_own(run, w->left);

	if (run->group_of == NULL)
		return takes(w, left);
	for (size_t i = w->left; i < end && beside(run, funnel_own(run, i), left); i++)
		if (funnel_starts(run, funnel_own(run, i)) && takes(w, funnel_own(run, i)))
			return true;
	return false;
}

/* The next place that it may begin at, up to end. */
static size_t
next_left(const struct window *w, size_t end)
{
	const struct funnel_run *run = w->run;
	size_t next = w->left;

	if (run->group_of == NULL) {
		while (funnel_own(run, next) < w->inside[0] &&
		    !beside(run, funnel_own(run, next), w->inside[0]))
			next++;
		return next;
	}
	while (next < end && beside(run, funnel_own(run, next), funnel_own(run, w->left)))
		next++;
	return first_start(w, next, end);
}

/* Breaking events before own event i are inside now, if they stand after the left end. */
static void
look_inside(struct window *w, size_t i)
{
	const struct funnel_run *run = w->run;
	uint32_t end = funnel_own(run, i);

	for (; w->seen < i; w->seen++) {
		uint32_t at = funnel_own(run, w->seen);

		if (beside(run, at, end))
			return;
		if (!funnel_breaks(run->rules, &run->event[at]) || w->seen < w->left ||
		    beside(run, at, funnel_own(run, w->left)))
			continue;
		w->inside[w->ninside++] = at;
		while (w->left < i && !independent(w, i))
			window_begin(w, next_left(w, i));
	}
}

/* The window's left end for own event i as the last. */
static void
window_limit(struct window *w, size_t i)
{
	const struct funnel_run *run = w->run;
	uint32_t end = funnel_own(run, i);
	size_t left = w->left;

	while (
	    run->event[end].time - run->event[funnel_own(run, left)].time > run->rules->within_us ||
	    (run->before != NULL && left < i &&
		run->before[end] > run->after[funnel_own(run, left)]))
		left++;
	if (run->group_of != NULL)
		left = first_start(w, left, i);
	if (left > w->left)
		window_begin(w, left);
	look_inside(w, i);
}

/* Makes the event one of the chain's, if it is not and can be. */
static void
chain_take(const struct window *w, uint32_t *owner, uint32_t at)
{
	for (unsigned k = 0; k < w->run->rules->nstep; k++)
		if (owner[k] == at)
			return;
	funnel_match_event(w->run->event, owner, w->run->rules->nstep, at);
}

/* The events of the chain: what must be in it first, then each as early as it can. */
static void
chain_events(const struct window *w, size_t first, size_t last, uint32_t *owner)
{
	uint32_t start = funnel_own(w->run, first);

	memset(owner, 0xff, FUNNEL_STEPS * sizeof *owner);
	for (unsigned b = 0; b < w->ninside; b++)
		if (w->inside[b] > start && !beside(w->run, w->inside[b], start))
			chain_take(w, owner, w->inside[b]);
	chain_take(w, owner, start);
	chain_take(w, owner, funnel_own(w->run, last));
	while (w->run->group_of != NULL && first > w->left &&
	    beside(w->run, funnel_own(w->run, first - 1), start))
		first--;
	for (size_t i = first; i < last; i++)
		chain_take(w, owner, funnel_own(w->run, i));
}

/*
 * The event that the chain begins with, at own event first or before it: the last of the group that
 * can be taken.
 */
static size_t
chain_start(const struct window *w, size_t first, size_t last)
{
	const struct funnel_run *run = w->run;

	if (run->group_of == NULL)
		return first;
	while (first < last && beside(run, funnel_own(run, first), funnel_own(run, first + 1)))
		first++;
	while (first > w->left &&
	    (!funnel_starts(run, funnel_own(run, first)) || !takes(w, funnel_own(run, first))))
		first--;
	return first;
}

/* The first time that so many steps are matched: the chain that started last. */
static void
window_reach(struct window *w, size_t i)
{
	const struct funnel_run *run = w->run;
	unsigned nstep = run->rules->nstep, n = 0;
	struct funnel_chain *top = &w->top;
	uint32_t owner[FUNNEL_STEPS];
	size_t first = i + 1;

	memset(owner, 0xff, sizeof owner);
	while (n < w->matched)
		n += funnel_match_event(run->event, owner, nstep, funnel_own(run, --first));
	first = chain_start(w, first, i);
	chain_events(w, first, i, owner);
	top->level = n;
	top->start = funnel_own(run, first);
	top->end = funnel_own(run, i);
	top->reached = top->taken = (uint32_t)((UINT64_C(1) << n) - 1);
	top->matched = 0;
	n = 0;
	for (unsigned k = 0; k < nstep; k++) {
		unsigned at = n;

		if (owner[k] == FUNNEL_FREE)
			continue;
		top->matched |= UINT32_C(1) << k;
		for (; at > 0 && top->time[at - 1] > run->event[owner[k]].time; at--)
			top->time[at] = top->time[at - 1];
		top->time[at] = run->event[owner[k]].time;
		n++;
	}
}

static void
window_restart(struct window *w, size_t i)
{
	w->left = w->seen = i;
	w->match.nclass = 0;
	funnel_match_clear(&w->match);
	w->matched = w->ninside = 0;
	w->top.level = 0;
}

/* May a later event at the same instant stand before event i, in a chain that started later? */
static bool
waits(const struct funnel_run *run, size_t i)
{
	return run->rules->ties_any && !run->rules->reenter && i + 1 < run->n &&
	    beside(run, funnel_own(run, i), funnel_own(run, i + 1));
}

void
funnel_any(const struct funnel_run *run)
{
	struct window w = { .run = run };
	size_t from = run->group_of != NULL ? run->start : 0;

	while (from > 0 && run->rules->ties_any &&
	    beside(run, funnel_own(run, from - 1), funnel_own(run, from)))
		from--;
	window_restart(&w, from);
	for (size_t i = from; i < run->n; i++) {
		window_limit(&w, i);
		if (w.left == i && !opens(&w, i)) {
			w.left = w.seen = i + 1;
			continue;
		}
		window_add(&w, funnel_own(run, i));
		if (w.matched <= w.top.level || waits(run, i))
			continue;
		window_reach(&w, i);
		if (w.matched < run->rules->nstep)
			continue;
		if (!run->rules->reenter)
			break;
		funnel_count(run, &w.top);
		window_restart(&w, i + 1);
	}
	if (w.top.level > 0)
		funnel_offer(run, &w.top);
}
