/* Rows of values in each format: expectations written by hand. */
#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "write/writer.h"

#define WIDE "\xE5\x8A\xA0\xE5\x85\xA5" /* two ideographs, four columns */

static void
two_rows(struct writer *w)
{
	write_text(w, SLICE(WIDE));
	write_count(w, 12);
	write_share(w, 1, 3);
	write_missing(w);
	write_end(w);
	write_text(w, SLICE("a,\"b\"\x1b"));
	write_count(w, UINT64_MAX);
	write_share(w, 0, 0);
	write_number(w, -1.5);
	write_end(w);
}

static void
expect_rows(enum format format, char delimiter, const char *want)
{
	struct buffer b = { 0 };
	struct writer w;

	writer_init(&w, &b, format, delimiter, "name,users,rate,x");
	two_rows(&w);
	writer_finish(&w);
	writer_release(&w);
	buffer_byte(&b, '\0');
	assert_string_equal(b.ptr, want);
	buffer_release(&b);
}

static void
test_formats(void **state)
{
	(void)state;
	expect_rows(FORMAT_CSV, ',',
	    "name,users,rate,x\n" WIDE
	    ",12,0.333333,\n\"a,\"\"b\"\"\x1b\",18446744073709551615,,-1.5\n");
	expect_rows(FORMAT_CSV, ';',
	    "name;users;rate;x\n" WIDE
	    ";12;0.333333;\n\"a,\"\"b\"\"\x1b\";18446744073709551615;;-1.5\n");
	expect_rows(FORMAT_TSV, ',',
	    "name\tusers\trate\tx\n" WIDE
	    "\t12\t0.333333\t\n\"a,\"\"b\"\"\x1b\"\t18446744073709551615\t\t-1.5\n");
	expect_rows(FORMAT_NDJSON, ',',
	    "{\"name\":\"" WIDE "\",\"users\":12,\"rate\":0.333333,\"x\":null}\n"
	    "{\"name\":\"a,\\\"b\\\"\\u001b\",\"users\":18446744073709551615,\"rate\":null,\"x\":-1.5}\n");
	expect_rows(FORMAT_TABLE, ',',
	    "name                            users    rate     x\n" WIDE
	    "                               12  33.3 %\n"
	    "a,\"b\"\\x1B  18,446,744,073,709,551,615          -1.5\n");
	expect_rows(FORMAT_MD, ',',
	    "| name | users | rate | x |\n| --- | ---: | ---: | ---: |\n"
	    "| " WIDE " | 12 | 33.3 % |  |\n"
	    "| a,\"b\"\\\\x1B | 18,446,744,073,709,551,615 |  | -1.5 |\n");
	expect_rows(FORMAT_CELLS, ',',
	    "name,users,rate,x\n" WIDE
	    ",12,33.3 %,\n\"a,\"\"b\"\"\x1b\",\"18,446,744,073,709,551,615\",,-1.5\n");
}

static void
test_values(void **state)
{
	struct buffer b = { 0 };
	struct writer w;

	(void)state;
	writer_init(&w, &b, FORMAT_CSV, ',', "a,b,c,d,e,f,g,h,i");
	write_share(&w, 5, 5);
	write_share(&w, 0, 5);
	write_seconds(&w, 1500000);
	write_instant(&w, 1772359205000000);
	write_flag(&w, true);
	write_number(&w, INFINITY);
	write_integer(&w, -42);
	write_fixed(&w, 2.0 / 3, 2);
	write_json(&w, SLICE("{\"a\":1}"));
	write_end(&w);
	writer_release(&w);
	buffer_byte(&b, '\0');
	assert_string_equal(b.ptr,
	    "a,b,c,d,e,f,g,h,i\n1.000000,0.000000,1.5,2026-03-01T10:00:05Z,1,,-42,0.67,\"{\"\"a\"\":1}\"\n");
	buffer_release(&b);
}

static void
one_column(enum format format, bool no_header, const char *want)
{
	struct slice name = SLICE("a,b");
	struct buffer b = { 0 };
	struct writer w;

	writer_init_names(&w, &b, format, ',', &name, 1, no_header);
	write_missing(&w);
	write_end(&w);
	write_text(&w, SLICE(""));
	write_end(&w);
	write_json(&w, SLICE("[1]"));
	write_end(&w);
	writer_finish(&w);
	writer_release(&w);
	buffer_byte(&b, '\0');
	assert_string_equal(b.ptr, want);
	buffer_release(&b);
}

