/* Events to records, and one user's records to a unit of the cells. */
#include "analysis/abtest/parts.h"
#include "event/roles.h"
#include "read/batch.h"

#define CODES 8u /* bytes of an exposure: its arm, its group */
#define VALUE 9u /* bytes of a number: which part, and it */

/* The numbers that a row brings along, behind at; NULL: the row is left out. */
static char *
add_numbers(const struct abtest *a, struct abtest_thread *t, struct batch *batch, size_t row,
    uint32_t mask, char *at)
{
	for (size_t k = 0; k < a->npart; k++) {
		const struct abtest_part *p = &a->part[k];
		double x;
		int found;

		if (p->term->counts || (p->condition != NULL && (mask >> p->bit & 1) == 0))
			continue;
		found = abtest_number(p, t, batch, row, &x);
		if (found < 0)
			return NULL;
		if (found == 0 || (x == 0 && !p->keep_zero))
			continue;
		*at = (char)k;
		memcpy(at + 1, &x, sizeof x);
		at += VALUE;
	}
	return at;
}

/* The arm and the group of an exposure, to at; an exposure to nothing is none. */
static char *
add_codes(struct abtest *a, struct abtest_thread *t, const struct batch *batch, size_t row,
    uint32_t *mask, char *at)
{
	uint32_t code[2];

	if ((*mask & ABTEST_EXPOSED) == 0)
		return at;
	code[0] = abtest_arm(a, t, batch, row);
	if (code[0] == ABTEST_NOBODY) {
		t->counts.unassigned++;
		*mask &= ~ABTEST_EXPOSED;
		return at;
	}
	code[1] = abtest_group(a, t, batch, row);
	memcpy(at, code, sizeof code);
	return at + sizeof code;
}

void
abtest_event_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	struct abtest *a = self;
	struct abtest_thread *t = thread;

	if (a->asked.slot != NULL)
		unknown_names_note(&t->unknown, &a->asked, batch, a->event);
	for (size_t i = 0; i < batch->nrow; i++) {
		char text[CODES + ABTEST_ADDED * VALUE], *end;
		uint32_t mask;

		if (batch_skips(batch, i))
			continue;
		mask = abtest_mask(a, t, batch, i);
		end = add_codes(a, t, batch, i, &mask, text);
		end = add_numbers(a, t, batch, i, mask, end);
		if (end != NULL && (mask != 0 || end > text))
			sequence_add_text(sink, batch_value(batch, a->user, i), times[i],
			    batch->order + i, &mask, slice_of(text, (size_t)(end - text)));
	}
}

static void
clear_user(const struct abtest *a, struct abtest_thread *t)
{
	memset(t->sum, 0, a->npart * sizeof *t->sum);
	memset(t->before, 0, a->npart * sizeof *t->before);
	memset(t->n, 0, a->npart * sizeof *t->n);
}

/* What an event says, to sum, and how many values to n (NULL: nobody asks). */
static void
take_event(const struct abtest *a, const struct sequence_record *r, double *sum, uint64_t *n)
{
	uint32_t mask = r->word[0];
	size_t at = (mask & ABTEST_EXPOSED) != 0 ? CODES : 0;

	for (size_t k = 0; k < a->npart && (mask & ~ABTEST_EXPOSED) != 0; k++)
		if (a->part[k].term->counts)
			sum[k] += mask >> a->part[k].bit & 1;
	for (; at < r->text.len; at += VALUE) {
		unsigned k = (unsigned char)r->text.ptr[at];
		double x;

		memcpy(&x, r->text.ptr + at + 1, sizeof x);
		sum[k] += x;
		if (n != NULL)
			n[k]++;
	}
}

static void
unit_of(const struct abtest *a, const struct abtest_thread *t, struct abtest_unit *u)
{
	for (size_t k = 0; k < a->params.nmetric; k++) {
		size_t p = a->first[k];

		u->has[k] = true;
		u->x[k] = t->sum[p];
		u->y[k] = a->params.cuped ? t->before[p] : 0;
		switch (a->metric[k].kind) {
		case ABTEST_SHARE:
			u->x[k] = t->sum[p] > 0;
			u->y[k] = u->y[k] > 0;
			break;
		case ABTEST_RATIO: u->y[k] = t->sum[p + 1]; break;
		case ABTEST_QUANTILE:
			u->has[k] = t->n[p] > 0;
			u->x[k] = u->has[k] ? t->sum[p] / (double)t->n[p] : 0;
			u->y[k] = 0;
			break;
		case ABTEST_COUNT:
		case ABTEST_SUM: break;
		}
	}
}

static int64_t
later(int64_t time, int64_t by)
{
	int64_t out;

	return __builtin_add_overflow(time, by, &out) ? INT64_MAX : out;
}

