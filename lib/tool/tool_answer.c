/* Answers: their format, their columns, the width that there is for them. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "tool/parts.h"

enum format
tool_format(struct tool *tool, bool answer)
{
	if (!answer && tool->common.output_format == FORMAT_TABLE)
		tool_fail(tool, EXIT_USAGE,
		    "option --output: rows go out as csv, tsv or ndjson, not as a table");
	if (tool->common.output_format != FORMAT_AUTO)
		return (enum format)tool->common.output_format;
	if (answer && isatty(STDOUT_FILENO))
		return FORMAT_TABLE;
	return tool->scan != NULL ? scan_schema(tool->scan)->format : FORMAT_CSV;
}

bool
tool_for_eyes(const struct tool *tool)
{
	int format = tool->common.output_format;

	return (format == FORMAT_AUTO || format == FORMAT_TABLE) && isatty(STDOUT_FILENO);
}

char
tool_delimiter(const struct tool *tool)
{
	const struct schema *schema = tool->scan != NULL ? scan_schema(tool->scan) : NULL;

	if (tool->scan_options.delimiter != 0)
		return tool->scan_options.delimiter;
	return schema != NULL && schema->format == FORMAT_CSV ? schema->delimiter : ',';
}

/* Columns of the terminal that standard output is; 0: it is none, or nobody knows. */
static size_t
terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	uint64_t n;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	if (columns == NULL || !count_read(columns, strlen(columns), &n) || n > SIZE_MAX)
		return 0;
	return (size_t)n;
}

struct writer *
tool_answer_names(struct tool *tool, const struct slice *names, size_t n)
{
	tool->answering = true;
	writer_init_names(&tool->writer, &tool->text, tool_format(tool, true), tool_delimiter(tool),
	    names, n, false);
	writer_fit(&tool->writer, terminal_width());
	return &tool->writer;
}

struct writer *
tool_answer_more(struct tool *tool, const char *columns, char *const *more, size_t n)
{
	size_t before = 1, k = 0;

	for (const char *p = columns; *p != '\0'; p++)
		before += *p == ',';
	struct slice *name = memory_array(before + n, sizeof *name);

	for (const char *p = columns; k < before; k++) {
		name[k] = slice_of(p, strcspn(p, ","));
		p += name[k].len + (k + 1 < before);
	}
	for (; k < before + n; k++)
		name[k] = slice_text(more[k - before]);
	struct writer *writer = tool_answer_names(tool, name, before + n);

	free(name);
	return writer;
}

struct writer *
tool_answer(struct tool *tool, const char *columns)
{
	return tool_answer_more(tool, columns, NULL, 0);
}
