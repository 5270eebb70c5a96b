#include "ia/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define HINT "\nia TOOL runs one, ia help TOOL explains it, ia describe TOOL for programs.\n"
#define NAME_ROOM 256
#define DESCRIPTION_ROOM (1u << 20)

void
list_write(struct tool *tool, const struct tools *tools, bool plain)
{
	struct buffer *out = &tool->text;

	for (size_t k = 0; k < tools->n; k++) {
		const struct listed *t = &tools->at[k];
		char name[NAME_ROOM];

		if (!plain && (k == 0 || t->order != t[-1].order)) {
			buffer_add(out, "\n", k > 0);
			buffer_add(out, t->job, strlen(t->job));
			buffer_byte(out, '\n');
		}
		snprintf(name, sizeof name, plain ? "%s\t" : "  %-11s ", t->name + 3);
		buffer_add(out, name, strlen(name));
		buffer_add(out, t->line, strlen(t->line));
		buffer_byte(out, '\n');
	}
	if (!plain)
		buffer_add(out, HINT, sizeof HINT - 1);
	tool_write(tool, out->ptr, out->len);
}

void
list_answer(struct tool *tool, const struct tools *tools)
{
	struct writer *w = tool_answer(tool, "tool,job,line");

	for (size_t k = 0; k < tools->n; k++) {
		write_text(w, slice_text(tools->at[k].name));
		write_text(w, slice_text(tools->at[k].job));
		write_text(w, slice_text(tools->at[k].line));
		write_end(w);
	}
}

void
list_describe(struct tool *tool, const struct tools *tools)
{
	char *text = memory_array(DESCRIPTION_ROOM, 1);

	for (size_t k = 0; k < tools->n; k++) {
		char path[PATH_MAX + NAME_ROOM];
		char *argument[] = { path, (char *)"--describe", NULL };

		snprintf(path, sizeof path, "%s/%s", tools->folder, tools->at[k].name);
		if (!run_quietly(argument, text, DESCRIPTION_ROOM))
			tool_fail(tool, EXIT_SYSTEM, "%s --describe: failed", tools->at[k].name);
		tool_write(tool, text, strlen(text));
	}
	free(text);
}
