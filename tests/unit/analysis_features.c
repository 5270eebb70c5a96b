/*
 * The parts of features: powers of two against libm, packed numbers against number_read, sums
 * against integers, scores against sorting, records whose text is made in place against those that
 * are copied.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/features/parts.h"
#include "analysis/features/power.h"
#include "base/random.h"
#include "event/partition_store.h"

static void
powers(void **state)
{
	struct random random;

	(void)state;
	random_seed(&random, 1);
	for (int i = 0; i < 200000; i++) {
		double x = -(double)(random_next(&random) >> 11) / 9007199254740992.0 *
		    (i % 2 == 0 ? 3 : 1021);

		assert_true(fabs(power_of_two(x) / exp2(x) - 1) < 1e-15);
	}
	assert_true(
	    power_of_two(0) == 1 && power_of_two(-1) == 0.5 && power_of_two(-10) == 0x1p-10);
	assert_true(power_of_two(-1e6) == 0 && power_of_two((double)-INFINITY) == 0);
}

static void
packed_numbers(void **state)
{
	static const char *const text[] = { "0", "7", "99.90", ".5", "5.", "12345678", "1234567.",
		"156.861", "-3.25", "123456789.25", "1e300", "+4", "0.0000001", "00012.5" };
	struct features_sum sum = { .n = 0 };
	char packed[NUMBER_PACKED + 8];
	double want;

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		const char *end = number_pack(packed, slice_text(text[i]));

		assert_non_null(end);
		assert_ptr_equal(number_skip(packed), end);
		assert_true(number_read(text[i], strlen(text[i]), &want));
		memset(&sum, 0, sizeof sum);
		features_sum_add(&sum, packed, true);
		assert_true(sum.max == want && features_sum_value(&sum) == want && sum.n == 1);
	}
	assert_null(number_pack(packed, slice_text("1.2.3")));
	assert_null(number_pack(packed, slice_text("x")));
	assert_null(number_pack(packed, slice_text(".")));
	*packed = 0;
	features_sum_add(&sum, packed, true);
	assert_int_equal(sum.n, 1);
}

/* Cents as decimals: their sum is that of the integers, whatever the order. */
static void
exact_sums(void **state)
{
	struct features_sum sum = { .n = 0 };
	char packed[NUMBER_PACKED + 8], text[32];
	struct random random;
	uint64_t cents = 0;

	(void)state;
	random_seed(&random, 2);
	for (int i = 0; i < 10000; i++) {
		uint64_t x = random_below(&random, 1000000);

		snprintf(text, sizeof text, "%u.%02u", (unsigned)(x / 100), (unsigned)(x % 100));
		number_pack(packed, slice_text(text));
		features_sum_add(&sum, packed, false);
		cents += x;
	}
	assert_true(features_sum_value(&sum) == (double)cents / 100);
}

#define BUYERS 3000

struct buyer {
	uint64_t key[SCORES_KEYS];
	char id[24];
	size_t place[SCORES_KEYS];
};

static unsigned sorted_by;

static int
by_key(const void *a, const void *b)
{
	const struct buyer *x = *(const struct buyer *const *)a,
			   *y = *(const struct buyer *const *)b;
	int c = (x->key[sorted_by] > y->key[sorted_by]) - (x->key[sorted_by] < y->key[sorted_by]);

	return c != 0 ? c : strcmp(x->id, y->id);
}

/* Ids of many lengths, one the beginning of another; keys with many ties, and large ones. */
static size_t
make_buyers(struct buyer *buyer, size_t n, struct random *random)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = (size_t)snprintf(buyer[i].id, sizeof buyer[i].id, "u%zu", i);

		if (i % 7 == 0)
			memset(buyer[i].id + len, 'x', random_below(random, 8)),
			    buyer[i].id[len + 8] = '\0';
		buyer[i].id[23] = '\0';
		buyer[i].key[0] = random_below(random, 3);
		buyer[i].key[1] = random_below(random, 2) == 0 ? 1 : random_below(random, 70000);
		buyer[i].key[2] = random_next(random) & UINT64_C(0xFFFF0000FFFF0003);
	}
	return n;
}

