/*
 * What is written must be no other file that the command reads or writes: told before anything is
 * opened for writing, as cp and cat do. Same device and inode, whatever the names; of files that
 * are not there yet the same name in the same folder. Devices and pipes are let be.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "tool/parts.h"

struct used {
	const char *option; /* NULL: an operand, standard input or output */
	const char *path;   /* NULL: standard input or output */
	bool written;
	dev_t device;
	ino_t inode;      /* of the file, or of the folder where it will be */
	const char *name; /* in that folder; NULL: the file is there */
};

struct uses {
	struct used *at; /* [n] */
	size_t n, capacity;
};

/* A folder's name ends where the file's begins. */
static bool
find_folder(struct used *u, struct stat *found)
{
	const char *slash = strrchr(u->path, '/');
	char *folder = slash == NULL ? memory_text(".", 1)
				     : memory_text(u->path, (size_t)(slash - u->path) + 1);
	bool good = stat(folder, found) == 0;

	u->name = slash == NULL ? u->path : slash + 1;
	free(folder);
	return good;
}

static void
add(struct uses *uses, struct used u, int descriptor)
{
	struct stat found;

	if (u.path != NULL ? stat(u.path, &found) == 0 : fstat(descriptor, &found) == 0) {
		if (!S_ISREG(found.st_mode))
			return;
	} else if (u.path == NULL || !find_folder(&u, &found)) {
		return;
	}
	u.device = found.st_dev;
	u.inode = found.st_ino;
	uses->at = memory_grow(uses->at, &uses->capacity, uses->n + 1, sizeof *uses->at);
	uses->at[uses->n++] = u;
}

static void
add_input(const struct tool *tool, struct uses *uses)
{
	bool standard = tool->about->takes_files && tool->nfile == 0;

	for (size_t k = 0; k < tool->nfile; k++) {
		if (strcmp(tool->files[k], "-") == 0)
			standard = true;
		else
			add(uses, (struct used){ .path = tool->files[k] }, -1);
	}
	if (standard && !tool->input_closed)
		add(uses, (struct used){ .written = false }, STDIN_FILENO);
}

static void
add_option(struct uses *uses, const struct option *option, const char *path)
{
	if (path != NULL)
		add(uses,
		    (struct used){ .option = option->name,
			.path = path,
			.written = option->file == FILE_WRITTEN },
		    -1);
}

/* Of values COL=FILE, a line each, the files. */
static void
add_said(struct uses *uses, const struct option_slot *slot, struct arena *arena)
{
	for (const char *at = slot->said; at != NULL && *at != '\0';) {
		size_t len = strcspn(at, "\n");
		const char *equal = memchr(at, '=', len);

		if (equal != NULL)
			add_option(uses, &slot->option,
			    arena_text(arena, equal + 1, len - (size_t)(equal + 1 - at)));
		at += len + (at[len] == '\n');
	}
}

static void
add_options(const struct tool *tool, struct uses *uses)
{
	for (size_t k = 0; k < tool->options->n; k++) {
		const struct option_slot *slot = &tool->options->slot[k];
		const void *at = (const char *)slot->base + slot->option.offset;

		if (slot->option.file == FILE_NONE)
			continue;
		if (slot->option.kind == OPTION_CALL)
			add_said(uses, slot, &tool->options->arena);
		else if (slot->option.kind == OPTION_TEXT)
			add_option(uses, &slot->option, *(const char *const *)at);
		else
			for (size_t n = 0; n < ((const struct texts *)at)->n; n++)
				add_option(uses, &slot->option, ((const struct texts *)at)->at[n]);
	}
}

static bool
is_same(const struct used *a, const struct used *b)
{
	if (a->device != b->device || a->inode != b->inode)
		return false;
	return a->name == NULL || b->name == NULL ? a->name == b->name
						  : strcmp(a->name, b->name) == 0;
}

/* "the input", "what --rejects writes" */
static const char *
described(const struct used *u, char *out, size_t size)
{
	if (u->option != NULL)
		snprintf(out, size, "what --%s %s", u->option, u->written ? "writes" : "reads");
	else
		snprintf(out, size, "%s", u->written ? "standard output" : "the input");
	return out;
}

static void
refuse(const struct used *written, const struct used *other, struct fault *fault)
{
	const char *path = written->path != NULL ? written->path
	    : other->path != NULL                ? other->path
						 : "<stdin>";
	char quoted[FAULT_QUOTE], what[100];

	fault_quote(quoted, path, strlen(path));
	described(other, what, sizeof what);
	if (written->option != NULL)
		fault_set(fault, EXIT_USAGE, "option --%s: %s is %s: name another file",
		    written->option, quoted, what);
	else
		fault_set(fault, EXIT_USAGE,
		    "standard output: %s is %s: write to another file, then rename it", quoted,
		    what);
}

bool
files_check(const struct tool *tool, struct fault *fault)
{
	struct uses uses = { 0 };

	add_input(tool, &uses);
	add(&uses, (struct used){ .written = true }, STDOUT_FILENO);
	add_options(tool, &uses);
	for (size_t k = 0; k < uses.n; k++) /* few are written, many may be read */
		for (size_t i = 0; uses.at[k].written && i < uses.n; i++) {
			const struct used *other = &uses.at[i];

			if ((i < k || !other->written) && !fault_is_set(fault) &&
			    is_same(&uses.at[k], other))
				refuse(&uses.at[k], other, fault);
		}
	free(uses.at);
	return !fault_is_set(fault);
}
