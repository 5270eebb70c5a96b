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
	TEXT(0, "truth", "FILE", AT(truth), "write what was planted there, as JSON"),
	FLAG(0, "no-header", AT(no_header), "CSV without the line of names"),
	OPTIONS_OUTPUT,
	OPTION_END,
};

static const struct about about = {
	.name = "ia-gen",
	.line = "a made-up event log to try things on",
	.synopsis = "[--users N] [--days N] [--events N] [--messy] [options]",
	.example = "ia-gen --users 5000 --messy --truth truth.json > events.csv",
};

static void
read_start(struct tool *tool, const char *text, int64_t *start)
{
	char quoted[FAULT_QUOTE];

	if (text != NULL && !instant_read(text, strlen(text), NULL, start))
		tool_fail(tool, EXIT_USAGE,
		    "option --start: expected a date such as 2026-03-01, found %s",
		    fault_quote(quoted, text, strlen(text)));
}

static void
write_truth(struct tool *tool, const struct generate *generate, const char *path)
{
	struct fault fault = { 0 };
	struct output out;

	if (output_open(&out, path, &fault) && generate_truth(generate, output_sink, &out))
		output_close(&out);
	tool_check(tool, &fault);
}

struct log {
	struct tool *tool;
	struct generate *generate;
	uint64_t bytes;
};

static bool
write_log(void *self, const char *ptr, size_t len)
{
	struct log *log = self;

	log->bytes += len;
	tool_write(log->tool, ptr, len);
	tool_tick(log->tool, log->bytes, generate_share(log->generate));
	return true;
}

int
main(int argc, char **argv)
{
	struct generate_params params = GENERATE_DEFAULT;
	struct options o = { .users = params.users,
		.days = params.days,
		.events = NOT_GIVEN,
		.seed = params.seed };
	struct tool tool;

	tool_open(&tool, &about, table, &o, argc, argv);
	params.profile = (enum generate_profile)o.profile;
	params.users = o.users;
	params.days = o.days;
	params.events = o.events == NOT_GIVEN ? params.events : o.events;
	params.seed = o.seed;
	params.messy = o.messy;
	params.no_header = o.no_header;
	tool.headless = o.no_header;
	params.format = tool_format(&tool, false);
	params.delimiter = tool_delimiter(&tool);
	params.threads = (unsigned)tool.common.threads;
	read_start(&tool, o.start, &params.start);
	tool_require(&tool, o.events == 0 ? "--events takes at least 1" : generate_check(&params));

	struct log log = { .tool = &tool, .generate = generate_new(&params) };
	generate_run(log.generate, write_log, &log);
	if (o.truth != NULL)
		write_truth(&tool, log.generate, o.truth);
	generate_free(log.generate);
	return tool_close(&tool);
}
