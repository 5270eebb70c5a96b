/*
 * Times by a format and durations: against the C library's strftime, and by hand.
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
#include "base/random.h"

/* 2026-03-01T10:00:00Z is 1772359200: date -u -d 2026-03-01T10:00:00Z +%s. */
#define MARCH (INT64_C(1772359200) * SECOND_US)

static bool
by_format(const char *text, const char *format, int64_t *t)
{
	assert_null(instant_format_check(format));
	return instant_read_format(text, strlen(text), format, NULL, t);
}

static void
expect_format(const char *text, const char *format, int64_t expected)
{
	int64_t t = -1;

	if (!by_format(text, format, &t) || t != expected)
		fail_msg("%s by %s: %" PRId64 ", not %" PRId64, text, format, t, expected);
}

static void
test_read_formats(void **state)
{
	int64_t t;
	struct zone *zone = zone_open("+08:00", NULL);

	(void)state;
	expect_format("01/03/2026", "%d/%m/%Y", MARCH - 10 * HOUR_US);
	expect_format("1/3/2026 9:5", "%d/%m/%Y %H:%M", MARCH - 55 * MINUTE_US);
	expect_format("01/Mar/2026:10:00:00 +0000", "%d/%b/%Y:%H:%M:%S %z", MARCH);
	expect_format("Sun,  1 march 26 10:00:00 AM", "%a, %e %B %y %I:%M:%S %p", MARCH);
	expect_format("Sunday 01 Mar 12 PM 2026", "%A %d %b %I %p %Y", MARCH + 2 * HOUR_US);
	expect_format("12 am 2026-060", "%I %p %Y-%j", MARCH - 10 * HOUR_US);
	expect_format("2026-03-01T10:00:00.25+01:00", "%FT%T.%f%z", MARCH - HOUR_US + 250000);
	expect_format("1772359200", "%s", MARCH);
	expect_format("-1.5", "%s.%f", -1500000);
	expect_format("03/01/26 10:00 UTC", "%D %R %Z", MARCH);
	expect_format("20260301", "%Y%m%d", MARCH - 10 * HOUR_US);
	expect_format("100% 2026-03-01", "100%% %F", MARCH - 10 * HOUR_US);
	assert_false(by_format("30/02/2026", "%d/%m/%Y", &t) ||
	    by_format("01/03/2026x", "%d/%m/%Y", &t) || by_format("01/03", "%d/%m/%Y", &t) ||
	    by_format("01/03/26", "%d/%m/%Y", &t) || by_format("13 PM", "%I %p", &t) ||
	    by_format("2026-366", "%Y-%j", &t) || by_format("Mai 2026", "%b %Y", &t) ||
	    by_format("99999999999999", "%s", &t) || by_format("9223372036854", "%s", &t) ||
	    by_format("", "%s", &t) || by_format("14 AM", "%H %p", &t));
	assert_true(
	    instant_read_format("01.03.2026 18:00", 16, "%d.%m.%Y %H:%M", zone, &t) && t == MARCH);
	assert_true(instant_read_format("01.03.2026 10:00Z", 17, "%d.%m.%Y %H:%M%z", zone, &t) &&
	    t == MARCH);
	zone_close(zone);
	assert_non_null(instant_format_check(""));
	assert_non_null(instant_format_check("%Y-%"));
	assert_non_null(instant_format_check("%Q"));
}

/*
 * Counts in one unit. Serials of a spreadsheet: 36526 and 39448 are the 1st of January 2000 and
 * 2008 (Microsoft, DATEVALUE and the 1900 date system); 1, 59, 61 and 2958465 by the same pages.
 */
static void
test_counts(void **state)
{
	struct zone *zone = zone_open("+08:00", NULL);
	int64_t t;

	(void)state;
	expect_format("20260301", "s", INT64_C(20260301) * SECOND_US);
	expect_format("1772359200.25", "s", MARCH + 250000);
	expect_format("1.7723592e12", "ms", MARCH);
	expect_format("5", "ms", 5000);
	expect_format("-1", "us", -1);
	expect_format("1999", "ns", 1);
	expect_format("-1", "ns", -1);
	expect_format("1", "excel", days_from_civil(1900, 1, 1) * DAY_US);
	expect_format("59", "excel", days_from_civil(1900, 2, 28) * DAY_US);
	expect_format("61", "excel", days_from_civil(1900, 3, 1) * DAY_US);
	expect_format("36526", "excel", days_from_civil(2000, 1, 1) * DAY_US);
	expect_format("39448", "excel", days_from_civil(2008, 1, 1) * DAY_US);
	expect_format("46082.4166666667", "excel", MARCH);
	expect_format("46082.416666666664", "excel", MARCH);
	expect_format("2958465.5", "excel", days_from_civil(9999, 12, 31) * DAY_US + 12 * HOUR_US);
	assert_true(instant_read_format("46082.75", 8, "excel", zone, &t) && t == MARCH);
	zone_close(zone);
	assert_false(by_format("60", "excel", &t) || by_format("60.9", "excel", &t) ||
	    by_format("0.5", "excel", &t) || by_format("-1", "excel", &t) ||
	    by_format("2958466", "excel", &t) || by_format("2026-03-01", "excel", &t) ||
	    by_format("2026-03-01", "s", &t) || by_format("9223372036855", "s", &t) ||
	    by_format("", "ms", &t) || by_format("1e", "us", &t));
	assert_non_null(instant_format_check("excel2"));
	assert_non_null(instant_format_check("m"));
}

