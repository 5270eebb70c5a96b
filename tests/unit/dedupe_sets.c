/*
 * Keys, sorter, streams and rows that wait, in memory and past it; held against plain arrays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/random.h"
#include "dedupe/number_sorter.h"
#include "dedupe/key_set.h"
#include "dedupe/streams.h"
#include "dedupe/held_rows.h"

#define KEYS 20000

static struct slice
key_of(char *out, unsigned k)
{
	return slice_of(out, (size_t)sprintf(out, "key %u %.*s", k, (int)(k % 300), out + 400));
}

/* The source that keys are read again from. */
struct source {
	char *text;
	size_t len, reads;
};

static size_t
reread(void *self, uint64_t offset, void *ptr, size_t len, struct fault *fault)
{
	struct source *s = self;
	size_t n = offset < s->len ? s->len - (size_t)offset : 0;

	(void)fault;
	n = n < len ? n : len;
	memcpy(ptr, s->text + offset, n);
	s->reads++;
	return n;
}

/* memory: of keys; half of the keys have a source. */
static void
put_all(size_t memory, uint64_t hash_mask)
{
	static struct source source;
	static char filler[1024];
	struct fault fault = { 0 };
	struct hash_key hash_key;
	struct key_set seen;
	char text[1024];
	bool added;

	memset(filler, 'x', sizeof filler);
	memset(text + 400, 'x', 400);
	source = (struct source){ .text = calloc(KEYS, 400) };
	hash_key_init(&hash_key);
	key_set_init(&seen,
	    &(struct key_set_options){ .memory = memory, .reread = reread, .self = &source },
	    &fault);
	for (unsigned round = 0; round < 2; round++)
		for (unsigned k = 0; k < KEYS; k++) {
			struct slice key = key_of(text, k);
			uint64_t at = KEY_SET_NOWHERE;

			if (k % 2 == 0 && round == 0) {
				at = source.len;
				memcpy(source.text + source.len, key.ptr, key.len);
				source.len += key.len;
			}
			uint64_t hash = hash_bytes(&hash_key, key.ptr, key.len) & hash_mask;
			assert_int_equal(key_set_put(&seen, key, hash, at, &added), k);
			assert_int_equal(added, round == 0);
			if (round == 0 && k == KEYS / 2)
				key_set_expect(&seen, KEYS);
		}
	for (unsigned k = 0; k < KEYS; k++) {
		struct slice key = key_of(text, k);

		assert_true(slice_equal(key_set_key(&seen, k), key));
	}
	assert_false(fault_is_set(&fault));
	assert_true(memory > 1000000 || source.reads > 0);
	key_set_release(&seen);
	free(source.text);
}

static void
keys_in_memory(void **state)
{
	(void)state;
	put_all(16 << 20, UINT64_MAX);
}

static void
keys_in_files(void **state)
{
	(void)state;
	put_all(0, UINT64_MAX);
	put_all(100000, UINT64_MAX);
}

/* Only the comparison of keys tells them apart. */
static void
keys_with_equal_hashes(void **state)
{
	(void)state;
	put_all(100000, UINT64_C(0xff000000000000ff));
}

static void
a_key_longer_than_the_buffer(void **state)
{
	struct fault fault = { 0 };
	struct key_set seen;
	char *big = calloc(1, 1 << 20);
	bool added;

	(void)state;
	key_set_init(&seen, &(struct key_set_options){ 0 }, &fault);
	for (unsigned round = 0; round < 2; round++)
		for (unsigned k = 0; k < 4; k++) {
			struct slice key = slice_of(big, k % 2 ? 7u + k : (1u << 20) - k);

			assert_int_equal(key_set_put(&seen, key, k, KEY_SET_NOWHERE, &added), k);
			assert_int_equal(added, round == 0);
		}
	assert_int_equal(key_set_put(&seen, slice_of(NULL, 0), 9, KEY_SET_NOWHERE, &added), 4);
	assert_int_equal(key_set_put(&seen, slice_of(NULL, 0), 9, KEY_SET_NOWHERE, &added), 4);
	assert_false(added);
	key_set_release(&seen);
	free(big);
}

static void
exceptions_come_back_in_order(void **state)
{
	static const size_t limits[] = { 16, 1000, 1 << 20 };

	(void)state;
	for (size_t l = 0; l < 3; l++) {
		struct fault fault = { 0 };
		struct number_sorter e;
		struct exception next;
		struct random random;
		uint64_t n = 0;

		random_seed(&random, l);
		number_sorter_init(&e, limits[l], NULL, &fault);
		for (uint64_t k = 0; k < 3000; k++) { /* 0, 7, 14, ... mod 3000: each once */
			uint64_t number = k * 1237 % 3000;

			assert_true(number_sorter_add(&e, number << 20, number + 1));
		}
		assert_true(number_sorter_sort(&e));
		while (number_sorter_next(&e, &next)) {
			assert_int_equal(next.number, n << 20);
			assert_int_equal(next.value, ++n);
		}
		assert_int_equal(n, 3000);
		assert_false(fault_is_set(&fault));
		number_sorter_release(&e);
	}
}

static void
streams_keep_their_bytes(void **state)
{
	struct fault fault = { 0 };
	struct temp *temp = temp_open(NULL, &fault);
	struct streams s;
	struct shelf_reader r;
	uint32_t n[5] = { 0 }, got;
	struct random random;

	(void)state;
	random_seed(&random, 1);
	streams_init(&s, 5, 100, temp);
	for (unsigned k = 0; k < 10000; k++) {
		unsigned stream = (unsigned)random_below(&random, 4);

		assert_true(shelf_add(&s, stream, &n[stream], sizeof n[stream]));
		n[stream]++;
	}
	assert_true(streams_end(&s));
	for (unsigned stream = 0; stream < 5; stream++) {
		shelf_open(&r, &s, stream);
		for (uint32_t k = 0; k < n[stream]; k++) {
			assert_true(shelf_read(&r, &got, sizeof got));
			assert_int_equal(got, k);
		}
		assert_false(shelf_read(&r, &got, sizeof got));
		shelf_close(&r);
	}
	assert_false(fault_is_set(&fault));
	streams_release(&s);
	temp_close(temp);
}

static void
rows_wait(void **state)
{
	static const size_t memories[] = { 0, 5000, 1 << 24 };
	char *big = calloc(1, 3 << 20);

	(void)state;
	for (size_t m = 0; m < 3; m++) {
		struct fault fault = { 0 };
		struct held_rows w;
		struct slice row;
		uint32_t n = 0;

		held_rows_init(&w, memories[m], NULL, &fault);
		for (uint32_t k = 0; k < 2000; k++) {
			memcpy(big, &k, sizeof k);
			assert_true(held_rows_add(&w, big, k == 1000 ? 3 << 20 : 4 + k));
		}
		assert_true(held_rows_end(&w));
		while (held_rows_next(&w, &row)) {
			assert_int_equal(row.len, n == 1000 ? 3 << 20 : 4 + n);
			assert_memory_equal(row.ptr, &n, sizeof n);
			n++;
		}
		assert_int_equal(n, 2000);
		held_rows_release(&w);
	}
	free(big);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_in_memory),
		cmocka_unit_test(keys_in_files),
		cmocka_unit_test(keys_with_equal_hashes),
		cmocka_unit_test(a_key_longer_than_the_buffer),
		cmocka_unit_test(exceptions_come_back_in_order),
		cmocka_unit_test(streams_keep_their_bytes),
		cmocka_unit_test(rows_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
