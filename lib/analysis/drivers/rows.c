/* Rows to records, and one user's records to counts. */
#include "analysis/drivers/parts.h"
#include "base/memory.h"
#include "read/batch.h"

static void
last_seen(struct drivers *d, int64_t time)
{
	int64_t last = atomic_load_explicit(&d->last, memory_order_relaxed);

	while (time > last && !atomic_compare_exchange_weak(&d->last, &last, time))
		continue;
}

static uint32_t
evaluate(const struct drivers *d, struct drivers_thread *t, const struct batch *batch, size_t row)
{
	uint32_t bits = 0;

	if (d->evaluated[0] && expr_true(d->params.outcome, batch, row, &t->expression))
		bits |= DRIVERS_OUTCOME;
	if (d->evaluated[1] && expr_true(d->params.start, batch, row, &t->expression))
		bits |= DRIVERS_START;
	return bits;
}

/* Behind too many names there is no answer, only an end. */
static uint32_t
class_of(struct drivers *d, struct drivers_thread *t, struct slice name)
{
	uint32_t class;

	if (atomic_load_explicit(&d->crowded, memory_order_relaxed))
		return 0;
	class = intern_cached(&t->cache, name);
	if (class < DRIVERS_NAMES)
		return class;
	atomic_store_explicit(&d->crowded, true, memory_order_relaxed);
	return 0;
}

void
drivers_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	struct drivers *d = self;
	struct drivers_thread *t = thread;
	bool evaluated = d->evaluated[0] || d->evaluated[1];
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < batch->nrow; i++) {
		uint32_t class, bits = 0, word;

		if (batch_skips(batch, i))
			continue;
		class = class_of(d, t, batch_value(batch, d->event, i));
		if (evaluated)
			bits = evaluate(d, t, batch, i);
		t->seen[class] |=
		    (uint8_t)(DRIVERS_SEEN | (bits & DRIVERS_OUTCOME) * DRIVERS_IS_OUTCOME);
		word = class << DRIVERS_BITS | bits;
		sequence_add_word(sink, batch_value(batch, d->user, i), times[i], batch->order + i,
		    word);
		last = times[i] > last ? times[i] : last;
	}
	last_seen(d, last);
}

static int64_t
saturated(int64_t time, int64_t more)
{
	int64_t out;

	return __builtin_add_overflow(time, more, &out) ? INT64_MAX : out;
}

/* What the event of a record is: by its name, and by what was evaluated. */
static uint32_t
flags_of(const struct drivers *d, uint32_t word)
{
	uint32_t class = word >> DRIVERS_BITS, bits = word & ((1u << DRIVERS_BITS) - 1);

	return class < d->nnamed ? bits | d->flag[class] : bits;
}

/* How many thresholds a count reaches. */
static unsigned
reached(const struct drivers_params *p, uint64_t count)
{
	unsigned n = 0;

	while (n < p->nthreshold && p->at_least[n] <= count)
		n++;
	return n;
}

/*
 * Counts the events from first on that are before end; returns where they end, *n names in
 * touched.
 */
static size_t
count_early(struct drivers_thread *t, const struct sequence *s, size_t first, int64_t end,
    size_t *n)
{
	size_t i = first;

	*n = 0;
	for (; i < s->n && s->record[i].time < end; i++) {
		uint32_t class = s->record[i].word[0] >> DRIVERS_BITS;

		if (t->count[class]++ == 0) {
			t->touched = memory_grow(t->touched, &t->capacity_touched, *n + 1,
			    sizeof *t->touched);
			t->touched[(*n)++] = class;
		}
	}
	return i;
}

static bool
meets(const struct drivers *d, const struct sequence *s, size_t i, int64_t from, int64_t to)
{
	while (i < s->n && s->record[i].time < from)
		i++;
	for (; i < s->n && s->record[i].time < to; i++)
		if (d->params.outcome == NULL ||
		    (flags_of(d, s->record[i].word[0]) & DRIVERS_OUTCOME) != 0)
			return true;
	return false;
}

/* Those of a user's n names whose count reaches a threshold: t->pair. Counts are 0 again. */
static size_t
pairs_of(const struct drivers *d, struct drivers_thread *t, size_t n)
{
	size_t npair = 0;

	t->pair = memory_grow(t->pair, &t->capacity_pair, n, sizeof *t->pair);
	for (size_t k = 0; k < n; k++) {
		uint32_t class = t->touched[k];
		unsigned level = reached(&d->params, t->count[class]);

		t->count[class] = 0;
		if (level > 0)
			t->pair[npair++] = (struct drivers_pair){ class, level };
	}
	return npair;
}

void
drivers_user(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
{
	const struct drivers *d = self;
	const struct drivers_params *p = &d->params;
	struct drivers_thread *t = thread;
	struct drivers_known u = { 0 };
	size_t first = 0, after, n;
	int64_t begin;
	bool open;

	(void)reply;
	while (p->start != NULL && first < s->n &&
	    (flags_of(d, s->record[first].word[0]) & DRIVERS_START) == 0)
		first++;
	if (first == s->n) {
		t->without++;
		return;
	}
	begin = s->record[first].time;
	u.to = saturated(begin, p->to_us);
	open = u.to > atomic_load_explicit(&d->last, memory_order_relaxed);
	if (open && !d->part) {
		t->open++;
		return;
	}
	after = count_early(t, s, first, saturated(begin, p->early_us), &n);
	u.met = meets(d, s, after, saturated(begin, p->from_us), u.to);
	u.stratum = drivers_stratum(after - first);
	u.n = pairs_of(d, t, n);
	u.pair = t->pair;
	if (open) {
		drivers_hold(d, t, &u);
		return;
	}
	drivers_cell(&t->all, u.stratum, 1, 0)[u.met]++;
	for (size_t k = 0; k < u.n; k++)
		drivers_cell(drivers_did(&t->did, &t->ndid, &t->capacity_did, u.pair[k].class),
		    u.stratum, p->nthreshold, u.pair[k].level - 1)[u.met]++;
}
