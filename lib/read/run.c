/*
 * run: the parallel scan.
 *
 * Whoever holds no block takes the next: cut under one lock, tokenised and worked on outside it.
 * A finished block waits in the ring until all before it are finished; whoever finishes the
 * missing one drains the ring.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "read/state.h"

#define SPARE_BLOCKS 3 /* beyond one a thread */

struct run {
	struct scan *scan;
	const struct scan_work *work;
	pthread_mutex_t cut_lock; /* the cutter, ended */
	bool ended;
	pthread_mutex_t turn_lock; /* all below */
	pthread_cond_t freed;
	struct block **block; /* [nblock] */
	struct block **free; /* [nfree] */
	struct block **ring; /* [nblock], by sequence */
	size_t nblock, nfree, next;
	bool draining;
	atomic_bool stop;
};

struct worker {
	struct run *run;
	unsigned number;
	pthread_t thread;
	void *mine;
};

static void
stop_run(struct run *run)
{
	atomic_store(&run->stop, true);
	atomic_store(&run->scan->cut.input.stop, true);
}

/* A block to fill; NULL: the run stops. */
static struct block *
free_block(struct run *run)
{
	struct block *block = NULL;

	pthread_mutex_lock(&run->turn_lock);
	while (run->nfree == 0 && !atomic_load(&run->stop))
		pthread_cond_wait(&run->freed, &run->turn_lock);
	if (run->nfree > 0)
		block = run->free[--run->nfree];
	pthread_mutex_unlock(&run->turn_lock);
	return block;
}

static struct block *
take_block(struct run *run)
{
	struct block *block = NULL;

	pthread_mutex_lock(&run->cut_lock);
	if (!run->ended && !atomic_load(&run->stop))
		block = free_block(run);
	if (block != NULL && !cut_next(&run->scan->cut, block)) {
		run->ended = true;
		pthread_mutex_lock(&run->turn_lock);
		run->free[run->nfree++] = block;
		pthread_mutex_unlock(&run->turn_lock);
		block = NULL;
	}
	pthread_mutex_unlock(&run->cut_lock);
	return block;
}

static void
make_batch(struct block *block)
{
	struct batch *batch = &block->batch;

	if (!block->refused) {
		if (block->lane->schema.format == FORMAT_NDJSON)
			json_tokenise(block);
		else
			csv_tokenise(block);
	}
	batch->base = block->base;
	batch->row = block->row;
	batch->column = (const struct field *const *)block->column;
	batch->raw = (const struct field *const *)block->raw;
	batch->schema = &block->lane->schema;
	batch->file = block->lane->file;
	batch->quoted = block->quoted;
	batch->member = block->member;
	batch->member_at = block->member_at;
}

static void
turn(struct run *run, struct block *block)
{
	const struct scan_work *work = run->work;
	struct scan *scan = run->scan;
	bool good = true;

	if (atomic_load(&run->stop))
		return;
	block->batch.first = scan->totals.read;
	if (work->turn != NULL)
		work->turn(work->self, &block->batch, block->left, &block->out);
	if (work->write != NULL && block->out.len > 0)
		good = work->write(work->self, block->out.ptr, block->out.len);
	good = good && account_block(scan, block);
	if (good && work->tick != NULL)
		good = work->tick(work->self, &scan->totals);
	if (!good)
		stop_run(run);
}

static void
finish_block(struct run *run, struct block *block)
{
	pthread_mutex_lock(&run->turn_lock);
	run->ring[block->sequence % run->nblock] = block;
	if (!run->draining) {
		run->draining = true;
		while ((block = run->ring[run->next % run->nblock]) != NULL) {
			run->ring[run->next % run->nblock] = NULL;
			pthread_mutex_unlock(&run->turn_lock);
			turn(run, block);
			pthread_mutex_lock(&run->turn_lock);
			run->next++;
			run->free[run->nfree++] = block;
			pthread_cond_signal(&run->freed);
		}
		run->draining = false;
	}
	pthread_mutex_unlock(&run->turn_lock);
}

static void *
worker_main(void *argument)
{
	struct worker *worker = argument;
	struct run *run = worker->run;
	const struct scan_work *work = run->work;
	struct block *block;

	if (work->thread_new != NULL)
		worker->mine = work->thread_new(work->self, worker->number);
	while ((block = take_block(run)) != NULL) {
		if (!atomic_load(&run->stop)) {
			make_batch(block);
			account_seen(run->scan, block);
			if (work->work != NULL)
				work->work(work->self, worker->mine, &block->batch, block->left,
				    &block->out);
		}
		finish_block(run, block);
	}
	return NULL;
}

static void
init_run(struct run *run, size_t nblock)
{
	pthread_mutex_init(&run->cut_lock, NULL);
	pthread_mutex_init(&run->turn_lock, NULL);
	pthread_cond_init(&run->freed, NULL);
	run->block = memory_array(nblock, sizeof(struct block *));
	run->free = memory_array(nblock, sizeof(struct block *));
	run->ring = memory_array(nblock, sizeof(struct block *));
	for (size_t i = 0; i < nblock; i++) {
		run->block[i] = block_new(run->scan->cut.block_size + 1);
		if (run->work->block_size > 0)
			run->block[i]->left = memory_new(run->work->block_size);
		run->free[nblock - 1 - i] = run->block[i];
	}
	run->nblock = run->nfree = nblock;
}

static void
release_run(struct run *run)
{
	for (size_t i = 0; i < run->nblock; i++) {
		if (run->block[i]->left != NULL && run->work->block_release != NULL)
			run->work->block_release(run->work->self, run->block[i]->left);
		block_free(run->block[i]);
	}
	free(run->block);
	free(run->free);
	free(run->ring);
	pthread_mutex_destroy(&run->cut_lock);
	pthread_mutex_destroy(&run->turn_lock);
	pthread_cond_destroy(&run->freed);
}

static void
run_workers(struct run *run, unsigned n)
{
	struct worker *worker = memory_array(n, sizeof *worker);
	unsigned started = 1;

	worker[0].run = run;
	for (unsigned i = 1; i < n; i++, started++) {
		worker[i].run = run;
		worker[i].number = i;
		if (pthread_create(&worker[i].thread, NULL, worker_main, &worker[i]) != 0)
			break; /* those that are there do it */
	}
	worker_main(&worker[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(worker[i].thread, NULL);
	for (unsigned i = 0; i < started; i++) {
		if (run->work->thread_end != NULL)
			run->work->thread_end(run->work->self, worker[i].mine);
	}
	free(worker);
}

bool
scan_run(struct scan *scan, const struct scan_work *work)
{
	struct run run = {.scan = scan, .work = work};
	unsigned threads = scan_threads(scan);

	if (fault_is_set(&scan->fault))
		return false;
	if (!lane_want(&scan->cut, scan->cut.now)) {
		scan->fault = scan->cut_fault;
		return false;
	}
	free(scan->seen);
	scan->seen = memory_array(scan->cut.nwanted, sizeof *scan->seen);
	init_run(&run, threads + SPARE_BLOCKS);
	run_workers(&run, threads);
	release_run(&run);
	if (!atomic_load(&run.stop) && fault_is_set(&scan->cut_fault))
		scan->fault = scan->cut_fault;
	scan->totals.complete = !atomic_load(&run.stop) && scan->cut.end;
	atomic_store(&scan->cut.input.stop, false);
	return account_flush(scan) && scan->totals.complete && account_end(scan) &&
	       account_columns(scan);
}
