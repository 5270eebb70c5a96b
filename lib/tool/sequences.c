/* The third shape of work: rows to users, with the tool's memory, folder, progress and output. */
#include "tool/parts.h"

struct run {
	struct tool *tool;
	const struct sequence_spec *spec;
};

static void *
run_thread_new(void *self, unsigned thread)
{
	struct run *run = self;

	return run->spec->thread_new(run->spec->self, thread);
}

static void
run_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink)
{
	struct run *run = self;

	run->spec->rows(run->spec->self, thread, batch, times, sink);
}

static void
run_user(void *self, void *thread, const struct sequence *sequence, struct sequence_reply *reply)
{
	struct run *run = self;

	run->spec->user(run->spec->self, thread, sequence, reply);
}

static bool
run_emit(void *self, const char *ptr, size_t len)
{
	struct run *run = self;

	if (run->spec->emit != NULL)
		return run->spec->emit(run->spec->self, ptr, len);
	return tool_put(run->tool, ptr, len);
}

static bool
run_tick(void *self, const struct scan_totals *totals)
{
	struct run *run = self;

	progress_tick(run->tool->progress, totals);
	return run->spec->tick == NULL || run->spec->tick(run->spec->self, totals);
}

static void
run_thread_end(void *self, void *thread)
{
	struct run *run = self;

	run->spec->thread_end(run->spec->self, thread);
}

void
tool_sequences(struct tool *tool, const struct sequence_spec *spec)
{
	struct run run = { .tool = tool, .spec = spec };
	struct sequence_spec around = *spec;
	const struct fault *fault;

	around.self = &run;
	around.memory = spec->memory != 0 ? spec->memory : tool_memory(tool);
	around.temp = spec->temp != NULL ? spec->temp : tool->common.temp;
	around.thread_new = spec->thread_new != NULL ? run_thread_new : NULL;
	around.rows = run_rows;
	around.user = run_user;
	around.emit = run_emit;
	around.tick = run_tick;
	around.thread_end = spec->thread_end != NULL ? run_thread_end : NULL;
	if (!sequences_run(tool->scan, &around)) {
		tool_check(tool, &tool->fault);
		fault = scan_fault(tool->scan);
		tool_fail(tool, fault_is_set(fault) ? fault->exit : EXIT_SYSTEM, "%s", fault->text);
	}
}
