/* A tool from its first line to its last: opening, answers, errors, closing. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "tool/parts.h"
#include "write/row_table.h"

#define MESSAGE_MAX 2000

void
message(const char *name, const char *format, va_list arguments)
{
	char line[MESSAGE_MAX + 2];
	int n = snprintf(line, MESSAGE_MAX, "%s: ", name);

	n += vsnprintf(line + n, (size_t)(MESSAGE_MAX - n), format, arguments);
	if (n > MESSAGE_MAX - 1)
		n = MESSAGE_MAX - 1;
	fault_tame(line, (size_t)n);
	line[n++] = '\n';
	/* where standard error is gone there is nobody to tell */
	ssize_t written = write(STDERR_FILENO, line, (size_t)n);
	(void)written;
}

void
tool_warn(struct tool *tool, const char *format, ...)
{
	va_list arguments;

	if (tool->common.quiet)
		return;
	progress_hold(tool->progress);
	va_start(arguments, format);
	message(tool->about->name, format, arguments);
	va_end(arguments);
	progress_let(tool->progress);
}

void
tool_doubt(struct tool *tool, const char *sentence)
{
	if (tool->common.strict)
		tool_fail(tool, EXIT_USAGE, "%s", sentence);
	tool_warn(tool, "%s", sentence);
}

void
tool_warn_sentence(void *tool, const char *sentence)
{
	tool_warn(tool, "%s", sentence);
}

/*
 * What was rejected explains why data is refused, so the list stays; after any other end it is not
 * whole.
 */
static void
end_rejects(struct tool *tool, int status)
{
	struct fault fault = { 0 };

	if (tool->rejects.fault == NULL)
		return;
	tool->rejects.fault = &fault;
	if (status == EXIT_DATA)
		output_close(&tool->rejects);
	else
		output_abandon(&tool->rejects);
}

void
tool_fail(struct tool *tool, int status, const char *format, ...)
{
	va_list arguments;

	progress_stop(tool->progress);
	if (tool->streaming && tool_put_end(tool))
		output_flush(&tool->out);
	end_rejects(tool, status);
	output_remove_unfinished();
	va_start(arguments, format);
	message(tool->about->name, format, arguments);
	va_end(arguments);
	_exit(status);
}

/* "folds: expected ...", where there is an option --folds. */
static bool
names_option(const struct tool *tool, const char *sentence)
{
	size_t len = strcspn(sentence, ":");
	bool found = false;

	for (size_t k = 0; k < tool->options->n && strncmp(sentence + len, ": ", 2) == 0; k++) {
		const char *name = tool->options->slot[k].option.name;

		found = found ||
		    (name != NULL && strlen(name) == len && memcmp(name, sentence, len) == 0);
	}
	return found;
}

bool
tool_asks(const struct tool *tool, const char *option)
{
	bool asks = false;

	for (size_t k = 0; k < tool->options->n; k++) {
		const struct option_slot *slot = &tool->options->slot[k];

		asks = asks ||
		    (slot->given && slot->option.name != NULL &&
			strcmp(slot->option.name, option) == 0);
	}
	return asks;
}

static _Noreturn void
fail_asked(struct tool *tool, int status, const char *sentence)
{
	tool_fail(tool, status, names_option(tool, sentence) ? "option --%s" : "%s", sentence);
}

void
tool_require(struct tool *tool, const char *sentence)
{
	if (sentence != NULL)
		fail_asked(tool, EXIT_USAGE, sentence);
}

void
tool_check_asked(struct tool *tool, const struct fault *fault)
{
	if (fault_is_set(fault))
		fail_asked(tool, fault->exit, fault->text);
}

void
tool_check(struct tool *tool, const struct fault *fault)
{
	if (fault_is_set(fault))
		tool_fail(tool, fault->exit, "%s", fault->text);
}

void
tool_check_fault(void *tool, const struct fault *fault)
{
	tool_check(tool, fault);
}

static void
on_signal(int number)
{
	progress_erase();
	output_remove_unfinished();
	raise(number); /* the handler was for once: this ends the process */
}

