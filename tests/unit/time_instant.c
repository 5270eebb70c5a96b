/*
 * Instants: against the C library's gmtime, eight bytes at a time
 * against field by field, and hand-made cases.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "time/calendar.h"
#include "time/instant.h"
#include "time/instant_parts.h"
#include "base/random.h"
#include "../unit.h"

static bool
read_text(const char *text, int64_t *t)
{
	return instant_read(text, strlen(text), NULL, t);
}

static void
expect(const char *text, int64_t expected)
{
	int64_t t = -1;

	if (!read_text(text, &t) || t != expected)
		fail_msg("%s: %" PRId64 ", not %" PRId64, text, t, expected);
}

static void
expect_bad(const char *text)
{
	int64_t t;

	if (read_text(text, &t))
		fail_msg("%s: %" PRId64, text, t);
}

/* 2026-03-01T10:00:00Z is 1772359200: date -u -d 2026-03-01T10:00:00Z +%s. */
#define MARCH (INT64_C(1772359200) * SECOND_US)

static void
test_forms(void **state)
{
	(void)state;
	expect("2026-03-01T10:00:05Z", MARCH + 5 * SECOND_US);
	expect("2026-03-01t10:00:05z", MARCH + 5 * SECOND_US);
	expect("2026-03-01 10:00:05", MARCH + 5 * SECOND_US);
	expect("2026-03-01 10:00:05 UTC", MARCH + 5 * SECOND_US);
	expect("2026-03-01T10:00:05.5Z", MARCH + 5 * SECOND_US + 500000);
	expect("2026-03-01T10:00:05.123456789Z", MARCH + 5 * SECOND_US + 123456);
	expect("2026-03-01T10:00:05.123456789+00", MARCH + 5 * SECOND_US + 123456);
	expect("2026-03-01T10:00:00+08:00", MARCH - 8 * HOUR_US);
	expect("2026-03-01T10:00:00-0330", MARCH + 210 * MINUTE_US);
	expect("2026-03-01T10:00:00+14", MARCH - 14 * HOUR_US);
	expect("2026-03-01T10:00", MARCH);
	expect("2026-03-01T10:00Z", MARCH);
	expect("2026-03-01 10:00+01:00", MARCH - HOUR_US);
	expect("2026-03-01", MARCH - 10 * HOUR_US);
	expect("2026/03/01", MARCH - 10 * HOUR_US);
	expect("2026/03/01 10:00", MARCH);
	expect("2026/03/01 10:00:05.25", MARCH + 5250000);
	expect("2016-12-31T23:59:60Z", INT64_C(1483228800) * SECOND_US);
	expect("0000-01-01T00:00:00Z", INT64_C(-62167219200) * SECOND_US);
	expect("9999-12-31T23:59:59.999999Z", INT64_C(253402300800) * SECOND_US - 1);
	expect("2000-02-29", INT64_C(951782400) * SECOND_US);
}

/* As people, spreadsheets and languages write them. */
static void
test_written_forms(void **state)
{
	static const char *const at_ten[] = { "2026/3/1 10:00", "2026/03/01 10:00:00",
		"2026-3-1 10:00", "2026-3-01T10:00:00Z", "2026.3.1 10:00", "2026.03.01 10:00:00.0",
		"2026年3月1日 10:00", "2026年03月01日10:00:00", "2026年3月1日 10时00分",
		"2026年3月1日10时0分0秒", "2026年3月1日 10时", "2026年3月1日 10時00分",
		"2026年3月1日 10点00分", "2026年3月1号 10:00", "20260301T100000Z", "20260301T1000",
		"20260301 100000", "20260301 10:00:00", "20260301100000", "20260301100000.0",
		"2026-03-01 10:00:00 +0000", "2026-03-01 05:00:00 -0500", "2026-03-01 18:00 +08:00",
		"2026-03-01 10:00:00 GMT", "2026-03-01 10:00:00,000", "2026年3月1日 18:00:00+08:00",
		"1.7723592e9", "1.7723592E+12", "17723592e8" };

	(void)state;
	for (size_t i = 0; i < sizeof at_ten / sizeof *at_ten; i++)
		expect(at_ten[i], MARCH);
	expect("2026/3/1 9:05", MARCH - 55 * MINUTE_US);
	expect("2026-03-01T9:05:06", MARCH - 55 * MINUTE_US + 6 * SECOND_US);
	expect("2026年3月1日 9时5分", MARCH - 55 * MINUTE_US);
	expect("2026年3月1日 9时05分06秒", MARCH - 55 * MINUTE_US + 6 * SECOND_US);
	expect("2026年3月1日", MARCH - 10 * HOUR_US);
	expect("2026-3-1", MARCH - 10 * HOUR_US);
	expect("2026.3.1", MARCH - 10 * HOUR_US);
	expect("2026年12月31日", MARCH + 305 * DAY_US - 10 * HOUR_US);
	expect("20260301", MARCH - 10 * HOUR_US);
	expect("20260301.0", MARCH - 10 * HOUR_US);
	expect("2.0260301e7", MARCH - 10 * HOUR_US);
	expect("20260301100000.25", MARCH + 250000);
	expect("20000229", INT64_C(951782400) * SECOND_US);
	expect("20161231235960", INT64_C(1483228800) * SECOND_US);
	expect("99991231", INT64_C(253402214400) * SECOND_US);
	expect("99991231235959.999999", INT64_C(253402300800) * SECOND_US - 1);
	expect("10000101", days_from_civil(1000, 1, 1) * DAY_US);
}

