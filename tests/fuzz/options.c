/*
 * options: no command line crashes the parser of options; it is taken, or refused in one line with
 * status 2; twice the same; what is taken as an operand is one of the arguments, in order.
 *
 * Input: the arguments, apart by line ends.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/parts.h"

#include "fuzz.h"

#define ARGUMENTS_MAX 64

struct options {
	bool flag, other;
	const char *text;
	uint64_t count, size;
	double number;
	int64_t duration;
	struct texts texts, list;
	int choice;
	size_t calls;
};

static const char *
call(void *options, const struct option_given *given, struct fault *fault)
{
	struct options *o = options;

	(void)fault;
	o->calls += strlen(given->option->name);
	return given->value[0] == 'x' ? "expected no x" : NULL;
}

static const struct option table[] = { FLAG('f', "flag", AT(flag), "a flag"),
	FLAG('g', "flip", AT(other), "another"), TEXT('x', "text", "TEXT", AT(text), "a text"),
	COUNT('n', "count", "N", AT(count), "a count"),
	SIZE('z', "size", "SIZE", AT(size), "a size"),
	NUMBER('r', "real", "X", AT(number), "a number"),
	DURATION('w', "within", "DURATION", AT(duration), "a duration"),
	TEXTS(0, "step", "EXPR", AT(texts), "may be repeated"),
	LIST('l', "list", "A,B,...", AT(list), "names"),
	CHOICE('c', "choice", "WORD", "one|two|three", AT(choice), "one of three"),
	CALL(0, "first", "A", call, "in order"),
	TEXT(0, "time", "RULE", AT(text), "takes the name of a common one"),
	FLAG('T', "tall", AT(other), "takes the letter of a common one"), OPTIONS_EVENTS,
	OPTION_END };

static const struct about with_files = { .name = "ia-fuzz",
	.line = "what it tests",
	.synopsis = "[options] [FILE ...]",
	.example = "ia-fuzz x",
	.takes_files = true };
static const struct about no_files = { .name = "ia-fuzz",
	.line = "what it tests",
	.synopsis = "[options]" };

/* One reading of the command line. */
struct reading {
	struct options options;
	struct tool tool;
	struct option_asked asked;
	struct fault fault;
	bool good;
};

static void
read_line(struct reading *r, const struct about *about, int argc, char **argv)
{
	memset(r, 0, sizeof *r);
	r->tool.about = about;
	r->tool.options = option_list_new(table, &r->options, &r->tool.common);
	r->good = options_parse(&r->tool, argc, argv, &r->asked, &r->fault);
	if (r->good && r->asked.what == NULL)
		r->good = common_check(&r->tool, &r->fault);
	if (r->good == fault_is_set(&r->fault))
		abort();
	if (!r->good &&
	    (r->fault.exit == EXIT_DATA || r->fault.text[0] == '\0' ||
		strpbrk(r->fault.text, "\n\r\x1b\t") != NULL))
		abort();
}

static void
release(struct reading *r)
{
	if (r->tool.zone != NULL)
		zone_close(r->tool.zone);
	option_list_free(r->tool.options);
	free(r->tool.files);
}

static void
check_operands(const struct reading *r, int argc, char **argv)
{
	int at = 1;

	if (r->tool.nfile > 0 && !r->tool.about->takes_files)
		abort();
	for (size_t k = 0; k < r->tool.nfile; k++) {
		while (at < argc && argv[at] != r->tool.files[k])
			at++;
		if (at == argc)
			abort();
		at++;
	}
}

/* --help, --options and completions of whatever was read. */
static void
check_pages(const struct reading *r)
{
	struct buffer text = { 0 };

	help_write(&r->tool, &text);
	options_write(&r->tool, &text);
	if (r->asked.value != NULL)
		completion_write(&r->tool, r->asked.value, &text);
	buffer_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *argv[ARGUMENTS_MAX + 2] = { (char *)"ia-fuzz" };
	struct reading *one = malloc(sizeof *one), *two = malloc(sizeof *two);
	const struct about *about = size > 0 && (data[0] & 1) != 0 ? &with_files : &no_files;
	int argc = 1;

	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	for (char *p = text; argc <= ARGUMENTS_MAX && p != NULL; argc++) {
		char *newline = strchr(p, '\n');

		argv[argc] = p;
		if (newline != NULL)
			*newline++ = '\0';
		p = newline;
	}
	read_line(one, about, argc, argv);
	read_line(two, about, argc, argv);
	if (one->good != two->good || strcmp(one->fault.text, two->fault.text) != 0 ||
	    one->tool.nfile != two->tool.nfile || one->options.calls != two->options.calls ||
	    one->options.texts.n != two->options.texts.n ||
	    one->options.list.n != two->options.list.n)
		abort();
	check_operands(one, argc, argv);
	check_pages(one);
	release(one);
	release(two);
	free(one);
	free(two);
	free(text);
	return 0;
}
