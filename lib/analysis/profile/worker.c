#include "analysis/profile/worker.h"

#include <stdlib.h>

#include "base/format.h"
#include "base/memory.h"
#include "read/batch.h"
#include "read/scan.h"

struct value_counts_front *
worker_new_front(struct worker *worker, size_t column, enum value_kind kind)
{
	struct profile *profile = worker->profile;
	size_t at = 2 * column + kind;

	if (at >= worker->nfront) {
		size_t n = at + at / 2 + 2;

		worker->front = memory_resize(worker->front, n, sizeof *worker->front);
		memset(worker->front + worker->nfront, 0,
		    (n - worker->nfront) * sizeof *worker->front);
		worker->nfront = n;
	}
	pthread_mutex_lock(&profile->lock);
	struct value_counts *counts = profile_census(profile, profile->column[column], kind);

	pthread_mutex_unlock(&profile->lock);
	worker->front[at] = value_counts_front_new(counts);
	return worker->front[at];
}

static void
count_row(struct worker *worker, uint32_t group)
{
	if (group >= worker->nrows) {
		size_t n = group + (size_t)group / 2 + 1;

		worker->rows = memory_resize(worker->rows, n, sizeof *worker->rows);
		memset(worker->rows + worker->nrows, 0, (n - worker->nrows) * sizeof *worker->rows);
		worker->nrows = n;
	}
	worker->rows[group]++;
}

static void
group_rows(struct worker *worker, struct batch *batch)
{
	int by = worker->profile->options.by;
	size_t old = worker->group_capacity;

	worker->group =
	    memory_grow(worker->group, &worker->group_capacity, batch->nrow, sizeof *worker->group);
	if (worker->group_capacity > old)
		memset(worker->group + old, 0,
		    (worker->group_capacity - old) * sizeof *worker->group);
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i))
			continue;
		if (by >= 0) {
			struct slice key = { 0 };

			if (!batch_missing(batch, by, i))
				key = batch_value(batch, by, i);
			/* Past the limit all go to one: profile_check tells. */
			uint32_t group = intern_cached(&worker->groups, key);
			worker->group[i] = group < VALUE_COUNTS_GROUPS ? group : 0;
		}
		count_row(worker, worker->group[i]);
		batch->written++;
	}
}

static inline bool
has_value(struct field f)
{
	return f.len > 0 && f.kind > KIND_NULL;
}

static void
count_column(struct worker *worker, const struct batch *batch, size_t c)
{
	const struct field *field = batch->column[worker->profile->column[c]->at];
	const uint32_t *group = worker->group;
	const char *base = batch->base;

	for (size_t i = 0; i < batch->nrow; i++) {
		struct field f = field[i];

		if (has_value(f) && !batch_skips(batch, i))
			value_counts_add(worker_front(worker, c, worker_kind(worker, f.kind)),
			    group[i], base + f.at, f.len);
	}
}

static void
row_sample_columns(struct worker *worker, const struct batch *batch)
{
	struct profile *profile = worker->profile;
	struct row_sample *sample = &worker->sample;

	for (size_t i = 0; i < batch->nrow; i++) {
		uint64_t place = batch->order + i;

		if (!row_sample_wants(sample, place) || batch_skips(batch, i) ||
		    !row_sample_begin(sample, place, worker->group[i]))
			continue;
		for (size_t c = 0; c < profile->ncolumn; c++) {
			struct field f = batch->column[profile->column[c]->at][i];

			if (has_value(f))
				row_sample_add(sample, (uint32_t)c, worker_kind(worker, f.kind),
				    batch_slice(batch, f));
		}
	}
}

static void *
worker_new(void *self, unsigned thread)
{
	struct profile *profile = self;
	struct worker *worker = memory_new(sizeof *worker);

	(void)thread;
	worker->profile = profile;
	worker->names.intern = &profile->names;
	worker->groups.intern = &profile->groups;
	worker->sample.limit = profile->options.memory > 0 ? ROW_SAMPLE_ROWS : 0;
	return worker;
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct profile *profile = self;
	struct worker *worker = thread;

	(void)block;
	(void)out;
	if (batch->nrow == 0)
		return;
	group_rows(worker, batch);
	if (profile->options.members) {
		for (size_t i = 0; i < batch->nrow; i++)
			if (!batch_skips(batch, i))
				worker_members(worker, batch, i);
		return;
	}
	for (size_t c = 0; c < profile->ncolumn; c++)
		count_column(worker, batch, c);
	if (worker->sample.limit > 0)
		row_sample_columns(worker, batch);
}

static void
merge_rows(struct profile *profile, const struct worker *worker)
{
	if (worker->nrows > profile->ngroup) {
		profile->rows = memory_resize(profile->rows, worker->nrows, sizeof *profile->rows);
		memset(profile->rows + profile->ngroup, 0,
		    (worker->nrows - profile->ngroup) * sizeof *profile->rows);
		profile->ngroup = worker->nrows;
	}
	for (size_t g = 0; g < worker->nrows; g++)
		profile->rows[g] += worker->rows[g];
}

static void
worker_end(void *self, void *thread)
{
	struct profile *profile = self;
	struct worker *worker = thread;

	for (size_t i = 0; i < worker->nfront; i++)
		if (worker->front[i] != NULL)
			value_counts_front_free(worker->front[i]);
	for (size_t c = 0; c < worker->nfirst; c++)
		if (worker->first[c].order < UINT64_MAX &&
		    worker->first[c].order < profile->column[c]->first.order)
			profile->column[c]->first = worker->first[c];
	merge_rows(profile, worker);
	if (profile->sample.limit == 0)
		profile->sample.limit = worker->sample.limit;
	row_sample_merge(&profile->sample, &worker->sample);
	row_sample_release(&worker->sample);
	for (size_t i = 0; i < worker->nexpected; i++)
		buffer_release(&worker->expected[i].key);
	buffer_release(&worker->decoded);
	free(worker->front);
	free(worker->first);
	free(worker->expected);
	free(worker->group);
	free(worker->rows);
	free(worker);
}

struct scan_work
profile_work(struct profile *profile)
{
	return (struct scan_work){ .self = profile,
		.thread_new = worker_new,
		.work = work,
		.thread_end = worker_end };
}
