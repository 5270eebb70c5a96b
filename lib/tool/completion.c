/* Completion for bash, zsh and fish, made from the table of options. */
#include <stdio.h>
#include <stdlib.h>

#include "tool/parts.h"

static void
add(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

static void
add_letter(struct buffer *out, char letter)
{
	buffer_byte(out, '-');
	buffer_byte(out, letter);
}

/* For the name of a shell function: ia_funnel. */
static void
add_identifier(struct buffer *out, const char *name)
{
	for (; *name != '\0'; name++)
		buffer_byte(out, *name == '-' ? '_' : *name);
}

/* Inside '...': a quote ends it, is escaped, begins it again. Some bytes get a backslash more. */
static void
add_quoted(struct buffer *out, const char *text, const char *escaped)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			add(out, "'\\''");
			continue;
		}
		if (strchr(escaped, *text) != NULL)
			buffer_byte(out, '\\');
		buffer_byte(out, *text);
	}
}

static void
add_choices(struct buffer *out, const char *choices)
{
	for (; *choices != '\0'; choices++)
		buffer_byte(out, *choices == '|' ? ' ' : *choices);
}

/* The names of an option with something before each: "--steps|-s" in bash. */
static void
add_pattern(struct buffer *out, const struct option *o)
{
	if (o->name != NULL) {
		add(out, "--");
		add(out, o->name);
	}
	if (o->name != NULL && o->letter != 0)
		buffer_byte(out, '|');
	if (o->letter != 0)
		add_letter(out, o->letter);
}

static void
bash_cases(const struct option_list *list, struct buffer *out)
{
	add(out, "\tcase $before in\n");
	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;

		if (option_is_hidden(o) || o->argument == NULL)
			continue;
		add(out, "\t");
		add_pattern(out, o);
		if (o->choices != NULL) {
			add(out, ")\n\t\tmapfile -t COMPREPLY < <(compgen -W '");
			add_choices(out, o->choices);
			add(out, "' -- \"$word\")\n\t\treturn ;;\n");
		} else {
			add(out,
			    ")\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\t\treturn ;;\n");
		}
	}
	add(out, "\tesac\n");
}

/* The words of all commands, or "--a --b" of one: with something before each word. */
static void
add_words(struct buffer *out, const char *words, const char *before)
{
	for (const char *p = words; *p != '\0';) {
		size_t len = strcspn(p, " ");

		add(out, p == words ? "" : " ");
		add(out, before);
		buffer_add(out, p, len);
		p += len + (p[len] == ' ');
	}
}

/* The long names of the options that all commands have. */
static void
add_common_words(struct buffer *out, const struct option_list *list)
{
	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;

		if (!list->slot[k].common || option_is_hidden(o) || o->name == NULL)
			continue;
		add(out, " --");
		add(out, o->name);
	}
}

/* The command comes first; behind it only its own options are told. */
static void
bash_commands(const struct about *about, const struct option_list *list, struct buffer *out)
{
	if (about->ncommand == 0)
		return;
	add(out,
	    "\tif ((COMP_CWORD == 1)) && [[ $word != -* ]]; then\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -W '");
	for (size_t c = 0; c < about->ncommand; c++) {
		add(out, c > 0 ? " " : "");
		add(out, about->command[c].name);
	}
	add(out, "' -- \"$word\")\n\t\treturn\n\tfi\n\tcase ${COMP_WORDS[1]}/$word in\n");
	for (size_t c = 0; c < about->ncommand; c++) {
		add(out, "\t");
		add(out, about->command[c].name);
		add(out, "/-*)\n\t\tmapfile -t COMPREPLY < <(compgen -W '");
		add_words(out, about->command[c].options, "--");
		add_common_words(out, list);
		add(out, "' -- \"$word\")\n\t\treturn ;;\n");
	}
	add(out, "\tesac\n");
}

static void
bash_write(const struct about *about, const struct option_list *list, struct buffer *out)
{
	add(out, "# bash completion of ");
	add(out, about->name);
	add(out, "\n_");
	add_identifier(out, about->name);
	add(out,
	    "()\n{\n\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n\n");
	bash_cases(list, out);
	bash_commands(about, list, out);
	add(out, "\tif [[ $word == -* ]]; then\n\t\tmapfile -t COMPREPLY < <(compgen -W '");
	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;

		if (option_is_hidden(o) || o->name == NULL)
			continue;
		add(out, "--");
		add(out, o->name);
		buffer_byte(out, ' ');
	}
	out->len--;
	add(out,
	    "' -- \"$word\")\n\telse\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\tfi\n}\n");
	add(out, "complete -o filenames -F _");
	add_identifier(out, about->name);
	buffer_byte(out, ' ');
	add(out, about->name);
	buffer_byte(out, '\n');
}

