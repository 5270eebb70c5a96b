/*
 * Hashes, maps and interned strings: published vectors, statistics of the keyed hash, a brute-force
 * list, threads.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/random.h"

/* As they stand in the tests of ports of xxHash, among them github.com/cespare/xxhash. */
static void
test_published(void **state)
{
	(void)state;
	assert_true(hash_published("", 0) == UINT64_C(0xEF46DB3751D8E999));
	assert_true(hash_published("a", 1) == UINT64_C(0xD24EC4F1A98C6E5B));
	assert_true(hash_published("abc", 3) == UINT64_C(0x44BC2CF5AD770999));
	assert_true(hash_published("Nobody inspects the spammish repetition", 39) ==
	    UINT64_C(0xFBCEA83C8A378BF1));
	assert_true(
	    hash_published("Call me Ishmael. Some years ago--never mind how long precisely-", 63) ==
	    UINT64_C(0x02A2E85470D6FD96));
}

/* The low half, as zstd --check (1.5.4) puts it behind what printf %0Nd 7 prints. */
static void
test_published_stripes(void **state)
{
	static const struct {
		size_t len;
		uint32_t sum;
	} cases[] = { { 31, 0xF3E8D6BC }, { 32, 0x071FA637 }, { 33, 0x4A6A44D0 },
		{ 63, 0x053A7B58 }, { 64, 0x34DF3F2A }, { 65, 0x496DF898 } };
	char text[65];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		memset(text, '0', sizeof text);
		text[cases[i].len - 1] = '7';
		assert_int_equal((uint32_t)hash_published(text, cases[i].len), cases[i].sum);
	}
}

