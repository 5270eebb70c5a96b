/* A line on standard error for work that lasts: share done, rate, time left. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "tool/parts.h"

#define AFTER_SECONDS 2.0
#define EVERY_SECONDS 0.25
#define MIB (1024.0 * 1024.0)

struct progress {
	const char *name;
	double start, last;
	bool mine; /* no other tool draws on this terminal */
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

struct progress *
progress_new(const char *name, bool always, bool quiet)
{
	struct progress *progress;

	if (quiet || (!always && !isatty(STDERR_FILENO)))
		return NULL;
	progress = memory_new(sizeof *progress);
	progress->name = name;
	progress->start = progress->last = now();
	return progress;
}

size_t
progress_line(char *out, const struct scan_totals *totals, double seconds)
{
	double done = (double)totals->bytes, all = (double)totals->bytes_total;
	double rate = seconds > 0 ? done / seconds : 0;
	char records[40] = "";
	int n;

	if (totals->read > 0 || done == 0)
		snprintf(records, sizeof records, "  %.1f M records", (double)totals->read / 1e6);
	if (all > 0 && done > 0 && done <= all) {
		long left = (long)((all - done) / rate + 0.5);

		n = snprintf(out, 80, "%.0f %%  %.0f MiB/s%s  %ld:%02ld left", 100 * done / all,
		    rate / MIB, records, left / 60, left % 60);
	} else {
		n = snprintf(out, 80, "%.0f MiB  %.0f MiB/s%s", done / MIB, rate / MIB, records);
	}
	return n < 0 ? 0 : n < 80 ? (size_t)n : 79;
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

	if (!progress->mine)
		progress->mine = fcntl(STDERR_FILENO, F_SETLK, &lock) == 0 ||
		    (errno != EACCES && errno != EAGAIN);
	return progress->mine;
}

void
progress_tick(struct progress *progress, const struct scan_totals *totals)
{
	/* who knows how much is left has the better line, and so the first try */
	double after = totals->bytes_total > 0 ? AFTER_SECONDS : AFTER_SECONDS + EVERY_SECONDS;
	char line[200];
	double t;
	int n;

	if (progress == NULL)
		return;
	t = now();
	if (t - progress->start < after || t - progress->last < EVERY_SECONDS)
		return;
	if (!take_terminal(progress))
		return;
	progress->last = t;
	n = snprintf(line, sizeof line - 100, "\r%s: ", progress->name);
	n += (int)progress_line(line + n, totals, t - progress->start);
	memcpy(line + n, "\033[K", 3);
	shown = 1;
	show(line, (size_t)n + 3);
}

void
progress_erase(void)
{
	if (shown != 0)
		show("\r\033[K", 4);
	shown = 0;
}

void
progress_free(struct progress *progress)
{
	if (progress != NULL)
		progress_erase();
	free(progress);
}
