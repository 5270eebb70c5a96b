/* What a part of the users adds to drivers, and those whose outcome is not known in the part. */
#include <stdlib.h>

#include "analysis/drivers/parts.h"
#include "base/memory.h"
#include "shard/state.h"

#define PAIRS 13u /* bytes of a key before its pairs: when, stratum, met */
#define MEMORY_USUAL ((size_t)64 << 20)

static char *
put(char *at, uint64_t x, unsigned width)
{
	for (unsigned k = width; k-- > 0; x >>= 8)
		at[k] = (char)x;
	return at + width;
}

static uint64_t
get(const char *at, unsigned width)
{
	uint64_t x = 0;

	for (unsigned k = 0; k < width; k++)
		x = x << 8 | (unsigned char)at[k];
	return x;
}

static int
by_class(const void *a, const void *b)
{
	const struct drivers_pair *x = a, *y = b;

	return (x->class > y->class) - (x->class < y->class);
}

/* Users of whom all this is equal are one record. */
static bool
add_user(struct sorter *sorter, struct buffer *key, const struct drivers_known *u, uint64_t count)
{
	uint64_t word[SORTED_RUNS_WORDS] = { count };
	char *at;

	if (u->n > 0)
		qsort(u->pair, u->n, sizeof *u->pair, by_class);
	buffer_clear(key);
	at = buffer_reserve(key, PAIRS + 8 * u->n);
	at = put(put(put(at, (uint64_t)u->to ^ UINT64_C(1) << 63, 8), u->stratum, 4), u->met, 1);
	for (size_t k = 0; k < u->n; k++)
		at = put(put(at, u->pair[k].class, 4), u->pair[k].level, 4);
	buffer_advance(key, at);
	return sorter_add(sorter, slice_of(key->ptr, key->len), word);
}

static struct sorter *
new_sorter(const struct drivers *d)
{
	struct sorter *s = memory_new(sizeof *s);

	sorter_init(s, 1, d->params.memory > 0 ? d->params.memory / 8 : MEMORY_USUAL,
	    d->params.temp, 0);
	return s;
}

void
drivers_hold(const struct drivers *d, struct drivers_thread *t, const struct drivers_known *user)
{
	if (t->held == NULL)
		t->held = new_sorter(d);
	add_user(t->held, &t->key, user, 1);
}

void
drivers_held_free(struct sorter *held)
{
	if (held != NULL)
		sorter_release(held);
	free(held);
}

typedef void (*call_user)(void *self, const struct drivers_known *user, uint64_t count);

static void
each_held(struct drivers *d, call_user call, void *self)
{
	struct sorted_runs_record record;
	struct drivers_known u = { 0 };
	size_t capacity = 0;

	for (size_t k = 0; k < d->nheld; k++) {
		sorter_open(d->held[k]);
		while (sorter_next(d->held[k], &record)) {
			const char *at = record.key.ptr;

			u.to = (int64_t)(get(at, 8) ^ UINT64_C(1) << 63);
			u.stratum = (size_t)get(at + 8, 4);
			u.met = at[12] != 0;
			u.n = (record.key.len - PAIRS) / 8;
			u.pair = memory_grow(u.pair, &capacity, u.n, sizeof *u.pair);
			for (size_t i = 0; i < u.n; i++) {
				at = record.key.ptr + PAIRS + 8 * i;
				u.pair[i] = (struct drivers_pair){ (uint32_t)get(at, 4),
					(uint32_t)get(at + 4, 4) };
			}
			call(self, &u, record.word[0]);
		}
		if (fault_is_set(&d->held[k]->runs.fault) && !fault_is_set(&d->fault))
			d->fault = d->held[k]->runs.fault;
	}
	free(u.pair);
}

static void
count_user(void *self, const struct drivers_known *u, uint64_t count)
{
	struct drivers *d = self;

	if (u->to > atomic_load(&d->last)) {
		d->open += count;
		return;
	}
	drivers_cell(&d->all, u->stratum, 1, 0)[u->met] += count;
	for (size_t k = 0; k < u->n; k++)
		drivers_cell(drivers_did(&d->did, &d->ndid, &d->capacity_did, u->pair[k].class),
		    u->stratum, d->params.nthreshold, u->pair[k].level - 1)[u->met] += count;
}

void
drivers_settle(struct drivers *d)
{
	each_held(d, count_user, d);
}

/* --- classes: numbers here, places in the order of names in a state ------------------------- */

struct classes {
	uint32_t *number; /* [n]: of a place */
	uint32_t *place;  /* [n]: of a number; written only */
	size_t n, capacity;
};

static void
classes_state(struct drivers *d, struct classes *c, struct state *state)
{
	bool writes = state_writes(state);
	size_t n = 0;

	if (writes) {
		n = intern_count(&d->names);
		c->number = drivers_by_name(d);
		c->place = memory_array(n, sizeof *c->place);
	}
	for (; state_more(state, "event", c->n < n); c->n++) {
		struct slice name =
		    writes ? intern_key(&d->names, c->number[c->n]) : slice_of(NULL, 0);
		uint64_t seen = writes ? d->seen[c->number[c->n]] : 0;
		uint32_t class;

		state_text(state, &name);
		state_any(state, &seen);
		if (writes) {
			c->place[c->number[c->n]] = (uint32_t)c->n;
			continue;
		}
		class = intern_put(&d->names, name);
		if (class >= DRIVERS_NAMES)
			atomic_store(&d->crowded, true);
		class = class < DRIVERS_NAMES ? class : 0;
		d->seen[class] |= (uint8_t)seen;
		c->number = memory_grow(c->number, &c->capacity, c->n + 1, sizeof *c->number);
		c->number[c->n] = class;
	}
}

