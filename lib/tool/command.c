/* Tools of several commands: each has some of the tool's options. */
#include <stdlib.h>

#include "base/memory.h"
#include "tool/parts.h"

bool
is_listed(const char *names, const char *name)
{
	size_t len = name != NULL ? strlen(name) : 0;

	for (const char *p = names; *p != '\0'; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == len && memcmp(p, name, len) == 0)
			return true;
	return false;
}

/* The options of the table that the command has; common ones stay. */
static struct option *
choose(const struct option *table, const char *names)
{
	size_t n = 0, kept = 0;

	while (table[n].kind != OPTION_STOP)
		n++;
	struct option *chosen = memory_array(n + 1, sizeof *chosen);

	for (size_t k = 0; k <= n; k++)
		if (table[k].name == NULL || is_listed(names, table[k].name))
			chosen[kept++] = table[k];
	return chosen;
}

static size_t
find(const struct command *command, size_t n, int argc, char **argv)
{
	size_t which = 0;

	while (which < n && (argc < 2 || strcmp(argv[1], command[which].name) != 0))
		which++;
	return which;
}

size_t
tool_open_either(struct tool *tool, const struct about *about, const struct command *command,
    size_t n, const struct option *table, void *options, int argc, char **argv)
{
	if (find(command, n, argc, argv) < n)
		return tool_open_command(tool, about, command, n, table, options, argc, argv);
	tool_open(tool, about, table, options, argc, argv);
	return n;
}

size_t
tool_open_command(struct tool *tool, const struct about *about, const struct command *command,
    size_t n, const struct option *table, void *options, int argc, char **argv)
{
	size_t which = find(command, n, argc, argv);
	struct about *own = memory_copy(about, sizeof *own);

	if (which == n) {
		own->command = command;
		own->ncommand = n;
		tool_open(tool, own, table, options, argc, argv);
		tool_fail(tool, EXIT_USAGE, "say what to do first: %s", about->synopsis);
	}
	struct option *chosen = choose(table, command[which].options);

	own->synopsis = command[which].synopsis;
	own->example = command[which].example;
	own->takes_files = command[which].takes_files;
	tool_open(tool, own, chosen, options, argc - 1, argv + 1);
	free(chosen);
	tool->own_about = own;
	return which;
}