/* One name of an option: '--steps=[help]:A,B,...:_files' */
static void
zsh_spec(const struct option *o, bool letter, struct buffer *out)
{
	add(out, " \\\n\t'*");
	if (letter) {
		add_letter(out, o->letter);
	} else {
		add(out, "--");
		add(out, o->name);
	}
	if (o->argument != NULL)
		buffer_byte(out, letter ? '+' : '=');
	buffer_byte(out, '[');
	add_quoted(out, o->help, "[]:\\");
	buffer_byte(out, ']');
	if (o->argument != NULL) {
		buffer_byte(out, ':');
		add_quoted(out, o->argument, ":\\");
		buffer_byte(out, ':');
		add(out, o->choices != NULL ? "(" : "_files");
		add_choices(out, o->choices != NULL ? o->choices : "");
		add(out, o->choices != NULL ? ")" : "");
	}
	buffer_byte(out, '\'');
}

/* "fit score": those of the commands that have an option; empty: all. */
static void
add_commands_of(const struct about *about, const struct option *o, struct buffer *out)
{
	for (size_t c = 0; c < about->ncommand; c++) {
		if (o != NULL && !is_listed(about->command[c].options, o->name))
			continue;
		if (out->ptr[out->len - 1] != '(' && out->ptr[out->len - 1] != ' ')
			buffer_byte(out, ' ');
		add(out, about->command[c].name);
	}
}

static void
zsh_write(const struct about *about, const struct option_list *list, struct buffer *out)
{
	add(out, "#compdef ");
	add(out, about->name);
	add(out, "\n_arguments -s -S");
	if (about->ncommand > 0) {
		add(out, " \\\n\t'1:command:(");
		add_commands_of(about, NULL, out);
		add(out, ")'");
	}
	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;

		if (option_is_hidden(o))
			continue;
		if (o->name != NULL)
			zsh_spec(o, false, out);
		if (o->letter != 0)
			zsh_spec(o, true, out);
	}
	add(out, about->takes_files ? " \\\n\t'*:file:_files'\n" : "\n");
}

static void
fish_write(const struct about *about, const struct option_list *list, struct buffer *out)
{
	add(out, "# fish completion of ");
	add(out, about->name);
	buffer_byte(out, '\n');
	if (about->ncommand > 0) {
		add(out, "complete -c ");
		add(out, about->name);
		add(out, " -n __fish_use_subcommand -f -a '");
		add_commands_of(about, NULL, out);
		add(out, "'\n");
	}
	for (size_t k = 0; k < list->n; k++) {
		const struct option *o = &list->slot[k].option;

		if (option_is_hidden(o))
			continue;
		add(out, "complete -c ");
		add(out, about->name);
		if (about->ncommand > 0 && !list->slot[k].common) {
			add(out, " -n '__fish_seen_subcommand_from ");
			add_commands_of(about, o, out);
			add(out, "'");
		}
		if (o->letter != 0) {
			add(out, " -s ");
			buffer_byte(out, o->letter);
		}
		if (o->name != NULL) {
			add(out, " -l ");
			add(out, o->name);
		}
		if (o->choices != NULL) {
			add(out, " -x -a '");
			add_choices(out, o->choices);
			add(out, "'");
		} else if (o->argument != NULL) {
			add(out, " -r");
		}
		add(out, " -d '");
		for (const char *p = o->help; *p != '\0'; p++) {
			if (*p == '\'' || *p == '\\')
				buffer_byte(out, '\\');
			buffer_byte(out, *p);
		}
		add(out, "'\n");
	}
}

bool
completion_write(const struct tool *tool, const char *shell, struct buffer *out)
{
	if (tool->about->complete != NULL)
		return tool->about->complete(shell, out);
	if (strcmp(shell, "bash") == 0)
		bash_write(tool->about, tool->options, out);
	else if (strcmp(shell, "zsh") == 0)
		zsh_write(tool->about, tool->options, out);
	else if (strcmp(shell, "fish") == 0)
		fish_write(tool->about, tool->options, out);
	else
		return false;
	return true;
}
