/*
 * The scan: the same from a file, a redirect and a pipe in odd pieces, for any number of threads;
 * twice; many files; bad values; limits; system faults. What must come out is written here or
 * follows from another way of reading.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/memory.h"
#include "read_help.h"

#define TEXT(literal) literal, sizeof literal - 1

/* Standard input from a descriptor. */
static void
tell_stdin(struct told *told, struct scan_options options, int descriptor)
{
	int saved = dup(STDIN_FILENO);

	dup2(descriptor, STDIN_FILENO);
	close(descriptor);
	tell_files(told, options, NULL, 0);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

/* A child that writes the text into a pipe, a few bytes at a time. */
static int
pipe_of(const char *text, size_t len, size_t piece, long pause_us, pid_t *child)
{
	int ends[2];

	if (pipe(ends) != 0)
		abort();
	*child = fork();
	if (*child == 0) {
		close(ends[0]);
		for (size_t at = 0; at < len;) {
			size_t n = len - at < piece ? len - at : piece;
			ssize_t done = write(ends[1], text + at, n);
			struct timespec pause = { .tv_nsec = pause_us * 1000 };

			if (done <= 0)
				_exit(1);
			at += (size_t)done;
			if (pause_us > 0)
				nanosleep(&pause, NULL);
		}
		_exit(0);
	}
	close(ends[1]);
	return ends[0];
}

static size_t
events(char *out, size_t rows, bool faults)
{
	size_t n = (size_t)sprintf(out, "user,event,note\r\n");

	for (size_t i = 0; i < rows; i++) {
		if (faults && i % 50 == 7)
			n += (size_t)sprintf(out + n, "u%zu,short\n", i);
		else if (faults && i % 71 == 3)
			n += (size_t)sprintf(out + n, "u%zu,\"open,%zu\n", i, i);
		else if (i % 3 == 0)
			n += (size_t)sprintf(out + n, "u%zu,\"a \"\"b\"\"\n%zu\",x\r\n", i, i * 17);
		else
			n += (size_t)sprintf(out + n, "u%zu,view,\xe4\xb8\xad%zu\n", i, i * 31);
	}
	return n;
}

static void
pieces_change_nothing(void **state)
{
	static char text[200000];
	static const size_t piece[] = { 1, 3, 7, 64, 1000, 65536 };
	size_t len = events(text, 2000, true);

	(void)state;
	for (size_t i = 0; i < sizeof piece / sizeof *piece; i++) {
		struct scan_options o = SCAN_OPTIONS_DEFAULT;
		struct told file, other;
		size_t n = piece[i] < 64 ? len / 10 : len;
		pid_t child;

		o.on_error = ON_ERROR_SKIP;
		o.max_rejects = 1;
		o.block_size = i % 2 == 0 ? 100 : 4096;
		o.threads = 1;
		tell_stdin(&file, o, open(file_of(text, n), O_RDONLY));
		assert_true(file.totals.rejected > 0 && file.totals.written > 10);
		o.threads = 8;
		tell_stdin(&other, o, open(file_of(text, n), O_RDONLY));
		assert_true(same_told(&file, &other));
		told_release(&other);
		tell_stdin(&other, o, pipe_of(text, n, piece[i], 0, &child));
		waitpid(child, NULL, 0);
		assert_true(same_told(&file, &other));
		assert_true(other.in_order);
		told_release(&other);
		o.block_size = 0;
		tell_stdin(&other, o, open(file_of(text, n), O_RDONLY));
		assert_true(same_told(&file, &other));
		told_release(&other);
		told_release(&file);
	}
}

/* A slow pipe, live: what has come is passed on before the end, and all of it is the same. */
struct watch {
	struct told told;
	size_t writes;
};

static bool
count_writes(void *self, const char *ptr, size_t len)
{
	struct watch *watch = self;

	watch->writes++;
	return tell_write(&watch->told, ptr, len);
}

static void
live_pipe(void **state)
{
	static const char text[] = "a,b\n1,2\n3,4\n5,6\n";
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct watch watch = { .told = { .ncolumn = 2 } };
	const struct scan_work work = { .self = &watch, .work = tell_rows, .write = count_writes };
	int saved = dup(STDIN_FILENO);
	struct scan *scan;
	pid_t child;

	(void)state;
	o.live = true;
	o.threads = 2;
	dup2(pipe_of(text, sizeof text - 1, 4, 300000, &child), STDIN_FILENO);
	scan = scan_new(&o, NULL, 0);
	assert_true(scan_start(scan));
	scan_column_at(scan, 0, 0);
	scan_column_at(scan, 1, 0);
	assert_true(scan_run(scan, &work));
	assert_true(watch.writes >= 3);
	buffer_byte(&watch.told.text, '\0');
	assert_string_equal(watch.told.text.ptr, "[1|1][2|2]\n[3|3][4|4]\n[5|5][6|6]\n");
	scan_free(scan);
	told_release(&watch.told);
	waitpid(child, NULL, 0);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void
rewinds(struct scan_options o, int descriptor)
{
	struct told told = { .ncolumn = 1 };
	const struct scan_work work = { .self = &told, .work = tell_rows, .write = tell_write };
	int saved = dup(STDIN_FILENO);
	struct scan *scan;

	o.twice = true;
	dup2(descriptor, STDIN_FILENO);
	close(descriptor);
	scan = scan_new(&o, NULL, 0);
	assert_true(scan_start(scan));
	assert_int_equal(scan_column(scan, SLICE("b"), COLUMN_REQUIRED), 0);
	assert_true(scan_run(scan, &work));
	assert_true(scan_rewind(scan));
	assert_int_equal(scan_column(scan, SLICE("a"), COLUMN_REQUIRED), 1);
	assert_true(scan_run(scan, &work));
	assert_int_equal(scan_totals(scan)->read, 2);
	buffer_byte(&told.text, '\0');
	assert_string_equal(told.text.ptr, "[2|1]\n[4|3]\n[2|1]\n[4|3]\n");
	told_release(&told);
	scan_free(scan);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void
twice(void **state)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	pid_t child;

	(void)state;
	rewinds(o, open(file_of(TEXT("a,b\n1,2\n3,4\n")), O_RDONLY));
	o.block_size = 16;
	rewinds(o, pipe_of(TEXT("a,b\n1,2\n3,4\n"), 3, 0, &child));
	waitpid(child, NULL, 0);
}

/* Columns by name over files with other orders. */
static void
put_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		abort();
}

static struct scan *
open_two(const char *first, const char *second, char **names, const struct scan_options *o)
{
	struct scan *scan;

	snprintf(names[0], 60, "/tmp/ia-read-%ld-1.csv", (long)getpid());
	snprintf(names[1], 60, "/tmp/ia-read-%ld-2.csv", (long)getpid());
	put_file(names[0], first);
	put_file(names[1], second);
	scan = scan_new(o, names, 2);
	assert_true(scan_start(scan));
	return scan;
}

static void
run_two(const char *first, const char *second, unsigned flags, const char *text, const char *fault)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told told = { .ncolumn = 2 };
	struct scan_work work = { .self = &told, .work = tell_rows, .write = tell_write };
	char one[64], two[64], *names[] = { one, two };
	struct scan *scan;

	o.threads = 2;
	scan = open_two(first, second, names, &o);
	assert_int_equal(scan_column(scan, SLICE("a"), flags), 0);
	assert_int_equal(scan_column(scan, SLICE("b"), flags), 1);
	assert_int_equal(scan_column(scan, SLICE("a"), flags), 0);
	scan_run(scan, &work);
	buffer_byte(&told.text, '\0');
	for (char *p = told.text.ptr; (p = strstr(p, "|")) != NULL;) /* values only */
		memmove(p, strchr(p, ']'), strlen(strchr(p, ']')) + 1);
	assert_string_equal(told.text.ptr, text);
	if (fault == NULL)
		assert_string_equal(scan_fault(scan)->text, "");
	else
		assert_non_null(strstr(scan_fault(scan)->text, fault));
	told_release(&told);
	scan_free(scan);
	unlink(one);
	unlink(two);
}

