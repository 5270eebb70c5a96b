/* The options that every tool shares, and what they mean together. */
#include <stdlib.h>

#include "time/instant.h"
#include "base/number.h"
#include "base/utf8.h"
#include "tool/parts.h"

#define COMMON(member) offsetof(struct common_options, member)
#define ASK(l, n, h) \
	{ \
		.letter = (l), .name = (n), .help = (h), .kind = OPTION_CALL \
	}

#define THREADS_MAX 1024
#define NAME_MOST 65536 /* bytes of a column's name */

const struct option option_ask[] = { FLAG('q', "quiet", COMMON(quiet),
					 "no progress, no warnings, no summary"),
	FLAG(0, "progress", COMMON(progress), "show progress also where it is not a terminal"),
	FLAG(0, "no-config", COMMON(no_config), "without .iarc and ~/.config/ia/config"),
	ASK('h', "help", "show this page"), ASK('V', "version", "show the version"),
	{ .name = "options", .kind = OPTION_CALL }, { .name = "about", .kind = OPTION_CALL },
	{ .name = "describe", .kind = OPTION_CALL },
	{ .name = "completion",
	    .argument = "SHELL",
	    .kind = OPTION_CALL,
	    .choices = "bash|zsh|fish" },
	OPTION_END };

const struct option option_rows[] = { CHOICE('i', "input", "FORMAT", "auto|csv|tsv|ndjson",
					  COMMON(input_format),
					  "csv, tsv or ndjson; default: seen"),
	CHOICE('o', "output", "FORMAT", "auto|csv|tsv|ndjson|table|md", COMMON(output_format),
	    "csv, tsv, ndjson, table or md; default: the input's"),
	FLAG(0, "bom", COMMON(bom), "CSV begins with a byte order mark, for Excel"),
	TEXT('d', "delimiter", "BYTE", COMMON(delimiter), "between CSV fields; default: a comma"),
	SIZE('S', "memory", "SIZE", COMMON(memory), "memory to use; default: half of it"),
	TEXT('T', "temp", "DIR", COMMON(temp), "where to spill; default: $TMPDIR"),
	COUNT('j', "threads", "N", COMMON(threads), "threads; default: all processors"),
	TEXT(0, "tz", "ZONE", COMMON(tz), "zone of times and days; default: UTC"),
	CHOICE(0, "week-start", "DAY", "monday|sunday", COMMON(sunday),
	    "of weeks: monday or sunday; default: monday"),
	TEXT(0, "time-format", "FORMAT", COMMON(time_format),
	    "how times are written, as in strptime"),
	READS(0, "files-from", "FILE", COMMON(files_from),
	    "operands, one a line; - is standard input"),
	FLAG('0', "null", COMMON(null), "... with a NUL behind each, as of find -print0"),
	FLAG(0, "no-header", COMMON(no_header), "CSV without names; they are 1, 2, ..."),
	LIST(0, "header", "A,B,C", COMMON(header), "CSV without names; these are they"),
	CHOICE(0, "headers", "HOW", "refuse|skip", COMMON(headers),
	    "a header met again: refuse or skip; default: refuse"),
	CHOICE(0, "on-error", "MODE", "fail|skip|keep", COMMON(on_error),
	    "bad records: fail, skip or keep; default: fail"),
	WRITES(0, "rejects", "FILE", COMMON(rejects), "write bad records there, as NDJSON"),
	TEXT(0, "max-rejects", "N|P%", COMMON(max_rejects),
	    "more bad records end the run; default: 10%"),
	{ .kind = OPTION_COMMON, .more = option_ask }, OPTION_END };

const struct option option_events[] = { TEXT('u', "user", "COLUMN", COMMON(user),
					    "the user; default: user_id"),
	TEXT('e', "event", "COLUMN", COMMON(event), "the event; default: event"),
	TEXT('t', "time", "COLUMN", COMMON(time), "the time; default: timestamp"), OPTIONS_ROWS,
	OPTION_END };

const struct option option_named[] = { FLAG(0, "strict", COMMON(strict),
					   "what no row has, by its name, is an error"),
	OPTIONS_EVENTS, OPTION_END };

const struct option option_states[] = { FLAG(0, "partial", COMMON(partial),
					    "the state of a part, for --merge"),
	TEXT(0, "part", "I/N", COMMON(part), "which part of how many the input is, from 0"),
	FLAG(0, "merge", COMMON(merge), "the answer of states, which are the operands"),
	FLAG(0, "merge-states", COMMON(merge), "the same, also where --merge is taken"),
	COUNT(0, "expect", "N", COMMON(expect), "as many parts as there must be"),
	COUNT(0, "expect-rows", "N", COMMON(expect_rows), "as many rows as there must be"),
	OPTION_END };

const struct option option_until[] = { TEXT(0, "until", "TIME", COMMON(until),
					   "later events are not seen"),
	OPTIONS_NAMED, OPTION_END };

const struct option option_sequences[] = { OPTIONS_STATES, OPTIONS_UNTIL, OPTION_END };