static void
expect_count(int64_t t, const char *format, const char *expected)
{
	char own[INSTANT_FORMAT_WIDTH + 1];
	int64_t back;

	own[instant_write_format(own, t, format, NULL)] = '\0';
	assert_string_equal(own, expected);
	assert_true(by_format(own, format, &back) && back == t);
}

static void
test_write_counts(void **state)
{
	(void)state;
	expect_count(MARCH + 250000, "s", "1772359200.25");
	expect_count(-1, "ms", "-0.001");
	expect_count(MARCH, "us", "1772359200000000");
	expect_count(MARCH, "ns", "1772359200000000000");
	expect_count(0, "ns", "0");
	expect_count(MARCH + 2 * HOUR_US, "excel", "46082.5");
	expect_count(days_from_civil(1900, 2, 28) * DAY_US, "excel", "59");
	expect_count(days_from_civil(1900, 3, 1) * DAY_US, "excel", "61");
}

/* Like strftime in the locale C. */
static void
test_write_formats(void **state)
{
	static const char format[] = "%Y %m %d %H %M %S %y %b %B %a %A %j %e %I %p %T %D %F %R %%";
	struct random r;
	char own[INSTANT_FORMAT_WIDTH + 1], text[300];

	(void)state;
	random_seed(&r, 1);
	setenv("TZ", "UTC0", 1);
	for (int i = 0; i < 20000; i++) {
		time_t t = (time_t)random_below(&r, UINT64_C(250000000000));
		struct tm tm;

		gmtime_r(&t, &tm);
		strftime(text, sizeof text, format, &tm);
		own[instant_write_format(own, t * SECOND_US + 999999, format, NULL)] = '\0';
		assert_string_equal(own, text);
	}
	struct zone *zone = zone_open("-03:30", NULL);

	own[instant_write_format(own, MARCH + 1, "%F %T.%f %z|%Z", zone)] = '\0';
	assert_string_equal(own, "2026-03-01 06:30:00.000001 -0330|-0330");
	zone_close(zone);
	memset(text, 'x', 257);
	text[257] = '\0';
	assert_int_equal(instant_write_format(own, 0, text, NULL), 0);
	text[256] = '\0';
	assert_int_equal(instant_write_format(own, 0, text, NULL), 256);
}

static void
expect_duration(const char *text, int64_t expected)
{
	int64_t us = -1;

	if (!duration_read(text, strlen(text), &us) || us != expected)
		fail_msg("%s: %" PRId64, text, us);
}

static void
test_durations(void **state)
{
	static const char *const bad[] = { "", "5", "-5s", "s", "5x", "1.h", ".5h", "5 s", "1h ",
		"1h30", "5S", "9223372036855s", "99999999999999999999w", "15250285w", "00", "1e3s",
		"7 天", "天", "3月", "7天天", "7\xe5", "小时7" };
	static const struct {
		int64_t us;
		const char *text;
	} written[] = { { 0, "0s" }, { 90 * SECOND_US, "90s" }, { 30 * MINUTE_US, "30m" },
		{ DAY_US, "24h" }, { 7 * DAY_US, "7d" }, { 14 * DAY_US, "2w" },
		{ 2 * DAY_US, "2d" }, { 1500, "1500us" }, { 5000, "5ms" }, { HOUR_US, "1h" },
		{ -SECOND_US, "-1s" }, { 8 * DAY_US, "8d" },
		{ INT64_MIN, "-9223372036854775808us" } };
	int64_t us;

	(void)state;
	expect_duration("90s", 90 * SECOND_US);
	expect_duration("30m", 30 * MINUTE_US);
	expect_duration("30min", 30 * MINUTE_US);
	expect_duration("24h", DAY_US);
	expect_duration("2w", 14 * DAY_US);
	expect_duration("1h30m", 90 * MINUTE_US);
	expect_duration("1.5h", 90 * MINUTE_US);
	expect_duration("0.1s5us", 100005);
	expect_duration("1.0000019s", 1000001);
	expect_duration("250ms", 250000);
	expect_duration("7天", 7 * DAY_US);
	expect_duration("24小时", DAY_US);
	expect_duration("30分钟", 30 * MINUTE_US);
	expect_duration("90秒", 90 * SECOND_US);
	expect_duration("2周", 14 * DAY_US);
	expect_duration("1天12小时", 36 * HOUR_US);
	expect_duration("1.5小時", 90 * MINUTE_US);
	expect_duration("5分鐘", 5 * MINUTE_US);
	expect_duration("1週", 7 * DAY_US);
	expect_duration("0", 0);
	expect_duration("0s", 0);
	expect_duration("15250284w", 15250284 * 7 * DAY_US);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (duration_read(bad[i], strlen(bad[i]), &us))
			fail_msg("%s: %" PRId64, bad[i], us);
	}
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		char text[40];

		text[duration_write(text, written[i].us)] = '\0';
		assert_string_equal(text, written[i].text);
		if (written[i].us >= 0)
			expect_duration(text, written[i].us);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_formats),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_write_counts),
		cmocka_unit_test(test_write_formats),
		cmocka_unit_test(test_durations),
	};

	return cmocka_run_group_tests_name("base/time_format", tests, NULL, NULL);
}