/* Days and times that are none of the calendar's are counts, as they always were. */
static void
test_no_compact_dates(void **state)
{
	(void)state;
	expect("20260230", INT64_C(20260230) * SECOND_US);
	expect("20230229", INT64_C(20230229) * SECOND_US);
	expect("20261301", INT64_C(20261301) * SECOND_US);
	expect("01022026", INT64_C(1022026) * SECOND_US);
	expect("-20260301", INT64_C(-20260301) * SECOND_US);
	expect("20260301.5", INT64_C(20260301) * SECOND_US + 500000);
	expect("20260301240000", INT64_C(20260301240000) * 1000);
	expect("2026030110", INT64_C(2026030110) * SECOND_US);
	expect("202603011000", INT64_C(202603011000) * 1000);
}

static void
expect_doubtful(const char *text, bool expected)
{
	char out[INSTANT_DOUBT];
	int64_t t;

	assert_true(read_text(text, &t));
	if (instant_doubt(text, strlen(text), t, out) != expected)
		fail_msg("%s", text);
}

static void
test_doubtful(void **state)
{
	char out[INSTANT_DOUBT];

	(void)state;
	expect_doubtful("45352.5", true);
	expect_doubtful("1", true);
	assert_true(instant_doubt("45352.5", 7, INT64_C(45352500000), out));
	assert_string_equal(out, "\"45352.5\" is read as 1970-01-01T12:35:52.500Z");
	expect_doubtful("20260230", true);
	expect_doubtful("20240101240000", true);
	expect_doubtful("631151999", true);
	expect_doubtful("631152000", false);
	expect_doubtful("4133980799", false);
	expect_doubtful("4133980800", true);
	expect_doubtful("10000101", true);
	expect_doubtful("19850101", false);
	expect_doubtful("20240101", false);
	expect_doubtful("1.7e9", false);
	expect_doubtful("1970-01-01", false);
	expect_doubtful("2200年1月1日", false);
}

static void
expect_advice(const char *text, const char *expected)
{
	char out[INSTANT_EXPECTED], whole[INSTANT_EXPECTED];

	snprintf(whole, sizeof whole, "a time such as 2026-03-01T10:00:05Z%s", expected);
	expect_bad(text);
	assert_string_equal(instant_expected(text, strlen(text), out), whole);
}

static void
test_expected(void **state)
{
	static const char other[] = " (for other forms: --time-format)";

	(void)state;
	expect_advice("03/04/2024", "; day or month first: --time-format '%d/%m/%Y' or '%m/%d/%Y'");
	expect_advice("13/04/2024 10:00", "; day first: --time-format '%d/%m/%Y %H:%M'");
	expect_advice("4-13-24 1:02:03", "; month first: --time-format '%m-%d-%y %H:%M:%S'");
	expect_advice("31.12.2023", "; day first: --time-format '%d.%m.%Y'");
	expect_advice("03/04/2024 10:00 PM", other);
	expect_advice("13/13/2024", other);
	expect_advice("03/04-2024", other);
	expect_advice("1.2.3.4", other);
	expect_advice("", other);
}

