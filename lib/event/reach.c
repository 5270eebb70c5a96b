#include "event/reach.h"

#include <stdio.h>

#include "base/memory.h"
#include "read/batch.h"
#include "shard/state.h"
#include "time/instant.h"

#define SHIFT 38                                       /* of a stretch: 2^38 us are 3.2 days */
#define TIME_LEAST (INT64_C(-62167219200) * SECOND_US) /* the year 0 */
#define TIME_MOST (INT64_C(253402300800) * SECOND_US)  /* the year 10000 */
#define STRETCHES ((size_t)((TIME_MOST - TIME_LEAST) >> SHIFT) + 1)
#define ODD_LEAST (182 * DAY_US)
#define EVENTS_LEAST 4 /* of fewer nobody can tell which one is odd */
#define YEAR_US (INT64_C(31556952) * SECOND_US)

void
reach_init(struct reach *e)
{
	*e = (struct reach){ .first = INT64_MAX, .last = INT64_MIN };
	e->count = memory_map_pages(STRETCHES * sizeof *e->count);
}

void
reach_release(struct reach *e)
{
	if (e->count != NULL)
		memory_unmap(e->count, STRETCHES * sizeof *e->count);
	e->count = NULL;
}

static inline size_t
stretch_of(int64_t time)
{
	if (time < TIME_LEAST)
		return 0;
	return time < TIME_MOST ? (size_t)((time - TIME_LEAST) >> SHIFT) : STRETCHES - 1;
}

void
reach_add(struct reach *e, const struct batch *batch, const int64_t *times)
{
	int64_t first = INT64_MAX, last = INT64_MIN;
	size_t n = 0;

	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		first = times[i] < first ? times[i] : first;
		last = times[i] > last ? times[i] : last;
		n++;
	}
	if (n == 0)
		return;
	e->n += n;
	e->first = first < e->first ? first : e->first;
	e->last = last > e->last ? last : e->last;
	if (stretch_of(first) == stretch_of(last)) { /* as where rows come by time */
		e->count[stretch_of(first)] += n;
		return;
	}
	for (size_t i = 0; i < batch->nrow; i++)
		if (!batch_skips(batch, i))
			e->count[stretch_of(times[i])]++;
}

void
reach_merge(struct reach *e, const struct reach *other)
{
	if (other->n == 0)
		return;
	e->n += other->n;
	e->first = other->first < e->first ? other->first : e->first;
	e->last = other->last > e->last ? other->last : e->last;
	for (size_t s = stretch_of(other->first); s <= stretch_of(other->last); s++)
		if (other->count[s] > 0) /* what is only read takes no memory */
			e->count[s] += other->count[s];
}

void
reach_state(struct reach *e, struct state *state)
{
	if (state_more(state, "reach", e->n > 0)) {
		state_sum(state, &e->n);
		state_least(state, &e->first);
		state_most(state, &e->last);
	}
	for (uint64_t s = e->n > 0 ? stretch_of(e->first) : 0;; s++) {
		uint64_t none = 0;

		while (
		    state_writes(state) && e->n > 0 && s <= stretch_of(e->last) && e->count[s] == 0)
			s++;
		if (!state_more(state, "stretch", e->n > 0 && s <= stretch_of(e->last)))
			break;
		uint64_t at = s;

		state_place(state, &at, STRETCHES);
		state_sum(state, state_failed(state) ? &none : &e->count[at]);
	}
}

/* The stretch of the event at a place, by time. */
static size_t
stretch_at(const struct reach *e, uint64_t place)
{
	size_t s = stretch_of(e->first);

	for (uint64_t before = e->count[s]; before <= place; before += e->count[s])
		s++;
	return s;
}

/* "73 years", "200 days". */
static void
write_gap(char *out, size_t size, int64_t us)
{
	if (us >= 2 * YEAR_US)
		snprintf(out, size, "%lld years", (long long)(us / YEAR_US));
	else
		snprintf(out, size, "%lld days", (long long)(us / DAY_US));
}

bool
reach_odd(const struct reach *e, enum reach_end end, char *sentence)
{
	char gap_text[40], time[INSTANT_WIDTH + 1];
	size_t low, high;
	int64_t gap, span;

	if (e->n < EVENTS_LEAST)
		return false;
	high = stretch_at(e, (uint64_t)((double)(e->n - 1) * 0.999));
	low = stretch_at(e, e->n - 1 - (uint64_t)((double)(e->n - 1) * 0.999));
	span = high > low ? (int64_t)(high - low) << SHIFT : 0;
	if (end == REACH_LAST)
		gap = e->last - (TIME_LEAST + (((int64_t)high + 1) << SHIFT));
	else
		gap = TIME_LEAST + ((int64_t)low << SHIFT) - e->first;
	if (gap <= span || gap < ODD_LEAST)
		return false;
	write_gap(gap_text, sizeof gap_text, gap);
	time[instant_write(time, end == REACH_LAST ? e->last : e->first)] = '\0';
	if (end == REACH_LAST)
		snprintf(sentence, REACH_SENTENCE,
		    "the last event is %s after the 99.9th percentile of times: %s", gap_text,
		    time);
	else
		snprintf(sentence, REACH_SENTENCE,
		    "the first event is %s before the 0.1th percentile of times: %s", gap_text,
		    time);
	return true;
}
