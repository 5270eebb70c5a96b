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

#include "base/format.h"
#include "read/scan.h"

struct texts {
	const char **at; /* [n] */
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
	OPTION_CALL,     /* call, in the order of the command line */
	OPTION_COMMON,   /* -> struct common_options (tool/common.c) */
	OPTION_STOP
};

struct option {
	char letter;          /* 0: none */
	const char *name;     /* "within" */
	const char *argument; /* "DURATION"; NULL: takes none */
	const char *help;     /* one line, at most 60 characters */
	enum option_kind kind;
	size_t offset; /* into the tool's options */
	const char *choices;
	/*
	 * OPTION_CALL: NULL, or a sentence that says what is wrong with value (may be in error, 200
	 * bytes)
	 */
	const char *(
	    *call)(void *options, const struct option *option, const char *value, char *error);
	const struct option *more; /* OPTION_COMMON: a further table */
};

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
#define COUNT(l, n, a, o, h) OPTION_(OPTION_COUNT, l, n, a, o, h)
#define NUMBER(l, n, a, o, h) OPTION_(OPTION_NUMBER, l, n, a, o, h)
#define DURATION(l, n, a, o, h) OPTION_(OPTION_DURATION, l, n, a, o, h)
#define SIZE(l, n, a, o, h) OPTION_(OPTION_SIZE, l, n, a, o, h)
#define TEXTS(l, n, a, o, h) OPTION_(OPTION_TEXTS, l, n, a, o, h)
#define LIST(l, n, a, o, h) OPTION_(OPTION_LIST, l, n, a, o, h)
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

/* What tools share. EVENTS: with -u -e -t; ROWS: without; OUTPUT: for tools that read nothing. */
extern const struct option option_named[], option_events[], option_rows[], option_output[];
/* EVENTS and --strict: for tools whose options name events. */
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
#define OPTION_END \
	{ \
		.kind = OPTION_STOP \
	}

struct common_options {
	int input_format, output_format; /* enum format */
	const char *delimiter;
	const char *user, *event, *time; /* also from IA_USER, IA_EVENT, IA_TIME */
	uint64_t memory;                 /* -S; 0: half of what there is */
	const char *temp;                /* -T */
	uint64_t threads;                /* -j; 0: all processors */
	const char *tz, *time_format;
	bool no_header;
	int on_error; /* enum on_error */
	const char *rejects;
	const char *max_rejects;
	bool progress, quiet;
	bool bom, strict;
	const char *files_from;
	bool null; /* names of files_from end with NUL */
};

#endif