const struct option option_output[] = { CHOICE('o', "output", "FORMAT",
					    "auto|csv|tsv|ndjson|table|md", COMMON(output_format),
					    "csv, tsv, ndjson, table or md; default: csv"),
	FLAG(0, "bom", COMMON(bom), "CSV begins with a byte order mark, for Excel"),
	TEXT('d', "delimiter", "BYTE", COMMON(delimiter), "between CSV fields; default: a comma"),
	COUNT('j', "threads", "N", COMMON(threads), "threads; default: all processors"),
	{ .kind = OPTION_COMMON, .more = option_ask }, OPTION_END };

static void
refuse_value(struct fault *fault, const char *option, const char *expected, const char *value)
{
	char quoted[FAULT_QUOTE];

	fault_quote(quoted, value, strlen(value));
	fault_set(fault, EXIT_USAGE, "option %s: expected %s, found %s", option, expected, quoted);
}

/* The byte that -d means; 0: none was given. */
static char
delimiter_of(const struct tool *tool, struct fault *fault)
{
	const char *d = tool->common.delimiter;

	if (d == NULL)
		return 0;
	if (strcmp(d, "\\t") == 0 || strcmp(d, "tab") == 0)
		return '\t';
	if (d[0] == '\0' || d[1] != '\0' || strchr("\"\r\n", d[0]) != NULL ||
	    (unsigned char)d[0] >= 0x80)
		refuse_value(fault, "--delimiter", "one byte that is no quote and no line end", d);
	return d[0];
}

static void
check_limits(const struct tool *tool, struct scan_options *scan, struct fault *fault)
{
	const struct common_options *c = &tool->common;

	if (c->threads > THREADS_MAX)
		fault_set(fault, EXIT_USAGE, "option --threads: at most %d", THREADS_MAX);
	scan->threads = (unsigned)c->threads;
	if (c->max_rejects != NULL &&
	    !share_read(c->max_rejects, strlen(c->max_rejects), &scan->max_rejects,
		&scan->max_rejects_is_share))
		refuse_value(fault, "--max-rejects", "a count such as 100 or a share such as 5%",
		    c->max_rejects);
}

static void
check_times(struct tool *tool, struct fault *fault)
{
	const struct common_options *c = &tool->common;
	const char *wrong = c->time_format != NULL ? instant_format_check(c->time_format) : NULL;
	struct fault zone = { 0 };

	if (wrong != NULL)
		fault_set(fault, EXIT_USAGE, "option --time-format: %s", wrong);
	tool->week_start = c->sunday ? 7 : 1;
	if (c->tz == NULL || fault_is_set(fault))
		return;
	tool->zone = zone_open(c->tz, &zone);
	if (tool->zone == NULL && fault_is_set(&zone))
		fault_set(fault, zone.exit, "option --tz: %s", zone.text);
}

/* What the columns of an input without a header are called. */
static void
check_header(const struct tool *tool, struct scan_options *scan, struct fault *fault)
{
	const struct texts *names = &tool->common.header;

	if (names->n > 0 && tool->common.no_header)
		fault_set(fault, EXIT_USAGE,
		    "option --header: it names the columns, --no-header numbers them");
	if (names->n > 0 && scan->format == FORMAT_NDJSON)
		fault_set(fault, EXIT_USAGE,
		    "option --header: it is for CSV; a record of NDJSON has its names");
	for (size_t k = 0; k < names->n; k++) {
		size_t len = strlen(names->at[k]), at = 0;

		while (at < len && utf8_length(names->at[k] + at, len - at) > 0)
			at += utf8_length(names->at[k] + at, len - at);
		if (at < len || len == 0 || len > NAME_MOST)
			refuse_value(fault, "--header", "names in UTF-8, commas between",
			    names->at[k]);
	}
	scan->header = names->at;
	scan->nheader = names->n;
}

static void
check_until(struct tool *tool, struct fault *fault)
{
	const char *until = tool->common.until;

	if (until != NULL && !fault_is_set(fault) &&
	    !instant_read(until, strlen(until), tool->zone, &tool->until))
		refuse_value(fault, "--until", "a time such as 2026-03-01T10:00:05Z", until);
}

bool
common_check(struct tool *tool, struct fault *fault)
{
	const struct common_options *c = &tool->common;
	const char *lane = getenv("IA_LANE");
	struct scan_options *scan = &tool->scan_options;

	*scan = SCAN_OPTIONS_DEFAULT;
	scan->format = (enum format)c->input_format;
	scan->delimiter = delimiter_of(tool, fault);
	if (scan->format == FORMAT_TSV && scan->delimiter != 0 && scan->delimiter != '\t')
		fault_set(fault, EXIT_USAGE,
		    "option --delimiter: TSV has a tab between fields; use -i csv");
	scan->no_header = c->no_header;
	scan->skip_headers = c->headers == 1;
	check_header(tool, scan, fault);
	scan->on_error = (enum on_error)c->on_error;
	scan->temp = c->temp;
	scan->careful = lane != NULL && strcmp(lane, "careful") == 0;
	check_limits(tool, scan, fault);
	check_times(tool, fault);
	check_until(tool, fault);
	return !fault_is_set(fault);
}
