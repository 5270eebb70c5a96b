/* A line on standard error for work that lasts: share done, rate, time left. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "tool/parts.h"

#define AFTER_SECONDS 2.0
#define EVERY_SECONDS 0.25
#define STILL_SECONDS 1.0 /* without a byte: it stands still */
#define LINE 80

/*
 * A thread of its own draws: a stalled pipe brings no block to draw at. What others tell it is
 * under the lock, and so is drawing.
 */
struct progress {
	const char *name;
	double start;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool end;
	atomic_bool stopped;
	struct scan_totals totals;
	const struct scan *scan; /* NULL: totals alone */
	uint64_t came;           /* bytes at the last look, */
	double since;            /* which came so late */
	bool mine;               /* no other tool draws on this terminal */
};

/*
 * Whether there is a line to erase: a signal's handler gets no argument. The one piece of state of
 * this room.
 */
static volatile sig_atomic_t shown;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* "12.3 kB", three digits. */
static const char *
size_text(char out[32], double bytes)
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB" };
	size_t k = 0;

	for (; bytes >= 999.5 && k + 1 < sizeof unit / sizeof *unit; k++)
		bytes /= 1000;
	snprintf(out, 32, bytes >= 99.95 ? "%.0f %s" : "%.3g %s", bytes, unit[k]);
	return out;
}

size_t
progress_line(char *out, const struct scan_totals *totals, double seconds,
    enum progress_state state)
{
	double done = (double)totals->bytes, all = (double)totals->bytes_total;
	double rate = seconds > 0 ? done / seconds : 0;
	char records[40] = "", size[32], speed[32];
	int n;

	size_text(size, done);
	size_text(speed, rate);
	if (totals->read >= 1000000)
		snprintf(records, sizeof records, "  %.1f M records", (double)totals->read / 1e6);
	else if (totals->read > 0)
		snprintf(records, sizeof records, "  %u records", (unsigned)totals->read);
	if (state == PROGRESS_WAITS) {
		n = snprintf(out, LINE, "%s%s%swaiting for input", done > 0 ? size : "", records,
		    done > 0 ? "  " : "");
	} else if (state == PROGRESS_READ) {
		n = snprintf(out, LINE, "%s read%s", size, records);
	} else if (all > 0 && done > 0 && done <= all) {
		long left = (long)((all - done) / rate + 0.5);

		n = snprintf(out, LINE, "%.0f %%  %s/s%s  %ld:%02ld left", 100 * done / all, speed,
		    records, left / 60, left % 60);
	} else {
		n = snprintf(out, LINE, "%s  %s/s%s", size, speed, records);
	}
	return n < 0 ? 0 : n < LINE ? (size_t)n : LINE - 1;
}

static void
show(const char *text, size_t len)
{
	/* a progress line that cannot be written is no loss */
	ssize_t n = write(STDERR_FILENO, text, len);
	(void)n;
}

/*
 * The tools of a pipeline share a terminal, and their lines would overwrite each other: the one
 * that holds the lock draws, until it ends. What cannot be locked is drawn on all the same.
 */
static bool
take_terminal(struct progress *progress)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	pid_t foreground = tcgetpgrp(STDERR_FILENO);

	if (foreground >= 0 && foreground != getpgrp())
		return false; /* another job has it */
	if (!progress->mine)
		progress->mine = fcntl(STDERR_FILENO, F_SETLK, &lock) == 0 ||
		    (errno != EACCES && errno != EAGAIN);
	return progress->mine;
}

static enum progress_state
look(struct progress *progress, double t)
{
	bool waits = false;
	uint64_t came = progress->totals.bytes;

	if (progress->scan != NULL)
		came = scan_came(progress->scan, &waits);
	if (came != progress->came)
		progress->since = t;
	progress->came = came;
	if (progress->scan == NULL || t - progress->since < STILL_SECONDS)
		return PROGRESS_MOVES;
	return waits ? PROGRESS_WAITS : PROGRESS_READ;
}

static void
draw(struct progress *progress)
{
	double t = now();
	/* who knows how much is left has the better line, and so the first try */
	double after =
	    progress->totals.bytes_total > 0 ? AFTER_SECONDS : AFTER_SECONDS + EVERY_SECONDS;
	enum progress_state state = look(progress, t);
	struct scan_totals totals = progress->totals;
	char line[200];
	int n;

	if (t - progress->start < after || !take_terminal(progress))
		return;
	if (progress->scan != NULL)
		totals.bytes = progress->came;
	n = snprintf(line, sizeof line - 100, "\r%s: ", progress->name);
	n += (int)progress_line(line + n, &totals, t - progress->start, state);
	memcpy(line + n, "\033[K", 3);
	shown = 1;
	show(line, (size_t)n + 3);
}

static void *
draw_at_times(void *self)
{
	struct progress *progress = self;
	struct timespec next;

	pthread_mutex_lock(&progress->lock);
	while (!progress->end) {
		clock_gettime(CLOCK_REALTIME, &next);
		next.tv_nsec += (long)(EVERY_SECONDS * 1e9);
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		if (pthread_cond_timedwait(&progress->ended, &progress->lock, &next) == ETIMEDOUT &&
		    !progress->end)
			draw(progress);
	}
	pthread_mutex_unlock(&progress->lock);
	return NULL;
}

struct progress *
progress_new(const char *name, bool always, bool quiet)
{
	struct progress *progress;
	sigset_t all, old;

	if (quiet || (!always && !isatty(STDERR_FILENO)))
		return NULL;
	progress = memory_new(sizeof *progress);
	progress->name = name;
	progress->start = progress->since = now();
	pthread_mutex_init(&progress->lock, NULL);
	pthread_cond_init(&progress->ended, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old); /* signals are for the others */
	atomic_store(&progress->stopped,
	    pthread_create(&progress->thread, NULL, draw_at_times, progress) != 0);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return progress;
}

void
progress_watch(struct progress *progress, const struct scan *scan)
{
	if (progress == NULL)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->scan = scan;
	pthread_mutex_unlock(&progress->lock);
}

void
progress_tick(struct progress *progress, const struct scan_totals *totals)
{
	if (progress == NULL)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->totals = *totals;
	pthread_mutex_unlock(&progress->lock);
}

void
progress_erase(void)
{
	if (shown != 0)
		show("\r\033[K", 4);
	shown = 0;
}

void
progress_hold(struct progress *progress)
{
	if (progress == NULL)
		return;
	pthread_mutex_lock(&progress->lock);
	progress_erase();
}

void
progress_let(struct progress *progress)
{
	if (progress != NULL)
		pthread_mutex_unlock(&progress->lock);
}

void
progress_stop(struct progress *progress)
{
	if (progress == NULL || atomic_exchange(&progress->stopped, true))
		return;
	progress_hold(progress);
	progress->end = true;
	pthread_cond_signal(&progress->ended);
	progress_let(progress);
	pthread_join(progress->thread, NULL);
}

void
progress_free(struct progress *progress)
{
	progress_stop(progress);
	if (progress == NULL)
		return;
	pthread_mutex_destroy(&progress->lock);
	pthread_cond_destroy(&progress->ended);
	free(progress);
}
