/*
 * tool: what every command does: options, opening, progress, errors, exit status.
 *
 *	struct options o = { .funnel = FUNNEL_DEFAULT };
 *	struct tool tool;
 *
 *	tool_open(&tool, &about, table, &o, argc, argv);	--help and wrong usage end here
 *	tool_require(&tool, funnel_check(&o.funnel));		NULL, or a sentence: usage, exit 2
 *	tool_start(&tool);					the input is open, its header read
 *	int price = tool_column(&tool, "price", 0);
 *	tool_map(&tool, &work);					or tool_fold, tool_sequences
 *	struct writer *w = tool_answer(&tool, "step,name,users");
 *	...
 *	return tool_close(&tool);
 *
 * Errors: whatever goes wrong inside ends the process through tool_fail: one line on standard
 * error, the exit status by its kind, half-written files removed, nothing of a half-made answer
 * printed. So a command has no error path of its own but tool_require and tool_fail. An answer
 * (tool_answer) is held back until tool_close; what tool_write and tool_map were given goes out as
 * it comes.
 */
#ifndef IA_TOOL_TOOL_H
#define IA_TOOL_TOOL_H

#include "base/buffer.h"
#include "base/fault.h"
#include "read/batch.h"
#include "time/calendar.h"
#include "event/analysis.h"
#include "expr/expr.h"
#include "read/scan.h"
#include "row/row.h"
#include "tool/option.h"
#include "write/answer_table.h"
#include "write/output.h"
#include "write/writer.h"

/* What a tool is for, in the order in which ia lists them. */
enum tool_job { JOB_CLEAN, JOB_WHO, JOB_DO, JOB_NEXT, JOB_ACT, JOB_TRY };

/*
 * The columns that a tool writes. In their names * are those of the input, <COL> what an option or
 * the data names, and ... more of these.
 */
struct shape {
	const char *with;    /* options that it takes: "--users"; "": none */
	const char *columns; /* "step,name,users" */
};

/* Options that have a line of --help together: "trim lower upper". */
struct together {
	const char *options, *help;
};

struct buffer;

/* What stands on the --help page around the options, and in the man page and the completions. */
struct about {
	const char *name;     /* "ia-funnel" */
	const char *line;     /* "how many users take each step, in order, in time" */
	const char *synopsis; /* "--steps A,B,... [options] [FILE ...]" */
	const char *example;  /* one command line, and what it tells */
	bool takes_files;     /* FILE operands */
	enum tool_job job;
	const struct shape *shapes;      /* to one without columns; NULL: none */
	const struct together *together; /* to one without options; NULL: none */
	/* --completion; NULL: made from the options. false: unknown shell */
	bool (*complete)(const char *shell, struct buffer *out);
	/* [ncommand], set by tool_open_command where the command line names none of them */
	const struct command *command;
	size_t ncommand;
};

/* One of several things that a tool does: the first word behind its name. */
struct command {
	const char *name; /* "fit" */
	/* the names of those that it has, a blank between, beside the common ones */
	const char *options;
	const char *synopsis, *example;
	bool takes_files;
};

/* What holds where the command line says nothing: "tz", "Asia/Shanghai", ".iarc:3". */
struct setting {
	const char *name;
	const char *value; /* NULL: the tool's own default */
	const char *from;
};
#define SETTINGS 11

struct tool {
	const struct about *about;
	struct about *own_about;     /* of tool_open_command */
	struct option_list *options; /* the table with the common ones in it */
	struct common_options common;
	struct setting setting[SETTINGS];
	struct zone *zone; /* of --tz; NULL: UTC */
	int week_start;    /* of --week-start: 1 Monday, 7 Sunday */
	int64_t until;     /* of --until, where it was given */
	char **files;
	size_t nfile;
	char *list;           /* of --files-from: what files point into */
	struct scan *scan;    /* after tool_start */
	struct output out;    /* standard output */
	struct writer writer; /* of tool_answer */
	struct buffer text;   /* what the writer writes to */
	bool answering;       /* tool_answer was called */
	bool advised;         /* about a header that looks odd */
	bool doubted;         /* about a value that looks odd */
	/* tool_map was called: what is buffered goes out, whatever comes */
	bool streaming;
	struct output rejects;
	struct progress *progress;
	struct fault fault;
	struct row_table *rows;      /* -o table, -o md: what lays rows out */
	bool rows_wanted;            /* tool_format said so */
	bool headless;               /* rows go out without a line of names */
	bool began;                  /* something was written to standard output */
	bool remarked;               /* tool_remarks was called */
	struct expr_trouble trouble; /* of the expressions, while rows are read */
	struct buffer file;          /* a small file's text: one at a time */
	struct scan_options scan_options;
	bool input_closed; /* standard input was closed before we came */
};

void tool_open(struct tool *tool, const struct about *about, const struct option *table,
    void *options, int argc, char **argv);
/*
 * The same for a tool of several commands, of which the command line names one: its place. about is
 * of all of them.
 */
size_t tool_open_command(struct tool *tool, const struct about *about,
    const struct command *command, size_t n, const struct option *table, void *options, int argc,
    char **argv);
/*
 * The same of a tool that also works without: n where the line names none; then all options are
 * its.
 */
size_t tool_open_either(struct tool *tool, const struct about *about, const struct command *command,
    size_t n, const struct option *table, void *options, int argc, char **argv);
/*
 * Not NULL: usage, exit 2. Sentences of the library begin with the parameter that is wrong; where
 * the tool has an option of that name, "folds: ..." is told as "option --folds: ...".
 */
