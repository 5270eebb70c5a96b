#include "analysis/features/parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

struct features *
features_new(const struct features_params *params, const char **sentence, char *error)
{
	struct features *f = memory_new(sizeof *f);

	f->params = *params;
	f->user = f->event = -1;
	atomic_init(&f->last, INT64_MIN);
	intern_init(&f->events);
	pthread_mutex_init(&f->lock, NULL);
	*sentence = features_plan(f, error);
	if (*sentence == NULL)
		*sentence = features_names_check(f, error);
	if (*sentence != NULL) {
		features_free(f);
		return NULL;
	}
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

unsigned
features_roles(const struct features_params *p)
{
	bool named = expr_is_events(p->login) || expr_is_events(p->purchase) || p->nweight > 0;

	for (size_t k = 0; k < p->nasked; k++)
		named = named || p->asked[k].all || expr_is_events(p->asked[k].expr);
	return ROLE_USER | ROLE_TIME | (named ? ROLE_EVENT : 0u);
}

static bool
bind_column(struct scan *scan, const char *name, unsigned flags, int *column)
{
	*column = scan_column(scan, slice_text(name), flags);
	return *column >= 0;
}

bool
features_bind(struct features *f, struct scan *scan)
{
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
	t->first = memory_array(f->ntext, sizeof *t->first);
	t->last = memory_array(f->ntext, sizeof *t->last);
	t->met = memory_array(f->nclass, sizeof *t->met);
	unknown_names_init(&t->unknown);
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
	fault_set(f->params.fault, EXIT_DATA,
	    "option --count '*': more than %u different events: name those that count",
	    CLASSES_MOST - 1);
	return false;
}

void
features_sequences(struct features *f, struct roles *roles, struct sequence_spec *spec)
{
	f->user = roles->user;
	f->event = roles->event;
	spec->self = f;
	spec->roles = roles;
	spec->nword = 1;
	spec->text = true;
	spec->thread_new = thread_new;
	spec->rows = features_rows;
	spec->user = features_user;
	spec->emit = features_emit;
	spec->tick = tick;
}

bool
features_doubt(const struct features *f, unsigned k, char out[FEATURES_ERROR])
{
	uint64_t purchases = 0, valued = 0;
	int64_t last = atomic_load(&f->last);
	char time[INSTANT_WIDTH + 1];

	*out = '\0';
	for (size_t t = 0; t < f->nthread; t++) {
		purchases += f->thread[t]->purchases;
		valued += f->thread[t]->valued;
	}
	if (k == 0 && purchases > 0 && valued == 0)
		snprintf(out, FEATURES_ERROR,
		    "no purchase has a number in the column %.80s: revenue is 0; name another by "
		    "--value",
		    f->number[0].name);
	if (k == 1 && f->params.horizon_us > 0 && last != INT64_MIN && last < f->until) {
		time[instant_write(time, last)] = '\0';
		snprintf(out, FEATURES_ERROR,
		    "the last event is of %s: the horizon goes beyond what is known", time);
	}
	return k < 2;
}

static bool
is_met(const struct features *f, size_t class)
{
	size_t t = 0;

	while (t < f->nthread && !f->thread[t]->met[class])
		t++;
	return t < f->nthread;
}

bool
features_unseen(const struct features *f, size_t *at, char out[FEATURES_ERROR])
{
	const struct unknown_names **list = memory_array(f->nthread, sizeof *list);
	bool rows = false, found = false;

	for (size_t t = 0; t < f->nthread; t++) {
		list[t] = &f->thread[t]->unknown;
		rows = rows || list[t]->rows;
	}
	for (; rows && !found && *at + 1 < f->nclass; (*at)++) {
		found = f->class[*at + 1].asked && !is_met(f, *at + 1);
		if (found)
			unknown_names_tell(list, f->nthread, f->class[*at + 1].name, out);
	}
	free(list);
	return found;
}

static void
thread_free(struct features_thread *t)
{
	expr_scratch_release(&t->expression);
	buffer_release(&t->text);
	scores_tape_release(&t->tape);
	unknown_names_release(&t->unknown);
	free(t->met);
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
	if (f == NULL)
		return;
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
	arena_release(&f->arena);
	scores_release(&f->scores);
	buffer_release(&f->line);
	free(f->value);
	pthread_mutex_destroy(&f->lock);
	free(f);
}