static void
scores_as_sorted(void **state)
{
	static struct buyer buyer[BUYERS];
	static struct buyer *order[BUYERS];
	struct random random;

	(void)state;
	random_seed(&random, 3);
	for (size_t n = 0; n <= BUYERS; n = n < 12 ? n + 1 : n * 5) {
		for (size_t limit = 100; limit <= 1000000; limit *= 10000) {
			struct scores_tape tape[2], *list[2] = { &tape[0], &tape[1] };
			struct scores scores = { .n = 0 };
			struct fault fault = { 0 };

			memset(buyer, 0, sizeof buyer);
			make_buyers(buyer, n, &random);
			scores_tape_init(&tape[0], limit, NULL);
			scores_tape_init(&tape[1], limit, NULL);
			for (size_t i = 0; i < n; i++)
				assert_true(scores_add(list[i % 3 == 0], buyer[i].key,
				    slice_text(buyer[i].id)));
			assert_true(scores_find(&scores, list, 2, &fault));
			for (sorted_by = 0; sorted_by < SCORES_KEYS; sorted_by++) {
				for (size_t i = 0; i < n; i++)
					order[i] = &buyer[i];
				qsort(order, n, sizeof *order, by_key);
				for (size_t i = 0; i < n; i++)
					assert_int_equal(scores_of(&scores, sorted_by,
							     order[i]->key[sorted_by],
							     slice_text(order[i]->id)),
					    1 + 5 * i / n);
			}
			scores_release(&scores);
			scores_tape_release(&tape[0]);
			scores_tape_release(&tape[1]);
		}
	}
}

/* The records of all partitions, as they are read back. */
static void
records(const struct sequence_sink *store, struct buffer *out)
{
	buffer_clear(out);
	for (size_t p = 0; p <= store->mask; p++) {
		for (struct chunk *c = store->partition[p].first; c != NULL; c = c->next) {
			struct slice frame = chunk_frame(&store->partition[p], c);
			struct packed_last last = { 0, 0 };
			struct packed r;
			uint32_t word[SEQUENCE_WORDS];

			for (const char *at = frame.ptr; at < frame.ptr + frame.len;) {
				at = packed_read(at, &store->shape, &last, &r, word);
				buffer_add(out, word, sizeof *word);
				buffer_add(out, &r.time, sizeof r.time);
				buffer_add(out, &r.order, sizeof r.order);
				buffer_add(out, &r.id.len, sizeof r.id.len);
				buffer_add(out, r.id.ptr, r.id.len);
				buffer_add(out, r.text.ptr, r.text.len);
			}
		}
	}
}

static void
text_in_place(void **state)
{
	struct shape shape = { 1, true };
	struct sequence_sink copied, placed;
	struct buffer a = { 0 }, b = { 0 };
	struct hash_key key;
	struct random random;
	char text[SEQUENCE_ROOM], id[300];

	(void)state;
	hash_key_init(&key);
	random_seed(&random, 4);
	memset(text, 't', sizeof text);
	memset(id, 'u', sizeof id);
	partition_store_init(&copied, &shape, 4, SIZE_MAX / 2, NULL, &key);
	partition_store_init(&placed, &shape, 4, SIZE_MAX / 2, NULL, &key);
	for (uint32_t i = 0; i < 5000; i++) {
		struct slice user =
		    slice_of(id, 1 + (size_t)random_below(&random, i % 10 == 0 ? 299 : 12));
		size_t len = (size_t)random_below(&random, i % 3 == 0 ? SEQUENCE_ROOM + 1 : 9);
		char *at = sequence_begin(&placed, user, (int64_t)i * 1000, i, &i, SEQUENCE_ROOM);

		assert_non_null(at);
		memset(at, 'x', len);
		if (i % 5 == 0) {
			sequence_end(&placed, NULL);
			continue;
		}
		memset(at, 't', len);
		sequence_end(&placed, at + len);
		sequence_add_text(&copied, user, (int64_t)i * 1000, i, &i, slice_of(text, len));
	}
	records(&copied, &a);
	records(&placed, &b);
	assert_true(a.len > 0 && a.len == b.len);
	assert_memory_equal(a.ptr, b.ptr, a.len);
	buffer_release(&a);
	buffer_release(&b);
	partition_store_release(&copied);
	partition_store_release(&placed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers),
		cmocka_unit_test(packed_numbers),
		cmocka_unit_test(exact_sums),
		cmocka_unit_test(scores_as_sorted),
		cmocka_unit_test(text_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
