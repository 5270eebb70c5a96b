/*
 * repeats against a brute force over all pairs, with memory for everything and for next to nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "dedupe/repeats.h"

#define RECORDS 400

struct log {
	uint32_t key[RECORDS];
	int64_t time[RECORDS];
	size_t n;
};

/* Where the cluster of record i begins: the newest one of its key, if it is close enough. */
static size_t
cluster_of(const struct log *log, size_t i, int64_t within, const size_t *begin)
{
	for (size_t k = i; k-- > 0;) {
		if (log->key[k] != log->key[i])
			continue;
		int64_t apart = log->time[i] - log->time[begin[k]];

		return within < 0 || (apart <= within && -apart <= within) ? begin[k] : i;
	}
	return i;
}

static void
expect(const struct log *log, const struct repeats_options *o, bool *drop, uint64_t *count)
{
	size_t begin[RECORDS], last[RECORDS] = { 0 };
	uint64_t size[RECORDS] = { 0 };

	for (size_t i = 0; i < log->n; i++) {
		begin[i] = cluster_of(log, i, o->within_us, begin);
		size[begin[i]]++;
		last[begin[i]] = i;
	}
	for (size_t i = 0; i < log->n; i++) {
		count[i] = size[begin[i]];
		drop[i] = o->keep == KEEP_FIRST ? begin[i] != i
		    : o->keep == KEEP_LAST      ? last[begin[i]] != i
						: size[begin[i]] > 1;
	}
}

static void
hold(const struct log *log, struct repeats_options *o)
{
	struct fault fault = { 0 };
	struct hash_key hash_key;
	struct repeats *r;
	bool want[RECORDS], drop;
	uint64_t size[RECORDS], count;
	size_t unknown = log->n;

	hash_key_init(&hash_key);
	o->hash_key = &hash_key;
	o->timed = o->within_us >= 0;
	expect(log, o, want, size);
	r = repeats_new(o, &fault);
	for (size_t i = 0; i < log->n; i++) {
		struct slice key = slice_of((const char *)&log->key[i], sizeof log->key[i]);
		enum repeat got = repeats_take(r, key, hash_bytes(&hash_key, key.ptr, key.len),
		    KEY_SET_NOWHERE, log->time[i]);

		if (got == REPEAT_UNKNOWN && unknown == log->n)
			unknown = i;
		else if (got != REPEAT_UNKNOWN)
			assert_int_equal(got, want[i] ? REPEAT_DROPPED : REPEAT_KEPT);
	}
	assert_true(repeats_end(r));
	for (size_t i = unknown; i < log->n; i++) {
		assert_true(repeats_verdict(r, &drop, &count));
		assert_int_equal(drop, want[i]);
		if (!drop && o->count)
			assert_int_equal(count, size[i]);
	}
	repeats_free(r);
}

static void
all_modes(void **state)
{
	static const int64_t within[] = { -1, 0, 3, 20 };
	static const size_t memory[] = { 1 << 24, 1000, 60000 };
	struct random random;
	struct log log;

	(void)state;
	random_seed(&random, 5);
	for (unsigned round = 0; round < 600; round++) {
		struct repeats_options o = { .keep = (enum keep)(round % 3),
			.count = round % 2 != 0,
			.within_us = within[round % 4],
			.memory = memory[round / 4 % 3] };
		uint64_t keys = 1 + random_below(&random, 60);

		log.n = random_below(&random, RECORDS);
		for (size_t i = 0; i < log.n; i++) {
			log.key[i] = (uint32_t)random_below(&random, keys);
			log.time[i] = (int64_t)random_below(&random, 50);
		}
		hold(&log, &o);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all_modes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
