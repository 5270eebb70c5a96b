/* --about and --describe: what a tool says of itself to ia and to other programs. */
#include <stdio.h>
#include <stdlib.h>

#include "tool/parts.h"

#ifndef IA_VERSION
#define IA_VERSION "0"
#endif

static const char *const jobs[] = {
	[JOB_CLEAN] = "raw events to clean events",
	[JOB_WHO] = "who the users are",
	[JOB_DO] = "what they do",
	[JOB_NEXT] = "what they will do",
	[JOB_ACT] = "what to do about it",
	[JOB_TRY] = "things to try it on",
};

/* What a kind of value is called; a kind that is not here is text. */
static const char *const types[OPTION_STOP] = {
	[OPTION_FLAG] = "flag",
	[OPTION_COUNT] = "count",
	[OPTION_NUMBER] = "number",
	[OPTION_DURATION] = "duration",
	[OPTION_SIZE] = "size",
	[OPTION_LIST] = "list",
	[OPTION_CHOICE] = "choice",
};

/* What a text stands for, by its argument. */
static const struct {
	const char *argument, *type;
} meanings[] = {
	{ "EXPR", "expression" },
	{ "DURATION", "duration" },
	{ "FILE", "file" },
	{ "DIR", "folder" },
	{ "COL", "column" },
	{ "COLUMN", "column" },
};

static const char *const statuses[] = {
	[EXIT_DONE] = "done, everything written",
	[EXIT_DATA] = "the data was rejected; repeating will not help",
	[EXIT_USAGE] = "wrong usage, a missing column",
	[EXIT_SYSTEM] = "the system failed; repeating may help",
};

