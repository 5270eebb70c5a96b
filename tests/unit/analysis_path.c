/*
 * One session's path against cases worked out by hand; sorted runs, piles and tallies past their
 * memory against plain sums in arrays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/path/walk.h"
#include "analysis/count/tally.h"
#include "base/random.h"

/*
 * Letters are names; upper case has the mark PATH_FROM, a star behind it PATH_TO; times are 0, 1,
 * 2, ...
 */
static struct path_cut
walk(struct path_rules rules, const char *text, char *left, struct path_event *event)
{
	struct path_cut cut;
	size_t n = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '*') {
			event[n - 1].marks |= PATH_TO;
			continue;
		}
		event[n] = (struct path_event){ (int64_t)n, (uint32_t)(*p | 0x20), 0 };
		event[n].marks = (*p & 0x20) == 0 ? PATH_FROM : 0;
		n++;
	}
	cut = path_walk(&rules, event, n);
	for (size_t i = 0; i < cut.n; i++)
		left[i] = (char)event[cut.first + i].node;
	left[cut.n] = '\0';
	return cut;
}

static void
walks(void **state)
{
	static const struct {
		struct path_rules rules;
		const char *text, *left;
		bool before, after;
	} table[] = {
		{ { 0 }, "abc", "abc", false, false },
		{ { .length = 3 }, "abc", "abc", false, false },
		{ { .length = 2 }, "abc", "ab", false, true },
		{ { .collapse = true }, "aabbba", "aba", false, false },
		{ { .collapse = true, .length = 2 }, "aabbba", "ab", false, true },
		{ { .from = true }, "abAbAb", "abab", false, false },
		{ { .from = true }, "abc", "", false, false },
		{ { .from = true, .length = 2 }, "xAbc", "ab", false, true },
		{ { .to = true }, "abc*d*", "abc", false, false },
		{ { .to = true }, "abc", "", false, false },
		{ { .to = true }, "a*bc", "a", false, false },
		{ { .to = true, .length = 2 }, "abcd*e", "cd", true, false },
		{ { .from = true, .to = true }, "c*A*bc*", "abc", false, false },
		{ { .from = true, .to = true }, "bA*", "", false, false },
		{ { .from = true, .to = true, .length = 2 }, "bAbbc*", "ab", false, true },
		{ { .from = true, .to = true, .collapse = true }, "aAa*b*", "ab", false, false },
		{ { .length = 1 }, "", "", false, false },
	};
	struct path_event event[16];
	char left[16];

	(void)state;
	for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
		struct path_cut cut = walk(table[k].rules, table[k].text, left, event);

		assert_string_equal(left, table[k].left);
		assert_int_equal(cut.before, table[k].before);
		assert_int_equal(cut.after, table[k].after);
	}
}

static void
repeats_stand_at_their_last(void **state)
{
	struct path_event event[16];
	char left[16];

	(void)state;
	walk((struct path_rules){ .collapse = true }, "aabbbc", left, event);
	assert_int_equal(event[0].time, 1);
	assert_int_equal(event[1].time, 4);
	assert_int_equal(event[2].time, 5);
}

#define KEYS 500
#define RECORDS 30000

/* Keys of 1 to 3 letters, one that begins another among them. */
static struct slice
key_of(uint32_t k, char *text)
{
	return slice_of(text, (size_t)snprintf(text, 16, "%x", k));
}

static void
piles(void **state)
{
	static const size_t memory[] = { (size_t)1 << 30, 1 };
	static const uint64_t most[] = { 0, 1, 7, 5000, 100000 };
	char text[16], before[16] = "";

	(void)state;
	for (size_t t = 0; t < 10; t++) {
		uint64_t limit = most[t % 5], n = 0;
		struct sorted_runs_record record;
		struct sorter pile;

		sorter_init(&pile, 2, memory[t / 5], NULL, limit);
		for (uint32_t k = 0; k < RECORDS; k++) {
			uint32_t turned = (uint32_t)(k * UINT64_C(7919) % RECORDS); /* each once */
			uint64_t word[] = { turned, (uint64_t)turned << 40 };

			assert_true(sorter_add(&pile, key_of(turned, text), word));
		}
		assert_true(sorter_open(&pile));
		*before = '\0';
		while ((limit == 0 || n < limit) && sorter_next(&pile, &record)) {
			snprintf(text, sizeof text, "%.*s", (int)record.key.len, record.key.ptr);
			assert_true(strcmp(before, text) < 0);
			assert_int_equal(record.word[0], strtoul(text, NULL, 16));
			assert_int_equal(record.word[1], record.word[0] << 40);
			strcpy(before, text);
			n++;
		}
		assert_int_equal(n, limit > 0 && limit < RECORDS ? limit : RECORDS);
		assert_true(memory[t / 5] > 1 || limit == 1 || limit == 7 || pile.runs.temp);
		sorter_release(&pile);
	}
}

