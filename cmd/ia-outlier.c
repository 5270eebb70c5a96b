/*
 * ia-outlier: absurd values and absurd behaviour, marked, pulled in or dropped.
 *
 * In      rows; with --burst: a key, a time and an event a row
 * Out     the rows, in their order
 * Memory  about 24 bytes a distinct value of the column, or 28 bytes and the key a matching event
 *         (past -S:
 *         limits from a sample, or spilling); the input is read twice
 */
#include "analysis/outlier/oddity.h"
#include "row/row.h"
#include "tool/tool.h"

enum action { FLAG_ROWS, DROP_ROWS, DROP_KEYS, CLIP };

struct options {
	struct oddity_params odd;
	int action;
};

static const struct option table[] = {
	TEXT('c', "column", "COLUMN", AT(odd.column), "find absurd values of this column"),
	CHOICE('m', "method", "NAME", "iqr|mad|zscore|quantile", AT(odd.method),
	    "iqr, mad, zscore or quantile; default: iqr"),
	NUMBER(0, "cutoff", "X", AT(odd.cutoff),
	    "default: iqr 1.5, mad 3.5, zscore 3, quantile 0.01"),
	TEXT('b', "by", "COLUMN", AT(odd.by), "groups; --burst: keys, default: the user"),
	TEXT(0, "burst", "EXPR", AT(odd.burst), "find keys with many such events in a short time"),
	COUNT(0, "max", "N", AT(odd.max), "--burst: more than N are too many"),
	DURATION(0, "per", "DURATION", AT(odd.per_us), "--burst: in any time of this length"),
	CHOICE('a', "action", "NAME", "flag|drop|drop-key|clip", AT(action),
	    "flag, drop, drop-key or clip; default: flag"),
	OPTIONS_NAMED,
	OPTION_END,
};

static const struct about about = {
	.name = "ia-outlier",
	.line = "absurd values and absurd behaviour, marked, pulled in or dropped",
	.synopsis = "--column COLUMN | --burst EXPR --max N --per DURATION [options] [FILE ...]",
	.example = "ia-outlier --burst pay --max 5 --per 10m --action drop-key events.csv",
	.takes_files = true,
};

struct filter {
	struct tool *tool;
	struct options o;
	struct oddity odd;
	struct roles roles;
	struct expr *match; /* --burst */
	struct row_plan *plan;
	int cell; /* the one that is written to; -1: none */
};

static const char *
check(struct options *o)
{
	const char *wrong = oddity_check(&o->odd);

	if (wrong == NULL && o->odd.burst != NULL && o->action == CLIP)
		return "option --action: clip is for --column";
	if (wrong == NULL && o->odd.column != NULL && o->odd.by == NULL && o->action == DROP_KEYS)
		return "option --action: drop-key with --column needs --by, the key";
	return wrong;
}

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
	(void)self;
	oddity_finds_free(thread);
}

static void
filter_rows(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct filter *f = self;
	struct oddity_finds *finds = thread;
	size_t from = 0;

	(void)block;
	oddity_batch(&f->odd, batch, finds);
	for (size_t i = 0; i < batch->nrow; i++) {
		const struct mark *mark = &finds->mark[i];

		if (batch_skips(batch, i) || !(f->o.action == DROP_KEYS ? mark->key : mark->row))
			continue;
		batch->written += row_write_run(f->plan, batch, from, i, out);
		from = i + 1;
		if (f->cell < 0 || i >= batch->nrow)
			continue;
		struct cell cell = f->o.action == CLIP
		    ? cell_number(mark->limit)
		    : cell_text(oddity_reason(&f->odd, batch, i, finds));

		batch->written += row_write(f->plan, batch, i, &cell, out);
	}
	if (from < batch->nrow)
		batch->written += row_write_run(f->plan, batch, from, batch->nrow, out);
}

