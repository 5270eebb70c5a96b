/*
 * Rows to records: the event's code, by its name or that of the first merge that holds, and its
 * marks.
 */
#include "analysis/path/parts.h"
#include "read/batch.h"
#include "read/scan.h"

#define NAMES_SHARE 4
#define NAMES_LEAST ((size_t)1 << 20)
#define SHORT 16u /* bytes of a name that its first and last word tell whole */

static uint32_t
evaluate(const struct path *f, struct path_thread *t, const struct batch *batch, size_t row)
{
	uint32_t found = 0;

	if ((f->evaluated & PATH_FROM) != 0 &&
	    expr_true(f->params.from, batch, row, &t->expression))
		found |= PATH_FROM;
	if ((f->evaluated & PATH_TO) != 0 && expr_true(f->params.to, batch, row, &t->expression))
		found |= PATH_TO;
	for (uint32_t left = f->evaluated >> 2; left != 0; left &= left - 1) {
		unsigned k = (unsigned)__builtin_ctz(left);

		if (expr_true(f->merge[k].expr, batch, row, &t->expression))
			found |= UINT32_C(4) << k;
	}
	return found;
}

/* The word of an event; found: what holds of it. */
static uint32_t
word_of(const struct path *f, struct path_thread *t, struct slice name, uint32_t found)
{
	uint32_t merged = found >> 2;

	if (merged != 0)
		name = f->merge[__builtin_ctz(merged)].name;
	return intern_cached(&t->cache, name) << f->shift | (found & 3);
}

static uint32_t
found_by_name(const struct path *f, struct path_thread *t, struct slice name)
{
	uint32_t found = f->asked.slot != NULL ? lookup_find(&f->asked, name) : 0;

	t->unknown.seen |= found;
	return found;
}

static uint32_t
word_by_name(const struct path *f, struct path_thread *t, struct slice name)
{
	uint64_t kept = name.len < 8 ? ~(~UINT64_C(0) << 8 * name.len) : ~UINT64_C(0);
	uint64_t first, last, turned;
	struct path_near *near;

	if (name.len > SHORT)
		return word_of(f, t, name, found_by_name(f, t, name));
	first = load_64(name.ptr) & kept;
	last = load_64(name.ptr + (name.len > 8 ? name.len - 8 : 0)) & kept;
	turned = (first ^ (last << 23 | last >> 41) ^ name.len) * UINT64_C(0x9E3779B97F4A7C15);
	near = &t->near[(turned >> 40) % PATH_NEAR];
	if (((near->first ^ first) | (near->last ^ last) | (near->len ^ name.len)) != 0)
		*near = (struct path_near){ first, last, name.len,
			word_of(f, t, name, found_by_name(f, t, name)) };
	return near->word;
}

void
path_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	const struct path *f = self;
	struct path_thread *t = thread;

	unknown_names_note(&t->unknown, &f->asked, batch, f->event);
	for (size_t i = 0; i < batch->nrow; i++) {
		struct slice name = batch_value(batch, f->event, i);
		uint32_t word;

		if (batch_skips(batch, i))
			continue;
		if (f->evaluated == 0)
			word = word_by_name(f, t, name);
		else
			word = word_of(f, t, name,
			    found_by_name(f, t, name) | evaluate(f, t, batch, i));
		sequence_add_word(sink, batch_value(batch, f->user, i), times[i], batch->order + i,
		    word);
	}
}

/* Do the names fit? */
bool
path_tick(void *self, const struct scan_totals *totals)
{
	struct path *f = self;
	size_t most = path_share(f, NAMES_SHARE), bytes, n;

	(void)totals;
	pthread_mutex_lock(&f->names.lock);
	bytes = map_bytes(&f->names.map);
	n = f->names.map.n;
	pthread_mutex_unlock(&f->names.lock);
	if (bytes <= (most > NAMES_LEAST ? most : NAMES_LEAST) && n < PATH_CODES - 1)
		return true;
	fault_set(scan_fault(f->scan), EXIT_SYSTEM,
	    "%zu different names of events take more than the memory allows: give it more with -S, "
	    "or make them fewer with --merge",
	    n);
	return false;
}
