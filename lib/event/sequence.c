#include "event/sequence.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "event/partition.h"
#include "event/replies.h"

/*
 * Shares of the memory limit: records; a partition that is read back; replies. The rest is for
 * grouping.
 */
#define RECORDS_SHARE 2
#define PARTITION_SHARE 8
#define REPLIES_SHARE 8
#define LIMIT_LEAST ((size_t)64 << 10) /* of a thread, whatever the limit is */

struct run {
	const struct sequence_spec *spec;
	struct hash_key key;
	unsigned npartition, nthread;
	struct worker *worker; /* [nthread] */
	bool emits;
	atomic_bool failed;
	atomic_uint next; /* partition */
};

/* A thread of the scan, and of what comes after it. */
struct worker {
	struct run *run;
	bool used;
	void *mine; /* the tool's */
	struct sequence_sink store;
	int64_t *times;
	size_t capacity;
	struct reach reach;
	uint64_t later; /* events */
	struct partition_work work;
	struct sequence_reply reply;
	struct replies replies;
	pthread_t thread;
};

static size_t
limit_of(const struct run *run, size_t share)
{
	size_t limit =
	    (run->spec->memory > 0 ? run->spec->memory : SIZE_MAX / 2) / share / run->nthread;

	return limit < LIMIT_LEAST ? LIMIT_LEAST : limit;
}

/* As many partitions as a thread can hold with some chunks each. */
static unsigned
choose_partitions(const struct run *run)
{
	unsigned n = PARTITIONS_MAX;

	if (run->spec->npartition > 0) {
		for (n = 1; n < run->spec->npartition && n < PARTITIONS_MAX;)
			n *= 2;
		return n;
	}
	while (n > 1 && (size_t)n * ((size_t)16 << 10) > limit_of(run, RECORDS_SHARE))
		n /= 2;
	return n;
}

static void *
thread_new(void *self, unsigned thread)
{
	struct run *run = self;
	struct worker *worker = &run->worker[thread];
	struct shape shape = { run->spec->nword, run->spec->text };

	worker->used = true;
	reach_init(&worker->reach);
	partition_store_init(&worker->store, &shape, run->npartition, limit_of(run, RECORDS_SHARE),
	    run->spec->temp, &run->key);
	replies_init(&worker->replies, limit_of(run, REPLIES_SHARE), run->spec->temp);
	if (run->spec->thread_new != NULL)
		worker->mine = run->spec->thread_new(run->spec->self, thread);
	return worker;
}

/* Every record that is not left out is in the answer. */
static uint64_t
count_records(const struct batch *batch)
{
	uint64_t n = batch->nrow;

	for (size_t i = 0; batch->skip != NULL && i < batch->nrow; i++)
		n -= batch->skip[i];
	return n;
}

static void
leave_later(const struct sequence_spec *spec, struct worker *worker, struct batch *batch)
{
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i) || worker->times[i] <= spec->until)
			continue;
		batch_pass_over(batch, i);
		worker->later++;
	}
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct run *run = self;
	struct worker *worker = thread;

	(void)block;
	(void)out;
	worker->times =
	    memory_grow(worker->times, &worker->capacity, batch->nrow + 1, sizeof *worker->times);
	roles_check(run->spec->roles, batch, worker->times);
	if (run->spec->ends)
		leave_later(run->spec, worker, batch);
	reach_add(&worker->reach, batch, worker->times);
	run->spec->rows(run->spec->self, worker->mine, batch, worker->times, &worker->store);
	partition_store_settle(&worker->store);
	batch->written = count_records(batch);
	if (fault_is_set(&worker->store.fault))
		atomic_store(&run->failed, true);
}

static bool
tick(void *self, const struct scan_totals *totals)
{
	struct run *run = self;

	if (atomic_load(&run->failed))
		return false;
	return run->spec->tick == NULL || run->spec->tick(run->spec->self, totals);
}

/* One user to the tool, what it answers to the replies. */
static void
user(void *self, const struct sequence *sequence)
{
	struct worker *worker = self;
	const struct sequence_spec *spec = worker->run->spec;

	worker->reply.first = sequence->first;
	spec->user(spec->self, worker->mine, sequence, &worker->reply);
	if (worker->reply.out.len > 0 && worker->run->emits)
		replies_add(&worker->replies, worker->reply.first, worker->reply.out.ptr,
		    worker->reply.out.len);
	buffer_clear(&worker->reply.out);
}

static void
take(void *self, char *ptr, size_t size)
{
	replies_take(self, ptr, size);
}

/* What a partition that is through stood in holds the replies of those that come. */
static void
reuse(struct worker *worker, unsigned partition)
{
	struct run *run = worker->run;

	for (unsigned t = 0; run->emits && t < run->nthread; t++)
		if (run->worker[t].used)
			partition_store_give(&run->worker[t].store, partition, take,
			    &worker->replies);
}

static void *
finish_partitions(void *argument)
{
	struct worker *worker = argument;
	struct run *run = worker->run;
	unsigned p;

	while (
	    !atomic_load(&run->failed) && (p = atomic_fetch_add(&run->next, 1)) < run->npartition) {
		if (!partition_run(&worker->work, p) || fault_is_set(&worker->replies.fault))
			atomic_store(&run->failed, true);
		reuse(worker, p);
	}
	partition_release(&worker->work);
	replies_end(&worker->replies);
	return NULL;
}