/* The counts of a tally, a record a stratum that has some. */
static void
tally_state(struct drivers_tally *tally, size_t width, uint64_t place, struct state *state)
{
	for (size_t s = 0; s < tally->nstratum; s++) {
		uint64_t *cell = drivers_cell(tally, s, width, 0), any = 0, stratum = s;

		for (size_t k = 0; k < 2 * width; k++)
			any |= cell[k];
		if (any == 0 || !state_more(state, "counts", true))
			continue;
		state_place(state, &place, UINT64_MAX);
		state_place(state, &stratum, UINT64_MAX);
		state_sums(state, cell, 2 * width);
	}
}

/* Place 0 is all users, 1 and up are events. */
static void
counts_state(struct drivers *d, struct classes *c, struct state *state)
{
	uint64_t place, stratum;

	if (state_writes(state)) {
		tally_state(&d->all, 1, 0, state);
		for (size_t k = 0; k < c->n; k++)
			if (c->number[k] < d->ndid)
				tally_state(&d->did[c->number[k]], d->params.nthreshold, k + 1,
				    state);
		return;
	}
	while (state_more(state, "counts", false)) {
		size_t width;
		struct drivers_tally *tally = &d->all;

		state_place(state, &place, c->n + 1);
		state_place(state, &stratum, drivers_stratum(UINT64_MAX) + 1);
		width = place > 0 ? d->params.nthreshold : 1;
		if (place > 0)
			tally =
			    drivers_did(&d->did, &d->ndid, &d->capacity_did, c->number[place - 1]);
		state_sums(state, drivers_cell(tally, stratum, width, 0), 2 * width);
	}
}

/* --- users whose outcome is not known yet ---------------------------------------------------- */

struct renaming {
	const struct classes *classes;
	struct sorter *sorter;
	struct buffer key;
};

static void
rename_user(void *self, const struct drivers_known *u, uint64_t count)
{
	struct renaming *r = self;

	for (size_t k = 0; k < u->n; k++)
		u->pair[k].class = r->classes->place[u->pair[k].class];
	add_user(r->sorter, &r->key, u, count);
}

static void
write_user(struct state *state, const struct sorted_runs_record *record)
{
	const char *at = record->key.ptr;
	int64_t to = (int64_t)(get(at, 8) ^ UINT64_C(1) << 63);
	uint64_t stratum = get(at + 8, 4), met = get(at + 12, 1), count = record->word[0];

	state_integer(state, &to);
	state_place(state, &stratum, UINT64_MAX);
	state_place(state, &met, 2);
	state_sum(state, &count);
	for (size_t from = PAIRS; from < record->key.len; from += 8) {
		uint64_t place = get(at + from, 4), level = get(at + from + 4, 4);

		state_place(state, &place, UINT64_MAX);
		state_place(state, &level, UINT64_MAX);
	}
}

static void
write_users(struct drivers *d, const struct classes *c, struct state *state)
{
	struct renaming r = { .classes = c, .sorter = new_sorter(d) };
	struct sorted_runs_record record;

	each_held(d, rename_user, &r);
	sorter_open(r.sorter);
	while (sorter_next(r.sorter, &record) && state_more(state, "user", true))
		write_user(state, &record);
	if (fault_is_set(&r.sorter->runs.fault) && !fault_is_set(&d->fault))
		d->fault = r.sorter->runs.fault;
	buffer_release(&r.key);
	drivers_held_free(r.sorter);
}

static void
read_users(struct drivers *d, const struct classes *c, struct state *state)
{
	struct buffer key = { 0 };
	struct drivers_known u = { 0 };
	size_t capacity = 0;

	if (d->nheld == 0) {
		d->held = memory_grow(d->held, &d->capacity_held, 1, sizeof(struct sorter *));
		d->held[d->nheld++] = new_sorter(d);
	}
	while (state_more(state, "user", false)) {
		uint64_t stratum, met, count = 0, place, level;

		state_integer(state, &u.to);
		state_place(state, &stratum, drivers_stratum(UINT64_MAX) + 1);
		state_place(state, &met, 2);
		state_sum(state, &count);
		for (u.n = 0; state_field(state, false); u.n++) {
			state_place(state, &place, c->n);
			state_place(state, &level, d->params.nthreshold + 1);
			if (state_failed(state) || level == 0)
				break;
			u.pair = memory_grow(u.pair, &capacity, u.n + 1, sizeof *u.pair);
			u.pair[u.n] = (struct drivers_pair){ c->number[place], (uint32_t)level };
		}
		u.stratum = (size_t)stratum;
		u.met = met != 0;
		if (!state_failed(state))
			add_user(d->held[0], &key, &u, count);
	}
	buffer_release(&key);
	free(u.pair);
}

void
drivers_state(void *self, struct state *state)
{
	struct drivers *d = self;
	struct classes classes = { 0 };
	int64_t last = atomic_load(&d->last);
	uint64_t crowded = atomic_load(&d->crowded);

	if (d->seen == NULL)
		d->seen = memory_array(DRIVERS_NAMES, sizeof *d->seen);
	if (state_more(state, "users", true)) {
		state_most(state, &last);
		state_sum(state, &d->without);
		state_any(state, &crowded);
		atomic_store(&d->last, last);
		atomic_store(&d->crowded, crowded != 0);
	}
	if (state_writes(state) && crowded != 0)
		return; /* there will be no answer */
	classes_state(d, &classes, state);
	counts_state(d, &classes, state);
	if (state_writes(state))
		write_users(d, &classes, state);
	else
		read_users(d, &classes, state);
	free(classes.number);
	free(classes.place);
}