static void
add(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

void
about_write(const struct tool *tool, struct buffer *out)
{
	const struct about *about = tool->about;
	char number[20];

	snprintf(number, sizeof number, "\t%d\t", (int)about->job);
	add(out, about->name);
	add(out, number);
	add(out, jobs[about->job]);
	add(out, "\t");
	add(out, about->line);
	add(out, "\n");
}

struct slice
option_chosen(const struct option_slot *slot)
{
	const char *p = slot->option.choices;

	for (int k = *(const int *)((const char *)slot->base + slot->option.offset); k != 0; k--) {
		p += strcspn(p, "|");
		if (*p == '\0' || k < 0)
			return slice_of(NULL, 0);
		p++;
	}
	return slice_of(p, strcspn(p, "|"));
}

/* ,"name": */
static void
add_name(struct buffer *out, const char *name)
{
	const char last = out->ptr[out->len - 1];

	if (last != '{' && last != '[')
		buffer_byte(out, ',');
	if (name == NULL)
		return;
	json_add_string(out, slice_text(name));
	buffer_byte(out, ':');
}

static void
add_text(struct buffer *out, const char *name, const char *value)
{
	add_name(out, name);
	if (value != NULL)
		json_add_string(out, slice_text(value));
	else
		add(out, "null");
}

static void
add_flag(struct buffer *out, const char *name, bool value)
{
	add_name(out, name);
	add(out, value ? "true" : "false");
}

/* "name":["a","b"] of "a|b", apart by the byte between; NULL: null */
static void
add_texts(struct buffer *out, const char *name, const char *texts, char between)
{
	const char apart[] = { between, '\0' };

	add_name(out, name);
	if (texts == NULL) {
		add(out, "null");
		return;
	}
	buffer_byte(out, '[');
	for (const char *p = texts; *p != '\0'; p += strcspn(p, apart), p += *p == between) {
		add_name(out, NULL);
		json_add_string(out, slice_of(p, strcspn(p, apart)));
	}
	buffer_byte(out, ']');
}

/* Of a choice the one that holds; else as the help says it: it is tested to be so. */
static void
add_default(struct buffer *out, const struct option_slot *slot)
{
	const char *said = strstr(slot->option.help, "default: ");
	struct slice chosen;

	add_name(out, "default");
	if (slot->option.kind == OPTION_CHOICE && !slot->given &&
	    (chosen = option_chosen(slot)).ptr != NULL)
		json_add_string(out, chosen);
	else if (said != NULL)
		json_add_string(out, slice_text(said + sizeof "default: " - 1));
	else
		add(out, slot->option.argument == NULL ? "false" : "null");
}

static const char *
type_of(const struct option *o)
{
	if (o->argument == NULL)
		return "flag";
	if (types[o->kind] != NULL)
		return types[o->kind];
	for (size_t k = 0; k < sizeof meanings / sizeof *meanings; k++)
		if (strcmp(o->argument, meanings[k].argument) == 0)
			return meanings[k].type;
	return "text";
}

static void
add_option(struct buffer *out, const struct option_slot *slot)
{
	const struct option *o = &slot->option;
	const char letter[] = { o->letter, '\0' };

	add_name(out, NULL);
	buffer_byte(out, '{');
	add_text(out, "name", o->name);
	add_text(out, "letter", o->letter != 0 ? letter : NULL);
	add_text(out, "argument", o->argument);
	add_text(out, "type", type_of(o));
	add_texts(out, "choices", o->choices, '|');
	add_default(out, slot);
	add_flag(out, "repeats",
	    o->argument != NULL &&
		(o->kind == OPTION_TEXTS || o->kind == OPTION_LIST || o->kind == OPTION_CALL));
	add_flag(out, "common", slot->common);
	add_text(out, "help", o->help);
	buffer_byte(out, '}');
}

static void
add_options(struct buffer *out, const struct option_list *list)
{
	add_name(out, "options");
	buffer_byte(out, '[');
	for (size_t k = 0; k < list->n; k++)
		if (!option_is_hidden(&list->slot[k].option))
			add_option(out, &list->slot[k]);
	buffer_byte(out, ']');
}

static void
add_commands(struct buffer *out, const struct about *about)
{
	add_name(out, "commands");
	buffer_byte(out, '[');
	for (size_t k = 0; k < about->ncommand; k++) {
		const struct command *command = &about->command[k];

		add_name(out, NULL);
		buffer_byte(out, '{');
		add_text(out, "name", command->name);
		add_text(out, "usage", command->synopsis);
		add_text(out, "example", command->example);
		add_texts(out, "options", command->options, ' ');
		buffer_byte(out, '}');
	}
	buffer_byte(out, ']');
}

static void
add_output(struct buffer *out, const struct shape *shape)
{
	add_name(out, "output");
	buffer_byte(out, '[');
	for (; shape != NULL && shape->columns != NULL; shape++) {
		add_name(out, NULL);
		buffer_byte(out, '{');
		add_text(out, "with", shape->with);
		add_texts(out, "columns", shape->columns, ',');
		buffer_byte(out, '}');
	}
	buffer_byte(out, ']');
}

static void
add_statuses(struct buffer *out)
{
	char number[20];

	add_name(out, "exit");
	buffer_byte(out, '{');
	for (size_t k = 0; k < sizeof statuses / sizeof *statuses; k++) {
		snprintf(number, sizeof number, "%zu", k);
		add_text(out, number, statuses[k]);
	}
	buffer_byte(out, '}');
}

static void
add_settings(struct buffer *out, const struct tool *tool)
{
	add_name(out, "settings");
	buffer_byte(out, '[');
	for (size_t k = 0; k < SETTINGS; k++) {
		const struct setting *setting = &tool->setting[k];

		if (setting->value == NULL)
			continue;
		add_name(out, NULL);
		buffer_byte(out, '{');
		add_text(out, "name", setting->name);
		add_text(out, "value", setting->value);
		add_text(out, "from", setting->from);
		buffer_byte(out, '}');
	}
	buffer_byte(out, ']');
}

void
describe_write(const struct tool *tool, struct buffer *out)
{
	const struct about *about = tool->about;

	buffer_byte(out, '{');
	add_text(out, "tool", about->name);
	add_text(out, "version", IA_VERSION);
	add_text(out, "job", jobs[about->job]);
	add_text(out, "line", about->line);
	add_text(out, "usage", about->synopsis);
	add_text(out, "example", about->example);
	add_flag(out, "files", about->takes_files);
	add_commands(out, about);
	add_options(out, tool->options);
	add_output(out, about->shapes);
	add_statuses(out);
	add_settings(out, tool);
	add(out, "}\n");
}
