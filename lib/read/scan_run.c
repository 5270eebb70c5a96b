/*
 * scan_run: the parallel scan.
 *
 * Whoever holds no block takes the next: cut under one lock, tokenised and worked on outside it.
 * A finished block passes two stages in input order: its turn, then the writing of what that left.
 * It waits in a stage's ring until all before it are through; whoever brings the missing one drains
 * the ring. So one thread may write while another takes turns.
 */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "read/state.h"

#define SPARE_BLOCKS 4 /* beyond one a thread */
#define SPIN_NS 200000 /* about what it takes to cut a block */
#define SPINS 64       /* between two looks at the clock */

/* Blocks one after the other, by sequence. */
struct stage {
	struct block **ring; /* [nblock] */
	size_t next;
	bool busy; /* somebody drains it */
};

struct run {
	struct scan *scan;
	const struct scan_work *work;
	pthread_mutex_t cut_lock; /* the cutter, ended */
	bool ended;
	atomic_bool waits;         /* the cutter, for what a pipe will bring */
	pthread_mutex_t turn_lock; /* all below */
	pthread_cond_t freed;
	struct block **block; /* [nblock] */
	struct block **free;  /* [nfree] */
	struct stage turn, write;
	size_t nblock, nfree;
	bool unwritable; /* a write failed; of the stage that writes */
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

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline void
pause_briefly(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

/*
 * Files are cut in no time: who waits for that stays awake. A thread that sleeps may be woken on
 * the processor of the one that woke it, and then both take turns there for many milliseconds.
 */
static void
lock_cutter(struct run *run)
{
	int64_t end = 0;

	while (pthread_mutex_trylock(&run->cut_lock) != 0) {
		int64_t now = now_ns();

		end = end == 0 ? now + SPIN_NS : end;
		if (now > end || atomic_load(&run->waits)) {
			pthread_mutex_lock(&run->cut_lock);
			return;
		}
		for (unsigned i = 0; i < SPINS; i++)
			pause_briefly();
	}
}

static struct block *
take_block(struct run *run)
{
	struct block *block = NULL;

	lock_cutter(run);
	if (!run->ended && !atomic_load(&run->stop))
		block = free_block(run);
	if (block != NULL && !cut_next(&run->scan->cut, block)) {
		run->ended = true;
		pthread_mutex_lock(&run->turn_lock);
		run->free[run->nfree++] = block;
		pthread_mutex_unlock(&run->turn_lock);
		block = NULL;
	}
	atomic_store(&run->waits, !run->scan->cut.input.now->seekable);
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
take_turn(struct run *run, struct block *block)
{
	const struct scan_work *work = run->work;
	struct scan *scan = run->scan;

	block->due = !atomic_load(&run->stop);
	if (!block->due)
		return;
	block->batch.first = scan->totals.read;
	if (work->turn != NULL)
		work->turn(work->self, &block->batch, block->left, &block->out);
	if (!account_block(scan, block) ||
	    (work->tick != NULL && !work->tick(work->self, &scan->totals)))
		stop_run(run);
}

/* What stands before a bad record is written too: only a turn that was not taken leaves nothing. */
static void
write_out(struct run *run, struct block *block)
{
	const struct scan_work *work = run->work;

	if (!block->due || run->unwritable || work->write == NULL || block->out.len == 0)
		return;
	if (!work->write(work->self, block->out.ptr, block->out.len)) {
		run->unwritable = true;
		stop_run(run);
	}
}

/*
 * The blocks that stand in a stage's ring in order, on to the next stage or free. turn_lock is
 * held.
 */
static void
drain(struct run *run, struct stage *stage, void (*step)(struct run *, struct block *),
    struct stage *then)
{
	struct block *block;

	if (stage->busy)
		return;
	stage->busy = true;
	while ((block = stage->ring[stage->next % run->nblock]) != NULL) {
		stage->ring[stage->next % run->nblock] = NULL;
		pthread_mutex_unlock(&run->turn_lock);
		step(run, block);
		pthread_mutex_lock(&run->turn_lock);
		stage->next++;
		if (then != NULL) {
			then->ring[block->sequence % run->nblock] = block;
			continue;
		}
		run->free[run->nfree++] = block;
		pthread_cond_signal(&run->freed);
	}
	stage->busy = false;
}

static void
finish_block(struct run *run, struct block *block)
{
	pthread_mutex_lock(&run->turn_lock);
	run->turn.ring[block->sequence % run->nblock] = block;
	drain(run, &run->turn, take_turn, &run->write);
	drain(run, &run->write, write_out, NULL);
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
	run->turn.ring = memory_array(nblock, sizeof(struct block *));
	run->write.ring = memory_array(nblock, sizeof(struct block *));
	for (size_t i = 0; i < nblock; i++) {
		run->block[i] = block_new(run->scan->cut.block_size + 1);
		if (run->work->block_size > 0)
			run->block[i]->left = memory_new(run->work->block_size);
		run->free[nblock - 1 - i] = run->block[i];
	}
	run->nblock = run->nfree = nblock;
	atomic_store(&run->waits, !run->scan->cut.input.now->seekable);
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
	free(run->turn.ring);
	free(run->write.ring);
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
	struct run run = { .scan = scan, .work = work };
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
