/* The values and periods that a user enters, each once, and whose windows are over. */
#include "analysis/funnel/parts.h"
#include "base/memory.h"

/* May a chain begin with the event? In any order its first event can match any step. */
static bool
may_start(const struct funnel_rules *rules, const struct funnel_event *event)
{
	uint32_t steps = event->match & ~FUNNEL_EXCLUDED;

	if (rules->hold && event->value == FUNNEL_NO_VALUE)
		return false;
	return rules->order == FUNNEL_ANY ? steps != 0 : (steps & 1) != 0;
}

uint32_t
funnel_group_number(const struct funnel *f, struct funnel_thread *t, struct slice by,
    int64_t period)
{
	if (!f->grouped)
		return 0;
	buffer_clear(&t->key);
	buffer_add(&t->key, &period, sizeof period);
	buffer_add(&t->key, by.ptr, by.len);
	return intern_cached(&t->cache, slice_of(t->key.ptr, t->key.len));
}

/* The user's number of the group; a new one is entered. local[group]: that, and 1; 0: none. */
static uint32_t
entry_of(struct funnel_thread *t, const struct funnel_entry *entry)
{
	size_t had = t->capacity_local;

	t->local =
	    memory_grow(t->local, &t->capacity_local, (size_t)entry->group + 1, sizeof *t->local);
	if (t->capacity_local > had)
		memset(t->local + had, 0, (t->capacity_local - had) * sizeof *t->local);
	if (t->local[entry->group] == 0) {
		t->entry =
		    memory_grow(t->entry, &t->capacity_entry, t->nentry + 1, sizeof *t->entry);
		t->entry[t->nentry++] = *entry;
		t->local[entry->group] = (uint32_t)t->nentry;
	}
	return t->local[entry->group] - 1;
}

void
funnel_enter(const struct funnel *f, struct funnel_thread *t, const struct sequence *s)
{
	const struct funnel_params *p = &f->params;
	uint32_t now = FUNNEL_NO_GROUP;

	t->nentry = 0;
	t->entered = memory_grow(t->entered, &t->capacity_entered, s->n, sizeof *t->entered);
	for (size_t i = 0; i < s->n; i++) {
		struct funnel_entry entry = { .by = slice_of(NULL, 0) };

		t->entered[i] = FUNNEL_NO_GROUP;
		if (!may_start(&p->rules, &t->event[i]) || (p->enter_first && t->nentry > 0))
			continue;
		if (p->every >= 0)
			entry.period = period_clock_index(&t->clock, s->record[i].time);
		if (f->by >= 0)
			entry.by = funnel_by(&s->record[i]);
		if (now == FUNNEL_NO_GROUP || t->entry[now].period != entry.period ||
		    !slice_equal(t->entry[now].by, entry.by)) {
			entry.group = funnel_group_number(f, t, entry.by, entry.period);
			now = entry_of(t, &entry);
		}
		t->entry[now].last = (uint32_t)i;
		t->entered[i] = now;
	}
	for (size_t k = 0; k < t->nentry; k++)
		t->local[t->entry[k].group] = 0;
}

/* A session of the user: events from .. to - 1. */
struct span {
	size_t from, to;
};

static int64_t
later(int64_t time, int64_t us)
{
	int64_t sum;

	return __builtin_add_overflow(time, us, &sum) ? FUNNEL_NO_LIMIT : sum;
}

/*
 * When the window of a chain that begins with the event is over: with the last event of the input
 * the last of them can still be known. INT64_MIN: at once.
 */
static int64_t
end_of(const struct funnel *f, const struct funnel_thread *t, size_t n, size_t start,
    struct span *session)
{
	const struct funnel_rules *r = &f->params.rules;
	int64_t end = later(t->event[start].time, r->within_us), over;

	if (r->nstep == 1 || end <= f->last)
		return INT64_MIN;
	if (r->session_us == FUNNEL_NO_LIMIT)
		return end;
	if (start < session->from || start >= session->to) {
		session->from = start;
		session->to = start + 1;
		while (session->to < n &&
		    t->event[session->to].time - t->event[session->to - 1].time <= r->session_us)
			session->to++;
	}
	over = later(t->event[session->to - 1].time, r->session_us);
	return over < end ? over : end;
}

void
funnel_close(const struct funnel *f, struct funnel_thread *t, const struct sequence *s)
{
	struct span session = { 0 };
	int64_t late = INT64_MIN;

	for (size_t k = 0; k < t->nentry; k++) {
		const struct funnel_entry *e = &t->entry[k];
		int64_t end = end_of(f, t, s->n, e->last, &session);

		if (end <= f->last)
			continue;
		late = end > late ? end : late;
		if (f->part)
			cell_quantiles_add(&t->ends, e->group, funnel_end(end));
		else if (f->params.list == NULL)
			t->open[e->group]++;
	}
	if (f->part && late > f->last)
		cell_quantiles_add(&t->user_ends, 0, funnel_end(late));
	t->nlate += !f->part && late > f->last;
	t->nuser += t->nentry > 0;
	t->nentered += t->nentry;
}
