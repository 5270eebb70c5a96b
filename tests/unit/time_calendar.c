/*
 * Zones and periods: against Python's zoneinfo (tests/oracle/zones.py), and days that are known to
 * be odd.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "time/calendar.h"
#include "time/instant.h"
#include "base/random.h"
#include "../unit.h"

static struct zone *
open_zone(const char *name)
{
	struct fault fault = { 0 };
	struct zone *zone = zone_open(name, &fault);

	if (zone == NULL)
		print_message("skipped: %s\n", fault.text);
	return zone;
}

static int64_t
at(const char *text)
{
	int64_t t;

	assert_true(instant_read(text, strlen(text), NULL, &t));
	return t;
}

static const char *const kinds[] = { "hour", "day", "week", "month", "quarter", "year" };

/*
 * "week 3 12345 12300 12900 2026-03-04": see zones.py. The label is the start's date as far as the
 * period needs.
 */
static void
check_period(const struct zone *zone, const char *line)
{
	char kind[8], date[16], label[33];
	int week_start, k = 0;
	int64_t t, start, next;

	assert_int_equal(sscanf(line, "%7s %d %" SCNd64 " %" SCNd64 " %" SCNd64 " %15s", kind,
			     &week_start, &t, &start, &next, date),
	    6);
	while (strcmp(kinds[k], kind) != 0)
		k++;
	enum period period = (enum period)k;

	t = t * SECOND_US + 999999;
	assert_int_equal(period_start(zone, period, week_start, t), start * SECOND_US);
	assert_int_equal(period_next(zone, period, week_start, t), next * SECOND_US);
	int64_t index = period_index(zone, period, week_start, t);

	assert_int_equal(period_of_index(zone, period, week_start, index), start * SECOND_US);
	assert_int_equal(period_of_index(zone, period, week_start, index + 1), next * SECOND_US);
	label[period_write(label, zone, period, week_start, t)] = '\0';
	if (period == PERIOD_QUARTER)
		assert_int_equal(label[6], '1' + (atoi(date + 5) - 1) / 3);
	else
		assert_memory_equal(label, date, strlen(label));
}

/* The offset of an instant is that of the whole stretch around it. */
static void
check_offset(const struct zone *zone, int64_t instant, int64_t offset)
{
	int64_t from, until;

	assert_int_equal(zone_offset(zone, instant), offset);
	assert_int_equal(zone_stretch(zone, instant, &from, &until), offset);
	assert_true(from <= instant && instant < until);
	assert_int_equal(zone_offset(zone, from > INT64_MIN ? from : instant), offset);
	assert_int_equal(zone_offset(zone, until < INT64_MAX ? until - 1 : instant), offset);
}

static void
check_line(const struct zone *zone, const char *line)
{
	int64_t a, b;

	if (sscanf(line, "offset %" SCNd64 " %" SCNd64, &a, &b) == 2)
		check_offset(zone, a * SECOND_US, b * SECOND_US);
	else if (sscanf(line, "local %" SCNd64 " %" SCNd64, &a, &b) == 2)
		assert_int_equal(zone_instant(zone, a * SECOND_US), b * SECOND_US);
	else
		check_period(zone, line + strlen("period "));
}

static void
test_like_zoneinfo(void **state)
{
	char line[200], name[100] = "";
	struct zone *zone = NULL;
	size_t n = 0;
	FILE *f = oracle("zones.py 12 1");

	(void)state;
	if (f == NULL)
		skip();
	for (; fgets(line, sizeof line, f) != NULL; n++) {
		if (sscanf(line, "zone %99s", name) == 1) {
			zone_close(zone);
			zone = open_zone(name);
			assert_non_null(zone);
		} else {
			check_line(zone, line);
		}
	}
	zone_close(zone);
	if (pclose(f) != 0 || n == 0) {
		print_message("skipped: tests/oracle/zones.py needs Python's zoneinfo\n");
		skip();
	}
	assert_true(n > 5000);
}

static void
expect_days(const char *name, const char *from, const int *hours, size_t n)
{
	struct zone *zone = open_zone(name);

	if (zone == NULL)
		return;
	int64_t day = period_start(zone, PERIOD_DAY, 1, at(from));

	for (size_t i = 0; i < n; i++) {
		int64_t next = period_next(zone, PERIOD_DAY, 1, day);

		if (next - day != hours[i] * HOUR_US)
			fail_msg("%s, day %zu: %" PRId64 " minutes", name, i,
			    (next - day) / MINUTE_US);
		assert_int_equal(period_start(zone, PERIOD_DAY, 1, next - 1), day);
		day = next;
	}
	zone_close(zone);
}