static void
test_epoch(void **state)
{
	(void)state;
	expect("1772359200", MARCH);
	expect("1772359200000", MARCH);
	expect("1772359200000000", MARCH);
	expect("1772359200000000000", MARCH);
	expect("1772359200000000999", MARCH);
	expect("1772359200.25", MARCH + 250000);
	expect("1772359200.1234567", MARCH + 123456);
	expect("1772359200000.25", MARCH + 250);
	expect("1772359200000000.9", MARCH);
	expect("0", 0);
	expect("-1", -SECOND_US);
	expect("-1.5", -1500000);
	expect("-0.0000001", -1);
	expect("99999999999", INT64_C(99999999999) * SECOND_US);
	expect("100000000000", INT64_C(100000000) * SECOND_US);
	expect("-1772359200000000001", -MARCH - 1);
	expect_bad("99999999999999999999");
	expect_bad("9223372036854775808");
	expect_bad("-62167219201");
	expect_bad("1.");
	expect_bad(".5");
	expect_bad("+5");
	expect("1.7e18", INT64_C(1700000000) * SECOND_US);
	expect("1.7E-3", 1700);
	expect("-1e-7", -1);
	expect("00017e8", INT64_C(1700000000) * SECOND_US);
	expect_bad("1e");
	expect_bad("1e+");
	expect_bad("1.e9");
	expect_bad("1e31");
	expect_bad("1e-31");
	expect_bad("1e9x");
	expect_bad("00000000000000000000000000000000000000001e9");
	expect_bad("--5");
	expect_bad("-");
	expect_bad("");
}

static void
test_impossible(void **state)
{
	static const char *const bad[] = { "2026-02-30T10:00:00Z", "2026-02-29", "1900-02-29",
		"2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31T00:00:00",
		"2026-03-01T24:00:00Z", "2026-03-01T25:00:00Z", "2026-03-01T10:60:00Z",
		"2026-03-01T10:00:61Z", "2026-03-01T10:00:00+99:00", "2026-03-01T10:00:00+24:00",
		"2026-03-01T10:00:00+10:60", "-0044-03-15T00:00:00Z", "10000-01-01T00:00:00Z",
		"01/03/2026", "2026-03-01T", "2026-03-01T10",
		"2026-03-01T10:00:", "2026-03-01T10:00:5", "2026-03-01T10:00:00.",
		"2026-03-01T10:00:00.Z", "2026-03-01T10:00.5", "2026-03-01T10:00:00ZZ",
		"2026-03-01T10:00:00 Z", "2026-03-01T10:00:00+8",
		"2026-03-01T10:00:00+08:", "2026-03-01Z", "2026-03-01  10:00", "2026/03-01",
		"2026-03/01", " 2026-03-01", "2026-03-01 ", "0000-01-01T00:00:00+00:01",
		"9999-12-31T23:59:60Z", "9999-12-31T23:59:59-00:01", "2026-03-01X10:00:00Z",
		"2026-03-01T10-00-00Z", "2026-W10-1", "2026-060", "2026-03", "26-3-1", "26年3月1日",
		"2026年3月", "2026年3月1", "2026年13月1日", "2026年3月1日x", "2026年3月1日 10时00",
		"2026年3月1日 10分", "2026年3月1日 24时", "2026-3-1 9:5", "2026-3-1 009:05",
		"2026-003-01", "2026-03-1 9:05 PM", "2026-3/1", "2026.3-1", "2026.3.",
		"2026-03-01 10:00: 05", "20260301T10", "20260301T10000", "20260230T100000",
		"2026-03-01 10:00:00 +8", "2026-03-01 10:00:00  +0800", "2026-03-01 10:00:00 CST",
		"2026-03-01 10:00:00 -0500 EST", "2026-03-01 10:00:00 ", "2026-03-01T10:00:00,",
		"2026-03-01 1000", "03/04/2024", "3/4/24" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_bad(bad[i]);
}

/* shared/badinput/c40_times.csv: eight of its rows are legal, says its manifest. */
static void
test_shared_bad_times(void **state)
{
	static const int legal[] = { 5, 6, 8, 11, 12, 13, 15, 18 };
	const char *shared = getenv("IA_SHARED");
	char path[5000], line[200];
	size_t k = 0;
	int64_t t;

	(void)state;
	snprintf(path, sizeof path, "%s/badinput/c40_times.csv",
	    shared != NULL ? shared : in_root("../shared"));
	FILE *f = fopen(path, "r");

	if (f == NULL) {
		print_message("skipped: no %s\n", path);
		skip();
	}
	for (int n = 1; fgets(line, sizeof line, f) != NULL; n++) {
		bool expected = k < 8 && legal[k] == n;

		line[strcspn(line, ",")] = '\0';
		if (n > 1 && read_text(line, &t) != expected)
			fail_msg("line %d: %s", n, line);
		k += expected;
	}
	fclose(f);
	assert_int_equal(k, 8);
}

static void
test_every_day(void **state)
{
	int64_t days = days_from_civil(0, 1, 1), t;

	(void)state;
	for (; days <= days_from_civil(9999, 12, 31); days++) {
		time_t seconds = (time_t)days * 86400 + 86399;
		struct tm tm;
		char text[40], own[INSTANT_WIDTH + 1];
		int year, month, day;

		gmtime_r(&seconds, &tm);
		civil_from_days(days, &year, &month, &day);
		assert_true(
		    year == tm.tm_year + 1900 && month == tm.tm_mon + 1 && day == tm.tm_mday);
		assert_int_equal(days_from_civil(year, month, day), days);
		snprintf(text, sizeof text, "%04d-%02d-%02dT23:59:59Z", year, month, day);
		assert_true(read_text(text, &t) && t == seconds * SECOND_US);
		assert_true(instant_read_clock(text, &t) && t == seconds * SECOND_US);
		own[instant_write(own, t)] = '\0';
		assert_string_equal(own, text);
	}
}

/* Every way to spoil one byte, and random texts of the right shape. */
static void
expect_same_both_ways(const char *text, size_t len)
{
	int64_t a = -1, b = -1;
	bool fast = instant_read(text, len, NULL, &a),
	     plain = instant_read_plain(text, len, NULL, &b);

	if (fast != plain || (fast && a != b))
		fail_msg("%.*s: %d %" PRId64 ", %d %" PRId64, (int)len, text, fast, a, plain, b);
}

static void
test_fast_equals_plain(void **state)
{
	static const char *const texts[] = { "2026-03-01T10:00:05Z", "1999-12-31 23:59:59.25",
		"2000-02-29t00:00:00+01:00", "2023-09-19T19:19:19", "0000-10-31 08:08:08 UTC" };
	static const char bytes[] = "0123456789-:/. TtZz+x";
	struct random r;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t len = strlen(texts[i]);

		for (size_t at = 0; at < len; at++) {
			for (int c = 0; c < 256; c++) {
				char text[40];

				memcpy(text, texts[i], len);
				text[at] = (char)c;
				expect_same_both_ways(text, len);
			}
		}
	}
	random_seed(&r, 1);
	for (int i = 0; i < 1000000; i++) {
		char text[40];
		int n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ",
		    (int)random_below(&r, 10000), (int)random_below(&r, 14),
		    (int)random_below(&r, 34), (int)random_below(&r, 26), (int)random_below(&r, 62),
		    (int)random_below(&r, 63));

		if (i % 4 == 0)
			text[random_below(&r, (uint64_t)n)] =
			    bytes[random_below(&r, sizeof bytes - 1)];
		expect_same_both_ways(text, (size_t)n);
	}
}

