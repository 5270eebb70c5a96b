/*
 * What a part of the users adds to paths: the records of the tallies in their order, with the names
 * of its nodes. Nodes of all parts are in order only when all names are known, so what is read is
 * held in a file, by codes; each state's records ascend by the new numbers too, since both go by
 * name.
 */
#include <stdlib.h>

#include "analysis/path/parts.h"
#include "base/memory.h"
#include "shard/state.h"

#define MERGE_SHARE 4
#define HELD_BUFFER ((size_t)64 << 10)
#define KEY_NODES (UINT32_C(1) << 24) /* of a path: a line's limit */

enum { HELD_KEY = 1, HELD_NUMBER, HELD_END };

/* A record on its way through the file. */
struct held {
	uint32_t what, place, n; /* n: nodes of a key; a number's kind */
	uint32_t unused;
	uint64_t word[2]; /* number, how often */
};

static void
hold(struct path *f, uint32_t what, uint32_t place, uint32_t n, uint64_t a, uint64_t b)
{
	struct held h = { what, place, n, 0, { a, b } };

	if (f->held != NULL && !fault_is_set(&f->fault))
		temp_append(f->held, &h, sizeof h);
}

/* --- reading ------------------------------------------------------------------------------- */

/* code[k]: of the state's node k + 1; returns how many. */
static size_t
read_nodes(struct path *f, struct state *state, uint32_t **code)
{
	size_t n = 0, capacity = 0;

	for (; state_more(state, "node", false); n++) {
		uint64_t own;
		struct slice name;

		*code = memory_grow(*code, &capacity, n + 1, sizeof **code);
		state_place(state, &own, NODES_OWN + 1);
		state_text(state, &name);
		(*code)[n] = own > 0 ? PATH_CODES + (uint32_t)own - 1 : intern_put(&f->names, name);
	}
	return n;
}

static void
read_key(struct path *f, struct state *state, const uint32_t *code, size_t ncode)
{
	uint64_t place, n, node;
	uint32_t *key;

	state_place(state, &place, UINT32_MAX);
	state_place(state, &n, KEY_NODES);
	hold(f, HELD_KEY, (uint32_t)place, (uint32_t)n, 0, 0);
	key = memory_array(n, sizeof *key);
	for (size_t k = 0; k < n && !state_failed(state); k++) {
		state_place(state, &node, ncode);
		key[k] = state_failed(state) ? 0 : code[node];
	}
	if (!fault_is_set(&f->fault) && n > 0)
		temp_append(f->held, key, n * sizeof *key);
	free(key);
}

static void
read_numbers(struct path *f, struct state *state)
{
	uint64_t kind, value = 0;

	state_place(state, &kind, NUMBER_ELAPSED + 1);
	while (state_field(state, false)) {
		uint64_t step, count;

		state_run(state, &step, &count);
		value += step;
		hold(f, HELD_NUMBER, 0, (uint32_t)kind, value, count);
	}
}

static void
read_state(struct path *f, struct state *state)
{
	uint32_t *code = NULL;
	size_t ncode = read_nodes(f, state, &code);

	if (f->held == NULL) {
		f->held = temp_open(f->params.temp, &f->fault);
		f->sums = temp_open(f->params.temp, &f->fault);
	}
	while (state_more(state, "key", false)) {
		uint64_t sum[2] = { 0, 0 };

		read_key(f, state, code, ncode);
		while (state_more(state, "number", false))
			read_numbers(f, state);
		if (state_more(state, "sum", false))
			state_sums(state, sum, 2);
		else
			state_refuse(state);
		if (!fault_is_set(&f->fault))
			temp_append(f->sums, sum, sizeof sum);
	}
	hold(f, HELD_END, 0, 0, 0, 0);
	free(code);
}

/* --- from the file to runs ------------------------------------------------------------------ */