/* More runs than are read at once, equal keys in all of them. */
static void
many_runs(void **state)
{
	struct sorted_runs a, *list[] = { &a };
	struct sorted_runs_record record;
	struct merge *m;
	char text[16];
	uint32_t n = 0;

	(void)state;
	sorted_runs_init(&a, 1, NULL);
	for (uint32_t r = 0; r < 300; r++) {
		assert_true(sorted_runs_begin(&a, true));
		for (uint32_t k = 0; k < 16; k++)
			assert_true(sorted_runs_add(&a, key_of(k, text), (uint64_t[]){ r }));
		assert_true(sorted_runs_end(&a));
	}
	m = merge_open(list, 1, 1);
	while (merge_next(m, &record)) {
		assert_true(slice_equal(record.key, key_of(n++, text)));
		assert_int_equal(record.word[0], 300 * 299 / 2);
	}
	assert_int_equal(n, 16);
	merge_close(m);
	sorted_runs_release(&a);
}

#define NUMBERS 40

static uint64_t want_count[KEYS], want_users[KEYS], want_number[KEYS][2][NUMBERS];

static void
count_user(struct tally *t, struct random *random, uint32_t user)
{
	bool had[KEYS] = { false };
	char text[16];

	tally_user(t);
	for (unsigned i = 0; i < 1 + user % 7 + (user == 9999 ? 20000 : 0); i++) {
		uint32_t k = (uint32_t)random_below(random, KEYS);
		uint64_t number = random_below(random, NUMBERS);
		uint32_t entry;

		if (i % 4 == 0)
			tally_room(t);
		entry = tally_key(t, key_of(8 * k + 4096, text));
		tally_count(t, entry);
		tally_number(t, entry, k % 2, number << 50);
		want_count[k]++;
		want_users[k] += !had[k];
		had[k] = true;
		want_number[k][k % 2][number]++;
	}
}

static void
read_tallies(struct merge *m)
{
	uint64_t group = 0, sum = 0, n = 0, numbers = 0, want = 0;
	uint64_t users = 0, wanted_users = 0;
	struct sorted_runs_record record;

	while (merge_next(m, &record)) {
		const char *p = record.key.ptr;
		uint64_t number = 0;
		uint32_t k;

		if (p[2] == '\0') { /* the sum of those that begin with p[0], p[1] */
			assert_int_equal(group, sum);
			group = record.word[0];
			sum = 0;
			continue;
		}
		k = (uint32_t)(strtoul(p, NULL, 16) - 4096) / 8;
		if (record.key.len == 6) {
			assert_int_equal(record.word[0], want_count[k]);
			users += record.word[1];
			wanted_users += want_users[k];
			sum += record.word[0];
			n++;
			continue;
		}
		assert_int_equal(record.key.len, 14);
		if (p[5] == TALLY_USER) {
			users++;
			continue;
		}
		for (unsigned i = 6; i < 14; i++)
			number = number << 8 | (unsigned char)p[i];
		assert_int_equal(record.word[0], want_number[k][p[5] - TALLY_NUMBER][number >> 50]);
		numbers++;
	}
	assert_int_equal(group, sum);
	assert_int_equal(users, wanted_users);
	for (uint32_t k = 0; k < KEYS; k++)
		for (unsigned i = 0; i < NUMBERS; i++)
			want += want_number[k][k % 2][i] > 0;
	assert_int_equal(n, KEYS);
	assert_int_equal(numbers, want);
}

static void
tallies(void **state)
{
	(void)state;
	for (unsigned turn = 0; turn < 2; turn++) {
		struct tally_options options = { 1, 2, 2, 1, NULL, 0 };
		struct tally a, b;
		struct sorted_runs *list[] = { &a.runs, &b.runs };
		struct merge *m;
		struct random random;

		if (turn == 0)
			options.memory = (size_t)1 << 30;
		random_seed(&random, 11);
		memset(want_count, 0, sizeof want_count);
		memset(want_users, 0, sizeof want_users);
		memset(want_number, 0, sizeof want_number);
		tally_init(&a, &options);
		options.users = UINT64_C(1) << 40;
		tally_init(&b, &options);
		for (uint32_t user = 0; user < RECORDS; user++)
			count_user(user % 3 == 0 ? &a : &b, &random, user);
		assert_true(tally_end(&a) && tally_end(&b));
		assert_int_equal(turn == 1, a.runs.nrun > 1 && b.runs.nrun > 1);
		m = merge_open(list, 2, 1);
		read_tallies(m);
		merge_close(m);
		tally_release(&a);
		tally_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks),
		cmocka_unit_test(repeats_stand_at_their_last),
		cmocka_unit_test(piles),
		cmocka_unit_test(many_runs),
		cmocka_unit_test(tallies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
