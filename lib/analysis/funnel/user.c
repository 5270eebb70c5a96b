/* One user's records to events, chains, counts and times. */
#include "analysis/funnel/parts.h"
#include "base/memory.h"

#define NO_EVENT UINT32_MAX

static struct slice
hold_of(const struct sequence_record *r)
{
	uint32_t len;

	memcpy(&len, r->text.ptr, sizeof len);
	return slice_of(r->text.ptr + sizeof len, len);
}

struct slice
funnel_by(const struct sequence_record *r)
{
	size_t hold = hold_of(r).len + sizeof(uint32_t);

	return slice_of(r->text.ptr + hold, r->text.len - hold);
}

/*
 * Numbers the values of --hold in a table of twice as many slots as events; a slot has a value's
 * first event.
 */
static void
number_values(const struct funnel *f, struct funnel_thread *t, const struct sequence *s)
{
	uint32_t nvalue = 0;
	size_t size = 16;

	while (size < 2 * s->n)
		size *= 2;
	t->slot = memory_grow(t->slot, &t->capacity_slot, size, sizeof *t->slot);
	memset(t->slot, 0xff, size * sizeof *t->slot);
	for (size_t i = 0; i < s->n; i++) {
		struct slice value = hold_of(&s->record[i]);
		size_t at;

		t->event[i].value = FUNNEL_NO_VALUE;
		if (value.len == 0)
			continue;
		at = hash_bytes(&f->groups.map.hash_key, value.ptr, value.len) & (size - 1);
		while (t->slot[at] != NO_EVENT &&
		    !slice_equal(hold_of(&s->record[t->slot[at]]), value))
			at = (at + 1) & (size - 1);
		if (t->slot[at] != NO_EVENT) {
			t->event[i].value = t->event[t->slot[at]].value;
			continue;
		}
		t->slot[at] = (uint32_t)i;
		t->event[i].value = nvalue++;
	}
}

struct funnel_count *
funnel_counts(const struct funnel *f, struct funnel_thread *t, uint32_t group)
{
	size_t nstep = f->params.rules.nstep, n = ((size_t)group + 1) * nstep;

	if (group >= t->ngroup) {
		size_t had = t->ngroup * nstep;

		t->count = memory_grow(t->count, &t->capacity_count, n, sizeof *t->count);
		memset(t->count + had, 0, (n - had) * sizeof *t->count);
		t->open =
		    memory_grow(t->open, &t->capacity_open, (size_t)group + 1, sizeof *t->open);
		memset(t->open + t->ngroup, 0, (group + 1 - t->ngroup) * sizeof *t->open);
		t->ngroup = (size_t)group + 1;
	}
	return t->count + (size_t)group * nstep;
}

static void
count_chain(const struct funnel *f, struct funnel_thread *t, const struct funnel_chain *c,
    uint32_t group)
{
	struct funnel_count *count = funnel_counts(f, t, group);
	int64_t before = c->time[0];
	unsigned nstep = f->params.rules.nstep;

	for (unsigned k = 0; k < nstep; k++) {
		count[k].users += c->reached >> k & 1;
		if (k == 0 || (c->taken >> k & 1) == 0)
			continue;
		count[k].timed++;
		cell_quantiles_add(&t->times, (uint64_t)group * nstep + k,
		    (uint64_t)(c->time[k] - before));
		before = c->time[k];
	}
}

static void
tell_chain(const struct funnel *f, struct funnel_thread *t, const struct sequence *s,
    const struct funnel_chain *chain, struct sequence_reply *reply)
{
	const struct funnel_params *p = &f->params;
	const struct funnel_entry *entry =
	    f->apart ? &t->entry[chain->group] : &(struct funnel_entry){ 0 };
	struct funnel_listed listed = { .user = s->user, .by = entry->by, .chain = chain };

	if (p->list == NULL) {
		count_chain(f, t, chain, entry->group);
		return;
	}
	if (p->every >= 0)
		listed.period =
		    period_of_index(p->zone, funnel_period(p), p->week_start, entry->period);
	listed.stopped = funnel_stopped(&p->rules, t->event, s->n, chain);
	p->list(p->self, t->number, &listed, &reply->out);
}

void
funnel_user(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
{
	const struct funnel *f = self;
	struct funnel_thread *t = thread;

	t->event = memory_grow(t->event, &t->capacity_event, s->n, sizeof *t->event);
	for (size_t i = 0; i < s->n; i++) {
		t->event[i].time = s->record[i].time;
		t->event[i].match = s->record[i].word[0];
	}
	if (f->params.rules.hold)
		number_values(f, t, s);
	if (f->apart)
		funnel_enter(f, t, s);
	if (f->apart && (t->nentry > 1 || f->params.enter_first))
		funnel_walk_groups(&f->params.rules, &t->walk, t->event, s->n, t->entered,
		    t->nentry);
	else
		funnel_walk(&f->params.rules, &t->walk, t->event, s->n);
	for (size_t c = 0; c < t->walk.n; c++)
		tell_chain(f, t, s, &t->walk.chain[c], reply);
	if (f->apart)
		funnel_close(f, t, s);
}
