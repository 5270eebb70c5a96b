/* Rows to records: what they are to retention, and only what says something new. */
#include <stdlib.h>

#include "analysis/retention/parts.h"
#include "base/memory.h"

#define ROWS 64 /* whose users' places are fetched before they are added */

/* The flags that are expressions. */
static uint32_t
evaluate(const struct retention *r, struct retention_thread *t, const struct batch *batch,
    size_t row)
{
	uint32_t flags = 0;

	if ((r->evaluated & RETENTION_START) != 0 &&
	    expr_true(r->params.start, batch, row, &t->expression))
		flags |= RETENTION_START;
	if ((r->evaluated & RETENTION_RETURN) != 0 &&
	    expr_true(r->params.returns, batch, row, &t->expression))
		flags |= RETENTION_RETURN;
	return flags;
}

static uint32_t
flags_of(const struct retention *r, struct retention_thread *t, const struct batch *batch,
    size_t row)
{
	uint32_t flags = r->always;

	if (r->names.slot != NULL) {
		uint32_t named = lookup_find(&r->names, batch_value(batch, r->event, row));

		t->unknown.seen |= named;
		flags |= named;
	}
	if (r->evaluated != 0)
		flags |= evaluate(r, t, batch, row);
	return flags;
}

/* How far the data goes, whatever the event is. */
static void
reach(struct retention_thread *t, int64_t time, int64_t index)
{
	t->last_time = !t->any || time > t->last_time ? time : t->last_time;
	t->last_index = !t->any || index > t->last_index ? index : t->last_index;
	t->any = true;
}

/* A row that matters. */
struct matter {
	uint32_t row, flags;
	int64_t time, bucket;
	uint64_t hash;
};

static void
add_buckets(struct slice user, const struct recent_place *p, struct sequence_sink *sink)
{
	uint32_t word[4] = { (uint32_t)p->bits, (uint32_t)(p->bits >> 32), (uint32_t)p->starts,
		(uint32_t)(p->starts >> 32) };

	sequence_add(sink, user, p->base, 0, word);
}

static void
gather(struct retention_thread *t, struct slice user, const struct matter *m,
    struct sequence_sink *sink)
{
	bool start = (m->flags & RETENTION_START) != 0;
	struct recent_place old;

	if (recent_gather(&t->recent, user, m->hash, m->bucket, start, &old))
		add_buckets(old.len > 0 ? slice_of(old.id, old.len) : user, &old, sink);
}

void
retention_rows_end(void *self, void *thread, struct sequence_sink *sink)
{
	struct retention_thread *t = thread;

	(void)self;
	for (size_t k = 0; k < recent_places(&t->recent); k++) {
		const struct recent_place *p = recent_at(&t->recent, k);

		if (p->len > 0)
			add_buckets(slice_of(p->id, p->len), p, sink);
	}
	recent_release(&t->recent);
}

static void
add(const struct retention *r, struct retention_thread *t, const struct batch *batch,
    const struct matter *m, struct sequence_sink *sink)
{
	struct slice user = batch_value(batch, r->user, m->row), by = slice_of(NULL, 0);
	bool start = (m->flags & RETENTION_START) != 0;

	if (r->gathers) {
		gather(t, user, m, sink);
		return;
	}
	if (r->repeats && recent_repeats(&t->recent, user, m->hash, m->bucket, start, m->time))
		return;
	if (start && r->by >= 0 && !batch_missing(batch, r->by, m->row))
		by = batch_value(batch, r->by, m->row);
	sequence_add_text(sink, user, m->time, batch->order + m->row, &m->flags, by);
}

/* Of rows from .. to - 1, those that matter; returns their number. */
static size_t
look(const struct retention *r, struct retention_thread *t, const struct batch *batch,
    const int64_t *times, size_t from, size_t to, struct matter *matter)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		struct matter *m = &matter[n];

		if (batch_skips(batch, i))
			continue;
		*m = (struct matter){ .row = (uint32_t)i,
			.time = times[i],
			.bucket = period_clock_index(&t->clock, times[i]) };
		reach(t, m->time, m->bucket);
		m->flags = flags_of(r, t, batch, i);
		if (r->repeats)
			m->hash = recent_hash(&t->recent, batch_value(batch, r->user, i));
		n += m->flags != 0;
	}
	return n;
}

void
retention_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	const struct retention *r = self;
	struct retention_thread *t = thread;
	struct matter matter[ROWS];

	unknown_names_note(&t->unknown, &r->names, batch, r->event);
	for (size_t from = 0; from < batch->nrow; from += ROWS) {
		size_t to = batch->nrow - from < ROWS ? batch->nrow : from + ROWS;
		size_t n = look(r, t, batch, times, from, to, matter);

		for (size_t k = 0; k < n; k++)
			add(r, t, batch, &matter[k], sink);
	}
}

bool
retention_remark(const void *self, size_t *at, struct remark *remark)
{
	const struct retention *r = self;
	const struct unknown_names **list = memory_array(r->nthread, sizeof *list);
	bool found;

	for (size_t k = 0; k < r->nthread; k++)
		list[k] = &r->thread[k]->unknown;
	found = unknown_names_next(&r->names, list, r->nthread, at, remark);
	free(list);
	return found;
}
