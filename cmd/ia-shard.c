/*
 * ia-shard: a log in parts, all of a user in one.
 *
 * In      rows
 * Out     DIR/part-00000.csv, ... and DIR/manifest.json; --only: the rows of one part
 * Memory  a quarter of -S at most, and 1 KiB a part at least
 */
#include "base/number.h"
#include "shard/sorted_rows.h"
#include "shard/split.h"
#include "tool/tool.h"

struct options {
	uint64_t nparts; /* 0: not given */
	const char *dir, *key, *only;
};

static const struct option table[] = {
	COUNT('n', "parts", "N", AT(nparts), "how many parts, at most 10000"),
	TEXT(0, "dir", "DIR", AT(dir), "the folder to write them to, with a manifest"),
	TEXT('k', "key", "COLUMN", AT(key), "whose rows stay together; default: the user"),
	TEXT(0, "only", "I/N", AT(only), "write the rows of part I of 0 to N-1 instead"),
	OPTIONS_EVENTS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "*" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_CLEAN,
	.shapes = shapes,
	.name = "ia-shard",
	.line = "a log in parts, all of a user in one",
	.synopsis = "-n N --dir DIR [-k COLUMN] [options] [FILE ...]",
	.example = "ia-shard -n 64 --dir parts events.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	unsigned nparts, only; /* only: of --only */
	struct roles roles;
	struct row_plan *plan;
	struct split *split;
};

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct job *job = self;
	struct sorted_rows *b = block;

	(void)thread;
	roles_check(&job->roles, batch, NULL);
	if (job->split != NULL)
		out = sorted_rows_begin(b, batch->nrow);
	for (size_t i = 0; i < batch->nrow; i++) {
		struct slice user;
		unsigned part;

		if (batch_skips(batch, i))
			continue;
		user = batch_value(batch, job->roles.user, i);
		part = split_part(user.ptr, user.len, job->nparts);
		if (job->split == NULL && part != job->only)
			continue;
		if (!row_write(job->plan, batch, i, NULL, out))
			continue;
		batch->written++;
		if (job->split != NULL)
			sorted_rows_end(b, part);
	}
	if (job->split != NULL)
		sorted_rows_sort(b, job->nparts);
}

static void
turn(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct job *job = self;
	const struct sorted_rows *b = block;

	(void)batch;
	(void)out;
	for (unsigned k = 0; job->split != NULL && k < job->nparts; k++) {
		size_t from = k > 0 ? b->until[k - 1] : 0;

		if (b->nrow[k] > 0 &&
		    !split_add(job->split, k, b->sorted.ptr + from, b->until[k] - from, b->nrow[k]))
			tool_check(&job->tool, &job->tool.fault);
	}
}

/* NULL, or a sentence: what does not go together. */
static const char *
check(struct job *job)
{
	const struct options *o = &job->o;
	const char *slash = o->only != NULL ? strchr(o->only, '/') : NULL;
	uint64_t only = 0, n = o->nparts;

	if (o->only != NULL && (o->dir != NULL || n > 0))
		return "only: the rows of one part go to standard output, without --dir and -n";
	if (o->only == NULL && (o->dir == NULL || n == 0))
		return "-n N and --dir DIR are needed, or --only I/N";
	if (o->only != NULL &&
	    (slash == NULL || !count_read(o->only, (size_t)(slash - o->only), &only) ||
		!count_read(slash + 1, strlen(slash + 1), &n) || only >= n))
		return "only: expected a part and how many there are, from 0/64 to 63/64";
	if (n > SPLIT_PARTS)
		return "parts: at most 10000";
	job->only = (unsigned)only;
	job->nparts = (unsigned)n;
	return NULL;
}

static void
open_split(struct job *job)
{
	static const char *const
	    suffix[] = { [FORMAT_CSV] = "csv", [FORMAT_TSV] = "tsv", [FORMAT_NDJSON] = "ndjson" };
	struct tool *tool = &job->tool;
	struct buffer header = { 0 };
	const struct roles_options names = { .user = tool->common.user };

	row_plan_header(job->plan, &header);
	job->split = split_new(&(struct split_options){ .folder = job->o.dir,
				   .suffix = suffix[tool_format(tool, false)],
				   .nparts = job->nparts,
				   .header = slice_of(header.ptr, header.len),
				   .key = role_name(&names, scan_schema(tool->scan), ROLE_USER),
				   .memory = tool_memory(tool) / 4 },
	    &tool->fault);
	tool_check(tool, &tool->fault);
	buffer_release(&header);
}

int
main(int argc, char **argv)
{
	struct job job = { 0 };
	struct tool *tool = &job.tool;
	const struct scan_work scan = { .self = &job,
		.block_size = sizeof(struct sorted_rows),
		.work = work,
		.turn = turn,
		.block_release = sorted_rows_release };

	tool_open(tool, &about, table, &job.o, argc, argv);
	tool_require(tool, check(&job));
	if (job.o.dir != NULL && tool->common.output_format >= FORMAT_TABLE)
		tool_require(tool, "output: parts are CSV, TSV or NDJSON, for programs");
	if (job.o.key != NULL)
		tool->common.user = job.o.key;
	tool_rows(tool);
	tool_scan_options(tool)->live = job.o.only != NULL && !tool_scan_options(tool)->twice;
	tool_start(tool);
	tool_roles(tool, &job.roles, ROLE_USER);
	job.plan = tool_row_plan(tool, false, true);
	if (job.o.only != NULL)
		tool_header(tool, job.plan);
	else
		open_split(&job);
	tool_map(tool, &scan);
	if (job.split != NULL && !split_close(job.split))
		tool_check(tool, &tool->fault);
	row_plan_free(job.plan);
	return tool_close(tool);
}
