/*
 * parts: inside lib/tool: what its files share.
 */
#ifndef IA_TOOL_PARTS_H
#define IA_TOOL_PARTS_H

#include "base/arena.h"
#include "shard/state.h"
#include "tool/tool.h"

#define STATE_OPTIONS 64 /* of a tool, at the most */

/*
 * One option as the command line sees it: letter and name are taken away where the tool has its
 * own.
 */
struct option_slot {
	struct option option;
	void *base; /* the struct that offset is into */
	bool common;
	bool given;       /* on the command line */
	const char *said; /* OPTION_CALL: its values, a line end between; NULL: none */
};

struct option_list {
	struct option_slot *slot; /* [n] */
	size_t n, capacity;
	struct arena arena;       /* what struct texts and struct exprs point to */
	struct option_expr *expr; /* [nexpr] that were asked for */
	size_t nexpr, capacity_expr;
};

struct option_list *option_list_new(const struct option *table, void *options,
    struct common_options *common);
void option_list_free(struct option_list *list);
static inline bool
option_is_hidden(const struct option *option)
{
	return option->help == NULL || (option->name == NULL && option->letter == 0);
}

/*
 * --help, --version, --options, --completion, --about, --describe: what stands behind it is not
 * looked at.
 */
struct option_asked {
	const char *what; /* the option's name; NULL: none of them */
	const char *value;
};

/* Sets options and tool->files. false: wrong usage, in the fault. */
bool options_parse(struct tool *tool, int argc, char **argv, struct option_asked *asked,
    struct fault *fault);
/*
 * NULL, or what is wrong with the value: "expected a duration such as 90s, 30m or 24h, found
 * \"x\"", maybe in fault.
 */
const char *option_set(struct option_list *list, const struct option_slot *slot, const char *value,
    struct fault *fault);
/* Expressions: of an option's list; NAME=EXPR; those of options that were not given. */
void option_expr_add(const struct option_given *given, struct slice name, const char *text,
    struct exprs *exprs);
const char *option_expr_named(const struct option_given *given, struct exprs *exprs,
    struct fault *fault);
void option_exprs_usual(struct option_list *list);
/* The texts of an option's expressions, a line each, with their names where they have some. */
void option_expr_texts(const struct option_list *list, const struct option *option,
    struct buffer *out);
/* All of them, anew. false: one is wrong. */
bool option_exprs_compile(struct option_list *list, const struct expr_options *options,
    struct fault *fault);
void option_exprs_free(struct option_list *list);

/*
 * Settings: options that hold where the command line says nothing. Read from lines NAME = VALUE; #
 * begins a comment. What has a value already keeps it. mine: the user's own file, where more is
 * allowed. false: a line is wrong, in the fault, with its place. Texts go to the arena.
 */
void settings_init(struct setting *settings);
bool settings_read(struct setting *settings, struct slice text, const char *path, bool mine,
    struct arena *arena, struct fault *fault);
/* The environment, then ./.iarc, then the user's file, where the command line left them. */
bool settings_hold(struct tool *tool, struct fault *fault);

/*
 * The common options made ready: zone, time format, delimiter, limits, formats. false: one is
 * wrong.
 */
bool common_check(struct tool *tool, struct fault *fault);

/*
 * States of parts. check: what does not go together, the end. began: the run's own, and it is
 * written. read: all operands through each, which gets a state that has begun; then they must be
 * all, where an answer is made of them.
 */
void states_check(struct tool *tool);
struct states {
	struct tool *tool;
	struct state_maker maker;
	struct state_total total;
	struct state_option option[STATE_OPTIONS];
	struct buffer values;
};
void states_init(struct states *states, struct tool *tool);
void states_release(struct states *states);
void states_own(struct states *states, uint64_t rows, uint64_t print);
void states_read(struct states *states, void (*each)(void *self, struct state *state), void *self);
void states_write(struct states *states, void (*each)(void *self, struct state *state), void *self);

void files_from(struct tool *tool); /* the operands of --files-from, behind those that are there */
/* The end, with the fault of the output, which stopped the scan, or of the scan. */
_Noreturn void scan_fail(struct tool *tool);
/* The expressions of the options: by the names of columns that are known so far. */
void tool_compile(struct tool *tool);

bool is_listed(const char *names, const char *name); /* among names apart by blanks; NULL: not */

/* The name of the choice that holds; ptr NULL: none does. */
struct slice option_chosen(const struct option_slot *slot);

void about_write(const struct tool *tool, struct buffer *out);
void describe_write(const struct tool *tool, struct buffer *out);
/* false: something that is written is another file of the command. */
bool files_check(const struct tool *tool, struct fault *fault);

void help_write(const struct tool *tool, struct buffer *out);
void options_write(const struct tool *tool, struct buffer *out);
/* false: unknown shell */
bool completion_write(const struct tool *tool, const char *shell, struct buffer *out);
/* Once: the first value that was read and looks odd (scan_doubt). After a scan. */
void tool_tell_doubt(struct tool *tool);

/* What was asked is printed, the end. */
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