/* The buffer and the sums of xxHash's own sanity check (tests/sanity_test.c), seed 0. */
static void
test_published_sanity(void **state)
{
	static const struct {
		size_t len;
		uint64_t sum;
	} cases[] = { { 1, UINT64_C(0xE934A84ADB052768) }, { 4, UINT64_C(0x9136A0DCA57457EE) },
		{ 14, UINT64_C(0x8282DCC4994E35C8) }, { 222, UINT64_C(0xB641AE8CB691C174) } };
	unsigned char buffer[222];
	uint64_t generator = UINT64_C(2654435761);

	(void)state;
	for (size_t i = 0; i < sizeof buffer; i++) {
		buffer[i] = (unsigned char)(generator >> 56);
		generator *= UINT64_C(11400714785074694797);
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_true(hash_published(buffer, cases[i].len) == cases[i].sum);
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sequences of ids in several shapes: no two of the 64 bits alike, few of the low or high 32. */
static void
test_no_collisions(void **state)
{
	enum { N = 200000 };
	static const char *const shapes[] = { "%d", "u%07d", "user-%d-with-a-longer-name",
		"%09d/%1$d",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%d" };
	uint64_t *h = malloc(N * sizeof *h);
	struct hash_key key;

	(void)state;
	hash_key_init(&key);
	for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
		for (int half = 0; half < 3; half++) {
			int same = 0;

			for (int i = 0; i < N; i++) {
				char text[120];
				int n = s == 3 ? snprintf(text, sizeof text, "%09d/%d", i, i)
				    : s == 0   ? snprintf(text, sizeof text, "%d", i)
				    : s == 1   ? snprintf(text, sizeof text, "u%07d", i)
				    : s == 2
				    ? snprintf(text, sizeof text, "user-%d-with-a-longer-name", i)
				    : snprintf(text, sizeof text, "%080d", i);

				h[i] = hash_bytes(&key, text, (size_t)n);
				if (half > 0)
					h[i] = half == 1 ? h[i] & UINT32_MAX : h[i] >> 32;
			}
			qsort(h, N, sizeof *h, by_value);
			for (int i = 1; i < N; i++)
				same += h[i] == h[i - 1];
			/* Of 32 random bits, N^2 / 2^33 = 4.7 pairs are expected. */
			assert_true(same <= (half == 0 ? 0 : 25));
		}
	}
	free(h);
}

/* Each bit of input turns each bit of the hash in about half of the cases. */
static void
test_avalanche(void **state)
{
	enum { TRIES = 2000 };
	static const size_t lengths[] = { 1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 70 };
	struct hash_key key;
	struct random r;

	(void)state;
	hash_key_init(&key);
	random_seed(&r, 1);
	for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
		size_t len = lengths[l];
		int turned[64] = { 0 };

		for (int i = 0; i < TRIES; i++) {
			unsigned char text[80];

			for (size_t k = 0; k < len; k++)
				text[k] = (unsigned char)random_next(&r);
			uint64_t a = hash_bytes(&key, text, len), bit = random_below(&r, 8 * len);

			text[bit / 8] ^= (unsigned char)(1 << bit % 8);
			a ^= hash_bytes(&key, text, len);
			for (int b = 0; b < 64; b++)
				turned[b] += (int)(a >> b & 1);
		}
		/* 1000 expected, standard deviation 22: seven of them. */
		for (int b = 0; b < 64; b++)
			assert_in_range(turned[b], TRIES / 2 - 160, TRIES / 2 + 160);
	}
}

static void
test_length_counts(void **state)
{
	static const char zeros[100];
	struct hash_key key;

	(void)state;
	hash_key_init(&key);
	for (size_t a = 0; a < sizeof zeros; a++) {
		for (size_t b = 0; b < a; b++)
			assert_true(hash_bytes(&key, zeros, a) != hash_bytes(&key, zeros, b));
	}
}

static void
test_every_byte_counts(void **state)
{
	unsigned char text[100] = { 0 };
	struct hash_key key;

	(void)state;
	hash_key_init(&key);
	for (size_t len = 1; len <= sizeof text; len++) {
		uint64_t hash = hash_bytes(&key, text, len);

		for (size_t k = 0; k < len; k++) {
			text[k] = 1;
			assert_true(hash_bytes(&key, text, len) != hash);
			text[k] = 0;
		}
	}
}

static void
test_keys_differ(void **state)
{
	struct hash_key a, b;

	(void)state;
	hash_key_init(&a);
	hash_key_init(&b);
	assert_true(hash_bytes(&a, "abc", 3) != hash_bytes(&b, "abc", 3));
}

/* Against a list that is searched from its start. */
static void
test_map_like_a_list(void **state)
{
	char list[300][8];
	size_t n = 0;
	struct random r;
	struct map map;

	(void)state;
	random_seed(&r, 2);
	map_init(&map, 0);
	for (int i = 0; i < 5000; i++) {
		char text[8] = { 0 };
		size_t len = random_below(&r, 3), k = 0;
		bool added;

		for (size_t c = 0; c < len; c++)
			text[c] = (char)('a' + random_below(&r, 12));
		while (k < n && strcmp(list[k], text) != 0)
			k++;
		struct slice key = slice_of(text, len);

		assert_int_equal(map_find(&map, key), k < n ? k : MAP_NONE);
		assert_int_equal(map_put(&map, key, &added), k);
		assert_int_equal(added, k == n);
		if (k == n)
			memcpy(list[n++], text, 8);
		assert_true(slice_equal(map_key(&map, (uint32_t)k), key));
	}
	assert_int_equal(map.n, n);
	map_release(&map);
}

static void
test_map_grows(void **state)
{
	enum { N = 300000 };
	struct map map;
	char text[40];

	(void)state;
	for (int round = 0; round < 2; round++) {
		map_init(&map, round == 0 ? 0 : N);
		for (int again = 0; again < 2; again++) {
			for (int i = 0; i < N; i++) {
				int len = snprintf(text, sizeof text, "user%d", i);
				struct slice key = slice_of(text, (size_t)len);
				uint64_t hash = map_hash(&map, key);
				bool added;

				map_prefetch(&map, hash);
				map_prefetch_key(&map, hash);
				assert_int_equal(map_put_hashed(&map, key, hash, &added), i);
				assert_int_equal(added, again == 0);
			}
		}
		assert_true(map_bytes(&map) > N * 20 && map_bytes(&map) < N * 150);
		map_clear(&map);
		assert_int_equal(map_find(&map, SLICE("user7")), MAP_NONE);
		assert_int_equal(map_put(&map, SLICE("user7"), NULL), 0);
		map_release(&map);
	}
}

static void
test_map_any_bytes(void **state)
{
	struct map map;

	(void)state;
	map_init(&map, 0);
	assert_int_equal(map_put(&map, slice_of(NULL, 0), NULL), 0);
	assert_int_equal(map_put(&map, SLICE(""), NULL), 0);
	assert_int_equal(map_put(&map, SLICE("\0"), NULL), 1);
	assert_int_equal(map_put(&map, SLICE("\0\0"), NULL), 2);
	assert_int_equal(map_put(&map, SLICE("\0"), NULL), 1);
	map_release(&map);
}

enum { THREADS = 4, NAMES = 3000 };

struct worker {
	pthread_t thread;
	struct intern *intern;
	uint32_t number[NAMES];
	int seed;
};

static void *
put_names(void *arg)
{
	struct worker *w = arg;
	struct intern_cache cache = { .intern = w->intern };
	struct random r;

	random_seed(&r, (uint64_t)w->seed);
	for (int i = 0; i < 20 * NAMES; i++) {
		int k = i < 10 * NAMES ? (int)random_below(&r, NAMES) : i % NAMES;
		char text[20];
		int len = snprintf(text, sizeof text, "event %d", k);

		w->number[k] = i % 3 == 0 ? intern_put(w->intern, slice_of(text, (size_t)len))
					  : intern_cached(&cache, slice_of(text, (size_t)len));
	}
	return NULL;
}

static void
test_intern_by_threads(void **state)
{
	static struct worker w[THREADS];
	struct intern intern;

	(void)state;
	intern_init(&intern);
	for (int i = 0; i < THREADS; i++) {
		w[i].intern = &intern;
		w[i].seed = i;
		assert_int_equal(pthread_create(&w[i].thread, NULL, put_names, &w[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(w[i].thread, NULL);
	assert_int_equal(intern_count(&intern), NAMES);
	for (int k = 0; k < NAMES; k++) {
		char text[20];

		snprintf(text, sizeof text, "event %d", k);
		for (int i = 0; i < THREADS; i++)
			assert_int_equal(w[i].number[k], w[0].number[k]);
		assert_true(slice_equal(intern_key(&intern, w[0].number[k]), slice_text(text)));
	}
	intern_release(&intern);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published),
		cmocka_unit_test(test_published_stripes),
		cmocka_unit_test(test_published_sanity),
		cmocka_unit_test(test_no_collisions),
		cmocka_unit_test(test_avalanche),
		cmocka_unit_test(test_length_counts),
		cmocka_unit_test(test_every_byte_counts),
		cmocka_unit_test(test_keys_differ),
		cmocka_unit_test(test_map_like_a_list),
		cmocka_unit_test(test_map_grows),
		cmocka_unit_test(test_map_any_bytes),
		cmocka_unit_test(test_intern_by_threads),
	};

	return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
