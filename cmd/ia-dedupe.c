/*
 * ia-dedupe: repeated records, out of a log.
 *
 * In      rows
 * Out     the rows that are no repeats, in input order (--duplicates: those that are)
 * Memory  about 22 bytes a different key, and keys up to 256 MB; past -S it spills
 */
#include "dedupe/dedupe.h"
#include "row/row.h"
#include "tool/tool.h"

struct options {
	struct texts key;
	int keep;                  /* enum keep */
	int64_t within_us, ttl_us; /* -1: not given */
	bool count, sorted, duplicates;
	int no_key; /* of the choices keep and drop */
	const char *state;
};

static const struct option table[] = {
	LIST('k', "key", "COLUMN,...", AT(key), "what makes records equal; default: everything"),
	CHOICE(0, "keep", "WHICH", "first|last|none", AT(keep),
	    "first, last or none of equal records; default: first"),
	CHOICE(0, "no-key", "WHAT", "keep|drop", AT(no_key),
	    "rows without any value of -k: keep or drop; default: keep"),
	DURATION(0, "within", "DURATION", AT(within_us), "repeats are only this close in time"),
	FLAG(0, "count", AT(count), "add the column count: how often a record came"),
	FLAG(0, "sorted", AT(sorted), "equal keys are neighbours: constant memory"),
	WRITES(0, "state", "FILE", AT(state), "keys of earlier runs count too; then updated"),
	DURATION(0, "ttl", "DURATION", AT(ttl_us), "forget the state's keys after this time"),
	FLAG(0, "duplicates", AT(duplicates), "write only what would be dropped"),
	OPTIONS_EVENTS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "*" },
	{ "--count", "*,count" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_CLEAN,
	.shapes = shapes,
	.name = "ia-dedupe",
	.line = "repeated records, out of a log",
	.synopsis = "[-k COLUMN,...] [--keep first|last|none] [options] [FILE ...]",
	.example = "ia-dedupe -k user_id,event --within 2s events.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	struct row_plan *plan;
	struct dedupe dedupe;
};

/* NULL, or a sentence: what does not go together. */
static const char *
check(const struct options *o)
{
	if (o->ttl_us >= 0 && o->state == NULL)
		return "--ttl goes with --state";
	if (o->state != NULL && (o->keep != KEEP_FIRST || o->count || o->sorted))
		return "--state goes with --keep first, not with --count or --sorted";
	if (o->no_key && (o->key.n == 0 || o->duplicates))
		return "--no-key drop goes with --key, not with --duplicates";
	if (o->count && o->duplicates)
		return "--count tells of the records that are kept, --duplicates writes the others";
	return NULL;
}

static void
write_one(void *self, const struct batch *batch, size_t row, char digit, struct buffer *out)
{
	const struct job *job = self;
	const struct cell count = { .state = CELL_LITERAL, .text = { &digit, 1 } };

	row_write(job->plan, batch, row, job->o.count ? &count : NULL, out);
}

static void
write_run(void *self, const struct batch *batch, size_t first, size_t last, struct buffer *out)
{
	const struct job *job = self;

	row_write_run(job->plan, batch, first, last, out);
}

static void
fail(void *self, const struct fault *fault)
{
	struct job *job = self;

	tool_check(&job->tool, fault);
}

static struct dedupe_options
dedupe_options(struct job *job)
{
	const struct options *o = &job->o;
	const struct tool *tool = &job->tool;

	return (struct dedupe_options){ .column = o->key.at,
		.ncolumn = o->key.n,
		.keep = (enum keep)o->keep,
		.within_us = o->within_us,
		.ttl_us = o->ttl_us,
		.count = o->count,
		.sorted = o->sorted,
		.duplicates = o->duplicates,
		.drop_none = o->no_key != 0,
		.state = o->state != NULL,
		.memory = tool_memory(tool),
		.sparing = tool->common.memory == 0,
		.repairs = tool->common.on_error == ON_ERROR_KEEP,
		.temp = tool->common.temp,
		.self = job,
		.row = write_one,
		.run = write_run,
		.fail = fail };
}

static void
plan_rows(struct job *job)
{
	struct tool *tool = &job->tool;

	job->plan = tool_row_plan(tool, false, true);
	if (job->o.count && strchr("0123456789", tool_delimiter(tool)) != NULL)
		tool_require(tool, "--count does not go with a digit as delimiter");
	if (job->o.count)
		row_plan_append(job->plan, SLICE("count"));
	tool_check(tool, &tool->fault);
	tool_header(tool, job->plan);
}

/*
 * After everything else was written: who starts again without it gets repeats, who loses it loses
 * nothing.
 */
static void
save(struct job *job)
{
	struct tool *tool = &job->tool;
	struct output out;

	if (!output_flush(&tool->out) || !output_open(&out, job->o.state, &tool->fault))
		tool_check(tool, &tool->fault);
	if (dedupe_save(&job->dedupe, output_sink, &out))
		output_close(&out);
	tool_check(tool, &tool->fault);
}

int
main(int argc, char **argv)
{
	struct job job = { .o = { .within_us = -1, .ttl_us = -1 } };
	struct tool *tool = &job.tool;
	struct dedupe_options options;
	struct scan_work work;

	tool_open(tool, &about, table, &job.o, argc, argv);
	tool_require(tool, check(&job.o));
	options = dedupe_options(&job);
	tool_rows(tool);
	tool_scan_options(tool)->live = dedupe_streams(&options);
	tool_scan_options(tool)->members |= options.ncolumn == 0;
	tool_start(tool);
	plan_rows(&job);
	if (!dedupe_open(&job.dedupe, &options, tool->scan,
		&(struct roles_options){ .time = tool->common.time,
		    .time_format = tool->common.time_format,
		    .zone = tool->zone },
		&tool->fault))
		tool_check(tool, scan_fault(tool->scan));
	if (job.o.state != NULL)
		tool_lock_file(tool, job.o.state);
	if (job.o.state != NULL && !dedupe_load(&job.dedupe, job.o.state))
		tool_check(tool, &tool->fault);
	tool_map(tool, dedupe_work(&job.dedupe, &work));
	if (!dedupe_finish(&job.dedupe, tool_sink, tool))
		tool_check(tool, &tool->fault);
	if (job.dedupe.none > 0)
		tool_warn(tool, "%llu rows have no value of --key: each was %s",
		    (unsigned long long)job.dedupe.none, job.o.no_key ? "left out" : "kept");
	if (job.o.state != NULL)
		save(&job);
	dedupe_release(&job.dedupe);
	row_plan_free(job.plan);
	return tool_close(tool);
}
