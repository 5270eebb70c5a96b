/*
 * option: the one truth of a tool's options: parser, --help, completion and the test of the man
 * page come from this table.
 *
 *	static const struct option table[] = {
 *		DURATION('w', "within", "DURATION", offsetof(struct options, within_us), "of the whole chain"),
 *		FLAG(0, "users", offsetof(struct options, users), "a row a user"),
 *		OPTIONS_EVENTS,
 *		OPTION_END
 *	};
 *
 * Texts point into argv or live until tool_close. --name=value and --name value, -x value and
 * -xvalue, clustered flags, "--" and unambiguous prefixes are taken; options and operands may be
 * mixed.
 */
#ifndef IA_TOOL_OPTION_H
#define IA_TOOL_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/format.h"
#include "expr/expr.h"
#include "read/scan.h"

struct texts {
	const char **at; /* [n] */
	size_t n;
};

struct exprs {
	struct expr_named *at; /* [n] */
	size_t n;
};

enum option_kind {
	OPTION_FLAG,     /* bool */
	OPTION_TEXT,     /* const char *; NULL: not given */
	OPTION_COUNT,    /* uint64_t */
	OPTION_NUMBER,   /* double */
	OPTION_DURATION, /* int64_t, microseconds */
	OPTION_SIZE,     /* uint64_t, bytes */
	OPTION_TEXTS,    /* struct texts: may be repeated */
	OPTION_LIST,     /* struct texts: commas between, may be repeated */
	OPTION_CHOICE,   /* int: the place in choices "a|b|c" */
	/*
	 * struct expr *; NULL: not given. The tool compiles it at tool_open, so that wrong usage is
	 * told before the input is waited for, and again at tool_start, when the names of columns
	 * are known; it is freed at tool_close. A bare name is that of an event.
	 */
	OPTION_EXPR,
	OPTION_EXPRS,  /* struct exprs: commas between, each named as it is written */
	OPTION_NAMED,  /* struct exprs: NAME=EXPR; may be repeated */
	OPTION_CALL,   /* call, in the order of the command line */
	OPTION_COMMON, /* -> struct common_options (tool/common.c) */
	OPTION_STOP
};

/* What a text names. */
enum option_file {
	FILE_NONE,
	FILE_READ,   /* a file beside the input */
	FILE_WRITTEN /* one that must be no other file of the command (same_file.c) */
};

struct option_list;
struct option_given;

struct option {
	char letter;          /* 0: none */
	const char *name;     /* "within" */
	const char *argument; /* "DURATION"; NULL: takes none */
	const char *help;     /* one line, at most 60 characters */
	enum option_kind kind;
	size_t offset; /* into the tool's options */
	const char *choices;
	const char *usual; /* OPTION_EXPR: where it is not given; NULL: none */
	/* OPTION_CALL: NULL, or a sentence of what is wrong with the value, maybe in fault */
	const char *(*call)(void *options, const struct option_given *given, struct fault *fault);
	const struct option *more; /* OPTION_COMMON: a further table */
	enum option_file file; /* of OPTION_TEXT, OPTION_TEXTS; of a call what stands behind = */
};

/* An option as it stands on the command line. */
struct option_given {
	const struct option *option;
	const char *value;
	struct option_list *list;
};

/* For a call: *at is compiled and freed as that of an OPTION_EXPR. text NULL: not any more. */
void option_expr(const struct option_given *given, const char *text, struct expr **at);

/* Where a member of the command's struct options is. */
#define AT(member) offsetof(struct options, member)

#define FLAG(l, n, o, h) \
	{ \
		.letter = (l), .name = (n), .help = (h), .kind = OPTION_FLAG, .offset = (o) \
	}
#define OPTION_(k, l, n, a, o, h) \
	{ \
		.letter = (l), .name = (n), .argument = (a), .help = (h), .kind = (k), \
		.offset = (o) \
	}
#define TEXT(l, n, a, o, h) OPTION_(OPTION_TEXT, l, n, a, o, h)
#define FILE_(f, l, n, a, o, h) \
	{ \
		.letter = (l), .name = (n), .argument = (a), .help = (h), .kind = OPTION_TEXT, \
		.offset = (o), .file = (f) \
	}
#define READS(l, n, a, o, h) FILE_(FILE_READ, l, n, a, o, h)
#define READS_SOME(l, n, a, o, h) /* TEXTS */ \
	{ \
		.letter = (l), .name = (n), .argument = (a), .help = (h), .kind = OPTION_TEXTS, \
		.offset = (o), .file = FILE_READ \
	}
