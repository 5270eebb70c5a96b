#include "analysis/drivers/drivers.h"

#include <stdlib.h>

#include "analysis/drivers/parts.h"
#include "base/memory.h"
#include "event/roles.h"

/* What an event is by its name: known before the first row. */
static void
name_event(struct drivers *d, struct slice name, uint8_t flag)
{
	size_t capacity = d->capacity_flag;
	uint32_t class = intern_put(&d->names, name);

	if (class >= d->nnamed) {
		d->flag = memory_grow(d->flag, &capacity, (size_t) class + 1, sizeof *d->flag);
		d->capacity_flag = (uint32_t)capacity;
		d->flag[d->nnamed++] = 0;
	}
	d->flag[class] |= flag;
}

static void
plan(struct drivers *d, const struct expr *expr, uint8_t flag)
{
	const struct slice *names;
	size_t n;

	if (expr == NULL)
		return;
	if (!expr_is_event(expr, &names, &n)) {
		d->evaluated[flag - 1] = true;
		return;
	}
	for (size_t k = 0; k < n; k++)
		name_event(d, names[k], flag);
}

struct drivers *
drivers_new(const struct drivers_params *params)
{
	struct drivers *d = memory_new(sizeof *d);

	d->params = *params;
	d->user = d->event = -1;
	atomic_init(&d->last, INT64_MIN);
	atomic_init(&d->crowded, false);
	intern_init(&d->names);
	plan(d, params->outcome, DRIVERS_OUTCOME);
	plan(d, params->start, DRIVERS_START);
	for (size_t k = 0; k < params->nevent; k++)
		name_event(d, slice_text(params->event[k]), DRIVERS_TRIED);
	return d;
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
	const struct drivers *d = self;
	const struct drivers_params *p = &d->params;

	return (p->outcome == NULL || expr_bind(p->outcome, scan)) &&
	    (p->start == NULL || expr_bind(p->start, scan));
}

static void *
thread_new(void *self, unsigned number)
{
	struct drivers *d = self;
	struct drivers_thread *t = memory_new(sizeof *t);

	(void)number;
	t->cache.intern = &d->names;
	t->seen = memory_array(DRIVERS_NAMES, sizeof *t->seen);
	t->count = memory_array(DRIVERS_NAMES, sizeof *t->count);
	return t;
}

uint64_t *
drivers_cell(struct drivers_tally *tally, size_t stratum, size_t width, size_t k)
{
	size_t had = tally->nstratum * width * 2, need = (stratum + 1) * width * 2;

	if (stratum >= tally->nstratum) {
		tally->at = memory_grow(tally->at, &tally->capacity, need, sizeof *tally->at);
		memset(tally->at + had, 0, (need - had) * sizeof *tally->at);
		tally->nstratum = stratum + 1;
	}
	return tally->at + (stratum * width + k) * 2;
}

void
drivers_add(struct drivers_tally *tally, const struct drivers_tally *other, size_t width)
{
	if (other->nstratum == 0)
		return;
	drivers_cell(tally, other->nstratum - 1, width, 0);
	for (size_t i = 0; i < other->nstratum * width * 2; i++)
		tally->at[i] += other->at[i];
}

struct drivers_tally *
drivers_did(struct drivers_tally **list, size_t *n, size_t *capacity, uint32_t class)
{
	if (class >= *n) {
		*list = memory_grow(*list, capacity, (size_t) class + 1, sizeof **list);
		memset(*list + *n, 0, ((size_t) class + 1 - *n) * sizeof **list);
		*n = (size_t) class + 1;
	}
	return &(*list)[class];
}

static void
thread_end(void *self, void *thread)
{
	struct drivers *d = self;
	struct drivers_thread *t = thread;

	drivers_add(&d->all, &t->all, 1);
	for (uint32_t c = 0; c < t->ndid; c++) {
		drivers_add(drivers_did(&d->did, &d->ndid, &d->capacity_did, c), &t->did[c],
		    d->params.nthreshold);
		free(t->did[c].at);
	}
	if (d->seen == NULL)
		d->seen = memory_array(DRIVERS_NAMES, sizeof *d->seen);
	for (uint32_t c = 0; c < DRIVERS_NAMES; c++)
		d->seen[c] |= t->seen[c];
	if (t->held != NULL) {
		d->held =
		    memory_grow(d->held, &d->capacity_held, d->nheld + 1, sizeof(struct sorter *));
		d->held[d->nheld++] = t->held;
	}
	d->open += t->open;
	d->without += t->without;
	expr_scratch_release(&t->expression);
	free(t->all.at);
	free(t->did);
	free(t->seen);
	free(t->count);
	free(t->touched);
	free(t->pair);
	buffer_release(&t->key);
	free(t);
}

static void
ended(void *self, const struct sequence_end *end)
{
	struct drivers *d = self;

	d->part = end->part;
}

static void
sequences(void *self, struct roles *roles, struct sequence_spec *spec)
{
	struct drivers *d = self;

	d->user = roles->user;
	d->event = roles->event;
	spec->self = d;
	spec->roles = roles;
	spec->nword = 1;
	spec->thread_new = thread_new;
	spec->rows = drivers_rows;
	spec->ended = ended;
	spec->user = drivers_user;
	spec->thread_end = thread_end;
}

static const struct fault *
fault_of(const void *self)
{
	const struct drivers *d = self;

	return &d->fault;
}

const struct analysis drivers_analysis = { .roles = roles_of,
	.bind = bind,
	.sequences = sequences,
	.total = drivers_total,
	.state = drivers_state,
	.fault = fault_of,
	.remark = drivers_remark };

void
drivers_free(struct drivers *d)
{
	for (size_t c = 0; c < d->ndid; c++)
		free(d->did[c].at);
	for (size_t k = 0; k < d->nheld; k++)
		drivers_held_free(d->held[k]);
	free(d->held);
	intern_release(&d->names);
	free(d->flag);
	free(d->all.at);
	free(d->did);
	free(d->seen);
	free(d->row);
	free(d);
}