static void
many_files(void **state)
{
	(void)state;
	run_two("a,b\n1,2\n", "b,c,a\n3,4,5\n", COLUMN_REQUIRED, "[1][2]\n[5][3]\n", NULL);
	run_two("a,b\n1,2", "\n\nb,c\n3,4\n", 0, "[1][2]\n[][3]\n", NULL);
	run_two("a,b\n1,2\n", "b,c\n3,4\n", COLUMN_REQUIRED, "[1][2]\n", "-2.csv:1:1: no-column: ");
	run_two("a,b\n1,2\n", "\nb,a,a\n3,4,5\n", COLUMN_REQUIRED, "[1][2]\n",
	    "-2.csv:2:5: dup-column: ");
	run_two("a,b\n1,2\n", "", COLUMN_REQUIRED, "[1][2]\n", "-2.csv:1:1: empty-input: ");
	run_two("a,b\n1,2\n", "a,b\n3,4\n5\n", COLUMN_REQUIRED, "[1][2]\n[3][4]\n",
	    "-2.csv:3:2: short-row: 1 field, header has 2: \"5\"");
	run_two("a,b\n1,2\n", "a,b\n3,4,5\n", COLUMN_REQUIRED, "[1][2]\n",
	    "-2.csv:2:5: long-row: 3 fields, header has 2: \"3,4,5\"");
}

