/* Numbers for eyes: expectations written by hand, and rounding against the C library's printf. */
#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "write/eyes.h"
#include "write/row_table.h"

static const char *
shown(void (*add)(struct buffer *, double), double x)
{
	static char text[200];
	struct buffer b = { 0 };

	add(&b, x);
	assert_true(b.len < sizeof text);
	memcpy(text, b.ptr, b.len);
	text[b.len] = '\0';
	buffer_release(&b);
	return text;
}

struct shown_case {
	double x;
	const char *want;
};

static void
expect_all(void (*add)(struct buffer *, double), const struct shown_case *cases, size_t n)
{
	for (size_t k = 0; k < n; k++)
		assert_string_equal(shown(add, cases[k].x), cases[k].want);
}

#define EXPECT(add, cases) expect_all(add, cases, sizeof(cases) / sizeof *(cases))

static void
test_numbers(void **state)
{
	static const struct shown_case cases[] = { { 0, "0" }, { 1, "1" }, { -1.5, "-1.5" },
		{ 0.123456, "0.1235" }, { 12.345678, "12.35" }, { 999.94, "999.9" },
		{ 999.96, "1,000" }, { 1234.5678, "1,235" }, { -1234567.89, "-1,234,568" },
		{ 1e15, "1000000000000000" }, { 1.23456e22, "1.235e+22" },
		{ 3.2941e-7, "3.294e-7" }, { 0.00012345678, "0.0001235" } };

	(void)state;
	EXPECT(eyes_number, cases);
}

static void
test_shares(void **state)
{
	static const struct shown_case shares[] = { { 0, "0.0 %" }, { 1, "100.0 %" },
		{ 0.31468, "31.5 %" }, { 0.001, "0.1 %" }, { 0.00037, "0.037 %" },
		{ 0.9999, "99.99 %" }, { 0.99951, "99.95 %" }, { 0.9994, "99.9 %" },
		{ 0.99996, "99.996 %" }, { -0.125, "-12.5 %" }, { 1.5, "150.0 %" },
		{ 1e-9, "1e-7 %" } };
	static const struct shown_case rates[] = { { 0, "0.0%" }, { 1, "100%" },
		{ 0.3333, "33.3%" }, { 0.0004, "0.04%" } };

	(void)state;
	EXPECT(eyes_share, shares);
	EXPECT(eyes_rate, rates);
}

static void
test_durations(void **state)
{
	static const struct shown_case cases[] = { { 0, "0s" }, { 350e3, "350ms" },
		{ 1.5, "0.0015ms" }, { 999.4e3, "999ms" }, { 999.6e3, "1s" }, { 1.54e6, "1.5s" },
		{ 9.94e6, "9.9s" }, { 9.96e6, "10s" }, { 26.4e6, "26s" }, { 59.4e6, "59s" },
		{ 59.6e6, "1m" }, { 159e6, "2m 39s" }, { 3599.4e6, "59m 59s" }, { 3599.6e6, "1h" },
		{ 97200e6, "1d 3h" }, { 260077.5e6, "3d" }, { 86399e6, "1d" },
		{ 615600e6, "7d 3h" }, { 400 * 86400e6, "400d" }, { -90e6, "-1m 30s" } };

	(void)state;
	EXPECT(eyes_duration, cases);
}

/* Four significant digits are what printf makes of them. */
static void
test_rounding(void **state)
{
	struct random r;

	(void)state;
	random_seed(&r, 1);
	for (int k = 0; k < 100000; k++) {
		double x = (random_unit(&r) - 0.5) * pow(10, (double)(k % 20) - 10);
		char want[64];
		const char *got = shown(eyes_number, x);

		if (fabs(x) >= 999.9) {
			char plain[64];
			size_t n = 0;

			for (const char *p = got; *p != '\0'; p++)
				if (*p != ',')
					plain[n++] = *p;
			plain[n] = '\0';
			snprintf(want, sizeof want, "%.0f", x);
			assert_string_equal(plain, fabs(x) >= 999.95 ? want : plain);
			continue;
		}
		snprintf(want, sizeof want, "%.3e", x);
		assert_true(strtod(got, NULL) == strtod(want, NULL));
	}
}

/* The rows, in pieces of so many bytes. */
static void
expect_rows(const struct row_table_options *options, const char *csv, const char *want)
{
	size_t n = strlen(csv);

	for (size_t piece = 1; piece <= n; piece++) {
		struct row_table *t = row_table_new(options);
		struct buffer b = { 0 };

		for (size_t at = 0; at < n; at += piece)
			row_table_add(t, csv + at, at + piece < n ? piece : n - at, &b);
		row_table_end(t, &b);
		row_table_free(t);
		buffer_byte(&b, '\0');
		assert_string_equal(b.ptr, want);
		buffer_release(&b);
	}
}

static void
test_rows(void **state)
{
	const char *csv =
	    "name,x,none\n\"a,\"\"b\"\"\",1.50,\n加入,\"12,345\",\n\"two\nlines\",,\n";
	const char *table =
	    "name               x\na,\"b\"           1.50\n加入          12,345\ntwo\\x0Alines\n";

	(void)state;
	expect_rows(&(struct row_table_options){ .delimiter = ',' }, csv, table);
	expect_rows(&(struct row_table_options){ .delimiter = ',', .headless = true },
	    "a;b,1\nc,22\n", "a;b   1\nc    22\n");
	expect_rows(&(struct row_table_options){ .delimiter = ';', .md = true },
	    "a_b;_c\n1|2;<x>\n", "| a_b | \\_c |\n| --- | --- |\n| 1\\|2 | \\<x> |\n");
	expect_rows(&(struct row_table_options){ .delimiter = ',', .md = true, .headless = true },
	    "x,y\n", "| 1 | 2 |\n| --- | --- |\n| x | y |\n");
	expect_rows(&(struct row_table_options){ .delimiter = ',' }, "a,b\n", "a  b\n");
}

/* The first hundred rows decide; what comes behind them is wider, or on a terminal cut. */
static void
expect_late(size_t width, const char *want)
{
	const struct row_table_options options = { .delimiter = ',', .width = width };
	struct row_table *t = row_table_new(&options);
	struct buffer b = { 0 };

	row_table_add(t, "name,x,late\n", 12, &b);
	for (int k = 0; k < 100; k++) {
		assert_int_equal(b.len, 0);
		row_table_add(t, "abcd,1,\n", 8, &b);
	}
	assert_int_equal(b.len, 14 + 100 * 8);
	buffer_clear(&b);
	row_table_add(t, "abcdef,12345,z\nno,-1,\n", 22, &b);
	row_table_end(t, &b);
	row_table_free(t);
	buffer_byte(&b, '\0');
	assert_string_equal(b.ptr, want);
	buffer_release(&b);
}

static void
test_late_rows(void **state)
{
	(void)state;
	expect_late(0, "abcdef  12345     z\nno    -1\n");
	expect_late(80, "abc…  12345     z\nno    -1\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_rounding),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_late_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
