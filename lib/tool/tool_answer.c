/* Answers: their format, their columns, the width that there is for them. */
#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "tool/parts.h"
#include "write/row_table.h"

static enum format
asked_format(const struct tool *tool, bool answer)
{
	if (tool->common.output_format != FORMAT_AUTO)
		return (enum format)tool->common.output_format;
	if (answer && isatty(STDOUT_FILENO) && !tool->common.bom)
		return FORMAT_TABLE;
	return tool->scan != NULL ? scan_schema(tool->scan)->format : FORMAT_CSV;
}

enum format
tool_format(struct tool *tool, bool answer)
{
	enum format format = asked_format(tool, answer);

	if (tool->common.bom && format != FORMAT_CSV && format != FORMAT_TSV)
		tool_fail(tool, EXIT_USAGE, "option --bom: it is for CSV; give -o csv too");
	if (answer || (format != FORMAT_TABLE && format != FORMAT_MD))
		return format;
	tool->rows_wanted = true;
	return FORMAT_CELLS;
}

bool
tool_for_eyes(const struct tool *tool)
{
	int format = tool->common.output_format;
	bool wanted = format == FORMAT_AUTO ? !tool->common.bom : format == FORMAT_TABLE;

	if (tool->common.partial || tool->common.merge)
		return false; /* parts do not know each other's answer */
	return wanted && isatty(STDOUT_FILENO);
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

/* Asked of the environment: setlocale would change how numbers are read and written. */
static bool
shows_blocks(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *terminal = getenv("TERM"), *locale = NULL;

	for (size_t k = 0; k < sizeof names / sizeof *names && (locale == NULL || *locale == '\0');
	     k++)
		locale = getenv(names[k]);
	if (locale == NULL || (terminal != NULL && strcmp(terminal, "dumb") == 0))
		return false;
	for (; *locale != '\0'; locale++)
		if (strncasecmp(locale, "UTF-8", 5) == 0 || strncasecmp(locale, "UTF8", 4) == 0)
			return true;
	return false;
}

/* What is no terminal gets the same bytes whatever the environment says. */
static bool
is_ascii(void)
{
	return isatty(STDOUT_FILENO) && !shows_blocks();
}

struct writer *
tool_answer_names(struct tool *tool, const struct slice *names, size_t n)
{
	tool->answering = true;
	writer_init_names(&tool->writer, &tool->text, tool_format(tool, true), tool_delimiter(tool),
	    names, n, false);
	writer_fit(&tool->writer, terminal_width());
	if (is_ascii())
		writer_ascii(&tool->writer);
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

/* Before the first byte: the mark, or what lays out rows. */
static bool
begin_output(struct tool *tool)
{
	tool->began = true;
	if (isatty(STDOUT_FILENO)) /* what comes says how far it is */
		progress_stop(tool->progress);
	if (tool->rows_wanted)
		tool->rows =
		    row_table_new(&(struct row_table_options){ .delimiter = tool_delimiter(tool),
			.md = tool->common.output_format == FORMAT_MD,
			.headless = tool->headless,
			.ascii = is_ascii(),
			.width = terminal_width() });
	return !tool->common.bom || output_write(&tool->out, "\xEF\xBB\xBF", 3);
}

/* Writes what text holds, and frees it. */
static bool
pass_on(struct tool *tool, struct buffer *text)
{
	bool good = output_write(&tool->out, text->ptr, text->len);

	buffer_release(text);
	return good;
}

bool
tool_put(struct tool *tool, const char *ptr, size_t len)
{
	struct buffer laid = { 0 };

	if (len == 0)
		return true;
	if (!tool->began && !begin_output(tool))
		return false;
	if (tool->rows == NULL)
		return output_write(&tool->out, ptr, len);
	row_table_add(tool->rows, ptr, len, &laid);
	return pass_on(tool, &laid);
}

/* On a terminal somebody waits for the first rows; elsewhere the bytes depend on the rows alone. */
bool
tool_put_flush(struct tool *tool)
{
	struct buffer laid = { 0 };

	if (tool->rows != NULL && isatty(STDOUT_FILENO))
		row_table_settle(tool->rows, &laid);
	return pass_on(tool, &laid) && output_flush(&tool->out);
}

bool
tool_put_end(struct tool *tool)
{
	struct buffer laid = { 0 };

	if (tool->rows != NULL)
		row_table_end(tool->rows, &laid);
	return pass_on(tool, &laid);
}
