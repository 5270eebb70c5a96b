/* States of parts: what made them, writing the own, reading those of others. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/number.h"
#include "shard/split.h"
#include "tool/parts.h"

/* What changes no answer, or is no question. */
static const char *const aside[] = { "input", "output", "bom", "delimiter", "memory", "temp",
	"threads", "files-from", "null", "header", "no-header", "headers", "rejects", "max-rejects",
	"strict", "quiet", "progress", "no-config", "partial", "part", "merge", "merge-states",
	"expect", "expect-rows" };

static bool
read_part(const char *text, uint64_t *part, uint64_t *nparts)
{
	const char *slash = strchr(text, '/');

	return slash != NULL && count_read(text, (size_t)(slash - text), part) &&
	    count_read(slash + 1, strlen(slash + 1), nparts) && *part < *nparts &&
	    *nparts <= SPLIT_PARTS;
}

void
states_check(struct tool *tool)
{
	const struct common_options *c = &tool->common;
	bool rows = tool_asks(tool, "expect-rows"), expects = c->expect > 0 || rows;
	uint64_t part, nparts;

	if (c->part != NULL && !read_part(c->part, &part, &nparts))
		tool_require(tool,
		    "part: expected a part and how many there are, from 0/64 to 63/64, at most "
		    "10000 parts");
	if (c->part != NULL && (!c->partial || c->merge))
		tool_require(tool, "part: it goes with --partial, which writes a part's state");
	if (tool_asks(tool, "expect") && c->expect == 0)
		tool_require(tool, "expect: expected how many parts there are, at least 1");
	if (expects && (!c->merge || c->partial))
		tool_require(tool,
		    c->expect > 0 ? "expect: it goes with --merge, where the answer is made"
				  : "expect-rows: it goes with --merge, where the answer is made");
	if (c->merge && !c->partial && !expects)
		tool_require(tool,
		    "merge: say how many parts there must be (--expect N) or rows (--expect-rows "
		    "N): what loses a part may still report success");
}

static bool
is_aside(const struct option_slot *slot)
{
	const struct option *o = &slot->option;
	bool found = o->name == NULL || (o->kind == OPTION_CALL && o->call == NULL);

	for (size_t k = 0; k < sizeof aside / sizeof *aside && !found && slot->common; k++)
		found = strcmp(aside[k], o->name) == 0;
	return found;
}

static void
add_texts(struct buffer *out, const struct texts *texts)
{
	for (size_t k = 0; k < texts->n; k++) {
		if (k > 0)
			buffer_byte(out, '\n');
		buffer_add(out, texts->at[k], strlen(texts->at[k]));
	}
}

static void
add_count(struct buffer *out, uint64_t n)
{
	char text[NUMBER_WIDTH];

	buffer_add(out, text, count_write(text, n));
}

/* What it means, not how it was typed: 168h is 7d. Nothing: it is not asked for. */
static void
add_value(const struct option_list *list, const struct option_slot *slot, struct buffer *out)
{
	const struct option *o = &slot->option;
	const void *at = (const char *)slot->base + o->offset;
	char text[NUMBER_WIDTH];
	const char *said = o->kind == OPTION_TEXT ? *(const char *const *)at
	    : o->kind == OPTION_CALL              ? slot->said
						  : NULL;

	switch (o->kind) {
	case OPTION_FLAG: buffer_add(out, "yes", *(const bool *)at ? 3 : 0); return;
	case OPTION_COUNT:
	case OPTION_SIZE: add_count(out, *(const uint64_t *)at); return;
	case OPTION_NUMBER: buffer_add(out, text, number_write(text, *(const double *)at)); return;
	case OPTION_DURATION: add_count(out, (uint64_t) * (const int64_t *)at); return;
	case OPTION_CHOICE:
		if (*(const int *)at >= 0)
			buffer_add(out, option_chosen(slot).ptr, option_chosen(slot).len);
		return;
	case OPTION_TEXTS:
	case OPTION_LIST: add_texts(out, at); return;
	case OPTION_EXPR:
	case OPTION_EXPRS:
	case OPTION_NAMED: option_expr_texts(list, o, out); return;
	default: buffer_add(out, said, said != NULL ? strlen(said) : 0); return;
	}
}

void
states_init(struct states *states, struct tool *tool)
{
	size_t end[STATE_OPTIONS], n = 0, from = 0;

	*states = (struct states){ .tool = tool };
	for (size_t k = 0; k < tool->options->n && n < STATE_OPTIONS; k++) {
		const struct option_slot *slot = &tool->options->slot[k];
		struct buffer value = { 0 };

		if (is_aside(slot))
			continue;
		add_value(tool->options, slot, &value);
		if (value.len > 0) {
			buffer_add(&states->values, value.ptr, value.len);
			states->option[n].name = slot->option.name;
			end[n++] = states->values.len;
		}
		buffer_release(&value);
	}
	for (size_t k = 0; k < n; from = end[k++])
		states->option[k].value = slice_of(states->values.ptr + from, end[k] - from);
	states->maker = (struct state_maker){ .tool = tool->about->name,
		.version = IA_VERSION,
		.option = states->option,
		.noption = n };
}

void
states_release(struct states *states)
{
	state_total_release(&states->total);
	buffer_release(&states->values);
}

void
states_own(struct states *states, uint64_t rows, uint64_t print)
{
	const char *text = states->tool->common.part;
	uint64_t part = 0, nparts = 0;

	if (text != NULL)
		read_part(text, &part, &nparts);
	state_total_own(&states->total, (uint32_t)part, (uint32_t)nparts, rows, print);
}

void
states_write(struct states *states, void (*each)(void *self, struct state *state), void *self)
{
	struct tool *tool = states->tool;
	struct state *state = state_writer(tool_sink, tool, &tool->fault);

	if (state_begin(state, &states->maker, &states->total))
		each(self, state);
	tool_check(tool, &tool->fault);
	state_end(state);
	tool_check(tool, &tool->fault);
	state_free(state);
}

static void
read_input(struct states *states, const char *path, void (*each)(void *self, struct state *state),
    void *self)
{
	struct tool *tool = states->tool;
	bool standard = path == NULL || strcmp(path, "/dev/stdin") == 0;
	int descriptor = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct state *state;

	if (descriptor < 0)
		fault_system(&tool->fault, "%.200s: cannot open", path);
	tool_check(tool, &tool->fault);
	state = state_reader(descriptor, standard ? "<stdin>" : path, &tool->fault);
	while (state_begin(state, &states->maker, &states->total)) {
		each(self, state);
		state_end(state);
		tool_check(tool, &tool->fault);
	}
	tool_check_asked(tool, &tool->fault);
	state_free(state);
	if (!standard)
		close(descriptor);
}

void
states_read(struct states *states, void (*each)(void *self, struct state *state), void *self)
{
	struct tool *tool = states->tool;
	const struct common_options *c = &tool->common;

	if (tool->nfile == 0)
		read_input(states, NULL, each, self);
	for (size_t k = 0; k < tool->nfile; k++)
		read_input(states, tool->files[k], each, self);
	if (!c->partial)
		state_total_check(&states->total, c->expect, tool_asks(tool, "expect-rows"),
		    c->expect_rows, &tool->fault);
	if (c->partial && states->total.nstate == 0)
		fault_set(&tool->fault, EXIT_SYSTEM, "there is no state to merge");
	tool_check_asked(tool, &tool->fault);
}
