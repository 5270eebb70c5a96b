#include "analysis/funnel/funnel.h"

#include <stdlib.h>

#include "analysis/funnel/parts.h"
#include "base/memory.h"
#include "event/reach.h"
#include "event/roles.h"
#include "read/scan.h"

static void
plan(struct funnel *f, const struct expr *expr, uint32_t bit)
{
	if (expr != NULL && !lookup_add_events(&f->names, expr, bit))
		f->evaluated |= bit;
}

struct funnel *
funnel_new(const struct funnel_params *params)
{
	struct funnel *f = memory_new(sizeof *f);

	f->params = *params;
	for (unsigned k = 0; k < params->rules.nstep; k++) {
		f->step[k] = params->step[k];
		plan(f, f->step[k].expr, UINT32_C(1) << k);
	}
	f->params.step = f->step;
	plan(f, params->exclude, FUNNEL_EXCLUDED);
	f->everything =
	    params->rules.order == FUNNEL_STRICT || params->rules.session_us != FUNNEL_NO_LIMIT;
	f->grouped = params->by != NULL || params->every >= 0;
	f->apart = f->grouped || params->enter_first;
	f->last = INT64_MIN;
	f->user = f->event = f->hold = f->by = -1;
	intern_init(&f->groups);
	return f;
}

static unsigned
roles_of(const void *self)
{
	const struct funnel_params *params = &((const struct funnel *)self)->params;
	unsigned roles = ROLE_USER | ROLE_TIME;

	for (unsigned k = 0; k < params->rules.nstep; k++)
		if (expr_is_events(params->step[k].expr))
			roles |= ROLE_EVENT;
	return expr_is_events(params->exclude) ? roles | ROLE_EVENT : roles;
}

static bool
bind_column(struct scan *scan, const char *name, int *column)
{
	if (name != NULL)
		*column = scan_column(scan, slice_text(name), COLUMN_REQUIRED);
	return name == NULL || *column >= 0;
}

static bool
bind(void *self, struct scan *scan)
{
	struct funnel *f = self;

	for (unsigned k = 0; k < f->params.rules.nstep; k++)
		if (!expr_bind(f->step[k].expr, scan))
			return false;
	if (f->params.exclude != NULL && !expr_bind(f->params.exclude, scan))
		return false;
	return bind_column(scan, f->params.hold, &f->hold) &&
	    bind_column(scan, f->params.by, &f->by);
}

struct funnel_thread *
funnel_thread_new(struct funnel *f, unsigned number)
{
	struct funnel_thread *t = memory_new(sizeof *t);
	size_t memory = f->params.memory > 0 ? f->params.memory : SIZE_MAX / 4;

	t->number = number;
	t->cache.intern = &f->groups;
	t->clock = (struct period_clock)PERIOD_CLOCK(f->params.zone, funnel_period(&f->params),
	    f->params.week_start);
	unknown_names_init(&t->unknown);
	cell_quantiles_init(&t->times, memory, f->params.temp);
	cell_quantiles_init(&t->ends, memory / 2, f->params.temp);
	cell_quantiles_init(&t->user_ends, memory / 2, f->params.temp);
	return t;
}

static void *
thread_new(void *self, unsigned number)
{
	return funnel_thread_new(self, number);
}

static void
ended(void *self, const struct sequence_end *end)
{
	struct funnel *f = self;

	f->last = end->reach->last;
	f->part = end->part;
}

static void
thread_end(void *self, void *thread)
{
	struct funnel *f = self;

	f->thread =
	    memory_grow(f->thread, &f->capacity, f->nthread + 1, sizeof(struct funnel_thread *));
	f->thread[f->nthread++] = thread;
}

static void
sequences(void *self, struct roles *roles, struct sequence_spec *spec)
{
	struct funnel *f = self;

	f->user = roles->user;
	f->event = roles->event;
	spec->self = f;
	spec->roles = roles;
	spec->nword = 1;
	spec->text = f->hold >= 0 || f->by >= 0;
	spec->thread_new = thread_new;
	spec->rows = funnel_rows;
	spec->ended = ended;
	spec->user = funnel_user;
	spec->thread_end = thread_end;
}

static const struct fault *
fault_of(const void *self)
{
	return &((const struct funnel *)self)->fault;
}

const struct analysis funnel_analysis = { .roles = roles_of,
	.bind = bind,
	.sequences = sequences,
	.total = funnel_total,
	.state = funnel_state,
	.fault = fault_of,
	.remark = funnel_remark };

static void
thread_free(struct funnel_thread *t)
{
	expr_scratch_release(&t->expression);
	buffer_release(&t->text);
	buffer_release(&t->key);
	funnel_scratch_release(&t->walk);
	cell_quantiles_release(&t->times);
	cell_quantiles_release(&t->ends);
	cell_quantiles_release(&t->user_ends);
	unknown_names_release(&t->unknown);
	free(t->event);
	free(t->slot);
	free(t->count);
	free(t->open);
	free(t->entered);
	free(t->entry);
	free(t->local);
	free(t);
}

void
funnel_free(struct funnel *f)
{
	for (size_t k = 0; k < f->nthread; k++)
		thread_free(f->thread[k]);
	free(f->thread);
	lookup_release(&f->names);
	intern_release(&f->groups);
	free(f->count);
	free(f->open);
	free(f->order);
	free(f->quantile);
	free(f);
}
