/* What all threads counted, merged key by key, to rows in order. */
#include <math.h>
#include <stdlib.h>

#include "analysis/path/parts.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/tasks.h"
#include "stats/quantile.h"

#define ROWS_SHARE 4
#define KINDS 3u
#define NONE UINT64_MAX
#define RANK 8u /* bytes before a row's key: by count, the largest first */

enum { WORD_USERS, WORD_OF, WORD_MEDIANS, WORDS = WORD_MEDIANS + KINDS };
_Static_assert((unsigned)WORDS <= SORTED_RUNS_WORDS, "a row's words are a record's");

/* What is read of a key and of the group that it is in. */
struct gather {
	struct path *path;
	struct buffer key, group; /* RANK bytes, and the key */
	bool open, grouped;       /* there is one */
	uint64_t count, users, of;
	uint64_t seen[KINDS];           /* numbers so far */
	double low[KINDS], high[KINDS]; /* the one or two in the middle */
	uint64_t last, last_users;      /* drop-off: of the group's step to (end) */
};

/* Takes n equal numbers, in order: those in the middle are kept. */
static void
take_number(struct gather *g, unsigned kind, uint64_t number, uint64_t n)
{
	uint64_t from = g->seen[kind], to = from + n, low = (g->count - 1) / 2, high = g->count / 2;

	if (from <= low && low < to)
		g->low[kind] = (double)number;
	if (from <= high && high < to)
		g->high[kind] = (double)number;
	g->seen[kind] = to;
}

/* To the microsecond; of steps the double, which is whole. */
static uint64_t
median(const struct gather *g, unsigned kind)
{
	if (g->seen[kind] == 0)
		return NONE;
	if (kind == NUMBER_STEPS)
		return (uint64_t)(g->low[kind] + g->high[kind]);
	return (uint64_t)nearbyint(quantile_between(g->low[kind], g->high[kind], 0.5));
}

static void
rank_to(char *at, uint64_t count)
{
	for (unsigned k = 0; k < RANK; k++)
		at[k] = (char)(~count >> (56 - 8 * k));
}

static void
set_key(struct buffer *to, struct slice key)
{
	buffer_reserve(to, RANK);
	to->len = RANK;
	buffer_add(to, key.ptr, key.len);
}

static bool
add_row(struct gather *g, struct buffer *key, uint64_t count, uint64_t users)
{
	uint64_t word[SORTED_RUNS_WORDS] = { users, g->of };

	for (unsigned k = 0; k < KINDS; k++)
		word[WORD_MEDIANS + k] = median(g, k);
	rank_to(key->ptr, count);
	return sorter_add(&g->path->rows, slice_of(key->ptr, key->len), word);
}

/* The key is complete: its row; for drop-off what of it the group's row needs. */
static bool
close_key(struct gather *g)
{
	const struct path *f = g->path;
	bool good = true;

	if (!g->open)
		return true;
	if (f->params.what != PATH_DROPOFF) {
		if (g->count >= f->params.min_count)
			good = add_row(g, &g->key, g->count, g->users);
	} else if (path_get(g->key.ptr + g->key.len - f->width, f->width) == f->own[NODE_END]) {
		g->last = g->count;
		g->last_users = g->users;
	}
	g->open = false;
	memset(g->seen, 0, sizeof g->seen);
	return good;
}

/* Drop-off: the row of an event. */
static bool
close_group(struct gather *g)
{
	const struct path *f = g->path;
	bool good = close_key(g);

	if (good && g->grouped && f->params.what == PATH_DROPOFF && g->of >= f->params.min_count &&
	    f->node[path_get(g->group.ptr + RANK + PATH_PLACE, f->width)].code < PATH_CODES)
		good = add_row(g, &g->group, g->last, g->last_users);
	g->grouped = false;
	g->last = g->last_users = 0;
	return good;
}

/* Does the record say more of the open key? */
static bool
is_more(const struct gather *g, struct slice key)
{
	size_t len = g->key.len - RANK, width = g->path->width;

	return g->open && key.len == len + width + 9 &&
	    memcmp(key.ptr, g->key.ptr + RANK, len) == 0 &&
	    path_get(key.ptr + len, g->path->width) == 0;
}

static void
take_more(struct gather *g, const struct sorted_runs_record *record)
{
	const char *at = record->key.ptr + record->key.len - 8;

	if (at[-1] == TALLY_USER)
		g->users++;
	else
		take_number(g, (unsigned)(at[-1] - TALLY_NUMBER),
		    (uint64_t)path_get(at, 4) << 32 | path_get(at + 4, 4), record->word[0]);
}

