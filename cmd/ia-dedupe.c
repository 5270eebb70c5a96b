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

static const struct about about = {
	.name = "ia-dedupe",
	.line = "repeated records, out of a log",
	.synopsis = "[-k COLUMN,...] [--keep first|last|none] [options] [FILE ...]",
	.example = "ia-dedupe -k user_id,event --within 2s events.csv",
	.takes_files = true,
};

/* How rows are written: what dedupe's callbacks get. */
struct rows {
	struct tool *tool;
	struct row_plan *plan;
	bool counted;
};

static void
write_one(void *self, const struct batch *batch, size_t row, char digit, struct buffer *out)
{
	const struct rows *rows = self;
	const struct cell count = { .state = CELL_LITERAL, .text = { &digit, 1 } };

	row_write(rows->plan, batch, row, rows->counted ? &count : NULL, out);
}

static void
write_run(void *self, const struct batch *batch, size_t first, size_t last, struct buffer *out)
{
	const struct rows *rows = self;

	row_write_run(rows->plan, batch, first, last, out);
}

static void
fail(void *self, const struct fault *fault)
{
	const struct rows *rows = self;

	tool_check(rows->tool, fault);
}

static struct dedupe_options
dedupe_options(const struct options *o, const struct tool *tool, struct rows *rows)
{
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
		.self = rows,
		.row = write_one,
		.run = write_run,
		.fail = fail };
}

static void
rows_open(struct rows *rows, struct tool *tool, const struct dedupe_options *o)
{
	struct buffer header = { 0 };

	*rows = (struct rows){ .tool = tool, .counted = o->count };
	rows->plan = tool_row_plan(tool, false, true);
	if (o->count && strchr("0123456789", tool_delimiter(tool)) != NULL)
		tool_require(tool, "--count does not go with a digit as delimiter");
	if (o->count)
		row_plan_append(rows->plan, SLICE("count"));
	tool_check(tool, &tool->fault);
	row_plan_header(rows->plan, &header);
	tool_write(tool, header.ptr, header.len);
	buffer_release(&header);
}

/*
 * After everything else was written: who starts again without it gets repeats, who loses it loses
 * nothing.
 */
static void
save(struct tool *tool, struct dedupe *d, const char *path)
{
	struct output out;

	if (!output_flush(&tool->out) || !output_open(&out, path, &tool->fault))
		tool_check(tool, &tool->fault);
	if (dedupe_save(d, output_sink, &out))
		output_close(&out);
	tool_check(tool, &tool->fault);
}

int
main(int argc, char **argv)
{
	struct options o = { .within_us = -1, .ttl_us = -1 };
	struct dedupe_options options;
	struct scan_work work;
	struct dedupe dedupe;
	struct rows rows;
	struct tool tool;

	tool_open(&tool, &about, table, &o, argc, argv);
	options = dedupe_options(&o, &tool, &rows);
	tool_require(&tool, dedupe_check(&options));
	tool_rows(&tool);
	tool_scan_options(&tool)->live = dedupe_streams(&options);
	tool_scan_options(&tool)->members |= options.ncolumn == 0;
	tool_start(&tool);
	rows_open(&rows, &tool, &options);
	if (!dedupe_open(&dedupe, &options, tool.scan,
		&(struct roles_options){ .time = tool.common.time,
		    .time_format = tool.common.time_format,
		    .zone = tool.zone },
		&tool.fault))
		tool_check(&tool, scan_fault(tool.scan));
	if (o.state != NULL)
		tool_lock_file(&tool, o.state);
	if (o.state != NULL && !dedupe_load(&dedupe, o.state))
		tool_check(&tool, &tool.fault);
	tool_map(&tool, dedupe_work(&dedupe, &work));
	if (!dedupe_finish(&dedupe, tool_sink, &tool))
		tool_check(&tool, &tool.fault);
	if (dedupe.none > 0)
		tool_warn(&tool, "%llu rows have no value of --key: each was %s",
		    (unsigned long long)dedupe.none, o.no_key ? "left out" : "kept");
	if (o.state != NULL)
		save(&tool, &dedupe, o.state);
	dedupe_release(&dedupe);
	row_plan_free(rows.plan);
	return tool_close(&tool);
}