/* First pass: what is usual in the column. */
static void
find_values(struct filter *f)
{
	struct tool *tool = f->tool;
	struct outlier_params params = {
		.method = (enum fence_method)f->o.odd.method,
		.cutoff = f->o.odd.cutoff,
		.name = f->o.odd.column,
		.column = tool_column(tool, f->o.odd.column, COLUMN_REQUIRED),
		.by = f->o.odd.by != NULL ? tool_column(tool, f->o.odd.by, COLUMN_REQUIRED) : -1,
		.threads = scan_threads(tool->scan),
		.memory = tool_memory(tool),
	};

	f->odd.outlier = outlier_new(&params);
	struct scan_work work = outlier_work(f->odd.outlier);

	tool_fold(tool, &work);
	const char *wrong = outlier_settle(f->odd.outlier);

	if (wrong != NULL)
		tool_fail(tool, EXIT_DATA, "%s", wrong);
	if (!outlier_is_exact(f->odd.outlier))
		tool_warn(tool,
		    "the limits come from a sample of rows; more memory (-S) makes them exact");
}

/* First pass: who did too much in too short a time. */
static void
find_bursts(struct filter *f)
{
	struct tool *tool = f->tool;
	struct burst_params params = { .roles = &f->roles,
		.max = f->o.odd.max,
		.per_us = f->o.odd.per_us };
	char sentence[UNKNOWN_NAMES_SENTENCE];

	tool_roles(tool, &f->roles, ROLE_USER | ROLE_TIME);
	params.match = f->match = tool_expr_of(tool, "--burst", f->o.odd.burst, true);
	tool_bind(tool, f->match);
	params.event = tool_event_column(tool, f->match);
	f->odd.burst = burst_new(&params);
	struct sequence_spec spec = burst_spec(f->odd.burst);

	tool_sequences(tool, &spec);
	burst_settle(f->odd.burst);
	for (size_t at = 0; burst_unseen(f->odd.burst, &at, sentence);)
		tool_doubt(tool, sentence);
}

/*
 * One cell at the most: the value that is pulled in, or the reason, in a new column or behind
 * earlier ones.
 */
static void
plan_rows(struct filter *f)
{
	struct slice name = SLICE("outlier");

	f->plan = tool_row_plan(f->tool, false, true);
	f->cell = f->odd.old = -1;
	if (f->o.action == FLAG_ROWS && oddity_is_flagged(scan_schema(f->tool->scan)))
		f->odd.old = tool_column(f->tool, "outlier", 0);
	if (f->o.action == CLIP)
		f->cell = row_plan_change(f->plan, slice_text(f->o.odd.column));
	else if (f->o.action == FLAG_ROWS)
		f->cell = f->odd.old >= 0 ? row_plan_change(f->plan, name)
					  : row_plan_append(f->plan, name);
	tool_check(f->tool, scan_fault(f->tool->scan));
}

int
main(int argc, char **argv)
{
	struct tool tool;
	struct filter f = { .tool = &tool, .o.odd = ODDITY_DEFAULT };

	tool_open(&tool, &about, table, &f.o, argc, argv);
	tool_require(&tool, check(&f.o));
	if (f.o.odd.burst != NULL && f.o.odd.by != NULL)
		tool.common.user = f.o.odd.by;
	tool_scan_options(&tool)->twice = true;
	tool_rows(&tool);
	tool_start(&tool);
	plan_rows(&f);
	if (f.o.odd.column != NULL)
		find_values(&f);
	else
		find_bursts(&f);
	if (!scan_rewind(tool.scan))
		tool_check(&tool, scan_fault(tool.scan));
	row_plan_header(f.plan, &tool.text);
	tool_write(&tool, tool.text.ptr, tool.text.len);
	struct scan_work work = { .self = &f,
		.thread_new = thread_new,
		.work = filter_rows,
		.thread_end = thread_end };

	tool_map(&tool, &work);
	row_plan_free(f.plan);
	oddity_release(&f.odd);
	expr_free(f.match);
	return tool_close(&tool);
}
