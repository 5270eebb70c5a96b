/* The third shape of work: rows to users, with the tool's memory, folder, progress and output. */
#include "tool/parts.h"

#include <stdio.h>

struct run {
	struct tool *tool;
	const struct sequence_spec *spec;
	uint64_t later; /* events than --until */
	char last[REACH_SENTENCE], first[REACH_SENTENCE];
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
run_ended(void *self, const struct sequence_end *end)
{
	struct run *run = self;

	run->later = end->later;
	if (!reach_odd(end->reach, REACH_LAST, run->last))
		*run->last = '\0';
	if (!reach_odd(end->reach, REACH_FIRST, run->first))
		*run->first = '\0';
	if (run->spec->ended != NULL)
		run->spec->ended(run->spec->self, end);
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
	return output_write(&run->tool->out, ptr, len);
}

static bool
run_tick(void *self, const struct scan_totals *totals)
{
	struct run *run = self;

	progress_tick(run->tool->progress, totals);
	if (run->tool->trouble.is_set)
		return false;
	return run->spec->tick == NULL || run->spec->tick(run->spec->self, totals);
}

static void
run_thread_end(void *self, void *thread)
{
	struct run *run = self;

	run->spec->thread_end(run->spec->self, thread);
}

static bool
has_option(const struct tool *tool, const char *name)
{
	for (size_t k = 0; k < tool->options->n; k++) {
		const char *of = tool->options->slot[k].option.name;

		if (of != NULL && strcmp(of, name) == 0)
			return true;
	}
	return false;
}

/* One event can make a whole answer wrong: the data seems to go as far as its last. */
static void
tell_ends(struct run *run)
{
	struct tool *tool = run->tool;
	const char *until = has_option(tool, "until") ? "--until" : "--as-of";

	if (run->later > 0)
		tool_warn(tool, "%llu events are later than --until: they are not seen",
		    (unsigned long long)run->later);
	if (*run->last != '\0' && !run->spec->bounded)
		tool_warn(tool, "%s; %s leaves it out", run->last, until);
	if (*run->first != '\0')
		tool_warn(tool, "%s; ia-clean --where leaves it out", run->first);
}

/* false: a fault, of the output or of the scan or of who was called */
static bool
run_sequences(struct tool *tool, const struct sequence_spec *spec)
{
	struct run run = { .tool = tool, .spec = spec, .last = "", .first = "" };
	struct sequence_spec around = *spec;

	around.self = &run;
	around.ends = tool->common.until != NULL;
	around.until = tool->until;
	around.memory = spec->memory != 0 ? spec->memory : tool_memory(tool);
	around.temp = spec->temp != NULL ? spec->temp : tool->common.temp;
	around.thread_new = spec->thread_new != NULL ? run_thread_new : NULL;
	around.rows = run_rows;
	around.ended = run_ended;
	around.user = run_user;
	around.emit = run_emit;
	around.tick = run_tick;
	around.thread_end = spec->thread_end != NULL ? run_thread_end : NULL;
	if (!sequences_run(tool->scan, &around) || tool->trouble.is_set)
		return false;
	progress_erase();
	tell_ends(&run);
	tool_tell_doubt(tool);
	return true;
}

void
tool_sequences(struct tool *tool, const struct sequence_spec *spec)
{
	if (!run_sequences(tool, spec))
		scan_fail(tool);
}

static void
check_analysis(struct tool *tool, const struct analysis *analysis, const void *self)
{
	if (analysis->fault != NULL)
		tool_check_asked(tool, analysis->fault(self));
}

void
tool_analyse(struct tool *tool, const struct analysis *analysis, void *self)
{
	struct sequence_spec spec = { 0 };
	struct remark remark;
	struct roles roles;
	bool good;

	check_analysis(tool, analysis, self);
	tool_roles(tool, &roles, analysis->roles(self));
	if (!analysis->bind(self, tool->scan))
		scan_fail(tool);
	analysis->sequences(self, &roles, &spec);
	good = run_sequences(tool, &spec);
	if (good && analysis->total != NULL)
		analysis->total(self);
	tool_check(tool, &tool->fault);
	check_analysis(tool, analysis, self);
	if (!good)
		scan_fail(tool);
	remark.text[0] = '\0';
	for (size_t at = 0; analysis->remark(self, &at, &remark); remark.text[0] = '\0')
		tool_warn(tool, "%s", remark.text);
}