/* The next len bytes of the file; NULL: there are none. */
static const char *
take(struct temp_reader *r, size_t len)
{
	const char *at;

	if (!temp_need(r, len) || r->to - r->from < len)
		return NULL;
	at = r->buffer + r->from;
	r->from += len;
	return at;
}

/* The key with its zeros behind it: *len bytes are the record's, a number's go behind. */
static bool
take_key(struct path *f, struct temp_reader *r, const struct held *h, struct buffer *key)
{
	bool placed = f->params.what != PATH_PATHS;
	const char *codes = take(r, h->n * sizeof(uint32_t));
	char *at;

	if (codes == NULL && h->n > 0)
		return false;
	buffer_clear(key);
	at = buffer_reserve(key, PATH_PLACE + ((size_t)h->n + 1) * f->width + 9);
	at = placed ? path_put(at, h->place, PATH_PLACE) : at;
	for (uint32_t k = 0; k < h->n; k++) {
		uint32_t code;

		memcpy(&code, codes + k * sizeof code, sizeof code);
		at = path_put(at, code < PATH_CODES ? f->node_of[code] : f->own[code - PATH_CODES],
		    f->width);
	}
	at = path_put(at, 0, f->width);
	*at++ = TALLY_COUNT;
	buffer_advance(key, at);
	return true;
}

static bool
add_numbered(struct path *f, struct buffer *key, int kind, uint64_t number, uint64_t count)
{
	uint64_t word[SORTED_RUNS_WORDS] = { count };

	key->ptr[key->len - 1] = (char)kind;
	path_put(path_put(key->ptr + key->len, (uint32_t)(number >> 32), 4), (uint32_t)number, 4);
	return sorted_runs_add(&f->states, slice_of(key->ptr, key->len + 8), word);
}

/* A key with its count and users, which stand in a file of their own. */
static bool
replay_key(struct path *f, struct temp_reader *r, struct temp_reader *sums, const struct held *h,
    struct buffer *key)
{
	uint64_t word[SORTED_RUNS_WORDS] = { 0 };
	const char *sum = take(sums, 2 * sizeof *word);

	if (sum == NULL || !take_key(f, r, h, key))
		return false;
	memcpy(word, sum, 2 * sizeof *word);
	return sorted_runs_add(&f->states, slice_of(key->ptr, key->len), word);
}

static bool
replay(struct path *f, struct temp_reader *r, struct temp_reader *sums, struct buffer *key)
{
	bool within = false, good = true;
	const char *at;

	while (good && (at = take(r, sizeof(struct held))) != NULL) {
		struct held h;

		memcpy(&h, at, sizeof h);
		good = within || sorted_runs_begin(&f->states, true);
		if (good && h.what == HELD_KEY)
			good = replay_key(f, r, sums, &h, key);
		else if (good && h.what == HELD_NUMBER)
			good = add_numbered(f, key, TALLY_NUMBER + (int)h.n, h.word[0], h.word[1]);
		else if (good)
			good = sorted_runs_end(&f->states);
		within = h.what != HELD_END;
	}
	return good;
}

bool
path_replay(struct path *f)
{
	struct temp_reader reader, sums;
	struct buffer key = { 0 };
	bool good = temp_flush(f->held) && temp_flush(f->sums);

	sorted_runs_init(&f->states, 2, f->params.temp);
	temp_reader_init(&reader, f->held, 0, temp_size(f->held), HELD_BUFFER);
	temp_reader_init(&sums, f->sums, 0, temp_size(f->sums), HELD_BUFFER);
	good = good && replay(f, &reader, &sums, &key);
	temp_reader_release(&reader);
	temp_reader_release(&sums);
	buffer_release(&key);
	path_keep_fault(f, &f->states.fault);
	return good && !fault_is_set(&f->fault);
}

/* --- writing -------------------------------------------------------------------------------- */

/* What is written of the key that is open. */
struct writing {
	struct path *path;
	struct state *state;
	uint64_t sum[2];       /* count, users */
	uint64_t kind, number; /* of the line of numbers that is open */
	bool key, open;        /* there is one */
};

