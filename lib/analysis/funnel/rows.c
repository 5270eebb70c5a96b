#include "analysis/funnel/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

#define NENTRY_NOTES 2
#define ROWS 256 /* that are looked at before what matters of them is added */

static struct slice
column_value(const struct batch *batch, int column, size_t row)
{
	if (column < 0 || batch_missing(batch, column, row))
		return slice_of(NULL, 0);
	return batch_value(batch, column, row);
}

/* The steps that are expressions, and --exclude where it is one. */
static uint32_t
evaluate(const struct funnel *f, struct funnel_thread *t, const struct batch *batch, size_t row)
{
	uint32_t match = 0;

	for (uint32_t left = f->evaluated & ~FUNNEL_EXCLUDED; left != 0; left &= left - 1) {
		unsigned k = (unsigned)__builtin_ctz(left);

		if (expr_true(f->step[k].expr, batch, row, &t->expression))
			match |= UINT32_C(1) << k;
	}
	if ((f->evaluated & FUNNEL_EXCLUDED) != 0 &&
	    expr_true(f->params.exclude, batch, row, &t->expression))
		match |= FUNNEL_EXCLUDED;
	return match;
}

/* What a record brings along: the value of --hold, and that of --by where a chain may start. */
static struct slice
record_text(const struct funnel *f, struct funnel_thread *t, const struct batch *batch, size_t row,
    uint32_t match)
{
	struct slice hold = column_value(batch, f->hold, row);
	bool starts = (match & 1) != 0 || f->params.rules.order == FUNNEL_ANY;
	struct slice by = column_value(batch, starts ? f->by : -1, row);
	uint32_t len = (uint32_t)hold.len;

	buffer_clear(&t->text);
	buffer_add(&t->text, &len, sizeof len);
	buffer_add(&t->text, hold.ptr, hold.len);
	buffer_add(&t->text, by.ptr, by.len);
	return slice_of(t->text.ptr, t->text.len);
}

/* What rows from .. to - 1 match; those that matter are listed in at. Returns their number. */
static size_t
match_rows(const struct funnel *f, struct funnel_thread *t, const struct batch *batch, size_t from,
    size_t to, uint32_t *match, size_t *at)
{
	bool named = f->event >= 0 && f->names.slot != NULL;
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		uint32_t m = named ? lookup_find(&f->names, batch_value(batch, f->event, i)) : 0;

		t->unknown.seen |= m;
		if (f->evaluated != 0 && !batch_skips(batch, i))
			m |= evaluate(f, t, batch, i);
		match[n] = m;
		at[n] = i;
		n += (m != 0 || f->everything) && !batch_skips(batch, i);
	}
	return n;
}

void
funnel_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	const struct funnel *f = self;
	struct funnel_thread *t = thread;
	bool text = f->hold >= 0 || f->by >= 0;
	uint32_t match[ROWS];
	size_t at[ROWS];

	unknown_names_note(&t->unknown, &f->names, batch, f->event);
	for (size_t from = 0; from < batch->nrow; from += ROWS) {
		size_t to = batch->nrow - from < ROWS ? batch->nrow : from + ROWS;
		size_t n = match_rows(f, t, batch, from, to, match, at);

		for (size_t k = 0; k < n; k++) {
			struct slice user = batch_value(batch, f->user, at[k]);
			uint64_t order = batch->order + at[k];

			if (text)
				sequence_add_text(sink, user, times[at[k]], order, &match[k],
				    record_text(f, t, batch, at[k], match[k]));
			else
				sequence_add_word(sink, user, times[at[k]], order, match[k]);
		}
	}
}

/* Users that count in several groups, and those whose window is not over; 0: neither. */
static bool
tell_entries(const struct funnel *f, size_t which, struct remark *remark)
{
	uint64_t users = 0, entered = 0, late = 0;
	const struct funnel_rules *r = &f->params.rules;
	bool limited = r->within_us != FUNNEL_NO_LIMIT || r->session_us != FUNNEL_NO_LIMIT;

	for (size_t k = 0; k < f->nthread; k++) {
		users += f->thread[k]->nuser;
		entered += f->thread[k]->nentered;
		late += f->thread[k]->nlate;
	}
	if (which == 0 && entered > users)
		remark_add(remark,
		    "%" PRIu64 " users are %" PRIu64 " in the rows: a user counts once in each %s "
		    "that they enter (enter: first counts each once)",
		    users, entered,
		    f->params.by == NULL      ? "period"
			: f->params.every < 0 ? "value"
					      : "value and period");
	if (which == 1 && limited && late > 0)
		remark_add(remark,
		    "%" PRIu64 " of %" PRIu64 " users entered less than the window before the last "
		    "event: more may come of them",
		    late, users);
	return remark->text[0] != '\0';
}

bool
funnel_remark(const void *self, size_t *at, struct remark *remark)
{
	const struct funnel *f = self;
	const struct unknown_names **list;
	size_t name;
	bool found;

	while (*at < NENTRY_NOTES)
		if (tell_entries(f, (*at)++, remark))
			return true;
	list = memory_array(f->nthread, sizeof *list);
	for (size_t k = 0; k < f->nthread; k++)
		list[k] = &f->thread[k]->unknown;
	name = *at - NENTRY_NOTES;
	found = unknown_names_next(&f->names, list, f->nthread, &name, remark);
	*at = name + NENTRY_NOTES;
	free(list);
	return found;
}
