/* Packed records are read as they were written, whatever their times, orders, words and lengths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/random.h"
#include "event/packed.h"

#define RECORDS 20000
#define LENGTH 600u
#define WORDS 3u

struct wanted {
	struct packed record;
	uint32_t word[WORDS];
};

static const size_t lengths[] = { 0, 1, 3, 4, 7, 8, 15, 16, 17, 254, 255, 256, LENGTH };

/* Of any number of bits. */
static uint64_t
any_size(struct random *random)
{
	return random_next(random) >> random_below(random, 64);
}

static struct slice
any_text(struct random *random, const char *letters)
{
	size_t len = lengths[random_below(random, sizeof lengths / sizeof *lengths)];

	return slice_of(letters + random_below(random, 64), len);
}

/* Near the time before in seconds or in less, or far away, up to both ends. */
static int64_t
any_time(struct random *random, int64_t before)
{
	uint64_t step = any_size(random) * (random_below(random, 2) == 0 ? PACKED_SECOND : 1);

	switch (random_below(random, 8)) {
	case 0: return INT64_MIN;
	case 1: return INT64_MAX;
	case 2: return (int64_t)random_next(random);
	case 3: return (int64_t)((uint64_t)before - step);
	default: return (int64_t)((uint64_t)before + step);
	}
}

static void
make(struct random *random, const struct shape *shape, struct wanted *w, const char *letters)
{
	uint64_t order = 0;
	int64_t time = 0;

	for (size_t i = 0; i < RECORDS; i++) {
		order += random_below(random, 4) == 0 ? any_size(random) >> 8 : 1;
		time = any_time(random, time);
		w[i].record = (struct packed){ time, order, any_text(random, letters),
			shape->text ? any_text(random, letters) : slice_of("", 0) };
		for (unsigned k = 0; k < WORDS; k++)
			w[i].word[k] = (uint32_t)any_size(random);
	}
}

static void
equal(const struct shape *shape, const struct wanted *w, const char *at, const char *end)
{
	struct packed_last last = { 0, 0 };

	for (size_t i = 0; i < RECORDS; i++) {
		const struct packed *want = &w[i].record;
		struct packed got;
		uint32_t word[WORDS];

		assert_true(at < end);
		assert_true(packed_order(at, &last) == want->order);
		at = packed_read(at, shape, &last, &got, word);
		assert_true(got.time == want->time);
		assert_true(got.order == want->order);
		assert_memory_equal(word, w[i].word, shape->nword * sizeof *word);
		assert_true(slice_equal(got.id, want->id));
		assert_true(slice_equal(got.text, want->text));
	}
	assert_true(at == end);
}

static void
round_trip(void **state)
{
	static const struct shape shape[] = { { 0, false }, { 1, false }, { 1, true }, { 3, false },
		{ 3, true } };
	struct wanted *w = memory_array(RECORDS, sizeof *w);
	char *letters = memory_array(LENGTH + 64, 1);
	struct random random;

	(void)state;
	random_seed(&random, 11);
	for (size_t i = 0; i < LENGTH + 64; i++)
		letters[i] = (char)random_below(&random, 256);
	for (size_t s = 0; s < sizeof shape / sizeof *shape; s++) {
		size_t room = packed_room(&shape[s], LENGTH, LENGTH);
		char *bytes = memory_array(RECORDS, room), *at = bytes;
		struct packed_last last = { 0, 0 };

		make(&random, &shape[s], w, letters);
		for (size_t i = 0; i < RECORDS; i++) {
			size_t most =
			    packed_room(&shape[s], w[i].record.id.len, w[i].record.text.len);
			char *end = packed_write(at, &shape[s], &last, &w[i].record, w[i].word);

			assert_true((size_t)(end - at) + PACKED_SLACK <= most);
			at = end;
		}
		equal(&shape[s], w, bytes, at);
		free(bytes);
	}
	free(letters);
	free(w);
}

/* Most records are small: what that takes is counted. */
static void
small(void **state)
{
	struct shape shape = { 1, false };
	struct packed_last last = { 0, 0 };
	struct packed r = { 1, 1, { "u1234567", 8 }, { "", 0 } };
	uint32_t word = 17;
	char bytes[100];

	(void)state;
	packed_write(bytes, &shape, &last, &r, &word);
	r.order += 200;
	r.time += (int64_t)30 * PACKED_SECOND;
	assert_int_equal(packed_write(bytes, &shape, &last, &r, &word) - bytes, 13);
	r.order += 300;
	r.time -= (int64_t)300 * PACKED_SECOND;
	assert_int_equal(packed_write(bytes, &shape, &last, &r, &word) - bytes, 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
