#include "analysis/features/parts.h"

#include <stdlib.h>

#include "base/memory.h"

struct features *
features_new(const struct features_params *params)
{
	struct features *f = memory_new(sizeof *f);
	const char *sentence;

	f->params = *params;
	f->user = f->event = -1;
	atomic_init(&f->last, INT64_MIN);
	intern_init(&f->events);
	pthread_mutex_init(&f->lock, NULL);
	sentence = features_plan(f, &f->fault);
	if (sentence == NULL)
		sentence = features_names_check(f, &f->fault);
	if (sentence != NULL)
		fault_set(&f->fault, EXIT_USAGE, "%s", sentence); /* if it does not stand there */
	if (f->all) {
		f->seen = memory_array(CLASSES_MOST, sizeof *f->seen);
		for (size_t c = 1; c < f->nclass; c++)
			intern_put(&f->events, f->class[c].name);
	}
	f->until = params->as_of;
	if (params->horizon_us > 0 &&
	    __builtin_add_overflow(params->as_of, params->horizon_us, &f->until))
		f->until = INT64_MAX;
	return f;
}

const char *
features_check(struct features_params *p, struct fault *fault)
{
	const char *as_of = p->as_of_text;

	if (as_of != NULL && !instant_read(as_of, strlen(as_of), p->zone, &p->as_of))
		return "as-of: expected a time such as 2026-03-01 or 2026-03-01T10:00:00Z";
	if (p->half_life_us <= 0)
		return "half-life: longer than 0";
	if (p->recent_us <= 0)
		return "recent: longer than 0";
	if (p->active_us == 0)
		return "active: longer than 0";
	if (p->horizon_us == 0)
		return "horizon: longer than 0";
	if (p->horizon_us > 0 && p->as_of == FEATURES_LAST_EVENT)
		return "horizon: needs a date to look from (as-of): behind the last event nothing is known";
	for (size_t k = 0; k < p->nasked; k++)
		if (p->asked[k].kind == FEATURES_LABEL && p->horizon_us < 0)
			return "label: needs a horizon: the time in which it may happen";
	struct features *f = features_new(p);

	*fault = f->fault;
	features_free(f);
	return fault_is_set(fault) ? fault->text : NULL;
}

static unsigned
roles_of(const void *self)
{
	const struct features *f = self;
	const struct features_params *p = &f->params;
	bool named = expr_is_events(p->login) || expr_is_events(p->purchase) || p->nweight > 0;

	for (size_t k = 0; k < p->nasked; k++)
		named = named || p->asked[k].all ||
		    (p->asked[k].expr != NULL && expr_is_events(*p->asked[k].expr));
	return ROLE_USER | ROLE_TIME | (named ? ROLE_EVENT : 0u);
}

static bool
bind_column(struct scan *scan, const char *name, unsigned flags, int *column)
{
	*column = scan_column(scan, slice_text(name), flags);
	return *column >= 0;
}

static bool
bind(void *self, struct scan *scan)
{
	struct features *f = self;

	for (unsigned k = 0; k < f->nevaluated; k++)
		if (!expr_bind(f->evaluated[k], scan))
			return false;
	for (unsigned k = 0; k < f->nnumber; k++)
		if (!bind_column(scan, f->number[k].name,
			k > 0 || f->params.value != NULL ? COLUMN_REQUIRED : 0,
			&f->number[k].column))
			return false;
	for (unsigned k = 0; k < f->ntext; k++)
		if (!bind_column(scan, f->text[k].name, COLUMN_REQUIRED, &f->text[k].column))
			return false;
	return true;
}

static void *
thread_new(void *self, unsigned number)
{
	struct features *f = self;
	struct features_thread *t = memory_new(sizeof *t);
	size_t memory = f->params.memory > 0 ? f->params.memory : SIZE_MAX / 4;

	t->number = number;
	t->cache.intern = &f->events;
	t->sum = memory_array(f->nnumber, sizeof *t->sum);
	t->happened = memory_array(f->nclass, sizeof *t->happened);
	unknown_names_init(&t->unknown);
	t->first = memory_array(f->ntext, sizeof *t->first);
	t->last = memory_array(f->ntext, sizeof *t->last);
	scores_tape_init(&t->tape, memory / 16, f->params.temp);
	pthread_mutex_lock(&f->lock);
	f->thread = memory_grow(f->thread, &f->capacity_thread, f->nthread + 1,
	    sizeof(struct features_thread *));
	f->thread[f->nthread++] = t;
	pthread_mutex_unlock(&f->lock);
	return t;
}

