#include "ia/find.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

#define TOLD_MAX 1000 /* bytes that a tool says of itself */

extern char **environ;

static bool
join(char *out, size_t size, const char *folder, const char *name)
{
	int n = snprintf(out, size, "%s/%s", folder, name);

	return n > 0 && (size_t)n < size;
}

/* This program's file, links followed: as the system knows it, else as the shell found it. */
static bool
own_path(char out[PATH_MAX], const char *argv0)
{
	ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
	const char *path = getenv("PATH");
	char try[PATH_MAX];

	if (n > 0) {
		out[n] = '\0';
		return true;
	}
	if (strchr(argv0, '/') != NULL)
		return realpath(argv0, out) != NULL;
	for (size_t len; path != NULL && *path != '\0'; path += len + (path[len] == ':')) {
		len = strcspn(path, ":");
		n = snprintf(try, sizeof try, "%.*s/%s", (int)len, len > 0 ? path : ".", argv0);
		if (n < PATH_MAX && access(try, X_OK) == 0)
			return realpath(try, out) != NULL;
	}
	return false;
}

void
tools_init(struct tools *tools, const char *argv0)
{
	*tools = (struct tools){ .n = 0 };
	if (own_path(tools->folder, argv0))
		*strrchr(tools->folder, '/') = '\0';
	else
		tools->folder[0] = '\0';
}

/* All that comes, of which out has room for the beginning. */
static void
read_all(int descriptor, char *out, size_t size)
{
	char rest[4096];
	size_t len = 0;
	ssize_t got = 1;

	while (got > 0 || (got < 0 && errno == EINTR)) {
		bool room = len + 1 < size;

		got =
		    read(descriptor, room ? out + len : rest, room ? size - 1 - len : sizeof rest);
		len += room && got > 0 ? (size_t)got : 0;
	}
	if (size > 0)
		out[len] = '\0';
}

bool
run_quietly(char *const *argument, char *out, size_t size)
{
	posix_spawn_file_actions_t actions;
	int ends[2], status = 0, wrong;
	pid_t child;

	if (pipe(ends) != 0)
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	wrong = posix_spawnp(&child, argument[0], &actions, NULL, argument, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	read_all(ends[0], out, size);
	close(ends[0]);
	while (wrong == 0 && waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return wrong == 0 && status == 0;
}

/* "ia-funnel<tab>2<tab>what they do<tab>how many users ...": the name must be that of the file. */
static void
ask(struct tools *tools, const char *name)
{
	char path[PATH_MAX], told[TOLD_MAX], *part[4], *at = told;
	char *argument[] = { path, (char *)"--about", NULL };

	if (!join(path, sizeof path, tools->folder, name) || access(path, X_OK) != 0 ||
	    !run_quietly(argument, told, sizeof told))
		return;
	for (int k = 0; k < 4; k++) {
		part[k] = at;
		at += strcspn(at, k < 3 ? "\t" : "\n");
		if (*at == '\0')
			return;
		*at++ = '\0';
	}
	if (*at != '\0' || strcmp(part[0], name) != 0 || part[1][0] == '\0' ||
	    strspn(part[1], "0123456789") != strlen(part[1]))
		return;
	tools->at = memory_grow(tools->at, &tools->capacity, tools->n + 1, sizeof *tools->at);
	tools->at[tools->n++] = (struct listed){ memory_copy(part[0], strlen(part[0]) + 1),
		memory_copy(part[2], strlen(part[2]) + 1),
		memory_copy(part[3], strlen(part[3]) + 1), (int)strtol(part[1], NULL, 10) };
}

static int
by_job(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return x->order != y->order ? (x->order > y->order) - (x->order < y->order)
				    : strcmp(x->name, y->name);
}

void
tools_find(struct tools *tools, const char *argv0)
{
	struct dirent *entry;
	DIR *folder;

	tools_init(tools, argv0);
	folder = opendir(tools->folder);
	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL)
		if (strncmp(entry->d_name, "ia-", 3) == 0)
			ask(tools, entry->d_name);
	closedir(folder);
	if (tools->n > 0)
		qsort(tools->at, tools->n, sizeof *tools->at, by_job);
}

void
tools_release(struct tools *tools)
{
	for (size_t k = 0; k < tools->n; k++) {
		free(tools->at[k].name);
		free(tools->at[k].job);
		free(tools->at[k].line);
	}
	free(tools->at);
}

void
tools_run(const struct tools *tools, const char *name, char **argument)
{
	char path[PATH_MAX];

	if (tools->folder[0] != '\0' && join(path, sizeof path, tools->folder, name)) {
		argument[0] = path;
		execv(path, argument);
		if (errno != ENOENT)
			return;
	}
	argument[0] = (char *)name;
	execvp(name, argument);
}

bool
tools_page(const struct tools *tools, const char *name, char *out, size_t size)
{
	/* installed in PREFIX/bin; built in build/bin, build/san/bin */
	static const char *const roots[] = { "../share/man", "../../man", "../../../man" };
	static const char *const endings[] = { "", ".gz", ".xz", ".zst" };

	for (size_t k = 0; k < sizeof roots / sizeof *roots; k++)
		for (char section = '1'; section <= '7'; section = (char)(section + 6))
			for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
				int n = snprintf(out, size, "%s/%s/man%c/%s.%c%s", tools->folder,
				    roots[k], section, name, section, endings[e]);

				if (tools->folder[0] != '\0' && n > 0 && (size_t)n < size &&
				    access(out, R_OK) == 0)
					return true;
			}
	return false;
}
