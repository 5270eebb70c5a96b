#include "analysis/path/parts.h"

#include <stdlib.h>

#include "event/roles.h"
#include "read/scan.h"
#include "time/instant.h"
#include "base/memory.h"

const char *
path_session(struct path_params *params, const char *text)
{
	params->session_us = 30 * MINUTE_US;
	if (text == NULL || duration_read(text, strlen(text), &params->session_us))
		return NULL;
	params->session_us = -1;
	if (strcmp(text, "none") == 0)
		return NULL;
	return "session: expected a duration such as 30m, or none";
}

static void
plan(struct path *f, const struct expr *expr, uint32_t bit)
{
	if (expr != NULL && !lookup_add_events(&f->asked, expr, bit))
		f->evaluated |= bit;
}

struct path *
path_new(const struct path_params *params)
{
	struct path *f = memory_new(sizeof *f);

	f->params = *params;
	intern_init(&f->names);
	pthread_mutex_init(&f->lock, NULL);
	for (unsigned k = 0; k < params->nmerge; k++) {
		f->merge[k] = params->merge[k];
		plan(f, f->merge[k].expr, UINT32_C(4) << k);
		intern_put(&f->names, f->merge[k].name);
	}
	f->params.merge = f->merge;
	f->params.rules.from = params->from != NULL;
	f->params.rules.to = params->to != NULL;
	plan(f, params->from, PATH_FROM);
	plan(f, params->to, PATH_TO);
	f->shift = params->from != NULL || params->to != NULL ? 2 : 0;
	f->user = f->event = -1;
	f->threads = 1;
	return f;
}

static unsigned
roles_of(const void *self)
{
	(void)self;
	return ROLE_USER | ROLE_EVENT | ROLE_TIME;
}

static bool
bind(void *self, struct scan *scan)
{
	struct path *f = self;

	f->scan = scan;
	f->threads = scan_threads(scan);
	for (unsigned k = 0; k < f->params.nmerge; k++)
		if (!expr_bind(f->merge[k].expr, scan))
			return false;
	if (f->params.from != NULL && !expr_bind(f->params.from, scan))
		return false;
	return f->params.to == NULL || expr_bind(f->params.to, scan);
}

size_t
path_share(const struct path *f, unsigned share)
{
	size_t memory = f->params.memory > 0 ? f->params.memory : SIZE_MAX / 2;

	return memory / share;
}

struct path_thread *
path_thread_new(struct path *f, unsigned number)
{
	struct path_thread *t = memory_new(sizeof *t);

	t->number = number;
	t->cache.intern = &f->names;
	unknown_names_init(&t->unknown);
	return t;
}

static void *
thread_new(void *self, unsigned number)
{
	return path_thread_new(self, number);
}

static void
thread_end(void *self, void *thread)
{
	struct path *f = self;

	f->thread =
	    memory_grow(f->thread, &f->capacity, f->nthread + 1, sizeof(struct path_thread *));
	f->thread[f->nthread++] = thread;
}

static void
sequences(void *self, struct roles *roles, struct sequence_spec *spec)
{
	struct path *f = self;

	f->user = roles->user;
	f->event = roles->event;
	spec->self = f;
	spec->roles = roles;
	spec->nword = 1;
	spec->thread_new = thread_new;
	spec->rows = path_rows;
	spec->tick = path_tick;
	spec->user = path_user;
	spec->thread_end = thread_end;
}

const struct fault *
path_fault(const void *self)
{
	const struct path *f = self;

	return &f->fault;
}

const struct analysis path_analysis = { .roles = roles_of,
	.bind = bind,
	.sequences = sequences,
	.total = path_total,
	.state = path_state,
	.fault = path_fault,
	.remark = path_remark };

static void
thread_free(struct path_thread *t)
{
	expr_scratch_release(&t->expression);
	unknown_names_release(&t->unknown);
	if (t->counting)
		tally_release(&t->tally);
	buffer_release(&t->key);
	free(t->direct);
	free(t->event);
	free(t);
}

void
path_free(struct path *f)
{
	for (size_t k = 0; k < f->nthread; k++)
		thread_free(f->thread[k]);
	free(f->thread);
	free(f->node);
	free(f->node_of);
	sorter_release(&f->rows);
	sorted_runs_release(&f->states);
	temp_close(f->held);
	temp_close(f->sums);
	buffer_release(&f->from);
	buffer_release(&f->to);
	lookup_release(&f->asked);
	intern_release(&f->names);
	pthread_mutex_destroy(&f->lock);
	free(f);
}
