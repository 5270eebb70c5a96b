/*
 * Cells and days of one user against a count from the definition; repeats against a table of
 * everything; the clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/count/recent.h"
#include "analysis/retention/parts.h"
#include "base/random.h"

#define EVENTS 24
#define CELLS 12

static int64_t
rest(struct random *random, uint64_t n)
{
	return (int64_t)random_below(random, n);
}

/* Return events of the user in period p of the cohort that event start begins. */
static uint64_t
returns_in(const struct retention_rules *r, const struct retention_event *e, size_t n, size_t start,
    int64_t p)
{
	uint64_t found = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t period = r->length_us > 0 ? (e[i].time - e[start].time) / r->length_us
						  : e[i].bucket - e[start].bucket;
		bool early = period == 0 || r->length_us > 0 ? i < start : period < 0;

		found += (e[i].flags & RETENTION_RETURN) != 0 && !early && period == p;
	}
	return found;
}

static bool
is_in(const struct retention_rules *r, const struct retention_event *e, size_t n, size_t start,
    uint64_t c)
{
	uint64_t sum = 0, most = 0;

	for (int64_t p = 0; p < 4 * EVENTS; p++) {
		uint64_t found = returns_in(r, e, n, start, p);
		bool of_cell = r->bracket != NULL ? p <= (int64_t)r->last && r->bracket[p] == c
						  : p == (int64_t)c;

		sum += of_cell ? found : 0;
		most = p >= (int64_t)c && found > most ? found : most;
	}
	return (r->mode == RETENTION_ROLLING ? most : sum) >= r->at_least;
}

static size_t
random_events(struct random *random, struct retention_event *e)
{
	size_t n = 1 + random_below(random, EVENTS);
	int64_t time = rest(random, 5);

	for (size_t i = 0; i < n; i++, time += rest(random, 9) * rest(random, 2))
		e[i] = (struct retention_event){ time, time / 10, random_below(random, 4) & 3 };
	return n;
}

static void
cells(void **state)
{
	static const uint32_t bracket[CELLS] = { 0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4 };
	struct retention_scratch s = { 0 };
	struct random random;

	(void)state;
	random_seed(&random, 3);
	for (int turn = 0; turn < 4000; turn++) {
		enum retention_mode mode = (enum retention_mode)(turn % 3);
		struct retention_rules r = { .mode = mode,
			.length_us = turn % 2 * 7,
			.at_least = 1 + random_below(&random, 3),
			.last = CELLS - 1,
			.bracket = mode == RETENTION_BRACKET ? bracket : NULL };
		struct retention_event e[EVENTS];
		size_t n = random_events(&random, e), first = 0;

		retention_walk(&s, e, n);
		while (first < n && (e[first].flags & RETENTION_START) == 0)
			first++;
		assert_int_equal(s.first == RETENTION_NONE, first == n);
		assert_true(first == n || s.day[s.first].start == first);
		for (size_t day = 0; day < s.n; day++) {
			uint64_t cell[CELLS] = { 0 };

			if (s.day[day].start == RETENTION_NONE)
				continue;
			retention_count(&r, &s, e, n, day, cell);
			for (size_t c = CELLS - 1; mode == RETENTION_ROLLING && c > 0; c--)
				cell[c - 1] += cell[c];
			for (uint64_t c = 0; c < (mode == RETENTION_BRACKET ? 5 : CELLS); c++)
				assert_int_equal(cell[c], is_in(&r, e, n, s.day[day].start, c));
		}
	}
	retention_scratch_release(&s);
}

/* A clock set back over midnight: day 5 comes, then a while of day 4 again. */
static void
days_again(void **state)
{
	const uint32_t back = RETENTION_RETURN, start = RETENTION_START | RETENTION_RETURN;
	const struct retention_event e[] = { { 1, 4, back }, { 2, 5, start }, { 3, 4, back },
		{ 4, 5, back }, { 5, 3, back } };
	const struct retention_rules rules = { .at_least = 1, .last = 3 };
	struct retention_scratch s = { 0 };
	uint64_t cell[4] = { 0 };

	(void)state;
	retention_walk(&s, e, 5);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.first, 2);
	assert_int_equal(s.day[1].returns, 2);
	assert_int_equal(s.day[2].from_start, 2);
	retention_count(&rules, &s, e, 5, s.first, cell);
	assert_int_equal(cell[0], 1);
	assert_int_equal(cell[1] + cell[2] + cell[3], 0);
	assert_true(retention_active(&rules, &s, 2));
	assert_false(retention_active(&rules, &s, 1));
	retention_scratch_release(&s);
}

/*
 * What is left out must have come before: the user in that bucket, and a start of theirs that was
 * not later.
 */
static void
repeats(void **state)
{
	static int64_t start[40][30];
	static bool seen[40][30];
	const struct hash_key key = { { 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9,
	    0x27D4EB2F165667C5 } };
	struct recent recent;
	struct random random;
	size_t found = 0;

	(void)state;
	random_seed(&random, 5);
	for (size_t bytes = 1; bytes <= 1 << 20; bytes *= 1 << 10) {
		memset(seen, 0, sizeof seen);
		recent_init(&recent, bytes, &key);
		for (int i = 0; i < 40000; i++) {
			size_t u = random_below(&random, 40), b = random_below(&random, 30);
			int64_t time = rest(&random, 1000);
			bool starts = random_below(&random, 3) == 0;
			char id[64];
			int len = snprintf(id, sizeof id, "%.*s%zu", (int)(u % 3) * 20,
			    "an id that is long or not so long and longer", u);
			struct slice user = slice_of(id, (size_t)len);

			b = random_below(&random, 4) > 0 ? (size_t)i / 2000 : b;
			if (recent_repeats(&recent, user, recent_hash(&recent, user), (int64_t)b,
				starts, time)) {
				assert_true(seen[u][b] && (!starts || start[u][b] <= time));
				found++;
				continue;
			}
			if (!seen[u][b])
				start[u][b] = INT64_MAX;
			seen[u][b] = true;
			if (starts && time < start[u][b])
				start[u][b] = time;
		}
		recent_release(&recent);
	}
	assert_true(found > 30000);
}

/* The quick clock against the calendar, in any order, over changes of the clock. */
static void
clocks(void **state)
{
	static const char *const names[] = { "Europe/Berlin", "America/St_Johns", "Pacific/Apia",
		"Australia/Lord_Howe", "+05:30" };
	static const enum period periods[] = { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };
	struct fault fault = { 0 };
	struct random random;

	(void)state;
	random_seed(&random, 9);
	for (size_t z = 0; z < sizeof names / sizeof *names; z++) {
		struct zone *zone = zone_open(names[z], &fault);

		if (zone == NULL)
			continue;
		for (size_t p = 0; p < 3; p++) {
			struct period_clock c = { .zone = zone,
				.period = periods[p],
				.week_start = 7,
				.from = INT64_MAX };
			int64_t at = 1162089060 * SECOND_US;

			for (int i = 0; i < 20000; i++) {
				assert_int_equal(period_clock_index(&c, at),
				    period_index(zone, periods[p], 7, at));
				at = i % 1000 == 0
				    ? (rest(&random, 8000000000) - 4000000000) * SECOND_US
				    : at + (rest(&random, 7200) - 3000) * SECOND_US;
			}
		}
		zone_close(zone);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells),
		cmocka_unit_test(days_again),
		cmocka_unit_test(repeats),
		cmocka_unit_test(clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