static void
close_key(struct writing *w)
{
	if (state_more(w->state, "sum", w->key))
		state_sums(w->state, w->sum, 2);
	w->key = w->open = false;
}

/* Its count and users are known when the next one comes: threads tell of a user by number too. */
static void
write_key(struct writing *w, const struct sorted_runs_record *record, size_t from, size_t n)
{
	const struct path *f = w->path;
	uint64_t place = from > 0 ? path_get(record->key.ptr, PATH_PLACE) : 0, nodes = n;

	close_key(w);
	w->key = state_more(w->state, "key", true);
	w->sum[0] = record->word[0];
	w->sum[1] = record->word[1];
	if (!w->key)
		return;
	state_place(w->state, &place, UINT64_MAX);
	state_place(w->state, &nodes, UINT64_MAX);
	for (size_t k = 0; k < n; k++) {
		uint64_t node = path_get(record->key.ptr + from + k * f->width, f->width) - 1;

		state_place(w->state, &node, UINT64_MAX);
	}
}

static void
write_number(struct writing *w, uint64_t kind, uint64_t number, uint64_t count)
{
	uint64_t step = number - w->number;

	if (!w->open || w->kind != kind || !state_field(w->state, true)) {
		w->open = state_more(w->state, "number", true);
		w->kind = kind;
		step = number;
		if (w->open)
			state_place(w->state, &w->kind, UINT64_MAX);
	}
	w->number = number;
	if (w->open)
		state_run(w->state, &step, &count);
}

static void
write_record(struct writing *w, const struct sorted_runs_record *record)
{
	const struct path *f = w->path;
	size_t from = f->params.what != PATH_PATHS ? PATH_PLACE : 0, n = 0;
	const char *key = record->key.ptr, *end;

	while (path_get(key + from + n * f->width, f->width) != 0)
		n++;
	end = key + from + (n + 1) * f->width;
	if (*end == TALLY_COUNT)
		write_key(w, record, from, n);
	else if (*end == TALLY_USER)
		w->sum[1]++;
	else
		write_number(w, (uint64_t)(*end - TALLY_NUMBER),
		    (uint64_t)path_get(end + 1, 4) << 32 | path_get(end + 5, 4), record->word[0]);
}

static void
write_state(struct path *f, struct state *state)
{
	struct writing w = { .path = f, .state = state };
	struct sorted_runs **list = memory_array(f->nthread + 1, sizeof *list);
	size_t n = path_runs(f, list);
	struct merge *merge;
	struct sorted_runs_record record;

	for (uint32_t k = 1; state_more(state, "node", k <= f->nnode); k++) {
		const struct path_node *node = &f->node[k];
		uint64_t own = node->code < PATH_CODES ? 0 : node->code - PATH_CODES + 1;
		struct slice name = node->name;

		state_place(state, &own, UINT64_MAX);
		state_text(state, &name);
	}
	merge = merge_open(list, n, path_share(f, MERGE_SHARE));
	while (!state_failed(state) && merge_next(merge, &record))
		write_record(&w, &record);
	close_key(&w);
	merge_close(merge);
	for (size_t k = 0; k < n; k++)
		path_keep_fault(f, &list[k]->fault);
	free(list);
}

void
path_state(void *self, struct state *state)
{
	struct path *f = self;
	struct unknown_names **unknown;

	if (!state_writes(state) && f->nthread == 0) {
		f->thread = memory_grow(f->thread, &f->capacity, 1, sizeof(struct path_thread *));
		f->thread[f->nthread++] = path_thread_new(f, 0);
	}
	unknown = memory_array(f->nthread, sizeof *unknown);
	for (size_t k = 0; k < f->nthread; k++)
		unknown[k] = &f->thread[k]->unknown;
	unknown_names_state(unknown, f->nthread, state);
	free(unknown);
	if (state_writes(state))
		write_state(f, state);
	else
		read_state(f, state);
}
