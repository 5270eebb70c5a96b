/* The third shape of work: rows to users, with the tool's memory, folder, progress and output. */
#include "tool/parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "event/reach.h"

struct run {
	struct tool *tool;
	const struct sequence_spec *spec;
	uint64_t later; /* events than --until */
	char last[REACH_SENTENCE], first[REACH_SENTENCE];
	/* --partial, --merge: */
	const struct analysis *analysis;
	void *self;
	struct reach reach;
	uint64_t print; /* of users and times: the same for no other rows */
};

/* Odd numbers, the same for ever. */
#define PRINT_TIME UINT64_C(0x9E3779B97F4A7C15)
#define PRINT_FACTOR UINT64_C(0xC2B2AE3D27D4EB4F)

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
	uint64_t print = 0;

	run->spec->rows(run->spec->self, thread, batch, times, sink);
	for (size_t i = 0; run->tool->common.partial && i < batch->nrow; i++)
		if (!batch_skips(batch, i))
			print += hash_fold((uint64_t)times[i] ^ PRINT_TIME, PRINT_FACTOR);
	if (print != 0)
		__atomic_fetch_add(&run->print, print, __ATOMIC_RELAXED);
}

static void
run_ended(void *self, const struct sequence_end *end)
{
	struct run *run = self;

	struct sequence_end mine = *end;

	run->later = end->later;
	mine.part = run->tool->common.partial;
	if (mine.part && end->reach != &run->reach)
		reach_merge(&run->reach, end->reach);
	if (!reach_odd(end->reach, REACH_LAST, run->last))
		*run->last = '\0';
	if (!reach_odd(end->reach, REACH_FIRST, run->first))
		*run->first = '\0';
	if (run->spec->ended != NULL)
		run->spec->ended(run->spec->self, &mine);
}

static void
run_user(void *self, void *thread, const struct sequence *sequence, struct sequence_reply *reply)
{
	struct run *run = self;

	run->spec->user(run->spec->self, thread, sequence, reply);
	if (run->tool->common.partial)
		__atomic_fetch_add(&run->print,
		    hash_published(sequence->user.ptr, sequence->user.len), __ATOMIC_RELAXED);
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
run_sequences(struct run *run)
{
	struct tool *tool = run->tool;
	const struct sequence_spec *spec = run->spec;
	struct sequence_spec around = *spec;

	around.self = run;
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
	if (!tool->common.partial)
		tell_ends(run);
	tool_tell_doubt(tool);
	return true;
}

void
tool_sequences(struct tool *tool, const struct sequence_spec *spec)
{
	struct run run = { .tool = tool, .spec = spec, .last = "", .first = "" };

	if (!run_sequences(&run))
		scan_fail(tool);
}

/* What every analysis holds: how far the times go, and what the analysis says. */
static void
run_state(void *self, struct state *state)
{
	struct run *run = self;

	reach_state(&run->reach, state);
	if (state_more(state, "later", run->later > 0))
		state_sum(state, &run->later);
	run->analysis->state(run->self, state);
}

static void
check_analysis(struct tool *tool, const struct analysis *analysis, const void *self)
{
	if (analysis->fault != NULL)
		tool_check_asked(tool, analysis->fault(self));
}

void
tool_remarks(struct tool *tool, const struct analysis *analysis, const void *self)
{
	struct remark remark = { .text = "" };

	for (size_t at = 0; !tool->remarked && analysis->remark(self, &at, &remark);) {
		if (remark.in_vain)
			tool_doubt(tool, remark.text);
		else
			tool_warn(tool, "%s", remark.text);
		remark = (struct remark){ .text = "" };
	}
	tool->remarked = true;
}

/* --partial: the state instead of an answer; the end. */
static _Noreturn void
end_partial(struct run *run, struct states *states)
{
	states_write(states, run_state, run);
	check_analysis(run->tool, run->analysis, run->self);
	states_release(states);
	reach_release(&run->reach);
	exit(tool_close(run->tool));
}

/* --merge: what the parts hold, in the place of a run. */
static void
merge(struct run *run)
{
	struct tool *tool = run->tool;
	struct sequence_end end = { .reach = &run->reach, .part = tool->common.partial };
	struct states states;

	states_init(&states, tool);
	states_read(&states, run_state, run);
	check_analysis(tool, run->analysis, run->self);
	end.later = run->later;
	run_ended(run, &end);
	if (tool->common.partial)
		end_partial(run, &states);
	tell_ends(run);
	states_release(&states);
}

static void
run_or_merge(struct run *run, struct roles *roles)
{
	struct tool *tool = run->tool;
	struct states states;
	struct sequence_spec spec = { 0 };

	run->analysis->sequences(run->self, roles, &spec);
	run->spec = &spec;
	if (tool->common.merge) {
		merge(run);
		return;
	}
	if (!run_sequences(run)) {
		tool_check(tool, &tool->fault);
		check_analysis(tool, run->analysis, run->self);
		scan_fail(tool);
	}
	if (!tool->common.partial)
		return;
	states_init(&states, tool);
	states_own(&states, scan_totals(tool->scan)->read, run->print);
	end_partial(run, &states);
}

void
tool_whole(struct tool *tool, const char *sentence)
{
	if (tool->common.partial || tool->common.merge)
		tool_require(tool, sentence);
}

void
tool_analyse(struct tool *tool, const struct analysis *analysis, void *self)
{
	struct run run = { .tool = tool,
		.last = "",
		.first = "",
		.analysis = analysis,
		.self = self };
	struct roles roles = { .user = -1, .event = -1, .time = -1 };

	check_analysis(tool, analysis, self);
	if (analysis->state == NULL)
		tool_whole(tool, "partial: this answer does not add up over parts");
	if (!tool->common.merge) {
		tool_roles(tool, &roles, analysis->roles(self));
		if (!analysis->bind(self, tool->scan))
			scan_fail(tool);
	}
	reach_init(&run.reach);
	run_or_merge(&run, &roles);
	reach_release(&run.reach);
	if (analysis->total != NULL)
		analysis->total(self);
	tool_check(tool, &tool->fault);
	check_analysis(tool, analysis, self);
	tool_remarks(tool, analysis, self);
}