static bool
tick(void *self, const struct scan_totals *totals)
{
	struct features *f = self;

	(void)totals;
	if (!atomic_load_explicit(&f->crowded, memory_order_relaxed))
		return true;
	fault_set(&f->fault, EXIT_DATA,
	    "count: more than %u different events: name those that count", CLASSES_MOST - 1);
	return false;
}

static void
sequences(void *self, struct roles *roles, struct sequence_spec *spec)
{
	struct features *f = self;

	f->user = roles->user;
	f->event = roles->event;
	spec->self = f;
	spec->roles = roles;
	spec->nword = 1;
	spec->text = true;
	spec->bounded = f->params.as_of != FEATURES_LAST_EVENT;
	spec->thread_new = thread_new;
	spec->rows = features_rows;
	spec->user = features_user;
	spec->emit = features_emit;
	spec->tick = tick;
}

static const struct fault *
fault_of(const void *self)
{
	const struct features *f = self;

	return &f->fault;
}

/* A name that an option has and no event. */
static void
doubt_name(const struct features *f, size_t class, struct remark *remark)
{
	const struct unknown_names **list = memory_array(f->nthread, sizeof *list);
	bool rows = false, happened = false;

	for (size_t t = 0; t < f->nthread; t++) {
		list[t] = &f->thread[t]->unknown;
		rows |= list[t]->rows;
		happened |= f->thread[t]->happened[class];
	}
	if (rows && !happened)
		unknown_names_tell(list, f->nthread, f->class[class].name, remark);
	free(list);
}

static void
doubt_values(const struct features *f, struct remark *remark)
{
	bool bought = false, priced = false;

	for (size_t t = 0; t < f->nthread; t++) {
		bought |= f->thread[t]->bought;
		priced |= f->thread[t]->priced;
	}
	if (bought && !priced)
		remark_add(remark,
		    "no purchase has a number in the column %.80s: revenue is missing; name another "
		    "one as its value",
		    f->number[0].name);
}

static void
doubt_horizon(const struct features *f, struct remark *remark)
{
	int64_t last = atomic_load(&f->last);
	char time[INSTANT_WIDTH + 1];

	if (f->params.horizon_us <= 0 || last == INT64_MIN || last >= f->until)
		return;
	time[instant_write(time, last)] = '\0';
	remark_add(remark, "the last event is of %s: the horizon goes beyond what is known", time);
}

/* What the user may have meant otherwise: values, horizon, the names of classes from 1 on. */
static bool
remark_of(const void *self, size_t *at, struct remark *remark)
{
	const struct features *f = self;

	while (*at < 2 || *at - 1 < f->nclass) {
		size_t k = (*at)++;

		if (k == 0)
			doubt_values(f, remark);
		else if (k == 1)
			doubt_horizon(f, remark);
		else
			doubt_name(f, k - 1, remark);
		if (*remark->text != '\0')
			return true;
	}
	return false;
}

const struct analysis features_analysis = { .roles = roles_of,
	.bind = bind,
	.sequences = sequences,
	.fault = fault_of,
	.remark = remark_of };

static void
thread_free(struct features_thread *t)
{
	expr_scratch_release(&t->expression);
	buffer_release(&t->text);
	scores_tape_release(&t->tape);
	unknown_names_release(&t->unknown);
	free(t->happened);
	free(t->value);
	free(t->count);
	free(t->sum);
	free(t->first);
	free(t->last);
	free(t->values);
	free(t->slot);
	free(t);
}

void
features_free(struct features *f)
{
	for (size_t t = 0; t < f->nthread; t++)
		thread_free(f->thread[t]);
	free(f->thread);
	free(f->class);
	lookup_release(&f->names);
	free(f->number);
	free(f->text);
	intern_release(&f->events);
	free((void *)f->seen);
	free(f->names_asked);
	free(f->columns);
	free(f->happened);
	arena_release(&f->arena);
	scores_release(&f->scores);
	buffer_release(&f->line);
	free(f->value);
	pthread_mutex_destroy(&f->lock);
	free(f);
}
