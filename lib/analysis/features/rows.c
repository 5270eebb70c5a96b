/*
 * Rows to records: the event's class and conditions, and of events up to as_of the numbers and
 * texts.
 */
#include "analysis/features/parts.h"
#include "read/bad.h"
#include "read/batch.h"

static void
last_seen(struct features *f, int64_t time)
{
	int64_t last = atomic_load_explicit(&f->last, memory_order_relaxed);

	while (time > last && !atomic_compare_exchange_weak(&f->last, &last, time))
		continue;
}

static uint32_t
evaluate(const struct features *f, struct features_thread *t, const struct batch *batch, size_t row)
{
	uint32_t bits = 0;

	for (unsigned k = 0; k < f->nevaluated; k++)
		bits |= (uint32_t)expr_true(f->evaluated[k], batch, row, &t->expression) << k;
	return bits;
}

/* --count '*': every name has a class. */
static uint32_t
class_seen(struct features *f, struct features_thread *t, struct slice name)
{
	uint32_t c = intern_cached(&t->cache, name) + 1;

	if (c >= CLASSES_MOST) {
		atomic_store_explicit(&f->crowded, true, memory_order_relaxed);
		return 0;
	}
	if (atomic_load_explicit(&f->seen[c], memory_order_relaxed) == 0)
		atomic_store_explicit(&f->seen[c], 1, memory_order_relaxed);
	return c;
}

static uint32_t
word_of(struct features *f, struct features_thread *t, const struct batch *batch, size_t row,
    bool past)
{
	uint32_t class = 0;

	if (f->all && past)
		class = class_seen(f, t, batch_value(batch, f->event, row));
	else if (f->names.slot != NULL)
		class = lookup_find(&f->names, batch_value(batch, f->event, row));
	return class << f->nevaluated | (f->nevaluated > 0 ? evaluate(f, t, batch, row) : 0);
}

/* A number behind at; NULL: the record is left out, or the scan stops here. */
static char *
add_number(struct batch *batch, size_t row, int column, char *at)
{
	struct field field = batch->column[column][row];
	char *end = NULL;

	if (batch_missing(batch, column, row)) {
		*at = 0;
		return at + 1;
	}
	if (field.kind == KIND_TEXT || field.kind == KIND_NUMBER)
		end = number_pack(at, batch_slice(batch, field));
	if (end != NULL)
		return end;
	if (batch_bad(batch, row, column, BAD_NUMBER,
		batch_expected_number(batch_slice(batch, field))) != VERDICT_MISSING)
		return NULL;
	*at = 0;
	return at + 1;
}

static void
add_text(const struct batch *batch, size_t row, int column, struct buffer *out)
{
	struct slice value = slice_of(NULL, 0);
	uint32_t len;

	if (!batch_missing(batch, column, row))
		value = batch_value(batch, column, row);
	len = (uint32_t)value.len;
	buffer_add(out, &len, sizeof len);
	buffer_byte(out, (char)(value.len > 0 ? batch->column[column][row].kind : KIND_ABSENT));
	buffer_add(out, value.ptr, value.len);
}

/* The numbers that an event up to as_of brings along, from at on; NULL: it is left out. */
static char *
add_numbers(const struct features *f, struct features_thread *t, struct batch *batch, size_t row,
    uint32_t word, char *at)
{
	bool bought = (features_flags(f, word) & f->purchase) != 0;
	const char *value = at;

	for (unsigned k = bought ? 0 : 1; k < f->nnumber && at != NULL; k++)
		at = add_number(batch, row, f->number[k].column, at);
	if (bought && at != NULL) {
		t->bought = true;
		t->priced |= *value != 0;
	}
	return at;
}

/* One event; false: it is left out. */
static bool
add_event(const struct features *f, struct features_thread *t, struct batch *batch, size_t row,
    int64_t time, uint32_t word, struct sequence_sink *sink)
{
	struct slice user = batch_value(batch, f->user, row);
	size_t room = (size_t)f->nnumber * NUMBER_PACKED + sizeof(uint64_t);
	char *at;

	if (f->ntext == 0 && room <= SEQUENCE_ROOM) {
		at = sequence_begin(sink, user, time, batch->order + row, &word, room);
		if (at == NULL)
			return false;
		at = add_numbers(f, t, batch, row, word, at);
		sequence_end(sink, at);
		return at != NULL;
	}
	buffer_clear(&t->text);
	at = add_numbers(f, t, batch, row, word, buffer_reserve(&t->text, room));
	if (at == NULL)
		return false;
	buffer_advance(&t->text, at);
	for (unsigned k = 0; k < f->ntext; k++)
		add_text(batch, row, f->text[k].column, &t->text);
	sequence_add_text(sink, user, time, batch->order + row, &word,
	    slice_of(t->text.ptr, t->text.len));
	return true;
}

static void
note_word(const struct features *f, struct features_thread *t, uint32_t word)
{
	uint32_t class = word >> f->nevaluated;

	t->flags |= features_flags(f, word);
	if (class < f->nclass)
		t->happened[class] = true;
}

/* Is there something that no event of the thread has told yet? */
static bool
is_unsure(const struct features *f, const struct features_thread *t)
{
	bool unsure = (t->flags & f->purchase) == 0;

	for (size_t c = 1; c < f->nclass; c++)
		unsure = unsure || !t->happened[c];
	for (size_t k = 0; k < f->params.nasked; k++)
		unsure = unsure || (f->params.asked[k].flag & ~t->flags) != 0;
	return unsure;
}

void
features_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	struct features *f = self;
	struct features_thread *t = thread;
	int64_t last = INT64_MIN;
	bool unsure = is_unsure(f, t);

	if (f->named)
		unknown_names_note(&t->unknown, &f->names, batch, f->event);
	for (size_t i = 0; i < batch->nrow; i++) {
		int64_t time = times[i];
		bool past = time <= f->params.as_of, seen = time <= f->until;
		uint32_t word = 0;

		if (batch_skips(batch, i))
			continue;
		if (seen || unsure)
			word = word_of(f, t, batch, i, past);
		if (unsure)
			note_word(f, t, word);
		if (seen && past && !add_event(f, t, batch, i, time, word, sink))
			continue;
		if (seen && !past)
			sequence_add(sink, batch_value(batch, f->user, i), time, batch->order + i,
			    &word);
		last = time > last ? time : last;
	}
	last_seen(f, last);
}
