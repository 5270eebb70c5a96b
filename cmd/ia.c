/*
 * ia: the tools by the job they do; runs one, opens its page, describes it to programs.
 *
 * In      nothing; what it runs reads what it reads
 * Out     the tools, with -o: tool, job, line; describe: a JSON object a tool; config: setting,
 *         value, from
 * Memory  some lines
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "ia/complete.h"
#include "ia/find.h"
#include "ia/list.h"
#include "tool/tool.h"

struct options {
	bool tools;
};

static const struct option table[] = {
	{ .name = "tools", .kind = OPTION_FLAG, .offset = AT(tools) }, /* hidden: for completions */
	OPTIONS_OUTPUT,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "-o FORMAT", "tool,job,line" },
	{ "config", "setting,value,from" },
	{ NULL, NULL },
};

static const struct about about = {
	.name = "ia",
	.line = "lists the tools; runs one, shows its page, describes it",
	.synopsis = "[TOOL [options] [FILE ...] | help TOOL | describe [TOOL ...] | config]",
	.example = "ia funnel --steps view,cart,pay events.csv",
	.shapes = shapes,
	.complete = complete,
};

static const char *const words[] = { "help", "describe", "config" };
#define WORDS (sizeof words / sizeof *words)
#define NAME_ROOM 256

struct front {
	struct tool tool;
	struct tools tools;
	struct options o;
	char *argv0;
};

/* "funnel" and "ia-funnel" are the same tool. */
static const char *
whole_name(char *out, size_t size, const char *name)
{
	snprintf(out, size, "%s%s",
	    strncmp(name, "ia-", 3) == 0 || strcmp(name, "ia") == 0 ? "" : "ia-", name);
	return out;
}

/* The messages and the answers of ia itself; what it becomes opens itself. */
static void
open_front(struct front *f, int argc, char **argv)
{
	char *none[] = { (char *)"ia", NULL };

	tool_open(&f->tool, &about, table, &f->o, argc > 0 ? argc : 1, argc > 0 ? argv : none);
}

static _Noreturn void
fail_unknown(struct front *f, const char *name)
{
	char quoted[FAULT_QUOTE];
	const char **known;
	ptrdiff_t near;

	open_front(f, 0, NULL);
	tools_find(&f->tools, f->argv0);
	known = memory_array(f->tools.n + WORDS, sizeof *known);
	for (size_t k = 0; k < f->tools.n; k++)
		known[k] = f->tools.at[k].name + 3;
	memcpy((void *)(known + f->tools.n), (const void *)words, sizeof words);
	fault_quote(quoted, name, strlen(name));
	name += strncmp(name, "ia-", 3) == 0 ? 3 : 0;
	near = nearest_name(name, strlen(name), known, f->tools.n + WORDS);
	if (near >= 0)
		tool_fail(&f->tool, EXIT_USAGE, "there is no tool %s; did you mean %s?", quoted,
		    known[near]);
	tool_fail(&f->tool, EXIT_USAGE, "there is no tool %s; ia alone lists them", quoted);
}

/* argument[0] is set; the rest is untouched. */
static _Noreturn void
become(struct front *f, const char *name, char **argument)
{
	char whole[NAME_ROOM], quoted[FAULT_QUOTE];
	struct fault fault = { 0 };

	if (strchr(name, '/') != NULL || strlen(name) + sizeof "ia-" > sizeof whole)
		fail_unknown(f, name);
	tools_init(&f->tools, f->argv0);
	tools_run(&f->tools, whole_name(whole, sizeof whole, name), argument);
	if (errno == ENOENT)
		fail_unknown(f, name);
	fault_system(&fault, "%s: cannot run", fault_quote(quoted, whole, strlen(whole)));
	open_front(f, 0, NULL);
	tool_check(&f->tool, &fault);
	tool_fail(&f->tool, EXIT_SYSTEM, "%s: cannot run", quoted);
}

static void
answer_config(struct front *f)
{
	struct writer *w = tool_answer(&f->tool, "setting,value,from");

	for (size_t k = 0; k < SETTINGS; k++) {
		const struct setting *s = &f->tool.setting[k];

		write_text(w, slice_text(s->name));
		if (s->value != NULL)
			write_text(w, slice_text(s->value));
		else
			write_missing(w);
		write_text(w, slice_text(s->from));
		write_end(w);
	}
}

/* What stands behind the tool goes before the option: ia describe churn fit. */
static char **
with_option(int argc, char **argv, const char *option)
{
	char **argument = memory_array((size_t)argc + 2, sizeof *argument);

	memcpy((void *)argument, (void *)argv, (size_t)argc * sizeof *argument);
	argument[argc] = (char *)option;
	return argument;
}

/* The page, where somebody looks and it is there; else --help. */
static _Noreturn void
help(struct front *f, int argc, char **argv)
{
	const char *name = argv[0];
	char whole[NAME_ROOM], page[PATH_MAX] = "", ignored[1];
	char *man[] = { (char *)"man", page, NULL },
	     *where[] = { man[0], (char *)"-w", whole, NULL };
	bool own = strcmp(name, "ia") == 0, found;

	for (size_t k = 0; k < WORDS; k++)
		own |= strcmp(name, words[k]) == 0;
	if (strchr(name, '/') != NULL || strlen(name) + sizeof "ia-" > sizeof whole)
		fail_unknown(f, name);
	whole_name(whole, sizeof whole, own ? "ia" : name);
	tools_init(&f->tools, f->argv0);
	found = tools_page(&f->tools, whole, page, sizeof page);
	if (isatty(STDOUT_FILENO)) {
		if (!found && run_quietly(where, ignored, sizeof ignored))
			man[1] = whole;
		if (found || man[1] == whole)
			execvp(man[0], man);
	}
	tools_run(&f->tools, whole, with_option(argc, argv, "--help"));
	if (found && errno == ENOENT)
		execvp(man[0], man); /* a page that is no tool's: expr */
	fail_unknown(f, name);
}

int
main(int argc, char **argv)
{
	struct front f = { .argv0 = argc > 0 ? argv[0] : (char *)"ia" };
	const char *word = argc > 1 && argv[1][0] != '-' ? argv[1] : "";
	bool config = strcmp(word, "config") == 0, describe = strcmp(word, "describe") == 0;
	bool own = *word == '\0' || config || describe || strcmp(word, "help") == 0;

	if (!own)
		become(&f, word, argv + 1);
	if (describe && argc > 2)
		become(&f, argv[2], with_option(argc - 2, argv + 2, "--describe"));
	if (!config && *word != '\0' && argc > 2)
		help(&f, argc - 2, argv + 2);
	open_front(&f, argc - (*word != '\0'), argv + (*word != '\0'));
	tools_find(&f.tools, f.argv0);
	if (config)
		answer_config(&f);
	else if (describe)
		list_describe(&f.tool, &f.tools);
	else if (f.tool.common.output_format != FORMAT_AUTO)
		list_answer(&f.tool, &f.tools);
	else
		list_write(&f.tool, &f.tools, f.o.tools);
	tools_release(&f.tools);
	return tool_close(&f.tool);
}
