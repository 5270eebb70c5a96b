#include "analysis/retention/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * The day of a bucket, the last one as a rule. Where a clock was set back over midnight a bucket
 * may come again behind the next one.
 */
static size_t
day_of(struct retention_scratch *s, int64_t bucket)
{
	size_t at = s->n;

	while (at > 0 && s->day[at - 1].bucket > bucket)
		at--;
	if (at > 0 && s->day[at - 1].bucket == bucket)
		return at - 1;
	s->day = memory_grow(s->day, &s->capacity, s->n + 1, sizeof *s->day);
	memmove(s->day + at + 1, s->day + at, (s->n - at) * sizeof *s->day);
	s->day[at] = (struct retention_day){ .bucket = bucket, .start = RETENTION_NONE };
	s->n++;
	if (s->first != RETENTION_NONE && s->first >= at)
		s->first++;
	return at;
}

void
retention_begin(struct retention_scratch *s)
{
	s->n = 0;
	s->first = RETENTION_NONE;
}

void
retention_walk(struct retention_scratch *s, const struct retention_event *event, size_t n)
{
	retention_begin(s);
	for (size_t i = 0; i < n; i++) {
		size_t at = day_of(s, event[i].bucket);
		struct retention_day *day = &s->day[at];

		if ((event[i].flags & RETENTION_START) != 0) {
			if (day->start == RETENTION_NONE)
				day->start = i;
			if (s->first == RETENTION_NONE)
				s->first = at;
		}
		if ((event[i].flags & RETENTION_RETURN) != 0) {
			day->returns++;
			day->from_start += day->start != RETENTION_NONE;
		}
	}
}

void
retention_mark(struct retention_scratch *s, int64_t bucket, uint32_t flags)
{
	size_t at = day_of(s, bucket);
	struct retention_day *day = &s->day[at];

	if ((flags & RETENTION_START) != 0)
		day->start = 0;
	if ((flags & RETENTION_RETURN) != 0)
		day->returns = day->from_start = 1;
}

void
retention_end(struct retention_scratch *s)
{
	for (size_t k = 0; k < s->n && s->first == RETENTION_NONE; k++)
		if (s->day[k].start != RETENTION_NONE)
			s->first = k;
}

/* Return events of one cell being counted; periods come in order. */
struct tally {
	const struct retention_rules *rules;
	uint64_t *cell;
	uint64_t at, sum;
	uint64_t reached; /* rolling: the last cell, + 1 */
};

static void
tally_close(struct tally *t)
{
	if (t->sum < t->rules->at_least)
		return;
	if (t->rules->mode == RETENTION_ROLLING)
		t->reached = (t->at < t->rules->last ? t->at : t->rules->last) + 1;
	else
		t->cell[t->at]++;
}

/* false: nothing that comes behind this period matters. */
static inline bool
tally_add(struct tally *t, uint64_t period, uint64_t returns)
{
	if (period > t->rules->last && t->rules->mode != RETENTION_ROLLING)
		return false;
	if (t->rules->bracket != NULL)
		period = t->rules->bracket[period];
	if (period != t->at) {
		tally_close(t);
		t->at = period;
		t->sum = 0;
	}
	t->sum += returns;
	return true;
}

static void
count_lengths(struct tally *t, const struct retention_event *event, size_t n, size_t start)
{
	uint64_t length = (uint64_t)t->rules->length_us, begin = (uint64_t)event[start].time;

	for (size_t i = start; i < n; i++)
		if ((event[i].flags & RETENTION_RETURN) != 0 &&
		    !tally_add(t, ((uint64_t)event[i].time - begin) / length, 1))
			return;
}

static void
count_days(struct tally *t, const struct retention_scratch *s, size_t day)
{
	uint64_t begin = (uint64_t)s->day[day].bucket;

	tally_add(t, 0, s->day[day].from_start);
	for (size_t k = day + 1; k < s->n; k++)
		if (!tally_add(t, (uint64_t)s->day[k].bucket - begin, s->day[k].returns))
			return;
}

void
retention_count(const struct retention_rules *rules, const struct retention_scratch *s,
    const struct retention_event *event, size_t n, size_t day, uint64_t *cell)
{
	struct tally t = { .rules = rules, .cell = cell };

	if (rules->length_us > 0)
		count_lengths(&t, event, n, s->day[day].start);
	else
		count_days(&t, s, day);
	tally_close(&t);
	if (t.reached > 0)
		cell[t.reached - 1]++;
}

bool
retention_active(const struct retention_rules *rules, const struct retention_scratch *s, size_t day)
{
	return day == s->first || (day > s->first && s->day[day].returns >= rules->at_least);
}

void
retention_scratch_release(struct retention_scratch *s)
{
	free(s->day);
	memset(s, 0, sizeof *s);
}
