/*
 * parts: what the files of lib/tool share; no other room includes it.
 */
#ifndef IA_TOOL_PARTS_H
#define IA_TOOL_PARTS_H

#include "base/arena.h"
#include "tool/tool.h"

/*
 * One option as the command line sees it: letter and name are taken away where the tool has its
 * own.
 */
struct option_slot {
	struct option option;
	void *base; /* the struct that offset is into */
	bool common;
};

struct option_list {
	struct option_slot *slot; /* [n] */
	size_t n, capacity;
	struct arena arena; /* what struct texts point to */
};

struct option_list *option_list_new(const struct option *table, void *options,
    struct common_options *common);
void option_list_free(struct option_list *list);
static inline bool
option_is_hidden(const struct option *option)
{
	return option->help == NULL || (option->name == NULL && option->letter == 0);
}

/* --help, --version, --options, --completion: what stands behind it is not looked at. */
struct option_asked {
	const char *what; /* the option's name; NULL: none of them */
	const char *value;
};

/* Sets options and tool->files. false: wrong usage, in the fault. */
bool options_parse(struct tool *tool, int argc, char **argv, struct option_asked *asked,
    struct fault *fault);
/*
 * NULL, or what is wrong with the value: "expected a duration such as 90s, 30m or 24h, found
 * \"x\"", in error.
 */
#define OPTION_ERROR 600
const char *option_set(struct option_list *list, const struct option_slot *slot, const char *value,
    char *error);

/*
 * The common options made ready: zone, time format, delimiter, limits, formats. false: one is
 * wrong.
 */
bool common_check(struct tool *tool, struct fault *fault);

void files_from(struct tool *tool); /* the operands of --files-from, behind those that are there */

void help_write(const struct tool *tool, struct buffer *out);
void options_write(const struct tool *tool, struct buffer *out);
/* false: unknown shell */
bool completion_write(const struct tool *tool, const char *shell, struct buffer *out);
/* --help, --version, --options, --completion SHELL: printed, the end. */
_Noreturn void tool_tell(struct tool *tool, const char *what, const char *shell);

/* One line to standard error in one piece, without anything that a terminal obeys. */
void message(const char *name, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* To standard output, laid out where rows are a table; false: the tool's fault says why. */
bool tool_put(struct tool *tool, const char *ptr, size_t len);
/* Passes on what was put, as far as it can be. */
bool tool_put_flush(struct tool *tool);
bool tool_put_end(struct tool *tool); /* no row comes any more */

struct progress;
/* NULL: not wanted. */
struct progress *progress_new(const char *name, bool always, bool quiet);
/* From here on the line says what has come of this input, also while nothing does. */
void progress_watch(struct progress *progress, const struct scan *scan);
void progress_tick(struct progress *progress, const struct scan_totals *totals);
/* The line is away, and does not come back before progress_let. NULL: nothing. */
void progress_hold(struct progress *progress);
void progress_let(struct progress *progress);
void progress_stop(struct progress *progress); /* for good; any thread, more than once */
void progress_erase(void);                     /* for a signal's handler */
void progress_free(struct progress *progress);
/* The line without the tool's name; seconds since the start. Bytes written to out: at most 80. */
enum progress_state { PROGRESS_MOVES, PROGRESS_WAITS, PROGRESS_READ };
size_t progress_line(char *out, const struct scan_totals *totals, double seconds,
    enum progress_state state);

#endif