/* A long record: with a limit of 50 bytes; the next line is read again. */
static void
long_records(const char *record, const char *at, const char *after)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	char text[1000], expected[100], *first = NULL;
	struct told told;
	size_t n = (size_t)sprintf(text, "a,b\n1,2\n%s\n3,4\n5", record);
	unsigned long lines = 5;

	for (const char *p = record; *p != '\0'; p++)
		lines += *p == '\n';

	o.on_error = ON_ERROR_SKIP;
	o.max_rejects = 1;
	o.max_field = 50;
	for (size_t size = 16; size < 150; size++) {
		o.block_size = size;
		o.threads = 1 + (unsigned)size % 3;
		tell(&told, o, text, n);
		assert_string_equal(told.text.ptr, after);
		assert_int_equal(told.totals.read, told.totals.written + told.totals.rejected);
		snprintf(expected, sizeof expected, "\"line\":%s", at);
		assert_non_null(strstr(told.rejects.ptr, expected));
		snprintf(expected, sizeof expected, "\"line\":%lu,\"col\":2,\"code\":\"short-row\"",
		    lines);
		assert_non_null(strstr(told.rejects.ptr, expected));
		if (first == NULL)
			first = memory_text(told.rejects.ptr, strlen(told.rejects.ptr));
		assert_string_equal(told.rejects.ptr, first);
		told_release(&told);
	}
	free(first);
}

#define TEN "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

