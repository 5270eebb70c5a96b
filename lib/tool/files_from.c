/* --files-from: operands from a file, one a line, or with -0 behind each other with a NUL. */
#include <stdlib.h>

#include "base/memory.h"
#include "tool/parts.h"

/* Where the next name ends; *next: behind what ends it. */
static char *
name_end(char *ptr, char *end, bool null, char **next)
{
	char *stop = memchr(ptr, null ? '\0' : '\n', (size_t)(end - ptr));

	*next = stop != NULL ? stop + 1 : end;
	stop = stop != NULL ? stop : end;
	if (!null && stop > ptr && stop[-1] == '\r')
		stop--;
	return stop;
}

static void
add_name(struct tool *tool, char *name)
{
	if (strcmp(tool->common.files_from, "-") == 0 && strcmp(name, "-") == 0)
		tool_fail(tool, EXIT_USAGE,
		    "option --files-from: standard input is the list; it cannot be a file of it");
	tool->files = memory_resize(tool->files, tool->nfile + 2, sizeof *tool->files);
	tool->files[tool->nfile++] = name;
}

void
files_from(struct tool *tool)
{
	const char *path = tool->common.files_from;
	bool null = tool->common.null, standard;
	char quoted[FAULT_QUOTE], *next, *end;
	struct slice text;

	if (path == NULL)
		return;
	if (!tool->about->takes_files)
		tool_fail(tool, EXIT_USAGE,
		    "option --files-from: no files are read here; see %s --help",
		    tool->about->name);
	standard = strcmp(path, "-") == 0;
	text = tool_read_file(tool, standard ? "/dev/stdin" : path);
	if (!null && text.len > 0 && memchr(text.ptr, '\0', text.len) != NULL)
		tool_fail(tool, EXIT_USAGE,
		    "option --files-from: NUL bytes between the names: give -0 too");
	tool->list = memory_text(text.ptr, text.len);
	end = tool->list + text.len;
	for (char *p = tool->list; p < end; p = next) {
		char *stop = name_end(p, end, null, &next);

		*stop = '\0';
		if (stop > p)
			add_name(tool, p);
	}
	if (tool->nfile == 0)
		tool_fail(tool, EXIT_USAGE, "option --files-from: no file is named in %s",
		    standard ? "<stdin>" : fault_quote(quoted, path, strlen(path)));
}
