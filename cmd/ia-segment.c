/*
 * ia-segment: groups that the business names, with an action for each, by rules.
 *
 * In      rows, such as a row a user from ia-features; a file of rules
 * Out     the rows with segment and action; with --counts a row a segment: segment, action, rows,
 *         share
 * Memory  constant
 */
#include "segment/answer.h"

struct options {
	const char *rules, *holdout, *salt;
	bool rfm, all, counts;
};

static const struct option table[] = {
	READS('r', "rules", "FILE", AT(rules), "lines NAME: EXPR -> ACTION, tried in order"),
	FLAG(0, "rfm", AT(rfm), "built-in rules on r, f and m of ia-features --rfm"),
	FLAG('a', "all", AT(all), "a row for every rule that holds, not only the first"),
	FLAG('c', "counts", AT(counts), "a row a segment: segment, action, rows, share"),
	TEXT(0, "holdout", "SHARE", AT(holdout), "add holdout: 1 for this share of users"),
	TEXT(0, "salt", "TEXT", AT(salt), "another text holds out other users"),
	OPTIONS_EVENTS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "*,segment,action" },
	{ "--holdout SHARE", "*,segment,action,holdout" },
	{ "--counts", ANSWER_COUNTS },
	{ "--counts --holdout SHARE", ANSWER_COUNTS ",holdout" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_WHO,
	.shapes = shapes,
	.name = "ia-segment",
	.line = "groups that the business names, with an action for each",
	.synopsis = "-r RULES | --rfm [--all] [--counts] [--holdout SHARE] [options] [FILE ...]",
	.example = "ia-features events.csv | ia-segment -r rules.txt --counts",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	struct segments segments;
	struct holdout holdout;
	struct roles roles;
	struct segment_rows rows;
};

static const char *
check(const struct options *o)
{
	if ((o->rules != NULL) == o->rfm)
		return "give one of -r RULES and --rfm";
	return NULL;
}

static void
read_rules(struct job *job)
{
	struct fault fault = { 0 };

	tool_require(&job->tool, holdout_set(&job->holdout, job->o.holdout, job->o.salt, &fault));
	job->segments.file = job->o.rfm ? "--rfm" : job->o.rules;
	if (job->o.rfm ? segments_parse(&job->segments, segments_rfm(), &fault)
		       : segments_read(&job->segments, &fault))
		segments_check(&job->segments, job->o.all, &fault);
	tool_check(&job->tool, &fault);
}

static void
bind_rules(struct job *job)
{
	struct tool *tool = &job->tool;
	const struct roles_options names = { .event = tool->common.event,
		.time = tool->common.time };
	const struct schema *schema = scan_schema(tool->scan);
	const struct expr_options options = { .zone = tool->zone,
		.trouble = &tool->trouble,
		.time_format = tool->common.time_format,
		.week_start = tool->week_start,
		.event_column = role_name(&names, schema, ROLE_EVENT),
		.time_column = role_name(&names, schema, ROLE_TIME) };
	struct fault fault = { 0 };

	segments_bind(&job->segments, &options, tool->scan, &fault);
	tool_check(tool, &fault);
	if (job->o.holdout != NULL)
		tool_roles(tool, &job->roles, ROLE_USER);
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct job *job = self;

	(void)block;
	if (job->o.holdout != NULL)
		roles_check(&job->roles, batch, NULL);
	segment_rows_batch(&job->rows, thread, batch, out);
}

static void *
thread_new(void *self, unsigned thread)
{
	const struct job *job = self;

	(void)thread;
	return segment_rows_thread(&job->rows);
}

static void
thread_end(void *self, void *thread)
{
	struct job *job = self;

	segment_rows_end(&job->rows, thread);
}

static void
write_rows(struct job *job, const struct scan_work *scan)
{
	struct tool *tool = &job->tool;
	struct row_plan *plan = tool_row_plan(tool, false, true);

	segment_rows_plan(&job->rows, plan);
	tool_check(tool, scan_fault(tool->scan));
	tool_header(tool, plan);
	tool_map(tool, scan);
	row_plan_free(plan);
}

int
main(int argc, char **argv)
{
	struct job job = { 0 };
	struct tool *tool = &job.tool;
	const struct scan_work scan = { .self = &job,
		.thread_new = thread_new,
		.work = work,
		.thread_end = thread_end };

	tool_open(tool, &about, table, &job.o, argc, argv);
	tool_require(tool, check(&job.o));
	read_rules(&job);
	if (!job.o.counts)
		tool_rows(tool);
	tool_scan_options(tool)->live = !job.o.counts && !tool_scan_options(tool)->twice;
	tool_start(tool);
	bind_rules(&job);
	segment_rows_init(&job.rows, &job.segments, job.o.all);
	if (job.o.holdout != NULL)
		segment_rows_hold(&job.rows, &job.holdout, job.roles.user);
	if (job.o.counts) {
		tool_fold(tool, &scan);
		answer_counts(tool, &job.segments, &job.rows, job.o.holdout != NULL);
	} else {
		write_rows(&job, &scan);
	}
	segment_rows_release(&job.rows);
	segments_release(&job.segments);
	return tool_close(tool);
}