void tool_require(struct tool *tool, const char *sentence);
/* Is the option on the command line? */
bool tool_asks(const struct tool *tool, const char *option);
void tool_check(struct tool *tool, const struct fault *fault); /* where it is set: the end */
/* The same of what was asked for: told as by tool_require. */
void tool_check_asked(struct tool *tool, const struct fault *fault);
_Noreturn void tool_fail(struct tool *tool, int exit, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void tool_warn(struct tool *tool, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Of what was asked for in vain: a warning, or with --strict wrong usage, exit 2. */
void tool_doubt(struct tool *tool, const char *sentence);
/* tool_warn and tool_check for callbacks. */
void tool_warn_sentence(void *tool, const char *sentence);
void tool_check_fault(void *tool, const struct fault *fault);

/* to set live, twice, ... before tool_start */
struct scan_options *tool_scan_options(struct tool *tool);
/* For another input that is read beside it, whole or not at all: every bad record is an error. */
struct scan_options tool_beside(const struct tool *tool);
void tool_start(struct tool *tool);
/* scan_column, or the end */
int tool_column(struct tool *tool, const char *name, unsigned flags);
void tool_roles(struct tool *tool, struct roles *roles, unsigned wanted);
/* scan_column for the names of an option's expression, after tool_start */
void tool_bind(struct tool *tool, struct expr *expr);
/* After tool_start: the column of events, where the condition is their names alone; else -1. */
int tool_event_column(struct tool *tool, const struct expr *expr);

/*
 * For filters that pass rows on. tool_rows, before tool_start, says so: NDJSON that becomes CSV is
 * read twice. tool_row_plan, after it, makes the plan of the output's format; where discover, with
 * the columns of the whole input (not needed where row_plan_select follows).
 */
void tool_rows(struct tool *tool);
struct row_plan *tool_row_plan(struct tool *tool, bool infer, bool discover);
void tool_header(struct tool *tool, struct row_plan *plan); /* the names of its columns */

/*
 * Filters that pass every row on with columns added (or written over, where the input has them
 * already):
 *
 *	struct tool_added added = { .name = names, .n = 2, .fill = fill, .self = self, .scratch = bytes };
 *	tool_add_start(&tool, &added);			in the place of tool_start
 *	tool_add_rows(&tool, &added);			the header, then every row
 *
 * fill gives cell[n] of a row, on any thread, with scratch bytes that are the thread's own; false:
 * the row is left out. Where end is not NULL it gets the scratch back after the last row, one at a
 * time.
 */
struct tool_added {
	const char *const *name; /* [n] */
	size_t n, scratch;
	bool (*fill)(void *self, struct batch *batch, size_t row, struct cell *cell, void *scratch);
	void (*end)(void *self, void *scratch);
	void *self;
	struct row_plan *plan; /* from here on set by tool_add_start */
	int cell[8];           /* n is at most 8 */
};

void tool_add_start(struct tool *tool, struct tool_added *added);
void tool_add_rows(struct tool *tool, struct tool_added *added);

void tool_again(struct tool *tool); /* scan_rewind, or the end */

/* Runs the scan. map: what work and turn leave in out goes to standard output as it comes. */
void tool_map(struct tool *tool, const struct scan_work *work);
void tool_fold(struct tool *tool, const struct scan_work *work);
/* memory, temp, tick and emit (to standard output) are filled in where they are not. */
void tool_sequences(struct tool *tool, const struct sequence_spec *spec);
/*
 * An analysis, whole: roles, columns, all users, totals; then what it has to say beside its answer.
 * After it the answer can be written. Its faults are the end.
 */
void tool_analyse(struct tool *tool, const struct analysis *analysis, void *self);
/* For --partial and --merge, which this question does not go with: the end, as by tool_require. */
void tool_whole(struct tool *tool, const char *sentence);
/*
 * What it has to say, once: called by tool_analyse behind the run, and before it by who writes rows
 * while users come, when the first is there: all rows are read then.
 */
void tool_remarks(struct tool *tool, const struct analysis *analysis, const void *self);

/*
 * Of the output: -o, else an answer's on a terminal is a table, else that of the input. Of rows
 * never FORMAT_TABLE or FORMAT_MD, but FORMAT_CELLS: what is written is laid out on its way.
 */
enum format tool_format(struct tool *tool, bool answer);
/* The answer is looked at: it goes to a terminal, and -o says nothing else. */
bool tool_for_eyes(const struct tool *tool);
struct writer *tool_answer(struct tool *tool, const char *columns); /* begins the answer */
struct writer *tool_answer_names(struct tool *tool, const struct slice *names, size_t n);
/* The columns "a,b,c" and behind them n more. */
struct writer *tool_answer_more(struct tool *tool, const char *columns, char *const *more,
    size_t n);
/* all of it, unless there is a fault */
void tool_answer_rows(struct tool *tool, const struct answer_table *answer);
char tool_delimiter(const struct tool *tool); /* of CSV output: -d, else a comma */
void tool_write(struct tool *tool, const void *ptr, size_t len); /* standard output */
/* the same, as a callback */
bool tool_sink(void *tool, const char *ptr, size_t len);
/*
 * Small files beside the input, whole: a model, a state. Those that are written appear whole or not
 * at all.
 */
struct slice tool_read_file(struct tool *tool, const char *path); /* until the next one */
/* Writes what is in tool->file, unless there is a fault. */
void tool_write_file(struct tool *tool, const char *path);
/*
 * Until the process ends no other has this file, which is read and written anew: waits, and says
 * for whom. The lock is on a file beside it (.lock), which stays.
 */
void tool_lock_file(struct tool *tool, const char *path);
size_t tool_memory(const struct tool *tool); /* -S in bytes */
/* Progress of work that no scan does: bytes so far, and of what share of the work. */
void tool_tick(struct tool *tool, uint64_t bytes, double share);
int tool_close(struct tool *tool); /* the account of skip and keep; exit status */

#endif