static void
test_odd_days(void **state)
{
	(void)state;
	expect_days("Europe/Berlin", "2026-03-28T12:00Z", (int[]){ 24, 23, 24 }, 3);
	expect_days("Europe/Berlin", "2026-10-24T12:00Z", (int[]){ 24, 25, 24 }, 3);
	/* Midnight is left out (2018-11-04) and comes twice (2018-02-18). */
	expect_days("America/Sao_Paulo", "2018-11-03T12:00Z", (int[]){ 24, 23, 24 }, 3);
	expect_days("America/Sao_Paulo", "2018-02-16T12:00Z", (int[]){ 24, 25, 24 }, 3);
	expect_days("Asia/Beirut", "2022-03-26T12:00Z", (int[]){ 24, 23, 24 }, 3);
	/* No 2011-12-30 in Samoa. */
	expect_days("Pacific/Apia", "2011-12-29T12:00Z", (int[]){ 24, 24, 24 }, 3);
}

static void
test_samoa_left_out_a_day(void **state)
{
	struct zone *zone = open_zone("Pacific/Apia");
	char text[33];

	(void)state;
	if (zone == NULL)
		skip();
	int64_t day = period_start(zone, PERIOD_DAY, 1, at("2011-12-30T09:00Z")); /* 29th, 23:00 */
	int64_t next = period_next(zone, PERIOD_DAY, 1, day);

	assert_int_equal(period_write(text, zone, PERIOD_DAY, 1, day), 10);
	assert_memory_equal(text, "2011-12-29", 10);
	assert_int_equal(next, at("2011-12-30T10:00Z"));
	assert_int_equal(period_write(text, zone, PERIOD_DAY, 1, next), 10);
	assert_memory_equal(text, "2011-12-31", 10);
	assert_int_equal(period_index(zone, PERIOD_DAY, 1, next) -
		period_index(zone, PERIOD_DAY, 1, day),
	    2);
	zone_close(zone);
}

static void
test_local_times_in_gaps_and_folds(void **state)
{
	struct zone *zone = open_zone("Europe/Berlin");
	int64_t t;

	(void)state;
	if (zone == NULL)
		skip();
	assert_true(instant_read("2026-03-29T02:30:00", 19, zone, &t));
	assert_int_equal(t, at("2026-03-29T01:30:00Z")); /* 03:30 */
	assert_true(instant_read("2026-10-25 02:30:00", 19, zone, &t));
	assert_int_equal(t, at("2026-10-25T00:30:00Z")); /* the first */
	assert_true(instant_read("2026-10-25 02:30:00+01:00", 25, zone, &t));
	assert_int_equal(t, at("2026-10-25T01:30:00Z"));
	assert_int_equal(zone_offset(zone, at("9999-07-01")), 2 * HOUR_US);
	assert_int_equal(zone_offset(zone, at("9999-12-01")), HOUR_US);
	zone_close(zone);
}

static void
test_hours(void **state)
{
	struct zone *zone = open_zone("Europe/Berlin"), *half = zone_open("+05:30", NULL);
	char text[33];
	int64_t t = at("2026-10-25T00:10Z");

	(void)state;
	assert_int_equal(period_start(half, PERIOD_HOUR, 1, t), at("2026-10-24T23:30Z"));
	assert_int_equal(period_next(half, PERIOD_HOUR, 1, t), at("2026-10-25T00:30Z"));
	assert_int_equal(period_write(text, half, PERIOD_HOUR, 1, t), 13);
	assert_memory_equal(text, "2026-10-25T05", 13);
	zone_close(half);
	if (zone == NULL)
		skip();
	/* 02 comes twice: two periods of an hour. */
	for (int i = 0; i < 3; i++, t += HOUR_US) {
		int64_t start = period_start(zone, PERIOD_HOUR, 1, t);

		assert_int_equal(start, t - 10 * MINUTE_US);
		assert_int_equal(period_next(zone, PERIOD_HOUR, 1, t), start + HOUR_US);
		period_write(text, zone, PERIOD_HOUR, 1, start);
		assert_memory_equal(text, i < 2 ? "2026-10-25T02" : "2026-10-25T03", 13);
	}
	zone_close(zone);
}

/* For every kind, zone and instant: start <= t < next in UTC, and the index goes up by one. */
static void
test_periods_hold_their_instants(void **state)
{
	struct random r;
	struct zone *zones[] = { NULL, zone_open("+08:00", NULL), zone_open("-0330", NULL) };

	(void)state;
	random_seed(&r, 1);
	for (int i = 0; i < 100000; i++) {
		const struct zone *zone = zones[i % 3];
		enum period k = (enum period)random_below(&r, 6);
		int ws = 1 + (int)random_below(&r, 7);
		int64_t t = (int64_t)random_below(&r, UINT64_C(1) << 58) - (INT64_C(1) << 57);
		int64_t start = period_start(zone, k, ws, t), next = period_next(zone, k, ws, t);

		assert_true(start <= t && t < next);
		assert_int_equal(period_start(zone, k, ws, start), start);
		assert_int_equal(period_index(zone, k, ws, next), period_index(zone, k, ws, t) + 1);
		assert_int_equal(period_add(zone, k, ws, next, -1), start);
		assert_int_equal(period_add(zone, k, ws, t, 40), period_add(zone, k, ws, next, 39));
	}
	for (int i = 0; i < 3; i++)
		zone_close(zones[i]);
}

