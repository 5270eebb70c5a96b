/* The command line: tables and values written by hand; wrong usage ends a child process. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "tool/parts.h"

struct options {
	bool flag, other;
	const char *text;
	uint64_t count, size;
	double number;
	int64_t duration;
	struct texts texts, list;
	int choice;
	char calls[100];
	struct expr *from, *usual, *called;
	struct exprs names, named;
};

static const char *
call(void *options, const struct option_given *given, struct fault *fault)
{
	struct options *o = options;

	if (strcmp(given->value, "bad") == 0)
		return fault_usage(fault, "%s is %s", given->option->name, given->value);
	snprintf(o->calls + strlen(o->calls), sizeof o->calls - strlen(o->calls), "%s=%s;",
	    given->option->name, given->value);
	return NULL;
}

/* What begins with = is no expression. */
static const char *
call_expr(void *options, const struct option_given *given, struct fault *fault)
{
	struct options *o = options;

	(void)fault;
	option_expr(given, given->value[0] == '=' ? NULL : given->value, &o->called);
	return NULL;
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
	CALL(0, "first", "A", call, "in order"), CALL(0, "second", "B", call, "in order"),
	EXPR(0, "from", "EXPR", AT(from), "an expression"),
	EXPR_USUAL(0, "usual", "EXPR", AT(usual), "pay", "one that is always there"),
	EXPRS(0, "names", "A,B,...", AT(names), "expressions by their text"),
	NAMED(0, "named", "NAME=EXPR", AT(named), "expressions by name"),
	CALL(0, "called", "EXPR", call_expr, "perhaps an expression"),
	TEXT(0, "time", "RULE", AT(text), "takes the name of a common one"),
	FLAG('T', "tall", AT(other), "takes the letter of a common one"), OPTIONS_EVENTS,
	OPTION_END };

static const struct about about = { .name = "ia-test",
	.line = "what it tests",
	.synopsis = "[options] [FILE ...]",
	.example = "ia-test x",
	.takes_files = true };
static const struct about no_files = { .name = "ia-test",
	.line = "what it tests",
	.synopsis = "[options]" };

#define PARSE(tool, o, ...) \
	do { \
		char *arguments[] = { (char *)"ia-test", __VA_ARGS__, NULL }; \
		tool_open(tool, &about, table, o, sizeof arguments / sizeof *arguments - 1, \
		    arguments); \
	} while (0)

static void
done(struct tool *tool)
{
	option_list_free(tool->options);
	free(tool->files);
	output_abandon(&tool->out);
}

static void
test_values(void **state)
{
	struct options o = { 0 };
	struct tool tool;

	(void)state;
	PARSE(&tool, &o, (char *)"-fgx", (char *)"a b", (char *)"--count=12", (char *)"file1",
	    (char *)"--size", (char *)"64M", (char *)"-r-1.5", (char *)"-w", (char *)"1h30m",
	    (char *)"--step=a,b", (char *)"--step", (char *)"c", (char *)"-lx,y",
	    (char *)"--list=z", (char *)"-ctwo", (char *)"-", (char *)"--", (char *)"--flag");
	assert_true(o.flag && o.other);
	assert_string_equal(o.text, "a b");
	assert_int_equal(o.count, 12);
	assert_int_equal(o.size, 64 << 20);
	assert_true(o.number == -1.5);
	assert_int_equal(o.duration, INT64_C(5400000000));
	assert_int_equal(o.texts.n, 2);
	assert_string_equal(o.texts.at[0], "a,b");
	assert_string_equal(o.texts.at[1], "c");
	assert_int_equal(o.list.n, 3);
	assert_string_equal(o.list.at[1], "y");
	assert_string_equal(o.list.at[2], "z");
	assert_int_equal(o.choice, 1);
	assert_int_equal(tool.nfile, 3);
	assert_string_equal(tool.files[0], "file1");
	assert_string_equal(tool.files[1], "-");
	assert_string_equal(tool.files[2], "--flag");
	done(&tool);
}

static void
test_order_and_common(void **state)
{
	struct options o = { 0 };
	struct tool tool;

	(void)state;
	setenv("IA_USER", "from_environment", 1);
	setenv("IA_EVENT", "from_environment", 1);
	setenv("IA_TIME", "", 1);
	PARSE(&tool, &o, (char *)"--second=1", (char *)"--first=2", (char *)"--second=3",
	    (char *)"-e", (char *)"what", (char *)"--time=rule", (char *)"-j3", (char *)"-d\\t",
	    (char *)"--on-error=keep", (char *)"--max-rejects=5%", (char *)"--fla");
	assert_string_equal(o.calls, "second=1;first=2;second=3;");
	assert_string_equal(tool.common.user, "from_environment");
	assert_string_equal(tool.common.event, "what");
	assert_null(tool.common.time);
	assert_string_equal(o.text, "rule");
	assert_true(o.flag);
	assert_int_equal(tool.scan_options.threads, 3);
	assert_int_equal(tool.scan_options.delimiter, '\t');
	assert_int_equal(tool.scan_options.on_error, ON_ERROR_KEEP);
	assert_true(
	    tool.scan_options.max_rejects == 0.05 && tool.scan_options.max_rejects_is_share);
	done(&tool);
	unsetenv("IA_USER");
	unsetenv("IA_EVENT");
	unsetenv("IA_TIME");
}

