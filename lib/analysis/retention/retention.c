#include "analysis/retention/retention.h"

#include <stdlib.h>

#include "analysis/retention/parts.h"
#include "base/memory.h"
#include "event/reach.h"
#include "event/roles.h"
#include "read/scan.h"

#define RECENT_SHARE 16 /* of the memory, for the tables of all threads */
#define RECENT_BYTES ((size_t)16 << 20)
#define YEARS_END (INT64_C(253402300800) * 1000000) /* the year 10000 */

static void
plan_flag(struct retention *r, const struct expr *expr, uint32_t flag)
{
	if (expr == NULL)
		r->always |= flag;
	else if (!lookup_add_events(&r->names, expr, flag))
		r->evaluated |= flag;
}

/*
 * Was the clock ever set back over midnight, so that what comes later is of an earlier day? (St.
 * John's did so each autumn from 1987 to 2010, at one minute past.)
 */
static bool
days_come_again(const struct zone *zone)
{
	int64_t from, until, offset = zone_stretch(zone, INT64_MIN, &from, &until);

	while (until < YEARS_END) {
		int64_t change = until;
		int64_t day = period_index(NULL, PERIOD_DAY, 1, change - 1 + offset);

		offset = zone_stretch(zone, change, &from, &until);
		if (period_index(NULL, PERIOD_DAY, 1, change + offset) < day)
			return true;
	}
	return false;
}

struct retention *
retention_new(const struct retention_params *params)
{
	struct retention *r = memory_new(sizeof *r);
	struct fault fault = { 0 }; /* none: they were checked */

	r->params = *params;
	retention_plan(&r->plan, params, &fault);
	plan_flag(r, params->start, RETENTION_START);
	plan_flag(r, params->returns, RETENTION_RETURN);
	r->repeats =
	    params->returns == NULL && r->plan.rules.at_least == 1 && r->plan.rules.length_us == 0;
	r->gathers = r->repeats && params->by == NULL && !days_come_again(params->zone);
	r->user = r->event = r->by = -1;
	intern_init(&r->groups);
	return r;
}

static unsigned
roles_of(const void *self)
{
	const struct retention *r = self;
	bool names = expr_is_events(r->params.start) || expr_is_events(r->params.returns);

	return ROLE_USER | ROLE_TIME | (names ? ROLE_EVENT : 0);
}

static bool
bind(void *self, struct scan *scan)
{
	struct retention *r = self;
	const struct retention_params *p = &r->params;

	if (p->start != NULL && !expr_bind(p->start, scan))
		return false;
	if (p->returns != NULL && !expr_bind(p->returns, scan))
		return false;
	r->threads = scan_threads(scan);
	if (p->by != NULL)
		r->by = scan_column(scan, slice_text(p->by), COLUMN_REQUIRED);
	return p->by == NULL || r->by >= 0;
}

struct retention_thread *
retention_thread_new(struct retention *r, unsigned number)
{
	struct retention_thread *t = memory_new(sizeof *t);
	bool days = r->plan.answer == RETENTION_STICKINESS;
	size_t bytes = r->params.memory / RECENT_SHARE / (r->threads > 0 ? r->threads : 1);

	(void)number;
	if (r->params.memory == 0 || bytes > RECENT_BYTES)
		bytes = RECENT_BYTES;
	t->clock = (struct period_clock){ .zone = r->params.zone,
		.from = INT64_MAX,
		.period = days ? PERIOD_DAY : r->plan.period,
		.week_start = r->plan.week_start };
	t->label = (struct period_clock){ .from = INT64_MAX,
		.period = r->plan.period,
		.week_start = r->plan.week_start };
	t->cache.intern = &r->groups;
	unknown_names_init(&t->unknown);
	if (r->repeats || r->gathers)
		recent_init(&t->recent, bytes, &r->groups.map.hash_key);
	return t;
}

static void *
thread_new(void *self, unsigned number)
{
	return retention_thread_new(self, number);
}

/*
 * The longest period that still tells something: at most four weeks of days and half a year of
 * weeks. Days were gathered, and go to the periods when the users come.
 */
static void
ended(void *self, const struct sequence_end *end)
{
	struct retention *r = self;
	struct retention_plan *p = &r->plan;
	int64_t from = end->reach->first, to = end->reach->last, span;

	if (end->reach->n == 0)
		return;
	p->period = to - from <= 28 * DAY_US ? PERIOD_DAY
	    : to - from <= 26 * 7 * DAY_US   ? PERIOD_WEEK
					     : PERIOD_MONTH;
	span = period_index(r->params.zone, p->period, p->week_start, to) -
	    period_index(r->params.zone, p->period, p->week_start, from);
	if (span < (int64_t)p->rules.last)
		p->rules.last = span > 0 ? (uint64_t)span : 0;
	p->ncell = (size_t)p->rules.last + 1;
}

static void
thread_end(void *self, void *thread)
{
	struct retention *r = self;

	r->thread =
	    memory_grow(r->thread, &r->capacity, r->nthread + 1, sizeof(struct retention_thread *));
	r->thread[r->nthread++] = thread;
}

static void
sequences(void *self, struct roles *roles, struct sequence_spec *spec)
{
	struct retention *r = self;

	r->user = roles->user;
	r->event = roles->event;
	spec->self = r;
	spec->roles = roles;
	spec->nword = r->always == (RETENTION_START | RETENTION_RETURN) ? 0 : 1;
	if (r->gathers) {
		spec->nword = spec->nword == 0 ? 2 : 4;
		spec->rows_end = retention_rows_end;
	}
	spec->text = r->by >= 0;
	spec->thread_new = thread_new;
	spec->rows = retention_rows;
	spec->user = retention_user;
	spec->ended = r->params.fit ? ended : NULL;
	spec->thread_end = thread_end;
}

const struct analysis retention_analysis = { .roles = roles_of,
	.bind = bind,
	.sequences = sequences,
	.total = retention_total,
	.state = retention_state,
	.remark = retention_remark };

size_t
retention_cells(const struct retention *r)
{
	return r->plan.ncell;
}

static void
thread_free(struct retention_thread *t)
{
	expr_scratch_release(&t->expression);
	recent_release(&t->recent);
	unknown_names_release(&t->unknown);
	retention_scratch_release(&t->walk);
	buffer_release(&t->key);
	free(t->event);
	free(t->count);
	free(t);
}

void
retention_free(struct retention *r)
{
	for (size_t k = 0; k < r->nthread; k++)
		thread_free(r->thread[k]);
	free(r->thread);
	lookup_release(&r->names);
	intern_release(&r->groups);
	free(r->plan.bracket);
	free(r->plan.bound);
	free(r->count);
	free(r->line);
	free(r);
}
