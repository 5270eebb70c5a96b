/* Members of NDJSON records to columns, which are made as their names come. */
#include "analysis/profile/worker.h"

#include "base/format.h"
#include "base/memory.h"
#include "read/batch.h"

/* A key that this thread did not expect: its column, a new one if need be. */
static uint32_t
look_up(struct worker *worker, struct slice name)
{
	struct profile *profile = worker->profile;
	uint32_t number = intern_cached(&worker->names, name);

	if (number >= PROFILE_COLUMNS)
		return UINT32_MAX;
	pthread_mutex_lock(&profile->lock);
	while (profile->ncolumn <= number) {
		profile->column = memory_grow(profile->column, &profile->capacity,
		    profile->ncolumn + 1, sizeof *profile->column);
		struct profile_column *column = memory_new(sizeof *column);

		column->profile = profile;
		column->at = -1;
		column->first.order = UINT64_MAX;
		profile->column[profile->ncolumn++] = column;
	}
	pthread_mutex_unlock(&profile->lock);
	return number;
}

static uint32_t
column_of_member(struct worker *worker, const struct batch *batch, const struct member *m,
    size_t at)
{
	struct slice key = batch_slice(batch, m->raw_key);

	if (at >= worker->nexpected) {
		worker->expected =
		    memory_resize(worker->expected, at + 1, sizeof *worker->expected);
		worker->expected[at] = (struct expected){ 0 };
		worker->nexpected = at + 1;
	}
	struct expected *expected = &worker->expected[at];

	if (slice_equal(key, slice_of(expected->key.ptr, expected->key.len)))
		return expected->column;
	buffer_clear(&expected->key);
	buffer_add(&expected->key, key.ptr, key.len);
	expected->column = look_up(worker, batch_slice(batch, m->key));
	return expected->column;
}

static void
see_column(struct worker *worker, uint32_t column, uint64_t order, uint32_t member)
{
	if (column >= worker->nfirst) {
		size_t n = column + (size_t)column / 2 + 1;

		worker->first = memory_resize(worker->first, n, sizeof *worker->first);
		for (size_t i = worker->nfirst; i < n; i++)
			worker->first[i].order = UINT64_MAX;
		worker->nfirst = n;
	}
	if (order < worker->first[column].order)
		worker->first[column] = (struct place){ order, member };
}

static struct slice
member_value(struct worker *worker, const struct batch *batch, const struct member *m)
{
	struct slice raw = batch_slice(batch, m->raw);

	if (m->raw.kind != KIND_TEXT)
		return raw;
	if (memchr(raw.ptr, '\\', raw.len) == NULL)
		return slice_of(raw.ptr + 1, raw.len - 2);
	buffer_clear(&worker->decoded);
	return json_decode(raw, buffer_reserve(&worker->decoded, raw.len));
}

void
worker_members(struct worker *worker, const struct batch *batch, size_t i)
{
	const struct member *from = batch->member + batch->member_at[i];
	const struct member *to = batch->member + batch->member_at[i + 1];
	uint64_t place = batch->order + i;
	bool sampled = worker->sample.limit > 0 && row_sample_wants(&worker->sample, place) &&
	    row_sample_begin(&worker->sample, place, worker->group[i]);

	for (const struct member *m = from; m < to; m++) {
		uint32_t column = column_of_member(worker, batch, m, (size_t)(m - from));

		if (column == UINT32_MAX)
			continue;
		see_column(worker, column, place, (uint32_t)(m - from));
		struct slice value = member_value(worker, batch, m);
		enum value_kind kind = worker_kind(worker, m->raw.kind);

		if (value.len == 0 || m->raw.kind <= KIND_NULL)
			continue;
		value_counts_add(worker_front(worker, column, kind), worker->group[i], value.ptr,
		    value.len);
		if (sampled)
			row_sample_add(&worker->sample, column, kind, value);
	}
}
