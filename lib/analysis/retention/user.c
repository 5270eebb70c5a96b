/* One user's records to counts. */
#include "analysis/retention/parts.h"
#include "base/memory.h"

uint64_t *
retention_counts(const struct retention *r, struct retention_thread *t, struct slice by,
    int64_t index)
{
	size_t width = retention_width(r), had = t->ngroup;
	uint32_t group;

	buffer_clear(&t->key);
	buffer_add(&t->key, &index, sizeof index);
	buffer_add(&t->key, by.ptr, by.len);
	group = intern_cached(&t->cache, slice_of(t->key.ptr, t->key.len));
	if (group >= had) {
		t->ngroup = (size_t)group + 1;
		t->count =
		    memory_grow(t->count, &t->capacity_count, t->ngroup * width, sizeof *t->count);
		memset(t->count + had * width, 0, (t->ngroup - had) * width * sizeof *t->count);
	}
	return t->count + group * width;
}

/* The value of --by of the start on a day. */
static struct slice
by_of(const struct retention *r, const struct retention_thread *t, const struct sequence *s,
    size_t day)
{
	return r->by < 0 ? slice_of(NULL, 0) : s->record[t->walk.day[day].start].text;
}

static void
count_cohort(const struct retention *r, struct retention_thread *t, const struct sequence *s,
    size_t day)
{
	int64_t bucket = t->walk.day[day].bucket;
	int64_t time = r->gathers ? bucket : t->event[t->walk.day[day].start].time;
	uint64_t *count = retention_counts(r, t, by_of(r, t, s, day), bucket);

	if (count[GROUP_SIZE]++ == 0)
		count[GROUP_EARLIEST] = count[GROUP_LATEST] = (uint64_t)time;
	if (time < (int64_t)count[GROUP_EARLIEST])
		count[GROUP_EARLIEST] = (uint64_t)time;
	if (time > (int64_t)count[GROUP_LATEST])
		count[GROUP_LATEST] = (uint64_t)time;
	retention_count(&r->plan.rules, &t->walk, t->event, s->n, day, count + GROUP_CELLS);
}

static void
count_cohorts(const struct retention *r, struct retention_thread *t, const struct sequence *s)
{
	if (!r->params.every) {
		count_cohort(r, t, s, t->walk.first);
		return;
	}
	for (size_t day = 0; day < t->walk.n; day++)
		if (t->walk.day[day].start != RETENTION_NONE)
			count_cohort(r, t, s, day);
}

/* Active periods are new, returning or resurrected; behind one the user may be dormant. */
static void
count_lifecycle(const struct retention *r, struct retention_thread *t, struct slice by)
{
	const struct retention_scratch *w = &t->walk;
	int64_t before = 0;

	for (size_t day = w->first; day < w->n; day++) {
		int64_t bucket = w->day[day].bucket;
		size_t cell = day == w->first ? 0 : bucket == before + 1 ? 1 : 2;

		if (!retention_active(&r->plan.rules, w, day))
			continue;
		if (cell == 2)
			retention_counts(r, t, by, before + 1)[GROUP_CELLS + 3]++;
		retention_counts(r, t, by, bucket)[GROUP_CELLS + cell]++;
		before = bucket;
	}
	retention_counts(r, t, by, before + 1)[GROUP_CELLS + 3]++;
}

/* Buckets are days; each period of them counts the user at as many days as they were there. */
static void
count_stickiness(const struct retention *r, struct retention_thread *t, struct slice by)
{
	const struct retention_scratch *w = &t->walk;
	int64_t period = 0;
	size_t days = 0;

	for (size_t day = w->first; day <= w->n; day++) {
		bool end = day == w->n;
		int64_t next;

		if (!end && !retention_active(&r->plan.rules, w, day))
			continue;
		next = end ? period : period_clock_index(&t->label, w->day[day].bucket * DAY_US);
		if (days > 0 && (end || next != period)) {
			uint64_t *count = retention_counts(r, t, by, period);

			count[GROUP_SIZE]++;
			count[GROUP_CELLS + days - 1]++;
			days = 0;
		}
		period = next;
		days++;
	}
}

/* Where the period was chosen by the times, buckets came as days. */
static int64_t
bucket_of(const struct retention *r, struct retention_thread *t, int64_t bucket)
{
	return r->params.fit ? period_clock_index(&t->label, bucket * DAY_US) : bucket;
}

static void
walk_events(const struct retention *r, struct retention_thread *t, const struct sequence *s)
{
	bool words = r->always != (RETENTION_START | RETENTION_RETURN);

	t->event = memory_grow(t->event, &t->capacity_event, s->n, sizeof *t->event);
	for (size_t i = 0; i < s->n; i++) {
		t->event[i].time = s->record[i].time;
		t->event[i].bucket =
		    bucket_of(r, t, period_clock_index(&t->clock, s->record[i].time));
		t->event[i].flags = words ? s->record[i].word[0] : r->always;
	}
	retention_walk(&t->walk, t->event, s->n);
}

static void
walk_buckets(const struct retention *r, struct retention_thread *t, const struct sequence *s)
{
	bool all = (r->always & RETENTION_START) != 0;

	retention_begin(&t->walk);
	for (size_t i = 0; i < s->n; i++) {
		const uint32_t *word = s->record[i].word;
		uint64_t bits = word[0] | (uint64_t)word[1] << 32;
		uint64_t starts = all ? bits : word[2] | (uint64_t)word[3] << 32;

		for (; bits != 0; bits &= bits - 1) {
			int k = __builtin_ctzll(bits);

			retention_mark(&t->walk, bucket_of(r, t, s->record[i].time + k),
			    RETENTION_RETURN | ((starts >> k & 1) != 0 ? RETENTION_START : 0));
		}
	}
	retention_end(&t->walk);
}

void
retention_user(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
{
	const struct retention *r = self;
	struct retention_thread *t = thread;

	(void)reply;
	t->label.known = t->label.known && t->label.period == r->plan.period;
	t->label.period = r->plan.period;
	if (r->gathers)
		walk_buckets(r, t, s);
	else
		walk_events(r, t, s);
	if (t->walk.first == RETENTION_NONE)
		return;
	if (r->plan.answer == RETENTION_COHORTS)
		count_cohorts(r, t, s);
	else if (r->plan.answer == RETENTION_LIFECYCLE)
		count_lifecycle(r, t, by_of(r, t, s, t->walk.first));
	else
		count_stickiness(r, t, by_of(r, t, s, t->walk.first));
}