/* The unit is there from now on. */
static void
enter(struct abtest *a, struct abtest_thread *t, uint32_t cell, const struct abtest_unit *u)
{
	struct abtest_cell *c = t->cells.cell[cell];

	c->units++;
	for (size_t k = 0; k < a->params.nmetric; k++)
		c->sum[k].units += u->has[k];
	abtest_add(a, &t->cells, cell, u, 1);
}

/* Takes the events from i on up to until; the next one. */
static size_t
take_until(struct abtest *a, struct abtest_thread *t, const struct sequence *s, size_t i,
    int64_t until)
{
	for (; i < s->n && s->record[i].time <= until; i++)
		take_event(a, &s->record[i], t->sum, t->n);
	return i;
}

/* The same unit, day by day: what it said yesterday is taken away, what it says today added. */
static void
add_days(struct abtest *a, struct abtest_thread *t, const struct sequence *s, size_t i, int64_t t0,
    struct abtest_cell_key key)
{
	struct abtest_unit now, was;
	bool entered = false;

	key.slot = period_clock_index(&t->clock, t0);
	for (;;) {
		uint32_t cell = abtest_cell(&t->cells, &key, a->params.nmetric);

		while (i < s->n && period_clock_index(&t->clock, s->record[i].time) <= key.slot)
			take_event(a, &s->record[i++], t->sum, t->n);
		unit_of(a, t, &now);
		if (entered) {
			abtest_add(a, &t->cells, cell, &was, -1);
			abtest_add(a, &t->cells, cell, &now, 1);
		} else {
			enter(a, t, cell, &now);
		}
		if (i == s->n)
			break;
		was = now;
		entered = true;
		key.slot = period_clock_index(&t->clock, s->record[i].time);
	}
}

static void
add_since(struct abtest *a, struct abtest_thread *t, const struct sequence *s, size_t i, int64_t t0,
    struct abtest_cell_key key)
{
	struct abtest_unit u;

	for (uint64_t day = 1; day <= a->params.since; day++) {
		int64_t until = later(t0, (int64_t)day * DAY_US);

		if (until > a->reach_last)
			return;
		i = take_until(a, t, s, i, until);
		unit_of(a, t, &u);
		key.slot = (int64_t)day;
		enter(a, t, abtest_cell(&t->cells, &key, a->params.nmetric), &u);
	}
}

/* The user's only exposure counts from record i on; those of before are the pre-period. */
static void
add_user(struct abtest *a, struct abtest_thread *t, const struct sequence *s, size_t first,
    struct abtest_cell_key key)
{
	int64_t t0 = s->record[first].time, until = INT64_MAX;
	struct abtest_unit u;
	size_t i = first;

	clear_user(a, t);
	while (i > 0 && s->record[i - 1].time == t0)
		i--;
	for (size_t b = i; a->params.cuped && b-- > 0;) {
		if (t0 - s->record[b].time > a->params.lookback_us)
			break;
		take_event(a, &s->record[b], t->before, NULL);
	}
	if (a->params.since > 0) {
		add_since(a, t, s, i, t0, key);
		return;
	}
	if (a->params.window_us >= 0) {
		until = later(t0, a->params.window_us);
		if (until > a->reach_last) {
			t->counts.incomplete++;
			return;
		}
	}
	if (a->params.sequential && a->params.window_us < 0) {
		add_days(a, t, s, i, t0, key);
		return;
	}
	take_until(a, t, s, i, until);
	unit_of(a, t, &u);
	if (a->params.sequential)
		key.slot = period_clock_index(&t->clock, until);
	enter(a, t, abtest_cell(&t->cells, &key, a->params.nmetric), &u);
}

static void
first_seen(struct abtest *a, int64_t time)
{
	int64_t first = atomic_load_explicit(&a->first_exposure, memory_order_relaxed);

	while (time < first && !atomic_compare_exchange_weak(&a->first_exposure, &first, time))
		continue;
}

void
abtest_user(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
{
	struct abtest *a = self;
	struct abtest_thread *t = thread;
	struct abtest_cell_key key = { .slot = ABTEST_BEGINNING };
	size_t first = s->n;
	uint32_t code[2];

	(void)reply;
	for (size_t i = 0; i < s->n; i++) {
		if ((s->record[i].word[0] & ABTEST_EXPOSED) == 0)
			continue;
		memcpy(code, s->record[i].text.ptr, sizeof code);
		if (first < s->n && code[0] != key.arm) {
			t->counts.exposed++;
			t->counts.crossovers++;
			return;
		}
		if (first == s->n) {
			first = i;
			key.arm = code[0];
			key.group = code[1];
		}
	}
	if (first == s->n)
		return;
	t->counts.exposed++;
	first_seen(a, s->record[first].time);
	add_user(a, t, s, first, key);
}
