/* A tool's input: opening, columns, the three shapes of work. */
#include <stdlib.h>
#include <unistd.h>

#include "tool/parts.h"

struct scan_options *
tool_scan_options(struct tool *tool)
{
	return &tool->scan_options;
}

void
scan_fail(struct tool *tool)
{
	const struct fault *fault = scan_fault(tool->scan);

	tool_check(tool, &tool->fault); /* the output's came first: it stopped the scan */
	tool_check(tool, &tool->trouble.fault);
	tool_fail(tool, fault_is_set(fault) ? fault->exit : EXIT_SYSTEM, "%s", fault->text);
}

/* The operand - is standard input; the scan reads it where there is no operand. */
static bool
reads_standard_input(struct tool *tool)
{
	bool reads = tool->nfile == 0;

	if (tool->nfile == 1 && strcmp(tool->files[0], "-") == 0)
		tool->nfile = 0;
	for (size_t k = 0; k < tool->nfile; k++) {
		if (strcmp(tool->files[k], "-") == 0) {
			tool->files[k] = (char *)"/dev/stdin";
			reads = true;
		}
	}
	return reads || tool->nfile == 0;
}

static void
check_standard_input(struct tool *tool)
{
	if (!reads_standard_input(tool))
		return;
	if (tool->input_closed)
		tool_fail(tool, EXIT_SYSTEM, "<stdin>: cannot read: standard input is closed");
	if (!isatty(STDIN_FILENO))
		return;
	progress_stop(tool->progress); /* somebody types there */
	if (isatty(STDERR_FILENO))
		tool_warn(tool, "reading from the terminal; end with Ctrl-D, or see %s --help",
		    tool->about->name);
}

static struct roles_options
roles_options(const struct tool *tool)
{
	return (struct roles_options){ .user = tool->common.user,
		.event = tool->common.event,
		.time = tool->common.time,
		.time_format = tool->common.time_format,
		.zone = tool->zone };
}

/*
 * The name of a role, as far as it is known: before the input is open, the option's or the usual
 * one.
 */
static struct slice
role(const struct tool *tool, unsigned which, const char *option, const char *usual)
{
	struct roles_options options = roles_options(tool);

	if (tool->scan != NULL)
		return role_name(&options, scan_schema(tool->scan), which);
	return slice_text(option != NULL ? option : usual);
}

void
tool_compile(struct tool *tool)
{
	struct expr_options options = { .bare_event = true,
		.trouble = &tool->trouble,
		.zone = tool->zone,
		.time_format = tool->common.time_format,
		.week_start = tool->week_start,
		.event_column = role(tool, ROLE_EVENT, tool->common.event, "event"),
		.time_column = role(tool, ROLE_TIME, tool->common.time, "timestamp") };
	struct fault fault = { 0 };

	if (!option_exprs_compile(tool->options, &options, &fault))
		tool_check(tool, &fault);
}

void
tool_start(struct tool *tool)
{
	check_standard_input(tool);
	states_check(tool);
	if (tool->common.merge)
		return;
	if (tool->common.rejects != NULL) {
		if (!output_open(&tool->rejects, tool->common.rejects, &tool->fault)) {
			tool->rejects.fault = NULL;
			tool_check(tool, &tool->fault);
		}
		tool->scan_options.rejects = tool->rejects.descriptor;
	}
	tool->scan = scan_new(&tool->scan_options, tool->files, tool->nfile);
	progress_watch(tool->progress, tool->scan);
	if (!scan_start(tool->scan))
		scan_fail(tool);
	if (tool->common.header.n > 0 && scan_schema(tool->scan)->format == FORMAT_NDJSON)
		tool_fail(tool, EXIT_USAGE,
		    "option --header: it is for CSV, and %.200s begins like NDJSON; if it is CSV: "
		    "-i csv",
		    scan_schema(tool->scan)->file);
	tool_compile(tool);
}

int
tool_column(struct tool *tool, const char *name, unsigned flags)
{
	int column = scan_column(tool->scan, slice_text(name), flags);

	if (column < 0)
		scan_fail(tool);
	return column;
}

void
tool_roles(struct tool *tool, struct roles *roles, unsigned wanted)
{
	struct roles_options options = roles_options(tool);
	char doubt[ROLE_DOUBT];

	if (!roles_bind(roles, &options, tool->scan, wanted))
		scan_fail(tool);
	for (unsigned role = ROLE_USER; role <= ROLE_TIME; role *= 2)
		if ((wanted & role) != 0 &&
		    role_doubt(&options, scan_schema(tool->scan), role, doubt))
			tool_warn(tool, "%s", doubt);
}

void
tool_bind(struct tool *tool, struct expr *expr)
{
	if (!expr_bind(expr, tool->scan))
		scan_fail(tool);
}

