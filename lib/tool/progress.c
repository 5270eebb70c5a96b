/* A line on standard error for work that lasts: share done, rate, time left. */
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
	double start, last;
	bool shown;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct progress *
progress_new(bool always, bool quiet)
{
	struct progress *progress;

	if (quiet || (!always && !isatty(STDERR_FILENO)))
		return NULL;
	progress = memory_new(sizeof *progress);
	progress->start = progress->last = now();
	return progress;
}

size_t
progress_line(char *out, const struct scan_totals *totals, double seconds)
{
	double done = (double)totals->bytes, all = (double)totals->bytes_total;
	double rate = seconds > 0 ? done / seconds : 0;
	int n;

	if (all > 0 && done > 0 && done <= all) {
		long left = (long)((all - done) / rate + 0.5);

		n = snprintf(out, 80, "%.0f %%  %.0f MiB/s  %.1f M records  %ld:%02ld left", 100 * done / all,
		    rate / MIB, (double)totals->read / 1e6, left / 60, left % 60);
	} else {
		n = snprintf(out, 80, "%.0f MiB  %.0f MiB/s  %.1f M records", done / MIB, rate / MIB,
		    (double)totals->read / 1e6);
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

void
progress_tick(struct progress *progress, const struct scan_totals *totals)
{
	char line[100] = "\r";
	double t;
	size_t n;

	if (progress == NULL)
		return;
	t = now();
	if (t - progress->start < AFTER_SECONDS || t - progress->last < EVERY_SECONDS)
		return;
	progress->last = t;
	n = 1 + progress_line(line + 1, totals, t - progress->start);
	memcpy(line + n, "\033[K", 3);
	show(line, n + 3);
	progress->shown = true;
}

void
progress_erase(struct progress *progress)
{
	if (progress == NULL || !progress->shown)
		return;
	show("\r\033[K", 4);
	progress->shown = false;
}

void
progress_free(struct progress *progress)
{
	progress_erase(progress);
	free(progress);
}