static void
limits(void **state)
{
	(void)state;
	long_records("x," SIXTY, "3,\"col\":3,\"code\":\"field-too-long\"",
	    "[1|1][2|2]\n[3|3][4|4]\n");
	long_records("x," SIXTY SIXTY SIXTY ",y", "3,\"col\":3,\"code\":\"field-too-long\"",
	    "[1|1][2|2]\n[3|3][4|4]\n");
	long_records(TEN TEN TEN "," TEN TEN TEN, "3,\"col\":51,\"code\":\"line-too-long\"",
	    "[1|1][2|2]\n[3|3][4|4]\n");
	long_records(TEN TEN TEN "," TEN TEN TEN "," SIXTY SIXTY,
	    "3,\"col\":51,\"code\":\"line-too-long\"", "[1|1][2|2]\n[3|3][4|4]\n");
	long_records("x,\"" SIXTY "\"", "3,\"col\":3,\"code\":\"field-too-long\"",
	    "[1|1][2|2]\n[3|3][4|4]\n");
	/* a quote that is closed by chance, 50 bytes on and more */
	long_records("x,\"\n" TEN "," TEN "\n" TEN "," TEN "\n" TEN "," TEN "\nx,\"y\"",
	    "3,\"col\":3,\"code\":\"field-too-long\"",
	    "[1|1][2|2]\n[" TEN "|" TEN "][" TEN "|" TEN "]\n[" TEN "|" TEN "][" TEN "|" TEN
	    "]\n[" TEN "|" TEN "][" TEN "|" TEN "]\n[x|x][y|\"y\"]\n"
	    "[3|3][4|4]\n");
	long_records("x,\"\n" TEN "," TEN "\nx,\"y\"", "3,\"col\":3,\"code\":\"open-quote\"",
	    "[1|1][2|2]\n[" TEN "|" TEN "][" TEN "|" TEN "]\n[x|x][y|\"y\"]\n[3|3][4|4]\n");
	/* 50 bytes and CR LF are not too long; 51 are */
	long_records(TEN TEN TEN TEN TEN "\r", "3,\"col\":51,\"code\":\"short-row\"",
	    "[1|1][2|2]\n[3|3][4|4]\n");
	long_records(TEN TEN TEN "," TEN "abcdefgh,\r", "3,\"col\":51,\"code\":\"long-row\"",
	    "[1|1][2|2]\n[3|3][4|4]\n");
	long_records(TEN TEN TEN "," TEN "abcdefghi,\r", "3,\"col\":51,\"code\":\"line-too-long\"",
	    "[1|1][2|2]\n[3|3][4|4]\n");
	long_records("x,\"\n5,6\n7,8\n" TEN "," TEN "\n" TEN "," TEN "\n" TEN "," TEN "\n" TEN
		     "," TEN,
	    "3,\"col\":3,\"code\":\"",
	    "[1|1][2|2]\n[5|5][6|6]\n[7|7][8|8]\n"
	    "[" TEN "|" TEN "][" TEN "|" TEN "]\n[" TEN "|" TEN "][" TEN "|" TEN "]\n"
	    "[" TEN "|" TEN "][" TEN "|" TEN "]\n[" TEN "|" TEN "][" TEN "|" TEN "]\n[3|3][4|4]\n");
}

/* A 20 MiB field in 16 MiB: where the manifest of bad inputs wants it. */
static void
a_long_field(void **state)
{
	size_t n = (size_t)20 << 20;
	char *text = memory_new(n + 200);
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told told;
	size_t len =
	    (size_t)sprintf(text, "ts,user_id,event,amount\n1,u1,view,\n2026-03-01T10:00:05Z,u1,");

	(void)state;
	memset(text + len, 'A', n);
	len += n;
	len += (size_t)sprintf(text + len, ",1\n2,u2,view,\n3,u2,buy,99.90\n");
	tell(&told, o, text, len);
	assert_non_null(strstr(told.fault.text, ".txt:3:25: field-too-long: "));
	told_release(&told);
	o.on_error = ON_ERROR_SKIP;
	tell(&told, o, text, len);
	assert_int_equal(told.totals.written, 3);
	assert_int_equal(told.totals.rejected, 1);
	told_release(&told);
	free(text);
}

static void
system_faults(void **state)
{
	static char none[] = "/nonexistent/file.csv", folder[] = "/tmp";
	char *name = none;
	struct told told;

	(void)state;
	tell_files(&told, SCAN_OPTIONS_DEFAULT, &name, 1);
	assert_int_equal(told.fault.exit, EXIT_SYSTEM);
	assert_non_null(strstr(told.fault.text, "/nonexistent/file.csv: cannot open: "));
	told_release(&told);
	name = folder;
	tell_files(&told, SCAN_OPTIONS_DEFAULT, &name, 1);
	assert_int_equal(told.fault.exit, EXIT_SYSTEM);
	assert_non_null(strstr(told.fault.text, "/tmp: cannot read: "));
	told_release(&told);
}

