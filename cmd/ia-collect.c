/*
 * ia-collect: events from a page or a server, on the disk before it says so.
 *
 * In      HTTP: one event, an array, {"batch": [...]} or an event a line
 * Out     files of NDJSON in a folder: user_id, event, timestamp, received_at, event_id, ...
 * Memory  the requests that are under way
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "collect/options.h"
#include "serve/listen.h"

#define DRAIN_MS 20000  /* for requests that have begun */
#define ANSWERS_MS 5000 /* for the last answers */
#define NAME_ROOM 160

static const struct shape shapes[] = {
	{ "", "user_id,event,timestamp,received_at,event_id,..." },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_CLEAN,
	.shapes = shapes,
	.together = collect_together,
	.name = "ia-collect",
	.line = "events from a page or a server, on the disk before it says so",
	.synopsis = "--output DIR [--listen 127.0.0.1:8080] [--origin URL,...] [options]",
	.example = "ia-collect --output events --origin https://shop.example",
};

struct job {
	struct tool tool;
	struct options o;
	struct serve_options options;
	struct journal *journal;
	struct commit *commit;
	struct serve *serve;
	bool failing; /* and it was told */
};

static int
open_socket(struct job *job, unsigned nth, const char *where)
{
	struct fault fault = { 0 };
	int given = listen_given(nth), fd;

	if (given >= 0)
		return given;
	fd = listen_open(where, &fault);
	tool_check_asked(&job->tool, &fault);
	return fd;
}

static void
open_sockets(struct job *job)
{
	job->options.listen = open_socket(job, 0, job->o.listen);
	job->options.status = -1;
	if (job->o.status != NULL || listen_given(1) >= 0)
		job->options.status = open_socket(job, 1, job->o.status);
}

static void
say_where(struct job *job)
{
	char name[NAME_ROOM];

	listen_name(job->options.listen, name, sizeof name);
	tool_warn(&job->tool, "listening on %s%s, writing to %s", name, job->o.path, job->o.output);
	if (job->options.status < 0)
		return;
	listen_name(job->options.status, name, sizeof name);
	tool_warn(&job->tool, "status on %s", name);
}

/* What went wrong, once until it is well again. */
static void
tell_trouble(struct job *job)
{
	struct fault fault;
	char proxy[ADDRESS_WIDTH];

	if (commit_trouble(job->commit, &fault) && !job->failing) {
		job->failing = true;
		tool_warn(&job->tool, "%s: senders are answered 503 until it can be stored",
		    fault.text);
	}
	if (job->failing && commit_ready(job->commit)) {
		job->failing = false;
		tool_warn(&job->tool, "events are stored again");
	}
	if (serve_doubt(job->serve, proxy))
		tool_warn(&job->tool,
		    "%s sends X-Forwarded-For and is not trusted, so that all its visitors look like "
		    "one: if it is your proxy, give --trust %s",
		    proxy, proxy);
}

/* Until TERM or INT. */
static void
serve(struct job *job, const sigset_t *signals)
{
	const struct timespec second = { .tv_sec = 1 };

	for (;;) {
		int sig = sigtimedwait(signals, NULL, &second);

		if (sig == SIGTERM || sig == SIGINT)
			return;
		if (sig == SIGHUP)
			commit_finish_file(job->commit);
		serve_sweep(job->serve);
		tell_trouble(job);
	}
}

static void
start(struct job *job)
{
	struct fault fault = { 0 };
	struct journal_options journal = collect_journal(&job->tool, &job->o);

	job->options = collect_serve(&job->tool, &job->o);
	if (!serve_available())
		serve_start(NULL, NULL, &fault);
	tool_check(&job->tool, &fault);
	job->journal = journal_open(&journal, &fault);
	tool_check(&job->tool, &fault);
	if (journal_counts(job->journal)->torn > 0)
		tool_warn(&job->tool,
		    "%s: %llu bytes of an event that was never acknowledged are in .torn",
		    job->o.output, (unsigned long long)journal_counts(job->journal)->torn);
	open_sockets(job);
	job->commit = commit_start(&(struct commit_options){ .rejects = job->o.rejects,
				       .each = job->o.sync == SYNC_EACH },
	    job->journal, &fault);
	tool_check(&job->tool, &fault);
	job->serve = serve_start(&job->options, job->commit, &fault);
	tool_check_asked(&job->tool, &fault);
	say_where(job);
}

/* The requests first, then what they wait for, then their answers. */
static void
stop(struct job *job)
{
	bool stored;

	serve_drain(job->serve, DRAIN_MS);
	stored = commit_stop(job->commit);
	tell_trouble(job);
	serve_drain(job->serve, ANSWERS_MS);
	serve_stop(job->serve);
	commit_free(job->commit);
	if (!journal_close(job->journal) || !stored)
		tool_fail(&job->tool, EXIT_SYSTEM,
		    "%s: the last events could not be stored; their senders were told so",
		    job->o.output);
	if (job->o.listen != NULL && strncmp(job->o.listen, "unix:", 5) == 0 && listen_given(0) < 0)
		unlink(job->o.listen + 5);
	if (job->o.status != NULL && strncmp(job->o.status, "unix:", 5) == 0 && listen_given(1) < 0)
		unlink(job->o.status + 5);
	collect_release(&job->options);
}

int
main(int argc, char **argv)
{
	struct job job = { .o = COLLECT_DEFAULT };
	sigset_t signals;

	tool_open(&job.tool, &about, collect_table, &job.o, argc, argv);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	start(&job);
	serve(&job, &signals);
	stop(&job);
	return tool_close(&job.tool);
}
