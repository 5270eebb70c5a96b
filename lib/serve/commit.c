#include "serve/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/memory.h"
#include "time/instant.h"

struct commit {
	struct commit_options options;
	struct journal *journal;  /* the thread's */
	struct buffer lines, bad; /* of a round, the thread's */
	int rejects;              /* -1: none */
	pthread_t thread;

	pthread_mutex_t lock; /* guards what is below */
	pthread_cond_t changed;
	struct commit_wait *first, **last;
	bool stop, finish, ready, trouble;
	struct fault fault;
	struct commit_counts counts;
};

static int64_t
clock_us(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

/* Appends to the file of rejects; what a failure leaves of it is cut off. */
static bool
write_rejects(struct commit *c)
{
	off_t before;

	if (c->bad.len == 0 || c->rejects < 0)
		return true;
	before = lseek(c->rejects, 0, SEEK_END);
	if (descriptor_write(c->rejects, c->bad.ptr, c->bad.len) &&
	    (before < 0 || fdatasync(c->rejects) == 0))
		return true;
	if (before >= 0) /* what cannot be cut off stays: it was refused */
		(void)!ftruncate(c->rejects, before);
	return false;
}

static void
note(struct commit *c, const struct fault *fault)
{
	pthread_mutex_lock(&c->lock);
	if (fault != NULL) {
		c->counts.failures++;
		c->fault = *fault;
		c->trouble = true;
	}
	c->ready = fault == NULL;
	pthread_mutex_unlock(&c->lock);
}

/* One write and one sync for the waits from first up to, not with, end. */
static bool
store(struct commit *c, struct commit_wait *first, const struct commit_wait *end)
{
	struct fault fault = { 0 };

	buffer_clear(&c->lines);
	buffer_clear(&c->bad);
	for (const struct commit_wait *w = first; w != end; w = w->next) {
		buffer_add(&c->lines, w->lines->ptr, w->lines->len);
		buffer_add(&c->bad, w->rejects->ptr, w->rejects->len);
	}
	if (!write_rejects(c)) {
		fault_system(&fault, "%s: cannot write", c->options.rejects);
		note(c, &fault);
		return false;
	}
	if (c->lines.len > 0 &&
	    !journal_write(c->journal, c->lines.ptr, c->lines.len, clock_us(CLOCK_REALTIME))) {
		note(c, journal_fault(c->journal));
		return false;
	}
	note(c, NULL);
	return true;
}

static void
run_round(struct commit *c, struct commit_wait *first)
{
	int64_t begin = clock_us(CLOCK_MONOTONIC);

	for (struct commit_wait *w = first, *next; w != NULL; w = next) {
		struct commit_wait *end = c->options.each ? w->next : NULL;
		bool stored = store(c, w, end);

		for (next = w; next != end; w = next) {
			next = w->next;
			w->done(w, stored); /* w may be gone now */
		}
	}
	begin = clock_us(CLOCK_MONOTONIC) - begin;
	pthread_mutex_lock(&c->lock);
	c->counts.rounds++;
	c->counts.busy_us += (uint64_t)begin;
	if ((uint64_t)begin > c->counts.longest_us)
		c->counts.longest_us = (uint64_t)begin;
	pthread_mutex_unlock(&c->lock);
}

/* Rounds that were too large once do not hold their memory for ever. */
static void
shrink(struct buffer *buffer)
{
	if (buffer->capacity > (16u << 20))
		buffer_release(buffer);
}

static int
open_rejects(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

static void
finish_file(struct commit *c)
{
	if (!journal_finish(c->journal))
		note(c, journal_fault(c->journal));
	if (c->rejects >= 0) {
		int again = open_rejects(c->options.rejects);

		if (again >= 0) {
			close(c->rejects);
			c->rejects = again;
		}
	}
}

/* Waits for work, for the file to be due, or, after a failure, for a second. The lock is held. */
static bool
wait_for_work(struct commit *c)
{
	int64_t due = journal_due(c->journal, clock_us(CLOCK_REALTIME));
	struct timespec until;

	if (!c->ready && due > SECOND_US)
		due = SECOND_US;
	if (due == INT64_MAX)
		return pthread_cond_wait(&c->changed, &c->lock) == 0;
	if (!c->ready && due == 0)
		due = SECOND_US;
	clock_gettime(CLOCK_MONOTONIC, &until);
	due += until.tv_nsec / 1000;
	until.tv_sec += (time_t)(due / SECOND_US);
	until.tv_nsec = (long)(due % SECOND_US) * 1000;
	return pthread_cond_timedwait(&c->changed, &c->lock, &until) == 0;
}

static void
count_journal(struct commit *c)
{
	const struct journal_counts *j = journal_counts(c->journal);

	c->counts.files = j->files;
	c->counts.bytes = j->bytes;
	c->counts.syncs = j->syncs;
	c->counts.torn = j->torn;
}

static void *
run(void *self)
{
	struct commit *c = self;

	pthread_mutex_lock(&c->lock);
	for (;;) {
		struct commit_wait *first = c->first;
		bool finish = c->finish, woken = true;

		count_journal(c);
		if (first == NULL && c->stop)
			break;
		if (first == NULL && !finish)
			woken = wait_for_work(c);
		c->first = first == NULL ? c->first : NULL;
		c->last = first == NULL ? c->last : &c->first;
		c->finish = finish ? false : c->finish;
		pthread_mutex_unlock(&c->lock);
		if (first != NULL)
			run_round(c, first);
		shrink(&c->lines);
		shrink(&c->bad);
		if (finish || journal_due(c->journal, clock_us(CLOCK_REALTIME)) == 0)
			finish_file(c);
		if (!woken && !commit_ready(c) && journal_probe(c->journal))
			note(c, NULL);
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

struct commit *
commit_start(const struct commit_options *options, struct journal *journal, struct fault *fault)
{
	struct commit *c = memory_new(sizeof *c);
	pthread_condattr_t monotonic;

	c->options = *options;
	c->journal = journal;
	c->last = &c->first;
	c->ready = true;
	c->rejects = -1;
	pthread_mutex_init(&c->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&c->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (options->rejects != NULL && (c->rejects = open_rejects(options->rejects)) < 0)
		fault_system(fault, "%s: cannot open", options->rejects);
	else if ((errno = pthread_create(&c->thread, NULL, run, c)) != 0)
		fault_system(fault, "cannot start a thread");
	if (!fault_is_set(fault))
		return c;
	if (c->rejects >= 0)
		close(c->rejects);
	free(c);
	return NULL;
}

void
commit_add(struct commit *c, struct commit_wait *wait)
{
	bool stop;

	wait->next = NULL;
	pthread_mutex_lock(&c->lock);
	stop = c->stop;
	if (!stop) {
		*c->last = wait;
		c->last = &wait->next;
		if (c->first == wait)
			pthread_cond_signal(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
	if (stop)
		wait->done(wait, false);
}

void
commit_finish_file(struct commit *c)
{
	pthread_mutex_lock(&c->lock);
	c->finish = true;
	pthread_cond_signal(&c->changed);
	pthread_mutex_unlock(&c->lock);
}

bool
commit_ready(struct commit *c)
{
	bool ready;

	pthread_mutex_lock(&c->lock);
	ready = c->ready;
	pthread_mutex_unlock(&c->lock);
	return ready;
}

void
commit_counts(struct commit *c, struct commit_counts *counts)
{
	pthread_mutex_lock(&c->lock);
	*counts = c->counts;
	pthread_mutex_unlock(&c->lock);
}

bool
commit_trouble(struct commit *c, struct fault *fault)
{
	bool trouble;

	pthread_mutex_lock(&c->lock);
	trouble = c->trouble;
	c->trouble = false;
	*fault = c->fault;
	pthread_mutex_unlock(&c->lock);
	return trouble;
}

bool
commit_stop(struct commit *c)
{
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_signal(&c->changed);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	return c->ready;
}

void
commit_free(struct commit *c)
{
	if (c->rejects >= 0)
		close(c->rejects);
	buffer_release(&c->lines);
	buffer_release(&c->bad);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->changed);
	free(c);
}