/* What no calendar holds comes to its ends, without overflow. */
static void
test_ends_of_time(void **state)
{
	static const int64_t far[] = { INT64_MIN, INT64_MIN + 1, -(INT64_C(1) << 62) - 1,
		INT64_MAX };
	struct zone *zone = open_zone("Europe/Berlin");
	char text[INSTANT_FORMAT_WIDTH];

	(void)state;
	for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
		for (enum period k = PERIOD_HOUR; k <= PERIOD_YEAR; k++) {
			int64_t start = period_start(zone, k, 1, far[i]);

			assert_true(start == period_start(zone, k, 1, start));
			assert_true((period_add(zone, k, 1, 0, far[i]) < 0) == (far[i] < 0));
			assert_in_range(period_write(text, zone, k, 1, far[i]), 4, 32);
		}
		assert_true(zone_offset(zone, far[i]) >= 0 &&
		    (zone_instant(zone, far[i]) < 0) == (far[i] < 0));
		assert_true(instant_write_format(text, far[i], "%F %T %z %s %j %A", zone) > 0);
	}
	zone_close(zone);
}

static void
expect_written(enum period period, int week_start, const char *expected)
{
	char text[33];

	text[period_write(text, NULL, period, week_start,
	    period_start(NULL, period, week_start, at("2026-03-04T10:20:30Z")))] = '\0';
	assert_string_equal(text, expected);
}

static void
test_written(void **state)
{
	(void)state;
	expect_written(PERIOD_HOUR, 1, "2026-03-04T10");
	expect_written(PERIOD_DAY, 1, "2026-03-04");
	expect_written(PERIOD_WEEK, 1, "2026-03-02"); /* a Wednesday's Monday */
	expect_written(PERIOD_WEEK, 7, "2026-03-01");
	expect_written(PERIOD_WEEK, 4, "2026-02-26");
	expect_written(PERIOD_MONTH, 1, "2026-03");
	expect_written(PERIOD_QUARTER, 1, "2026-Q1");
	expect_written(PERIOD_YEAR, 1, "2026");
}

static void
expect_year(int64_t index, const char *expected)
{
	char text[33];

	text[period_write(text, NULL, PERIOD_YEAR, 1,
	    period_of_index(NULL, PERIOD_YEAR, 1, index - 1970))] = '\0';
	assert_string_equal(text, expected);
}

static void
test_far_years(void **state)
{
	(void)state;
	expect_year(0, "0000");
	expect_year(-1, "-0001");
	expect_year(-9999, "-9999");
	expect_year(-10000, "-10000");
	expect_year(9999, "9999");
	expect_year(10000, "+10000");
	expect_year(99999, "+99999");
	expect_year(100000, "+100000");
	expect_year(-100000, "-100000");
}

static void
test_names(void **state)
{
	static const char *const bad[] = { "", "Europe/Nowhere", "../../etc/passwd",
		"/etc/localtime", "+25:00", "Europe", "zone.tab", "a\nb" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct fault fault = { 0 };

		if (zone_open(bad[i], &fault) != NULL)
			fail_msg("%s was opened", bad[i]);
		assert_int_equal(fault.exit, EXIT_USAGE);
	}
	struct fault fault = { 0 };

	assert_null(zone_open("europe/berln", &fault));
	assert_string_equal(fault.text,
	    "no such time zone: \"europe/berln\"; did you mean Europe/Berlin?");
	struct zone *zone = zone_open("utc", NULL);

	assert_int_equal(zone_offset(zone, 0), 0);
	zone_close(zone);
	zone = zone_open("-03:30", NULL);
	assert_int_equal(zone_offset(zone, 0), -210 * MINUTE_US);
	assert_int_equal(zone_instant(zone, 0), 210 * MINUTE_US);
	zone_close(zone);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_like_zoneinfo),
		cmocka_unit_test(test_odd_days),
		cmocka_unit_test(test_samoa_left_out_a_day),
		cmocka_unit_test(test_local_times_in_gaps_and_folds),
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_periods_hold_their_instants),
		cmocka_unit_test(test_ends_of_time),
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_far_years),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("base/calendar", tests, NULL, NULL);
}
