/* --help, --version, --options. */
#include <stdio.h>
#include <stdlib.h>

#include "tool/parts.h"

#ifndef IA_VERSION
#define IA_VERSION "0"
#endif

#define WIDTH 80
#define HELP_COLUMN_MAX 30

static void
add(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

static void
add_blanks(struct buffer *out, size_t n)
{
	while (n-- > 0)
		buffer_byte(out, ' ');
}

/* Words of text from the cursor's column on, wrapped to WIDTH, later lines indented. */
static void
add_wrapped(struct buffer *out, const char *text, size_t at, size_t indent)
{
	bool first = true;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (!first && at + 1 + len > WIDTH) {
			buffer_byte(out, '\n');
			add_blanks(out, indent);
			at = indent;
		} else if (!first) {
			buffer_byte(out, ' ');
			at++;
		}
		buffer_add(out, text, len);
		at += len;
		text += len;
		text += *text == ' ';
		first = false;
	}
	buffer_byte(out, '\n');
}

/* "-s, --steps A,B,..." */
static size_t
left_side(const struct option *o, char *out, size_t size)
{
	char letter[8] = "";
	int n;

	if (o->letter != 0)
		snprintf(letter, sizeof letter, "-%c", o->letter);
	n = snprintf(out, size, "%s%s%s%s%s%s", o->letter != 0 ? letter : "  ",
	    o->name == NULL      ? ""
		: o->letter != 0 ? ", "
				 : "  ",
	    o->name != NULL ? "--" : "", o->name != NULL ? o->name : "",
	    o->argument != NULL ? " " : "", o->argument != NULL ? o->argument : "");
	return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

static size_t
help_column(const struct option_list *list)
{
	char left[200];
	size_t column = 0;

	for (size_t k = 0; k < list->n; k++) {
		size_t n = left_side(&list->slot[k].option, left, sizeof left) + 4;

		if (list->slot[k].common || option_is_hidden(&list->slot[k].option))
			continue;
		if (n > column && n <= HELP_COLUMN_MAX)
			column = n;
	}
	return column > 0 ? column : HELP_COLUMN_MAX;
}

static void
add_own_options(const struct option_list *list, struct buffer *out)
{
	size_t column = help_column(list);
	char left[200];

	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;
		size_t n;

		if (list->slot[k].common || option_is_hidden(o))
			continue;
		n = left_side(o, left, sizeof left) + 2;
		add(out, "  ");
		add(out, left);
		if (n + 2 > column) {
			buffer_byte(out, '\n');
			n = 0;
		}
		add_blanks(out, column - n);
		add_wrapped(out, o->help, column, column);
	}
}

/* The common options in a few lines: -i FORMAT, -o FORMAT, ... */
static void
add_common_options(const struct option_list *list, struct buffer *out)
{
	size_t at = sizeof "Common:" - 1;

	add(out, "Common:");
	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;
		char text[100];
		int n;

		if (!list->slot[k].common || option_is_hidden(o))
			continue;
		if (o->letter != 0 && (o->argument != NULL || o->name == NULL))
			n = snprintf(text, sizeof text, " -%c", o->letter);
		else
			n = snprintf(text, sizeof text, " --%s", o->name);
		if (o->argument != NULL)
			n += snprintf(text + n, sizeof text - (size_t)n, " %s", o->argument);
		if (at + (size_t)n + 1 > WIDTH) {
			add(out, "\n       ");
			at = 7;
		}
		add(out, text);
		buffer_byte(out, ',');
		at += (size_t)n + 1;
	}
	out->len--; /* the last comma */
	add(out,
	    at + sizeof "; see ia(7)" - 2 > WIDTH ? ";\n        see ia(7)\n" : "; see ia(7)\n");
}

/* Its lines: behind the word where all fit, else below it. */
static void
add_example(const char *example, struct buffer *out)
{
	bool below = false;

	for (const char *p = example; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n')
		below = below || strcspn(p, "\n") + sizeof "Example: " - 1 > WIDTH || p != example;
	add(out, below ? "Example:\n" : "Example: ");
	for (const char *p = example; *p != '\0';) {
		size_t len = strcspn(p, "\n");

		add(out, below ? "  " : "");
		buffer_add(out, p, len);
		buffer_byte(out, '\n');
		p += len;
		p += *p == '\n';
	}
}

void
help_write(const struct tool *tool, struct buffer *out)
{
	const struct about *about = tool->about;
	size_t indent = sizeof "Usage: " + strlen(about->name);

	add(out, about->name);
	add(out, ": ");
	add_wrapped(out, about->line, strlen(about->name) + 2, 4);
	add(out, "Usage: ");
	add(out, about->name);
	buffer_byte(out, ' ');
	add_wrapped(out, about->synopsis, indent, indent);
	buffer_byte(out, '\n');
	add_own_options(tool->options, out);
	add_common_options(tool->options, out);
	if (about->example != NULL)
		add_example(about->example, out);
}

/*
 * A line an option: name, letter, argument, own or common, help; tabs between, - for what there is
 * not.
 */
void
options_write(const struct tool *tool, struct buffer *out)
{
	const struct option_list *list = tool->options;

	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;
		char letter[3] = { '-', o->letter, '\0' };

		if (option_is_hidden(o))
			continue;
		if (o->name != NULL)
			add(out, "--");
		add(out, o->name != NULL ? o->name : letter);
		buffer_byte(out, '\t');
		add(out, letter);
		buffer_byte(out, '\t');
		add(out, o->argument != NULL ? o->argument : "-");
		add(out, list->slot[k].common ? "\tcommon\t" : "\town\t");
		add(out, o->help);
		buffer_byte(out, '\n');
	}
}

void
tool_tell(struct tool *tool, const char *what, const char *shell)
{
	struct buffer text = { 0 };
	char quoted[FAULT_QUOTE];

	if (strcmp(what, "help") == 0) {
		help_write(tool, &text);
	} else if (strcmp(what, "version") == 0) {
		add(&text, tool->about->name);
		add(&text, " " IA_VERSION "\n");
	} else if (strcmp(what, "options") == 0) {
		options_write(tool, &text);
	} else if (!completion_write(tool, shell, &text)) {
		tool_fail(tool, EXIT_USAGE,
		    "option --completion: expected bash, zsh or fish, found %s",
		    fault_quote(quoted, shell, strlen(shell)));
	}
	output_write(&tool->out, text.ptr, text.len);
	if (!output_close(&tool->out))
		tool_fail(tool, tool->fault.exit, "%s", tool->fault.text);
	exit(EXIT_DONE);
}
