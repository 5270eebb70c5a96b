/*
 * find: the tools beside this program, their man pages, and other programs that are run.
 *
 *	struct tools tools;
 *
 *	tools_find(&tools, argv[0]);
 *	for (size_t k = 0; k < tools.n; k++)
 *		puts(tools.at[k].name);		"ia-funnel"
 *	tools_release(&tools);
 */
#ifndef IA_CMD_FIND_H
#define IA_CMD_FIND_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct listed {
	char *name, *job, *line; /* "ia-funnel", "what they do", "how many users take ..." */
	int order;               /* of the job */
};

struct tools {
	char folder[PATH_MAX]; /* of this program; "": not known */
	struct listed *at;     /* [n], by job, then in the order of bytes */
	size_t n, capacity;
};

/* The folder alone. */
void tools_init(struct tools *tools, const char *argv0);
/*
 * Asks each program ia-* of the folder what it is; what does not answer as a tool is left out.
 */
void tools_find(struct tools *tools, const char *argv0);
void tools_release(struct tools *tools);

/*
 * Becomes the tool "ia-funnel" of the folder, else of PATH; argument[0] is set. Comes back where it
 * could not be run, with errno.
 */
void tools_run(const struct tools *tools, const char *name, char **argument);
/* The page of that name, where this program was built or installed. */
bool tools_page(const struct tools *tools, const char *name, char *out, size_t size);
/*
 * Runs a program that gets nothing to read and tells nobody what is wrong: did it end well? What it
 * wrote: at most size - 1 bytes, and NUL.
 */
bool run_quietly(char *const *argument, char *out, size_t size);

#endif