#define READS_CALL(l, n, a, f, h) /* CALL with COL=FILE */ \
	{ \
		.letter = (l), .name = (n), .argument = (a), .help = (h), .kind = OPTION_CALL, \
		.call = (f), .file = FILE_READ \
	}
#define WRITES(l, n, a, o, h) FILE_(FILE_WRITTEN, l, n, a, o, h)
#define COUNT(l, n, a, o, h) OPTION_(OPTION_COUNT, l, n, a, o, h)
#define NUMBER(l, n, a, o, h) OPTION_(OPTION_NUMBER, l, n, a, o, h)
#define DURATION(l, n, a, o, h) OPTION_(OPTION_DURATION, l, n, a, o, h)
#define SIZE(l, n, a, o, h) OPTION_(OPTION_SIZE, l, n, a, o, h)
#define TEXTS(l, n, a, o, h) OPTION_(OPTION_TEXTS, l, n, a, o, h)
#define LIST(l, n, a, o, h) OPTION_(OPTION_LIST, l, n, a, o, h)
#define EXPR(l, n, a, o, h) OPTION_(OPTION_EXPR, l, n, a, o, h)
#define EXPR_USUAL(l, n, a, o, u, h) \
	{ \
		.letter = (l), .name = (n), .argument = (a), .help = (h), .kind = OPTION_EXPR, \
		.offset = (o), .usual = (u) \
	}
#define EXPRS(l, n, a, o, h) OPTION_(OPTION_EXPRS, l, n, a, o, h)
#define NAMED(l, n, a, o, h) OPTION_(OPTION_NAMED, l, n, a, o, h)
#define CHOICE(l, n, a, c, o, h) \
	{ \
		.letter = (l), .name = (n), .argument = (a), .help = (h), .kind = OPTION_CHOICE, \
		.offset = (o), .choices = (c) \
	}
#define CALL(l, n, a, f, h) \
	{ \
		.letter = (l), .name = (n), .argument = (a), .help = (h), .kind = OPTION_CALL, \
		.call = (f) \
	}

/*
 * What tools share. SEQUENCES: UNTIL and STATES; UNTIL: NAMED with --until; NAMED: EVENTS with
 * --strict, for tools whose options name events; EVENTS: with -u -e -t; ROWS: without; OUTPUT: for
 * tools that read nothing; ASK: for those that write no rows either.
 */
extern const struct option option_sequences[], option_named[], option_events[], option_rows[];
extern const struct option option_output[], option_until[], option_states[], option_ask[];
/* STATES: of answers that add up over parts: --partial, --merge. */
#define OPTIONS_STATES \
	{ \
		.kind = OPTION_COMMON, .more = option_states \
	}
#define OPTIONS_SEQUENCES \
	{ \
		.kind = OPTION_COMMON, .more = option_sequences \
	}
#define OPTIONS_UNTIL \
	{ \
		.kind = OPTION_COMMON, .more = option_until \
	}
#define OPTIONS_NAMED \
	{ \
		.kind = OPTION_COMMON, .more = option_named \
	}
#define OPTIONS_EVENTS \
	{ \
		.kind = OPTION_COMMON, .more = option_events \
	}
#define OPTIONS_ROWS \
	{ \
		.kind = OPTION_COMMON, .more = option_rows \
	}
#define OPTIONS_OUTPUT \
	{ \
		.kind = OPTION_COMMON, .more = option_output \
	}
#define OPTIONS_ASK \
	{ \
		.kind = OPTION_COMMON, .more = option_ask \
	}
#define OPTION_END \
	{ \
		.kind = OPTION_STOP \
	}

/* Some also from the environment and from files: tool/config.c. */
struct common_options {
	int input_format, output_format; /* enum format */
	const char *delimiter;
	const char *user, *event, *time;
	uint64_t memory;  /* -S; 0: half of what there is */
	const char *temp; /* -T */
	uint64_t threads; /* -j; 0: all processors */
	const char *tz, *time_format;
	int sunday; /* 1: weeks begin on Sunday */
	const char *until;
	bool no_header;
	struct texts header; /* names of columns, where CSV has none */
	int headers;         /* 1: one that is met again is skipped */
	int on_error;        /* enum on_error */
	const char *rejects;
	const char *max_rejects;
	bool progress, quiet;
	bool bom, strict;
	const char *files_from;
	bool null; /* names of files_from end with NUL */
	bool partial, merge;
	const char *part;
	uint64_t expect, expect_rows;
	bool no_config; /* .iarc and the user's file are left aside */
};

#endif