static void
expect_written(int64_t t, const char *expected)
{
	char text[INSTANT_WIDTH + 1];

	text[instant_write(text, t)] = '\0';
	assert_string_equal(text, expected);
}

static void
test_write(void **state)
{
	(void)state;
	expect_written(MARCH, "2026-03-01T10:00:00Z");
	expect_written(MARCH + 120000, "2026-03-01T10:00:00.120Z");
	expect_written(MARCH + 1, "2026-03-01T10:00:00.000001Z");
	expect_written(-1, "1969-12-31T23:59:59.999999Z");
	expect_written(INSTANT_LEAST - 1, "-0001-12-31T23:59:59.999999Z");
	expect_written(INSTANT_MOST + 1, "+10000-01-01T00:00:00Z");
	/*
	 * 2^63 microseconds: 292,277 years (Python's proleptic arithmetic, by cycles of 400 years).
	 */
	expect_written(INT64_MAX, "+294247-01-10T04:00:54.775807Z");
	expect_written(INT64_MIN, "-290308-12-21T19:59:05.224192Z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_written_forms),
		cmocka_unit_test(test_no_compact_dates),
		cmocka_unit_test(test_doubtful),
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_epoch),
		cmocka_unit_test(test_impossible),
		cmocka_unit_test(test_shared_bad_times),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_fast_equals_plain),
		cmocka_unit_test(test_write),
	};

	return cmocka_run_group_tests_name("base/instant", tests, NULL, NULL);
}