/* A record of the tallies, as tally.h says. */
static bool
take_record(struct gather *g, const struct sorted_runs_record *record)
{
	const struct path *f = g->path;
	size_t group = f->params.what == PATH_PATHS ? 0 : PATH_PLACE + f->width;
	struct slice key = record->key;
	bool good;

	if (is_more(g, key)) {
		take_more(g, record);
		return true;
	}
	key.len -= f->width + 1;
	if (key.len == group) {
		good = close_group(g);
		g->grouped = true;
		g->of = record->word[0];
		set_key(&g->group, key);
		return good;
	}
	good = close_key(g);
	g->open = true;
	g->count = record->word[0];
	g->users = record->word[1];
	set_key(&g->key, key);
	return good;
}

static void
end_tally(void *self, size_t k)
{
	struct path *f = self;

	if (f->thread[k]->counting)
		tally_end(&f->thread[k]->tally);
}

static bool
gather_all(struct path *f, struct sorted_runs **list, size_t n)
{
	struct gather g = { .path = f };
	struct merge *merge = merge_open(list, n, path_share(f, ROWS_SHARE));
	struct sorted_runs_record record;
	bool good = true;

	while (good && merge_next(merge, &record))
		good = take_record(&g, &record);
	good = close_group(&g) && good;
	merge_close(merge);
	buffer_release(&g.key);
	buffer_release(&g.group);
	return good;
}

void
path_keep_fault(struct path *f, const struct fault *fault)
{
	if (fault_is_set(fault) && !fault_is_set(&f->fault))
		f->fault = *fault;
}

size_t
path_runs(struct path *f, struct sorted_runs **list)
{
	size_t n = 0;

	path_order(f);
	if (f->nthread > 0)
		tasks_run((unsigned)f->nthread, f->nthread, end_tally, f);
	for (size_t k = 0; k < f->nthread; k++)
		if (f->thread[k]->counting)
			list[n++] = &f->thread[k]->tally.runs;
	if (f->held != NULL && path_replay(f))
		list[n++] = &f->states;
	return n;
}

bool
path_total(void *self)
{
	struct path *f = self;
	struct sorted_runs **list = memory_array(f->nthread + 1, sizeof *list);
	size_t n = path_runs(f, list);

	sorter_init(&f->rows, WORDS, path_share(f, ROWS_SHARE), f->params.temp, f->params.top);
	if (gather_all(f, list, n))
		sorter_open(&f->rows);
	for (size_t k = 0; k < n; k++) {
		path_keep_fault(f, &list[k]->fault);
		sorted_runs_release(list[k]);
	}
	path_keep_fault(f, &f->rows.runs.fault);
	free(list);
	return !fault_is_set(&f->fault);
}

/* The name of a node; place: before it, where edges are numbered. */
static void
add_name(const struct path *f, struct buffer *out, uint32_t node, uint32_t place)
{
	bool event = f->node[node].code < PATH_CODES;

	if (f->params.numbered && event) {
		char *at = buffer_reserve(out, 24);

		buffer_advance(out, at + count_write(at, place));
		buffer_byte(out, '_');
	}
	buffer_add(out, f->node[node].name.ptr, f->node[node].name.len);
}

static uint64_t
path_names(struct path *f, struct slice key)
{
	uint64_t n = 0;

	for (size_t at = 0; at < key.len; at += f->width, n++) {
		if (n > 0)
			buffer_add(&f->from, " > ", 3);
		add_name(f, &f->from, path_get(key.ptr + at, f->width), 0);
	}
	return n;
}

static double
middle(uint64_t word)
{
	return word == NONE ? NAN : (double)word;
}

bool
path_next(struct path *f, struct path_row *row)
{
	struct sorted_runs_record record;
	uint64_t count = 0;

	if ((f->params.top > 0 && f->given == f->params.top) || !sorter_next(&f->rows, &record)) {
		path_keep_fault(f, &f->rows.runs.fault);
		return false;
	}
	f->given++;
	for (unsigned k = 0; k < RANK; k++)
		count = count << 8 | (unsigned char)~record.key.ptr[k];
	struct slice key = slice_of(record.key.ptr + RANK, record.key.len - RANK);

	buffer_clear(&f->from);
	buffer_clear(&f->to);
	*row = (struct path_row){ .count = count, .users = record.word[WORD_USERS] };
	row->of = record.word[WORD_OF];
	row->time_us = middle(record.word[WORD_MEDIANS + NUMBER_TIME]);
	row->steps = middle(record.word[WORD_MEDIANS + NUMBER_STEPS]) / 2;
	row->elapsed_us = middle(record.word[WORD_MEDIANS + NUMBER_ELAPSED]);
	if (f->params.what == PATH_PATHS) {
		row->n = path_names(f, key);
	} else {
		uint32_t place = path_get(key.ptr, PATH_PLACE);

		add_name(f, &f->from, path_get(key.ptr + PATH_PLACE, f->width), place);
		if (f->params.what == PATH_EDGES)
			add_name(f, &f->to, path_get(key.ptr + PATH_PLACE + f->width, f->width),
			    place + 1);
	}
	row->from = slice_of(f->from.ptr, f->from.len);
	row->to = slice_of(f->to.ptr, f->to.len);
	return true;
}