static void
expect_event(const struct expr *expr, const char *name)
{
	const struct slice *names;
	size_t n;

	assert_true(expr_is_event(expr, &names, &n));
	assert_int_equal(n, 1);
	assert_true(slice_equal(names[0], slice_text(name)));
}

/* Compiled with what stands anywhere on the line: -e comes last. */
static void
test_expressions(void **state)
{
	struct options o = { 0 };
	struct tool tool;

	(void)state;
	PARSE(&tool, &o, (char *)"--from=cart", (char *)"--names", (char *)"a, b",
	    (char *)"--named", (char *)"x y=price > 1", (char *)"--names=c",
	    (char *)"--named=z=what == \"pay\"", (char *)"--from=view", (char *)"--called=a",
	    (char *)"-ewhat");
	expect_event(o.from, "view");
	expect_event(o.usual, "pay");
	expect_event(o.called, "a");
	assert_int_equal(o.names.n, 3);
	assert_true(slice_equal(o.names.at[1].name, SLICE(" b")));
	expect_event(o.names.at[1].expr, "b");
	expect_event(o.names.at[2].expr, "c");
	assert_int_equal(o.named.n, 2);
	assert_true(slice_equal(o.named.at[0].name, SLICE("x y")));
	assert_false(expr_is_events(o.named.at[0].expr));
	expect_event(o.named.at[1].expr, "pay");
	done(&tool);

	o = (struct options){ 0 };
	PARSE(&tool, &o, (char *)"--called=a", (char *)"--called==", (char *)"--usual=view");
	assert_null(o.from);
	assert_null(o.called);
	expect_event(o.usual, "view");
	done(&tool);
}

/* The exit status and the line on standard error of a command line. */
static void
expect_wrong(const struct about *what, const char *argument, const char *value, const char *want)
{
	char text[1000] = "";
	char *arguments[] = { (char *)"ia-test", (char *)argument, (char *)value, NULL };
	int fd[2], status;
	size_t n = 0;

	assert_int_equal(pipe(fd), 0);
	pid_t child = fork();
	if (child == 0) {
		struct options o = { 0 };
		struct tool tool;

		dup2(fd[1], STDERR_FILENO);
		tool_open(&tool, what, table, &o, value != NULL ? 3 : 2, arguments);
		tool_require(&tool, o.text);
		_exit(0);
	}
	close(fd[1]);
	for (ssize_t got; (got = read(fd[0], text + n, sizeof text - 1 - n)) > 0;)
		n += (size_t)got;
	close(fd[0]);
	waitpid(child, &status, 0);
	assert_string_equal(text, want);
	assert_int_equal(WEXITSTATUS(status), EXIT_USAGE);
}

static void
test_wrong_usage(void **state)
{
	(void)state;
	expect_wrong(&about, "--fl", NULL, "ia-test: option --fl may mean --flag or --flip\n");
	expect_wrong(&about, "--cuont=1", NULL,
	    "ia-test: unknown option --cuont; did you mean --count?\n");
	expect_wrong(&about, "-\x1b", NULL, "ia-test: unknown option -\\x1B; see ia-test --help\n");
	expect_wrong(&about, "-f\xC3\xA9", NULL,
	    "ia-test: unknown option -\xC3\xA9; see ia-test --help\n");
	expect_wrong(&about, "-c", "four",
	    "ia-test: option --choice: expected one, two or three, found \"four\"\n");
	expect_wrong(&about, "-c", "tw",
	    "ia-test: option --choice: expected one, two or three, found \"tw\"; did you mean two?\n");
	expect_wrong(&about, "--within=7x", NULL,
	    "ia-test: option --within: expected a duration such as 90s, 30m, 24h, 7d or 2w, found \"7x\"\n");
	expect_wrong(&about, "-r", "1,5",
	    "ia-test: option --real: expected a number such as 1.5, found \"1,5\"\n");
	expect_wrong(&about, "-n", "-1",
	    "ia-test: option --count: expected a count such as 10, found \"-1\"\n");
	expect_wrong(&about, "-l", "a,,b",
	    "ia-test: option --list: expected names with commas between, found \"a,,b\"\n");
	expect_wrong(&about, "--list=", NULL,
	    "ia-test: option --list: expected names with commas between, found \"\"\n");
	expect_wrong(&about, "--first", "bad", "ia-test: option --first: first is bad\n");
	expect_wrong(&about, "--from", "(",
	    "ia-test: option --from: expression:2: expected a value, found the end: \"(\"\n");
	expect_wrong(&about, "--names", "a,,b",
	    "ia-test: option --names: expected names with commas between, found \"a,,b\"\n");
	expect_wrong(&about, "--named", "x==y",
	    "ia-test: option --named: expected NAME=EXPR, found \"x==y\"\n");
	expect_wrong(&about, "--called", "(",
	    "ia-test: option --called: expression:2: expected a value, found the end: \"(\"\n");
	/* what the library says of a parameter is told of the option of that name */
	expect_wrong(&about, "--text", "count: too many", "ia-test: option --count: too many\n");
	expect_wrong(&about, "--text", "counts: too many", "ia-test: counts: too many\n");
	expect_wrong(&about, "--text", "count", "ia-test: count\n");
	expect_wrong(&about, "--first", NULL, "ia-test: option --first needs a value: A\n");
	expect_wrong(&no_files, "x", NULL,
	    "ia-test: unexpected operand \"x\"; see ia-test --help\n");
}

