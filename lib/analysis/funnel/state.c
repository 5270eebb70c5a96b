/* What a part of the users adds to a funnel. */
#include <stdlib.h>

#include "analysis/funnel/parts.h"
#include "base/memory.h"
#include "shard/state.h"

/* What is read is added to a thread of its own. */
static struct funnel_thread *
reading_thread(struct funnel *f)
{
	if (f->nthread == 0) {
		f->thread = memory_grow(f->thread, &f->capacity, 1, sizeof(struct funnel_thread *));
		f->thread[f->nthread++] = funnel_thread_new(f, 0);
	}
	return f->thread[0];
}

/* Group k in order: its number, and what it counts. */
static uint32_t
group_state(struct funnel *f, size_t k, struct state *state)
{
	bool writes = state_writes(state);
	int64_t period = 0;
	uint32_t group = writes ? f->order[k] : 0;
	struct slice by = slice_of(NULL, 0);
	struct funnel_count *count;

	if (writes && f->grouped)
		by = funnel_group_key(f, group, &period);
	state_text(state, &by);
	state_integer(state, &period);
	if (!writes)
		group = funnel_group_number(f, f->thread[0], by, period);
	count = writes ? f->count + group * (size_t)f->params.rules.nstep
		       : funnel_counts(f, f->thread[0], group);
	for (unsigned step = 0; step < f->params.rules.nstep; step++) {
		state_sum(state, &count[step].users);
		state_sum(state, &count[step].timed);
	}
	return group;
}

/* Those who entered, and how often; of all threads. */
static void
users_state(struct funnel *f, struct state *state)
{
	uint64_t users = 0, entered = 0;

	for (size_t k = 0; k < f->nthread && state_writes(state); k++) {
		users += f->thread[k]->nuser;
		entered += f->thread[k]->nentered;
	}
	if (!state_more(state, "users", f->apart))
		return;
	state_sum(state, &users);
	state_sum(state, &entered);
	if (state_writes(state))
		return;
	f->thread[0]->nuser += users;
	f->thread[0]->nentered += entered;
}

/* Times between steps, and when windows are over; group: see cell_quantiles_state. */
static void
values_state(struct funnel *f, const uint32_t *group, size_t ngroup, struct state *state)
{
	struct cell_quantiles **list = memory_array(f->nthread, sizeof *list);

	for (size_t k = 0; k < f->nthread; k++)
		list[k] = &f->thread[k]->times;
	cell_quantiles_state(list, f->nthread, state, "time", group, ngroup, f->params.rules.nstep,
	    &f->fault);
	for (size_t k = 0; k < f->nthread; k++)
		list[k] = &f->thread[k]->ends;
	cell_quantiles_state(list, f->nthread, state, "window", group, ngroup, 1, &f->fault);
	for (size_t k = 0; k < f->nthread; k++)
		list[k] = &f->thread[k]->user_ends;
	cell_quantiles_state(list, f->nthread, state, "user_window", NULL, 1, 1, &f->fault);
	free(list);
}

void
funnel_state(void *self, struct state *state)
{
	struct funnel *f = self;
	bool writes = state_writes(state);
	uint32_t *group = NULL;
	size_t ngroup = 0, capacity = 0;
	struct unknown_names **unknown;

	if (writes)
		funnel_add_up(f);
	else
		reading_thread(f);
	unknown = memory_array(f->nthread, sizeof *unknown);
	for (size_t k = 0; k < f->nthread; k++)
		unknown[k] = &f->thread[k]->unknown;
	unknown_names_state(unknown, f->nthread, state);
	users_state(f, state);
	for (; state_more(state, "group", ngroup < f->ngroup); ngroup++) {
		uint32_t number = group_state(f, ngroup, state);
		size_t at = writes ? number : ngroup;

		group =
		    memory_grow(group, &capacity, writes ? f->ngroup : ngroup + 1, sizeof *group);
		group[at] = writes ? (uint32_t)ngroup : number;
	}
	values_state(f, group, ngroup, state);
	free(unknown);
	free(group);
}
