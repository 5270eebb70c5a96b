/*
 * ia-outlier: absurd values and absurd behaviour, marked, pulled in or dropped.
 *
 * In      rows; with --burst: a key, a time and an event a row
 * Out     the rows, in their order
 * Memory  about 24 bytes a distinct value of the column, or 28 bytes and the key a matching event
 *         (past -S: limits from a sample, or spilling); the input is read twice
 */
#include <inttypes.h>

#include "outlier/find.h"
#include "outlier/options.h"
#include "row/row.h"
#include "tool/tool.h"

static const struct option table[] = {
	TEXT('c', "column", "COLUMN", AT(odd.column), "find absurd values of this column"),
	CHOICE('m', "method", "NAME", "iqr|mad|zscore|quantile", AT(odd.method),
	    "iqr, mad, zscore or quantile; default: iqr"),
	NUMBER(0, "cutoff", "X", AT(odd.cutoff),
	    "default: iqr 1.5, mad 3.5, zscore 3, quantile 0.01"),
	FLAG(0, "log", AT(odd.log), "judge log(1 + value): skewed counts and amounts"),
	TEXT('b', "by", "COLUMN", AT(odd.by), "groups; --burst: keys, default: the user"),
	EXPR(0, "burst", "EXPR", AT(odd.burst), "find keys with many such events in a short time"),
	COUNT(0, "max", "N", AT(odd.max), "--burst: more than N are too many"),
	DURATION(0, "per", "DURATION", AT(odd.per_us), "--burst: in any time of this length"),
	CHOICE('a', "action", "NAME", "flag|drop|drop-key|clip", AT(action),
	    "flag, drop, drop-key or clip; default: flag"),
	OPTIONS_NAMED,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "*,outlier" },
	{ "--action drop", "*" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_CLEAN,
	.shapes = shapes,
	.name = "ia-outlier",
	.line = "absurd values and absurd behaviour, marked, pulled in or dropped",
	.synopsis = "--column COLUMN | --burst EXPR --max N --per DURATION [options] [FILE ...]",
	.example = "ia-outlier --burst pay --max 5 --per 10m --action drop-key events.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	struct oddity odd;
	struct roles roles;
	struct row_plan *plan;
	int cell; /* the one that is written to; -1: none */
};

static void *
thread_new(void *self, unsigned thread)
{
	(void)self;
	(void)thread;
	return oddity_finds_new();
}

static void
thread_end(void *self, void *thread)
{
	struct job *job = self;

	oddity_finds_free(&job->odd, thread);
}

static void
filter_rows(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct job *job = self;
	struct oddity_finds *finds = thread;
	size_t from = 0;

	(void)block;
	oddity_batch(&job->odd, batch, finds);
	for (size_t i = 0; i < batch->nrow; i++) {
		const struct mark *mark = &finds->mark[i];

		if (batch_skips(batch, i) || !(job->o.action == DROP_KEYS ? mark->key : mark->row))
			continue;
		batch->written += row_write_run(job->plan, batch, from, i, out);
		from = i + 1;
		finds->found += i < batch->nrow;
		if (job->cell < 0 || i >= batch->nrow)
			continue;
		struct cell cell = job->o.action == CLIP
		    ? cell_number(mark->limit)
		    : cell_text(oddity_reason(&job->odd, batch, i, finds));

		batch->written += row_write(job->plan, batch, i, &cell, out);
	}
	if (from < batch->nrow)
		batch->written += row_write_run(job->plan, batch, from, batch->nrow, out);
}

/* How many were found, and whether that is what was meant. */
static void
tell_share(struct job *job)
{
	const struct oddity *odd = &job->odd;
	double plain, logged;

	tool_warn(&job->tool, "%" PRIu64 " of %" PRIu64 " rows (%.3g %%) are %s", odd->found,
	    odd->rows, odd->rows > 0 ? 100 * (double)odd->found / (double)odd->rows : 0.0,
	    job->o.action == DROP_KEYS ? "of keys with outliers" : "outliers");
	if (odd->outlier != NULL && outlier_is_skewed(odd->outlier, &plain, &logged))
		tool_warn(&job->tool,
		    "\"%.80s\" is skewed: %.3g %% of its values are outliers, %.3g %% on a log scale "
		    "(--log)",
		    job->o.odd.column, 100 * plain, 100 * logged);
}

/*
 * One cell at the most: the value that is pulled in, or the reason, in a new column or behind
 * earlier ones.
 */
static void
plan_rows(struct job *job)
{
	struct slice name = SLICE("outlier");

	job->plan = tool_row_plan(&job->tool, false, true);
	job->cell = job->odd.old = -1;
	if (job->o.action == FLAG_ROWS && oddity_is_flagged(scan_schema(job->tool.scan)))
		job->odd.old = tool_column(&job->tool, "outlier", 0);
	if (job->o.action == CLIP)
		job->cell = row_plan_change(job->plan, slice_text(job->o.odd.column));
	else if (job->o.action == FLAG_ROWS)
		job->cell = job->odd.old >= 0 ? row_plan_change(job->plan, name)
					      : row_plan_append(job->plan, name);
	tool_check(&job->tool, scan_fault(job->tool.scan));
}

int
main(int argc, char **argv)
{
	struct job job = { .o.odd = ODDITY_DEFAULT };
	struct tool *tool = &job.tool;

	tool_open(tool, &about, table, &job.o, argc, argv);
	tool_require(tool, options_check(&job.o));
	tool_scan_options(tool)->twice = true;
	tool_rows(tool);
	tool_start(tool);
	plan_rows(&job);
	if (job.o.odd.column != NULL)
		find_values(tool, &job.o.odd, &job.odd);
	else
		find_bursts(tool, &job.o.odd, &job.odd, &job.roles);
	if (!scan_rewind(tool->scan))
		tool_check(tool, scan_fault(tool->scan));
	tool_header(tool, job.plan);
	struct scan_work work = { .self = &job,
		.thread_new = thread_new,
		.work = filter_rows,
		.thread_end = thread_end };

	tool_map(tool, &work);
	tell_share(&job);
	row_plan_free(job.plan);
	oddity_release(&job.odd);
	return tool_close(tool);
}