/* "properties.price" in a CSV field that holds JSON. */
static void
paths(void **state)
{
	static const char text[] =
	    "id,p\n1,\"{\"\"price\"\":9.50,\"\"n\"\":{\"\"x\"\":\"\"a\\u00e9\"\"}}\"\n"
	    "2,\n3,\"{\"\"price\"\":null}\"\n4,junk\n";
	char *name = file_of(text, sizeof text - 1);
	struct scan_options o = SCAN_OPTIONS_DEFAULT;

	(void)state;
	for (int careful = 0; careful < 2; careful++) {
		struct told told = { .ncolumn = 3 };
		const struct scan_work work = { .self = &told,
			.work = tell_rows,
			.write = tell_write };
		struct scan *scan;

		o.careful = careful;
		scan = scan_new(&o, &name, 1);
		assert_true(scan_start(scan));
		assert_int_equal(scan_column(scan, SLICE("id"), COLUMN_REQUIRED), 0);
		assert_int_equal(scan_column(scan, SLICE("p.price"), COLUMN_REQUIRED), 1);
		assert_int_equal(scan_column(scan, SLICE("p.n.x"), 0), 2);
		told.ncolumn = 2; /* there are only two raw fields */
		assert_true(scan_run(scan, &work));
		buffer_byte(&told.text, '\0');
		assert_non_null(strstr(told.text.ptr, "[1|1][9.50|"));
		assert_non_null(strstr(told.text.ptr, "[2|2][|]"));
		assert_non_null(strstr(told.text.ptr, "[3|3][null|"));
		assert_non_null(strstr(told.text.ptr, "[4|4][|junk]"));
		assert_int_equal(scan_column(scan, SLICE("q.price"), COLUMN_REQUIRED), -1);
		told_release(&told);
		scan_free(scan);
	}
}

static void
no_header(void **state)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told told;

	(void)state;
	o.no_header = true;
	tell(&told, o, TEXT("\nx,y\nx,y\n"));
	assert_string_equal(told.text.ptr, "[x|x][y|y]\n[x|x][y|y]\n");
	told_release(&told);
	tell(&told, o, TEXT("\nx,y\nx\n"));
	assert_non_null(
	    strstr(told.fault.text, ".txt:3:2: short-row: 1 field, the first record has 2: \"x\""));
	told_release(&told);
}

static void
given_header(void **state)
{
	static const char *const names[] = { "q.price", "x" };
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told told;

	(void)state;
	o.header = names;
	o.nheader = 2;
	for (int careful = 0; careful < 2; careful++) {
		o.careful = careful != 0;
		o.skip_headers = false;
		tell(&told, o, TEXT("\nx,y\n1,\"2,3\"\n"));
		assert_string_equal(told.text.ptr, "[x|x][y|y]\n[1|1][2,3|\"2,3\"]\n");
		told_release(&told);
		tell(&told, o, TEXT(""));
		assert_false(fault_is_set(&told.fault));
		told_release(&told);
		tell(&told, o, TEXT("x,y\nx\n"));
		assert_non_null(
		    strstr(told.fault.text, ".txt:2:2: short-row: 1 field, header has 2: \"x\""));
		told_release(&told);
		tell(&told, o, TEXT("x,y\nq.price,x\n"));
		assert_non_null(strstr(told.fault.text, ".txt:2:1: repeated-header: "));
		told_release(&told);
		o.skip_headers = true;
		tell(&told, o, TEXT("\"q.price\",x\nx,y\n"));
		assert_string_equal(told.text.ptr, "[x|x][y|y]\n");
		told_release(&told);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_change_nothing),
		cmocka_unit_test(live_pipe),
		cmocka_unit_test(twice),
		cmocka_unit_test(many_files),
		cmocka_unit_test(limits),
		cmocka_unit_test(a_long_field),
		cmocka_unit_test(system_faults),
		cmocka_unit_test(paths),
		cmocka_unit_test(no_header),
		cmocka_unit_test(given_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