/*
 * Where one thread spilled, all do: what is left in memory is small beside it, and its room is
 * needed.
 */
static bool
spill_rest(struct run *run)
{
	bool spilled = false;

	for (unsigned t = 0; t < run->nthread; t++)
		spilled = spilled || run->worker[t].store.temp != NULL;
	for (unsigned t = 0; spilled && t < run->nthread; t++) {
		struct worker *worker = &run->worker[t];

		if (worker->used && !partition_store_spill(&worker->store))
			return false;
		partition_store_forget(&worker->store);
	}
	return true;
}

static void
end_rows(void *self, size_t thread)
{
	struct run *run = self;
	struct worker *worker = &run->worker[thread];

	if (worker->used)
		run->spec->rows_end(run->spec->self, worker->mine, &worker->store);
	partition_store_settle(&worker->store);
	if (worker->used && fault_is_set(&worker->store.fault))
		atomic_store(&run->failed, true);
}

/* How far the input goes, from all threads. */
static void
tell_end(struct run *run)
{
	struct reach all;
	struct sequence_end end = { .reach = &all };

	if (run->spec->ended == NULL)
		return;
	reach_init(&all);
	for (unsigned t = 0; t < run->nthread; t++) {
		if (!run->worker[t].used)
			continue;
		reach_merge(&all, &run->worker[t].reach);
		end.later += run->worker[t].later;
	}
	run->spec->ended(run->spec->self, &end);
	reach_release(&all);
}

static bool
finish(struct run *run)
{
	struct sequence_sink **stores = memory_array(run->nthread, sizeof *stores);
	struct worker *first = NULL;
	unsigned nstore = 0;

	if (run->spec->rows_end != NULL)
		tasks_run(run->nthread, run->nthread, end_rows, run);
	tell_end(run);
	if (!spill_rest(run))
		atomic_store(&run->failed, true);
	for (unsigned t = 0; t < run->nthread; t++)
		if (run->worker[t].used)
			stores[nstore++] = &run->worker[t].store;
	for (unsigned t = 0; t < run->nthread; t++) {
		struct worker *worker = &run->worker[t];
		struct shape shape = { run->spec->nword, run->spec->text };

		if (!worker->used)
			continue;
		partition_init(&worker->work, &shape, stores, nstore,
		    limit_of(run, PARTITION_SHARE), run->spec->temp, user, worker);
		if (first == NULL)
			first = worker;
		else if (pthread_create(&worker->thread, NULL, finish_partitions, worker) != 0)
			worker->thread = pthread_self();
	}
	if (first != NULL)
		finish_partitions(first);
	for (unsigned t = 0; t < run->nthread; t++)
		if (run->worker[t].used && &run->worker[t] != first &&
		    !pthread_equal(run->worker[t].thread, pthread_self()))
			pthread_join(run->worker[t].thread, NULL);
	free(stores);
	return !atomic_load(&run->failed);
}

/* Replies in the order of the users, from all threads. */
static bool
emit(struct run *run, struct fault *fault)
{
	struct replies **list = memory_array(run->nthread, sizeof *list);
	size_t n = 0;
	bool good;

	for (unsigned t = 0; t < run->nthread; t++) {
		if (run->worker[t].used)
			list[n++] = &run->worker[t].replies;
	}
	good = n == 0 ||
	    replies_emit(list, n, limit_of(run, REPLIES_SHARE) * run->nthread, run->spec->emit,
		run->spec->self, fault);
	free(list);
	return good;
}

/* The first fault of a thread becomes that of the scan. */
static void
collect_faults(struct run *run, struct fault *fault)
{
	for (unsigned t = 0; t < run->nthread; t++) {
		struct worker *w = &run->worker[t];
		const struct fault *of[] = { &w->store.fault, &w->work.fault, &w->replies.fault };

		for (size_t k = 0; k < sizeof of / sizeof *of; k++)
			if (fault_is_set(of[k]) && !fault_is_set(fault))
				*fault = *of[k];
	}
}

static void
release(struct run *run)
{
	for (unsigned t = 0; t < run->nthread; t++)
		replies_release(&run->worker[t].replies); /* they stand in what the stores had */
	for (unsigned t = 0; t < run->nthread; t++) {
		struct worker *worker = &run->worker[t];

		if (!worker->used)
			continue;
		if (run->spec->thread_end != NULL)
			run->spec->thread_end(run->spec->self, worker->mine);
		partition_store_release(&worker->store);
		reach_release(&worker->reach);
		buffer_release(&worker->reply.out);
		free(worker->times);
	}
	free(run->worker);
}

bool
sequences_run(struct scan *scan, const struct sequence_spec *spec)
{
	struct run run = { .spec = spec,
		.nthread = scan_threads(scan),
		.emits = spec->emit != NULL };
	struct scan_work scan_work = { .self = &run,
		.thread_new = thread_new,
		.work = work,
		.tick = tick };
	bool good;

	hash_key_init(&run.key);
	run.npartition = choose_partitions(&run);
	run.worker = memory_array(run.nthread, sizeof *run.worker);
	for (unsigned t = 0; t < run.nthread; t++)
		run.worker[t].run = &run;
	good = scan_run(scan, &scan_work) && finish(&run) &&
	    (!run.emits || emit(&run, scan_fault(scan)));
	collect_faults(&run, scan_fault(scan));
	release(&run);
	return good;
}