/* An empty line would be no record. */
static void
test_one_column(void **state)
{
	(void)state;
	one_column(FORMAT_CSV, false, "\"a,b\"\n\"\"\n\"\"\n[1]\n");
	one_column(FORMAT_CSV, true, "\"\"\n\"\"\n[1]\n");
	one_column(FORMAT_NDJSON, false, "{\"a,b\":null}\n{\"a,b\":\"\"}\n{\"a,b\":[1]}\n");
	one_column(FORMAT_TABLE, false, "a,b\n\n\n[1]\n");
}

/*
 * A terminal obeys none of it; a column of numbers alone stands to the right, one without a value
 * nowhere.
 */
static void
test_table(void **state)
{
	struct buffer b = { 0 };
	struct writer w;

	(void)state;
	writer_init(&w, &b, FORMAT_TABLE, ',', "long name,n,\x1b[31m");
	write_text(&w, SLICE("x\ny\xC2\x9b\xFF"));
	write_number(&w, 10);
	write_missing(&w);
	write_end(&w);
	writer_finish(&w);
	writer_release(&w);
	buffer_byte(&b, '\0');
	assert_string_equal(b.ptr, "long name            n\nx\\x0Ay\\xC2\\x9B\\xFF  10\n");
	buffer_release(&b);
}

static void
expect_bars(enum format format, bool ascii, const char *want)
{
	static const double shares[] = { 1, 0.5, 0.53, 0.001, 0, -1 };
	struct buffer b = { 0 };
	struct writer w;

	writer_init(&w, &b, format, ',', "share,x");
	writer_bar(&w, "share");
	if (ascii)
		writer_ascii(&w);
	for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
		write_number(&w, shares[k]);
		write_text(&w, SLICE(WIDE));
		write_end(&w);
	}
	write_missing(&w);
	write_count(&w, 1);
	write_end(&w);
	writer_finish(&w);
	writer_release(&w);
	buffer_byte(&b, '\0');
	assert_string_equal(b.ptr, want);
	buffer_release(&b);
}

#define FULL "\xE2\x96\x88"
#define FULL_12 FULL FULL FULL FULL FULL FULL FULL FULL FULL FULL FULL FULL

/* 24 columns; of blocks an eighth: 0.53 x 24 x 8 = 101.76, so 12 full and 6 eighths (U+258A). */
static void
test_bars(void **state)
{
	const char *hashes = "share  x\n    1  " WIDE "  ########################\n  0.5  " WIDE
			     "  ############\n 0.53  " WIDE "  #############\n0.001  " WIDE
			     "  #\n    0  " WIDE "\n   -1  " WIDE "\n       1\n";

	(void)state;
	expect_bars(FORMAT_TABLE, true, hashes);
	expect_bars(FORMAT_TABLE, false,
	    "share  x\n    1  " WIDE "  " FULL_12 FULL_12 "\n  0.5  " WIDE "  " FULL_12
	    "\n 0.53  " WIDE "  " FULL_12 "\xE2\x96\x8A\n0.001  " WIDE
	    "  \xE2\x96\x8F\n    0  " WIDE "\n   -1  " WIDE "\n       1\n");
	expect_bars(FORMAT_CSV, false,
	    "share,x\n1," WIDE "\n0.5," WIDE "\n0.53," WIDE "\n0.001," WIDE "\n0," WIDE "\n-1," WIDE
	    "\n,1\n");
}

static void
expect_fitted(size_t width, const char *last, const char *bar, const char *want)
{
	struct buffer b = { 0 };
	struct writer w;

	writer_init(&w, &b, FORMAT_TABLE, ',', "group,name,first,second,third");
	writer_fit(&w, width);
	writer_ascii(&w);
	writer_bar(&w, bar);
	if (last != NULL)
		writer_keys(&w, last);
	for (uint64_t k = 0; k < 2; k++) {
		write_text(&w, k == 0 ? SLICE("g") : SLICE("h"));
		write_text(&w, SLICE("n"));
		write_count(&w, 100 + k);
		write_count(&w, 2 - k);
		write_count(&w, 8);
		write_end(&w);
	}
	writer_finish(&w);
	writer_release(&w);
	buffer_byte(&b, '\0');
	assert_string_equal(b.ptr, want);
	buffer_release(&b);
}

