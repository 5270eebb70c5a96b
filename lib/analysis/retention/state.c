/* What a part of the users adds to retention. */
#include <stdlib.h>

#include "analysis/retention/parts.h"
#include "base/memory.h"
#include "shard/state.h"

/* What is read is added to a thread of its own. */
static struct retention_thread *
reading_thread(struct retention *r)
{
	if (r->nthread == 0) {
		r->thread =
		    memory_grow(r->thread, &r->capacity, 1, sizeof(struct retention_thread *));
		r->thread[r->nthread++] = retention_thread_new(r, 0);
	}
	return r->thread[0];
}

/* How far the events reach. */
static void
last_state(struct retention *r, struct retention_thread *t, struct state *state)
{
	int64_t time = t != NULL && t->any ? t->last_time : INT64_MIN;
	int64_t index = t != NULL && t->any ? t->last_index : INT64_MIN;

	if (t == NULL && r->any) {
		time = r->last_time;
		index = r->last_index;
	}
	if (!state_more(state, "last", r->any))
		return;
	state_most(state, &time);
	state_most(state, &index);
	if (t == NULL)
		return;
	t->any = true;
	t->last_time = time;
	t->last_index = index;
}

static void
counts_state(uint64_t *count, size_t width, struct state *state)
{
	bool new = !state_writes(state) && count[GROUP_SIZE] == 0;
	int64_t earliest = new ? INT64_MAX : (int64_t)count[GROUP_EARLIEST];
	int64_t latest = new ? INT64_MIN : (int64_t)count[GROUP_LATEST];

	state_least(state, &earliest);
	state_most(state, &latest);
	state_sum(state, &count[GROUP_SIZE]);
	state_sums(state, count + GROUP_CELLS, width - GROUP_CELLS);
	count[GROUP_EARLIEST] = (uint64_t)earliest;
	count[GROUP_LATEST] = (uint64_t)latest;
}

/* The groups in the order of lines, so that threads have no say. */
static void
groups_state(struct retention *r, struct retention_thread *t, struct state *state)
{
	size_t width = retention_width(r), n = t == NULL ? r->ngroup : 0;
	struct retention_place *place = t == NULL ? retention_places(r) : NULL;

	for (size_t k = 0; state_more(state, "group", k < n); k++) {
		struct slice by = t == NULL ? place[k].by : slice_of(NULL, 0);
		int64_t index = t == NULL ? place[k].index : 0;

		state_text(state, &by);
		state_integer(state, &index);
		counts_state(t == NULL ? r->count + place[k].group * width
				       : retention_counts(r, t, by, index),
		    width, state);
	}
	free(place);
}

void
retention_state(void *self, struct state *state)
{
	struct retention *r = self;
	struct retention_thread *t = NULL;
	struct unknown_names **unknown;

	if (state_writes(state))
		retention_add_up(r);
	else
		t = reading_thread(r);
	unknown = memory_array(r->nthread, sizeof *unknown);
	for (size_t k = 0; k < r->nthread; k++)
		unknown[k] = &r->thread[k]->unknown;
	unknown_names_state(unknown, r->nthread, state);
	last_state(r, t, state);
	groups_state(r, t, state);
	free(unknown);
}
