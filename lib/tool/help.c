/* --help, --version, --options. */
#include <stdio.h>
#include <stdlib.h>

#include "tool/parts.h"

#ifndef IA_VERSION
#define IA_VERSION "0"
#endif

#define WIDTH 80
#define HEIGHT 24
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

/*
 * Words of text from the cursor's column on, wrapped to WIDTH, later lines indented. A tab is a
 * blank inside a word.
 */
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
		for (size_t k = 0; k < len; k++)
			buffer_byte(out, text[k] == '\t' ? ' ' : text[k]);
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

static const struct together *
together_of(const struct about *about, const struct option *o)
{
	for (const struct together *t = about->together; t != NULL && t->options != NULL; t++)
		if (is_listed(t->options, o->name))
			return t;
	return NULL;
}

/* One line of --help: an option, or several with one help. */
struct entry {
	char left[200];
	const char *help;
};

static bool
is_shown(const struct option_slot *slot)
{
	return !slot->common && !option_is_hidden(&slot->option);
}

/* "    --trim, --lower, --upper COL"; the place behind the last of them that stand in a row. */
static size_t
entry_make(const struct tool *tool, size_t k, struct entry *entry)
{
	const struct option_slot *slot = tool->options->slot;
	const struct together *t = together_of(tool->about, &slot[k].option);
	struct option first = slot[k].option;
	size_t n;

	entry->help = t != NULL ? t->help : first.help;
	if (t != NULL)
		first.argument = NULL;
	n = left_side(&first, entry->left, sizeof entry->left);
	for (first = slot[k++].option; t != NULL && k < tool->options->n; k++) {
		if (!is_shown(&slot[k]) || !is_listed(t->options, slot[k].option.name))
			break;
		n += (size_t)snprintf(entry->left + n, sizeof entry->left - n, ", --%s",
		    slot[k].option.name);
	}
	if (t != NULL && first.argument != NULL)
		snprintf(entry->left + n, sizeof entry->left - n, " %s", first.argument);
	return k;
}

static size_t
help_column(const struct tool *tool)
{
	size_t column = 0;
	struct entry entry;

	for (size_t k = 0; k < tool->options->n;) {
		if (!is_shown(&tool->options->slot[k])) {
			k++;
			continue;
		}
		k = entry_make(tool, k, &entry);
		size_t n = strlen(entry.left) + 4;

		if (n > column && n <= HELP_COLUMN_MAX)
			column = n;
	}
	return column > 0 ? column : HELP_COLUMN_MAX;
}

/* The first lines of them; those behind are added to rest. */
static void
add_own_options(const struct tool *tool, size_t lines, struct buffer *out, struct buffer *rest)
{
	const struct option_slot *slot = tool->options->slot;
	size_t column = help_column(tool);
	struct entry entry;

	for (size_t k = 0; k < tool->options->n;) {
		size_t n;

		if (!is_shown(&slot[k])) {
			k++;
			continue;
		}
		k = entry_make(tool, k, &entry);
		if (lines == 0) {
			add(rest, rest->len > 0 ? ", " : "");
			for (const char *p = entry.left + strspn(entry.left, " "); *p != '\0'; p++)
				buffer_byte(rest, *p == ' ' && p[-1] != ',' ? '\t' : *p);
			continue;
		}
		lines--;
		n = strlen(entry.left) + 2;
		add(out, "  ");
		add(out, entry.left);
		if (n + 2 > column && n + 2 + strlen(entry.help) <= WIDTH) {
			add(out, "  ");
			n = column;
		} else if (n + 2 > column) {
			buffer_byte(out, '\n');
			n = 0;
		}
		add_blanks(out, column - n);
		add_wrapped(out, entry.help, column, column);
	}
}

/* A tool of several commands: which options each has; its own --help explains them. */
static void
add_commands(const struct tool *tool, struct buffer *out)
{
	const struct about *about = tool->about;
	struct buffer names = { 0 };
	char left[40];

	for (size_t c = 0; c < about->ncommand; c++) {
		const struct command *command = &about->command[c];

		buffer_clear(&names);
		for (const char *p = command->options; *p != '\0';) {
			size_t len = strcspn(p, " ");

			add(&names, p == command->options ? "--" : " --");
			buffer_add(&names, p, len);
			p += len + (p[len] == ' ');
		}
		buffer_byte(&names, '\0');
		snprintf(left, sizeof left, "  %-6s ", command->name);
		add(out, left);
		add_wrapped(out, names.ptr, strlen(left), strlen(left));
	}
	buffer_release(&names);
	add(out, "What they mean: ");
	for (size_t c = 0; c < about->ncommand; c++) {
		add(out, c == 0 ? "" : c + 1 < about->ncommand ? ", " : " or ");
		add(out, c == 0 ? about->name : "");
		add(out, c == 0 ? " " : "");
		add(out, about->command[c].name);
	}
	add(out, " --help\n");
}

/* The common options in two lines: -i -o ... --tz ...; what they take stands in ia(7). */
static void
add_common_options(const struct option_list *list, struct buffer *out)
{
	struct buffer text = { 0 };

	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;

		if (!list->slot[k].common || option_is_hidden(o))
			continue;
		add(&text, text.len > 0 ? " -" : "-");
		if (o->letter != 0) {
			buffer_byte(&text, o->letter);
		} else {
			buffer_byte(&text, '-');
			add(&text, o->name);
		}
	}
	buffer_add(&text, "; ia(7)", sizeof "; ia(7)");
	add(out, "Common: ");
	add_wrapped(out, text.ptr, sizeof "Common: " - 1, sizeof "Common: " - 1);
	buffer_release(&text);
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

/* With so many lines of options; those behind are only named. */
static void
add_page(const struct tool *tool, size_t lines, struct buffer *out)
{
	const struct about *about = tool->about;
	size_t indent = sizeof "Usage: " + strlen(about->name);
	struct buffer rest = { 0 }, usage = { 0 };

	add(out, about->name);
	add(out, ": ");
	add_wrapped(out, about->line, strlen(about->name) + 2, 4);
	add(out, "Usage: ");
	add(out, about->name);
	buffer_byte(out, ' ');
	for (const char *p = about->synopsis; p == about->synopsis || p[-1] != '\0'; p++)
		buffer_byte(&usage, strncmp(p, " ...]", 5) == 0 ? '\t' : *p);
	add_wrapped(out, usage.ptr, indent, indent);
	buffer_release(&usage);
	buffer_byte(out, '\n');
	if (about->ncommand > 0)
		add_commands(tool, out);
	else
		add_own_options(tool, lines, out, &rest);
	if (rest.len > 0) {
		buffer_byte(&rest, '\0');
		add(out, "Also:   ");
		add_wrapped(out, rest.ptr, sizeof "Also:   " - 1, sizeof "Also:   " - 1);
		buffer_release(&rest);
	}
	add_common_options(tool->options, out);
	if (about->example != NULL)
		add_example(about->example, out);
}

void
help_write(const struct tool *tool, struct buffer *out)
{
	size_t start = out->len, most = tool->options->n, lines;

	do {
		lines = 0;
		out->len = start;
		add_page(tool, most, out);
		for (size_t k = start; k < out->len; k++)
			lines += out->ptr[k] == '\n';
	} while (lines > HEIGHT && most-- > 1);
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
	} else if (strcmp(what, "about") == 0) {
		about_write(tool, &text);
	} else if (strcmp(what, "describe") == 0) {
		describe_write(tool, &text);
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