/* 33 columns with two blanks between, 29 with one. */
static void
test_fit(void **state)
{
	(void)state;
	expect_fitted(33, NULL, "none",
	    "group  name  first  second  third\n"
	    "g      n       100       2      8\n"
	    "h      n       101       1      8\n");
	expect_fitted(32, NULL, "none",
	    "group name first second third\n"
	    "g     n      100      2     8\n"
	    "h     n      101      1     8\n");
	expect_fitted(28, NULL, "none",
	    "group  name  first  second\n"
	    "g      n       100       2\n"
	    "h      n       101       1\n\n"
	    "group  third\n"
	    "g          8\n"
	    "h          8\n");
	expect_fitted(28, "name", "none",
	    "group  name  first  second\n"
	    "g      n       100       2\n"
	    "h      n       101       1\n\n"
	    "group  name  third\n"
	    "g      n         8\n"
	    "h      n         8\n");
	expect_fitted(19, NULL, "first",
	    "group  name  first\n"
	    "g      n       100\n"
	    "h      n       101\n\n"
	    "group  name  second\n"
	    "g      n          2\n"
	    "h      n          1\n\n"
	    "group  name  third\n"
	    "g      n         8\n"
	    "h      n         8\n");
	expect_fitted(1, "second", "second",
	    "group  name  first  second  third\n"
	    "g      n       100       2      8\n"
	    "h      n       101       1      8\n");
	expect_fitted(1, "third", "second",
	    "group  name  first  second  third\n"
	    "g      n       100       2      8\n"
	    "h      n       101       1      8\n");
}

/* A bar takes what is left of the line, from 8 columns on. */
static void
test_fit_bars(void **state)
{
	(void)state;
	expect_fitted(42, NULL, "second",
	    "group  name  first  second  third\n"
	    "g      n       100       2      8\n"
	    "h      n       101       1      8\n");
	expect_fitted(43, NULL, "second",
	    "group  name  first  second  third\n"
	    "g      n       100       2      8  ########\n"
	    "h      n       101       1      8  ####\n");
	expect_fitted(200, NULL, "second",
	    "group  name  first  second  third\n"
	    "g      n       100       2      8  ########################\n"
	    "h      n       101       1      8  ############\n");
}

/* By the quarters of the largest; a mark in the place of the shade; the plain number elsewhere. */
static void
test_shades(void **state)
{
	static const double x[] = { 0, 0.05, 0.1, 0.11, 0.21, 0.31, 1 };
	struct buffer b = { 0 };
	struct writer w;

	(void)state;
	for (int table = 0; table < 3; table++) {
		writer_init(&w, &b, table == 2 ? FORMAT_CSV : FORMAT_TABLE, ',', "s,t");
		if (table == 1)
			writer_ascii(&w);
		for (size_t k = 0; k < sizeof x / sizeof *x; k++) {
			write_shaded(&w, x[k], 2, 0.4, '\0');
			write_shaded(&w, x[k], 2, 0.4, '*');
			write_end(&w);
		}
		writer_finish(&w);
		writer_release(&w);
	}
	buffer_byte(&b, '\0');
	assert_string_equal(b.ptr,
	    "     s       t\n 0.0%    0.0%*\n 5.0%░   5.0%*\n10.0%░  10.0%*\n11.0%▒  11.0%*\n"
	    "21.0%▓  21.0%*\n31.0%█  31.0%*\n 100%█   100%*\n"
	    "     s       t\n 0.0%    0.0%*\n 5.0%    5.0%*\n10.0%   10.0%*\n11.0%   11.0%*\n"
	    "21.0%   21.0%*\n31.0%   31.0%*\n 100%    100%*\n"
	    "s,t\n0.00,0.00\n0.05,0.05\n0.10,0.10\n0.11,0.11\n0.21,0.21\n0.31,0.31\n1.00,1.00\n");
	buffer_release(&b);
}

/* Texts are cut before anything else is lost; a number and a name never are. */
static void
test_cut(void **state)
{
	static const struct {
		size_t width;
		bool ascii;
		const char *want;
	} cases[] = {
		{ 0, false,
		    "text                        x\na long text of words        1\n" WIDE WIDE WIDE
			WIDE "      123,456\n" },
		{ 28, false,
		    "text                       x\na long text of words       1\n" WIDE WIDE WIDE
			WIDE "     123,456\n" },
		{ 25, false,
		    "text                    x\na long text of w…       1\n" WIDE WIDE WIDE WIDE
		    "  123,456\n" },
		{ 22, false,
		    "text                 x\na long text o…       1\n" WIDE WIDE WIDE
		    "…  123,456\n" },
		{ 22, true,
		    "text                 x\na long text...       1\n" WIDE WIDE
		    "\xE5\x8A\xA0...  123,456\n" },
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct buffer b = { 0 };
		struct writer w;

		writer_init(&w, &b, FORMAT_TABLE, ',', "text,x");
		writer_fit(&w, cases[k].width);
		if (cases[k].ascii)
			writer_ascii(&w);
		write_text(&w, SLICE("a long text of words"));
		write_count(&w, 1);
		write_end(&w);
		write_text(&w, SLICE(WIDE WIDE WIDE WIDE));
		write_count(&w, 123456);
		write_end(&w);
		writer_finish(&w);
		writer_release(&w);
		buffer_byte(&b, '\0');
		assert_string_equal(b.ptr, cases[k].want);
		buffer_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_one_column),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_shades),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_fit_bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
