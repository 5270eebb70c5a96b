/*
 * ia-gen: a made-up event log to try things on.
 *
 * In      nothing
 * Out     events in order of time: user_id, event, timestamp, duration, ...
 * Memory  the events of some minutes of the log; see analysis/generate/generate.h
 */
#include "analysis/generate/generate.h"
#include "time/instant.h"
#include "tool/tool.h"

#define NOT_GIVEN UINT64_MAX

struct options {
	uint64_t users, days, events, seed;
	const char *start, *truth;
	int profile;
	bool messy, no_header;
};

static const struct option table[] = {
	COUNT(0, "users", "N", AT(users), "users who register; default: 1000"),
	COUNT(0, "days", "N", AT(days), "length of the log; default: 30"),
	COUNT(0, "events", "N", AT(events), "rows, exactly; default: what such users leave"),
	TEXT(0, "start", "DATE", AT(start), "when it begins; default: 2026-01-01"),
	COUNT(0, "seed", "N", AT(seed), "another seed, another log; default: 1"),
	CHOICE(0, "profile", "NAME", "shop|social", AT(profile), "shop or social"),
	FLAG(0, "messy", AT(messy), "add copies, holes, absurd values, bots, fake orders"),
	WRITES(0, "truth", "FILE", AT(truth), "write what was planted there, as JSON"),
	FLAG(0, "no-header", AT(no_header), "CSV without the line of names"),
	OPTIONS_OUTPUT,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "",
	    "user_id,event,timestamp,duration,price,product_id,product_category,"
	    "channel,device" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_TRY,
	.shapes = shapes,
	.name = "ia-gen",
	.line = "a made-up event log to try things on",
	.synopsis = "[--users N] [--days N] [--events N] [--messy] [options]",
	.example = "ia-gen --users 5000 --messy --truth truth.json > events.csv",
};

struct job {
	struct tool tool;
	struct options o;
	struct generate *generate;
	uint64_t bytes;
};

static struct generate_params
params_of(struct job *job)
{
	struct generate_params params = GENERATE_DEFAULT;
	const struct options *o = &job->o;
	char quoted[FAULT_QUOTE];

	params.profile = (enum generate_profile)o->profile;
	params.users = o->users;
	params.days = o->days;
	params.events = o->events == NOT_GIVEN ? params.events : o->events;
	params.seed = o->seed;
	params.messy = o->messy;
	params.no_header = o->no_header;
	job->tool.headless = o->no_header;
	params.format = tool_format(&job->tool, false);
	params.delimiter = tool_delimiter(&job->tool);
	params.threads = (unsigned)job->tool.common.threads;
	if (o->start != NULL && !instant_read(o->start, strlen(o->start), NULL, &params.start))
		tool_fail(&job->tool, EXIT_USAGE,
		    "option --start: expected a date such as 2026-03-01, found %s",
		    fault_quote(quoted, o->start, strlen(o->start)));
	tool_require(&job->tool, o->events == 0 ? "events: expected at least 1" : NULL);
	tool_require(&job->tool, generate_check(&params));
	return params;
}

static bool
write_log(void *self, const char *ptr, size_t len)
{
	struct job *job = self;

	job->bytes += len;
	tool_write(&job->tool, ptr, len);
	tool_tick(&job->tool, job->bytes, generate_share(job->generate));
	return true;
}

static void
write_truth(struct job *job)
{
	struct fault fault = { 0 };
	struct output out;

	if (output_open(&out, job->o.truth, &fault) &&
	    generate_truth(job->generate, output_sink, &out))
		output_close(&out);
	tool_check(&job->tool, &fault);
}

int
main(int argc, char **argv)
{
	struct generate_params params = GENERATE_DEFAULT;
	struct job job = { .o = { .users = params.users,
			       .days = params.days,
			       .events = NOT_GIVEN,
			       .seed = params.seed } };

	tool_open(&job.tool, &about, table, &job.o, argc, argv);
	params = params_of(&job);
	job.generate = generate_new(&params);
	generate_run(job.generate, write_log, &job);
	if (job.o.truth != NULL)
		write_truth(&job);
	generate_free(job.generate);
	return tool_close(&job.tool);
}