/* Interrupted, a tool leaves no half-written file; what was ignored (nohup) stays so. */
static void
catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = (int)SA_RESETHAND | SA_NODEFER };
	struct sigaction old;

	signal(SIGXFSZ, SIG_IGN); /* a file past the limit: write tells */
	sigemptyset(&action.sa_mask);
	for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
		if (sigaction(numbers[k], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(numbers[k], &action, NULL);
}

/*
 * A descriptor that was closed before we came would be given to the next file that is opened:
 * something to read or write in its place keeps it.
 */
static void
guard_descriptors(struct tool *tool)
{
	bool output_closed;

	tool->input_closed = fcntl(STDIN_FILENO, F_GETFD) < 0;
	if (tool->input_closed)
		(void)open("/dev/null", O_RDONLY);
	output_closed = fcntl(STDOUT_FILENO, F_GETFD) < 0;
	if (output_closed)
		(void)open("/dev/null", O_WRONLY);
	if (fcntl(STDERR_FILENO, F_GETFD) < 0)
		(void)open("/dev/null", O_WRONLY);
	if (output_closed)
		tool_fail(tool, EXIT_SYSTEM, "cannot write: standard output is closed");
}

void
tool_open(struct tool *tool, const struct about *about, const struct option *table, void *options,
    int argc, char **argv)
{
	struct option_asked asked;
	struct fault fault = { 0 };

	*tool = (struct tool){ .about = about };
	memory_program = about->name;
	guard_descriptors(tool);
	catch_signals();
	output_open(&tool->out, NULL, &tool->fault);
	tool->options = option_list_new(table, options, &tool->common);
	if (!options_parse(tool, argc, argv, &asked, &fault))
		tool_check(tool, &fault);
	if (asked.what != NULL && strcmp(asked.what, "describe") != 0)
		tool_tell(tool, asked.what, asked.value);
	if (!settings_hold(tool, &fault) || !common_check(tool, &fault))
		tool_check(tool, &fault);
	if (asked.what != NULL)
		tool_tell(tool, asked.what, asked.value);
	files_from(tool);
	if (!files_check(tool, &fault))
		tool_check(tool, &fault);
	option_exprs_usual(tool->options);
	tool_compile(tool);
	tool->progress = progress_new(about->name, tool->common.progress, tool->common.quiet);
}

void
tool_tick(struct tool *tool, uint64_t bytes, double share)
{
	struct scan_totals totals = { .bytes = bytes };

	if (share > 0)
		totals.bytes_total = (uint64_t)((double)bytes / share);
	progress_tick(tool->progress, &totals);
}

void
tool_answer_rows(struct tool *tool, const struct answer_table *answer)
{
	struct writer *w;

	tool_check(tool, &tool->fault);
	w = tool_answer(tool, answer->columns);
	for (size_t k = 0; k < answer->n; k++) {
		if (answer->cell[k].text.ptr != NULL)
			write_text(w, answer->cell[k].text);
		else
			write_number(w, answer->cell[k].number);
		if (k % answer->ncolumn == answer->ncolumn - 1)
			write_end(w);
	}
}

void
tool_write(struct tool *tool, const void *ptr, size_t len)
{
	if (!tool_put(tool, ptr, len))
		tool_check(tool, &tool->fault);
}

bool
tool_sink(void *tool, const char *ptr, size_t len)
{
	tool_write(tool, ptr, len);
	return true;
}

size_t
tool_memory(const struct tool *tool)
{
	uint64_t asked = tool->common.memory;

	if (asked == 0)
		return memory_total() / 2;
	return asked < SIZE_MAX ? (size_t)asked : SIZE_MAX;
}

/* "19 rejected (short-row 18, bad-time 1)" */
static void
add_rejected(struct buffer *line, const struct scan_totals *totals)
{
	const char *before = " (";
	char text[100];

	for (int bad = 0; bad < BAD_COUNT; bad++) {
		if (totals->bad[bad] == 0)
			continue;
		int n = snprintf(text, sizeof text, "%s%s %llu", before, bad_name((enum bad)bad),
		    (unsigned long long)totals->bad[bad]);
		buffer_add(line, text, (size_t)n);
		before = ", ";
	}
	if (*before == ',')
		buffer_byte(line, ')');
}

static void
account(struct tool *tool)
{
	const struct scan_totals *totals;
	struct buffer line = { 0 };
	char text[200];
	int n;

	if (tool->scan == NULL || tool->common.on_error == ON_ERROR_FAIL)
		return;
	totals = scan_totals(tool->scan);
	n = snprintf(text, sizeof text, "%llu read, %llu written, %llu rejected",
	    (unsigned long long)totals->read, (unsigned long long)totals->written,
	    (unsigned long long)totals->rejected);
	buffer_add(&line, text, (size_t)n);
	add_rejected(&line, totals);
	n = snprintf(text, sizeof text, ", %llu altered", (unsigned long long)totals->altered);
	buffer_add(&line, text, (size_t)n);
	tool_warn(tool, "%.*s", (int)line.len, line.ptr);
	buffer_release(&line);
}

static void
release(struct tool *tool)
{
	progress_free(tool->progress);
	if (tool->scan != NULL)
		scan_free(tool->scan);
	if (tool->zone != NULL)
		zone_close(tool->zone);
	if (tool->answering)
		writer_release(&tool->writer);
	row_table_free(tool->rows);
	buffer_release(&tool->text);
	buffer_release(&tool->file);
	option_list_free(tool->options);
	free(tool->own_about);
	free(tool->files);
	free(tool->list);
}

int
tool_close(struct tool *tool)
{
	progress_stop(tool->progress);
	if (tool->answering) {
		writer_finish(&tool->writer);
		tool_write(tool, tool->text.ptr, tool->text.len);
	}
	if (!tool_put_end(tool) || !output_close(&tool->out) ||
	    (tool->rejects.fault != NULL && !output_close(&tool->rejects)))
		tool_check(tool, &tool->fault);
	account(tool);
	release(tool);
	return EXIT_DONE;
}