/* A common option whose name the tool took keeps its letter; one that has neither is away. */
static void
test_help(void **state)
{
	struct options o = { 0 };
	struct tool tool;
	struct buffer b = { 0 };

	(void)state;
	PARSE(&tool, &o, (char *)"-f");
	help_write(&tool, &b);
	buffer_byte(&b, '\0');
	assert_non_null(
	    strstr(b.ptr, "ia-test: what it tests\nUsage: ia-test [options] [FILE ...]\n\n"));
	assert_non_null(strstr(b.ptr, "\n  -w, --within DURATION  a duration\n"));
	assert_non_null(strstr(b.ptr, "\n      --step EXPR        may be repeated\n"));
	assert_non_null(strstr(b.ptr, "\nCommon: -u -e -t -i "));
	assert_non_null(strstr(b.ptr, "\nExample: ia-test x\n"));
	assert_null(strstr(b.ptr, "completion"));
	buffer_clear(&b);
	options_write(&tool, &b);
	buffer_byte(&b, '\0');
	assert_non_null(strstr(b.ptr, "--within\t-w\tDURATION\town\ta duration\n"));
	assert_non_null(strstr(b.ptr, "--step\t-\tEXPR\town\t"));
	assert_non_null(strstr(b.ptr, "\n-t\t-t\tCOLUMN\tcommon\t"));
	assert_non_null(strstr(b.ptr, "--time\t-\tRULE\town\t"));
	assert_non_null(strstr(b.ptr, "--tall\t-T\t-\town\t"));
	assert_non_null(strstr(b.ptr, "--temp\t-\tDIR\tcommon\t"));
	buffer_release(&b);
	done(&tool);
}

static void
test_many_texts(void **state)
{
	struct options o = { 0 };
	struct tool tool;
	char *arguments[202] = { (char *)"ia-test" };
	char text[201][20];

	(void)state;
	for (int k = 0; k < 200; k++) {
		snprintf(text[k], sizeof text[k], k % 2 ? "--step=s%d" : "--list=a%d,b", k);
		arguments[k + 1] = text[k];
	}
	tool_open(&tool, &about, table, &o, 201, arguments);
	assert_int_equal(o.texts.n, 100);
	assert_int_equal(o.list.n, 200);
	assert_string_equal(o.texts.at[0], "s1");
	assert_string_equal(o.texts.at[99], "s199");
	assert_string_equal(o.list.at[198], "a198");
	assert_string_equal(o.list.at[199], "b");
	done(&tool);
}

static void
test_progress_line(void **state)
{
	struct scan_totals totals = { .bytes = 512000000,
		.bytes_total = 2048000000,
		.read = 7100000 };
	char line[80];
	size_t n = progress_line(line, &totals, 4, PROGRESS_MOVES);

	(void)state;
	assert_int_equal(n, strlen(line));
	assert_string_equal(line, "25 %  128 MB/s  7.1 M records  0:12 left");
	progress_line(line, &totals, 4, PROGRESS_READ);
	assert_string_equal(line, "512 MB read  7.1 M records");
	totals.bytes_total = 0;
	progress_line(line, &totals, 4, PROGRESS_MOVES);
	assert_string_equal(line, "512 MB  128 MB/s  7.1 M records");
	totals = (struct scan_totals){ .bytes_total = 5 };
	progress_line(line, &totals, 0, PROGRESS_MOVES);
	assert_string_equal(line, "0 B  0 B/s");
	progress_line(line, &totals, 3, PROGRESS_WAITS);
	assert_string_equal(line, "waiting for input");
	totals = (struct scan_totals){ .bytes = 12345, .read = 321 };
	progress_line(line, &totals, 10, PROGRESS_WAITS);
	assert_string_equal(line, "12.3 kB  321 records  waiting for input");
	progress_line(line, &totals, 10, PROGRESS_MOVES);
	assert_string_equal(line, "12.3 kB  1.23 kB/s  321 records");
	totals = (struct scan_totals){ .bytes = 999600 };
	progress_line(line, &totals, 0, PROGRESS_READ);
	assert_string_equal(line, "1 MB read");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_order_and_common),
		cmocka_unit_test(test_expressions),
		cmocka_unit_test(test_wrong_usage),
		cmocka_unit_test(test_many_texts),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_progress_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