int
tool_event_column(struct tool *tool, const struct expr *expr)
{
	const struct slice *names;
	size_t n;

	if (!expr_is_event(expr, &names, &n))
		return -1;
	return scan_column(tool->scan, role(tool, ROLE_EVENT, NULL, NULL), 0);
}

/* A command's work with the tool's own write and tick around it: self is this. */
struct run {
	struct tool *tool;
	const struct scan_work *work;
};

static bool
run_write(void *self, const char *ptr, size_t len)
{
	struct run *run = self;

	if (run->work->write != NULL)
		return run->work->write(run->work->self, ptr, len);
	/* what came in is passed on now: somebody may be waiting at the other end of the pipe */
	return tool_put(run->tool, ptr, len) && tool_put_flush(run->tool);
}

static bool
run_tick(void *self, const struct scan_totals *totals)
{
	struct run *run = self;

	progress_tick(run->tool->progress, totals);
	if (run->tool->trouble.is_set)
		return false;
	return run->work->tick == NULL || run->work->tick(run->work->self, totals);
}

static void *
run_thread_new(void *self, unsigned thread)
{
	struct run *run = self;

	return run->work->thread_new(run->work->self, thread);
}

static void
run_work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct run *run = self;

	if (run->work->work != NULL)
		run->work->work(run->work->self, thread, batch, block, out);
}

static void
run_turn(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct run *run = self;

	run->work->turn(run->work->self, batch, block, out);
}

static void
run_block_release(void *self, void *block)
{
	struct run *run = self;

	run->work->block_release(run->work->self, block);
}

static void
run_thread_end(void *self, void *thread)
{
	struct run *run = self;

	run->work->thread_end(run->work->self, thread);
}

/* Once, when the input is about to be read whole: a column that is not there would have told it. */
static void
advise(struct tool *tool)
{
	char advice[SCAN_ADVICE];

	if (!tool->advised && scan_advice(tool->scan, advice))
		tool_warn(tool, "%s", advice);
	tool->advised = true;
}

void
tool_tell_doubt(struct tool *tool)
{
	const char *doubt = scan_doubt(tool->scan);

	if (!tool->doubted && doubt != NULL)
		tool_warn(tool,
		    "%s; where that is wrong, --time-format says what it is: excel (a spreadsheet's "
		    "days), s, ms, us, ns, or a format such as %%Y%%m%%d%%H",
		    doubt);
	tool->doubted |= doubt != NULL;
}

static void
run_scan(struct tool *tool, const struct scan_work *work)
{
	struct run run = { .tool = tool, .work = work };
	struct scan_work around = { .self = &run,
		.block_size = work->block_size,
		.thread_new = work->thread_new != NULL ? run_thread_new : NULL,
		.work = run_work,
		.turn = work->turn != NULL ? run_turn : NULL,
		.write = run_write,
		.tick = run_tick,
		.block_release = work->block_release != NULL ? run_block_release : NULL,
		.thread_end = work->thread_end != NULL ? run_thread_end : NULL };

	advise(tool);
	if (!scan_run(tool->scan, &around) || tool->trouble.is_set)
		scan_fail(tool);
	tool_tell_doubt(tool);
}

void
tool_map(struct tool *tool, const struct scan_work *work)
{
	if (!tool_put_flush(tool)) /* the header, before the first row is waited for */
		tool_check(tool, &tool->fault);
	tool->streaming = true;
	run_scan(tool, work);
}

void
tool_fold(struct tool *tool, const struct scan_work *work)
{
	run_scan(tool, work);
}

struct scan_options
tool_beside(const struct tool *tool)
{
	struct scan_options options = SCAN_OPTIONS_DEFAULT;

	options.delimiter = tool->scan_options.delimiter;
	options.threads = tool->scan_options.threads;
	options.skip_headers = tool->scan_options.skip_headers;
	options.careful = tool->scan_options.careful;
	options.temp = tool->scan_options.temp;
	return options;
}

void
tool_rows(struct tool *tool)
{
	enum format output = tool_format(tool, false);

	if (tool->common.output_format != FORMAT_AUTO &&
	    row_reads_twice(tool->scan_options.format, output))
		tool->scan_options.twice = true;
}

struct row_plan *
tool_row_plan(struct tool *tool, bool infer, bool discover)
{
	struct row_options options = { .output = tool_format(tool, false),
		.delimiter = tool_delimiter(tool),
		.infer = infer,
		.no_header = tool->common.no_header };
	tool->headless = tool->common.no_header;
	struct row_plan *plan = row_plan_new(&options, tool->scan, &tool->fault);

	tool_check(tool, &tool->fault);
	if (discover && !row_plan_discover(plan))
		scan_fail(tool);
	return plan;
}

void
tool_header(struct tool *tool, struct row_plan *plan)
{
	struct buffer header = { 0 };

	row_plan_header(plan, &header);
	tool_write(tool, header.ptr, header.len);
	buffer_release(&header);
}
