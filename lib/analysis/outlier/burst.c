#include "analysis/outlier/burst.h"

#include <stdlib.h>

#include "read/batch.h"
#include "time/instant.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/number.h"

struct found {
	uint64_t *order; /* [n] of rows */
	size_t n, capacity;
};

struct burst {
	struct burst_params params;
	struct found rows; /* by order, after burst_settle */
	struct map keys;
	struct lookup names;
	struct unknown_names unknown; /* of all threads that ended */
};

/* What a thread finds. */
struct worker {
	struct burst *burst;
	struct expr_scratch scratch;
	struct found rows;
	struct map keys;
	struct unknown_names unknown;
};

struct burst *
burst_new(const struct burst_params *params)
{
	struct burst *burst = memory_new(sizeof *burst);
	const struct slice *names;
	size_t n;

	burst->params = *params;
	map_init(&burst->keys, 0);
	unknown_names_init(&burst->unknown);
	if (params->event >= 0 && expr_is_event(params->match, &names, &n))
		for (size_t k = 0; k < n; k++)
			lookup_add(&burst->names, names[k], 1u << k % 32);
	return burst;
}

static void *
thread_new(void *self, unsigned thread)
{
	struct worker *worker = memory_new(sizeof *worker);

	(void)thread;
	worker->burst = self;
	map_init(&worker->keys, 0);
	unknown_names_init(&worker->unknown);
	return worker;
}

static bool
has_key(const struct batch *batch, int column, size_t row)
{
	struct field f = batch->column[column][row];

	return f.len > 0 && (f.kind == KIND_TEXT || f.kind == KIND_NUMBER);
}

/* A matching row without a key is a bad record; others need none. */
static void
refuse_key(struct batch *batch, int key, size_t row)
{
	enum kind kind = batch->column[key][row].kind;

	batch_bad(batch, row, key,
	    kind == KIND_ABSENT || kind == KIND_TEXT ? BAD_EMPTY_KEY : BAD_TYPE,
	    "a key, as the row matches");
}

static void
check_keys(const struct burst *burst, struct batch *batch, struct expr_scratch *scratch)
{
	int key = burst->params.key;

	for (size_t i = 0; i < batch->nrow; i++)
		if (!batch_skips(batch, i) && !has_key(batch, key, i) &&
		    expr_true(burst->params.match, batch, i, scratch))
			refuse_key(batch, key, i);
}

static void
rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	const struct burst *burst = self;
	struct worker *worker = thread;
	int key = burst->params.key;

	unknown_names_note(&worker->unknown, &burst->names, batch, burst->params.event);
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i) ||
		    !expr_true(burst->params.match, batch, i, &worker->scratch))
			continue;
		if (!has_key(batch, key, i)) {
			refuse_key(batch, key, i);
			continue;
		}
		sequence_add(sink, batch_value(batch, key, i), times[i], batch->order + i, NULL);
		if (burst->names.slot != NULL)
			worker->unknown.seen |=
			    lookup_find(&burst->names, batch_value(batch, burst->params.event, i));
	}
}

static void
add_found(struct found *found, uint64_t order)
{
	found->order =
	    memory_grow(found->order, &found->capacity, found->n + 1, sizeof *found->order);
	found->order[found->n++] = order;
}

static void
key_rows(void *self, void *thread, const struct sequence *s, struct sequence_reply *reply)
{
	const struct burst *burst = self;
	struct worker *worker = thread;
	size_t first = 0, marked = 0; /* rows before marked are found */

	(void)reply;
	for (size_t last = 0; last < s->n; last++) {
		uint64_t span;

		/* Times may be as far apart as 64 bits are: unsigned. */
		while (span = (uint64_t)s->record[last].time - (uint64_t)s->record[first].time,
		    span > (uint64_t)burst->params.per_us)
			first++;
		if (last - first < burst->params.max)
			continue;
		for (marked = marked > first ? marked : first; marked <= last; marked++)
			add_found(&worker->rows, s->record[marked].order);
	}
	if (marked > 0)
		map_put(&worker->keys, s->user, NULL);
}

static void
thread_end(void *self, void *thread)
{
	struct burst *burst = self;
	struct worker *worker = thread;

	for (size_t i = 0; i < worker->rows.n; i++)
		add_found(&burst->rows, worker->rows.order[i]);
	for (size_t k = 0; k < worker->keys.n; k++)
		map_put(&burst->keys, map_key(&worker->keys, (uint32_t)k), NULL);
	unknown_names_join(&burst->unknown, &worker->unknown);
	unknown_names_release(&worker->unknown);
	free(worker->rows.order);
	map_release(&worker->keys);
	expr_scratch_release(&worker->scratch);
	free(worker);
}

struct sequence_spec
burst_spec(struct burst *burst)
{
	return (struct sequence_spec){
		.self = burst,
		.roles = burst->params.roles,
		.thread_new = thread_new,
		.rows = rows,
		.user = key_rows,
		.thread_end = thread_end,
	};
}

static int
by_order(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

void
burst_settle(struct burst *burst)
{
	if (burst->rows.n > 0)
		qsort(burst->rows.order, burst->rows.n, sizeof *burst->rows.order, by_order);
}

bool
burst_remark(const struct burst *burst, size_t *at, struct remark *remark)
{
	return unknown_names_next(&burst->names, &(const struct unknown_names *){ &burst->unknown },
	    1, at, remark);
}

static size_t
first_from(const struct found *found, uint64_t order)
{
	size_t low = 0, high = found->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (found->order[middle] < order)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
burst_batch(const struct burst *burst, struct batch *batch, struct mark *mark)
{
	const struct found *found = &burst->rows;
	struct expr_scratch scratch = { 0 };
	int key = burst->params.key;

	roles_check(burst->params.roles, batch, NULL);
	check_keys(burst, batch, &scratch);
	expr_scratch_release(&scratch);
	for (size_t i = 0; i < batch->nrow; i++) {
		mark[i] = (struct mark){ 0 };
		if (burst->keys.n > 0 && !batch_skips(batch, i) && has_key(batch, key, i))
			mark[i].key =
			    map_find(&burst->keys, batch_value(batch, key, i)) != MAP_NONE;
	}
	for (size_t k = first_from(found, batch->order);
	     k < found->n && found->order[k] - batch->order < batch->nrow; k++)
		mark[found->order[k] - batch->order].row = true;
}

void
burst_reason(const struct burst *burst, struct buffer *out)
{
	buffer_add(out, "more than ", strlen("more than "));
	char *at = buffer_reserve(out, NUMBER_WIDTH);

	buffer_advance(out, at + count_write(at, burst->params.max));
	buffer_add(out, " in ", strlen(" in "));
	at = buffer_reserve(out, NUMBER_WIDTH);
	buffer_advance(out, at + duration_write(at, burst->params.per_us));
}

void
burst_free(struct burst *burst)
{
	free(burst->rows.order);
	map_release(&burst->keys);
	lookup_release(&burst->names);
	unknown_names_release(&burst->unknown);
	free(burst);
}
