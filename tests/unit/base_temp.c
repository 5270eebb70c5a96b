/* A temporary file: what was appended comes back, whole, in parts and front to back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/temp.h"

#define BYTES 100000u

static char
byte_at(size_t i)
{
	return (char)(i * 2654435761u >> 13);
}

static struct temp *
some_file(struct fault *fault)
{
	struct temp *temp = temp_open(NULL, fault);
	char piece[701];

	assert_non_null(temp);
	for (size_t i = 0; i < BYTES;) {
		size_t n = i % sizeof piece + 1 < BYTES - i ? i % sizeof piece + 1 : BYTES - i;

		for (size_t k = 0; k < n; k++)
			piece[k] = byte_at(i + k);
		assert_true(temp_append(temp, piece, n));
		i += n;
	}
	assert_true(temp_flush(temp));
	assert_int_equal(temp_size(temp), BYTES);
	return temp;
}

static void
test_parts_are_read(void **state)
{
	struct fault fault = { 0 };
	struct temp *temp = some_file(&fault);
	char got[1000];

	(void)state;
	for (size_t at = 0; at + sizeof got <= BYTES; at += 997) {
		assert_true(temp_read(temp, at, got, sizeof got));
		for (size_t k = 0; k < sizeof got; k++)
			assert_int_equal(got[k], byte_at(at + k));
	}
	assert_false(fault_is_set(&fault));
	assert_false(temp_read(temp, BYTES - 10, got, 11)); /* shorter than what is asked for */
	assert_true(fault_is_set(&fault));
	temp_close(temp);
}

/* Any sizes of buffer and steps give the same bytes, and no byte behind the part. */
static void
test_reader(void **state)
{
	static const size_t rooms[] = { 1, 7, 64, 4096, BYTES }, steps[] = { 1, 5, 63, 5000 };
	struct fault fault = { 0 };
	struct temp *temp = some_file(&fault);
	uint64_t begin = 123, len = 40000;

	(void)state;
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		for (size_t j = 0; j < sizeof steps / sizeof *steps; j++) {
			struct temp_reader r;
			size_t at = 0;

			temp_reader_init(&r, temp, begin, len, rooms[i]);
			while (temp_need(&r, steps[j]) && r.from < r.to) {
				size_t n = r.to - r.from < steps[j] ? r.to - r.from : steps[j];

				if (n < steps[j])
					assert_int_equal(at + n, len);
				for (size_t k = 0; k < n; k++)
					assert_int_equal(r.buffer[r.from + k],
					    byte_at(begin + at + k));
				at += n;
				r.from += n;
			}
			assert_int_equal(at, len);
			temp_reader_release(&r);
		}
	}
	assert_false(fault_is_set(&fault));
	temp_close(temp);
}

static void
test_reader_past_the_end(void **state)
{
	struct fault fault = { 0 };
	struct temp *temp = some_file(&fault);
	struct temp_reader r;

	(void)state;
	temp_reader_init(&r, temp, BYTES - 10, 11, 64);
	assert_false(temp_need(&r, 11));
	assert_true(fault_is_set(&fault));
	temp_reader_release(&r);
	temp_close(temp);
}

static void
test_no_folder(void **state)
{
	struct fault fault = { 0 };

	(void)state;
	assert_null(temp_open("/nowhere/at/all", &fault));
	assert_int_equal(fault.exit, EXIT_SYSTEM);
	assert_non_null(
	    strstr(fault.text, "/nowhere/at/all: cannot make a temporary file (try -T DIR)"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts_are_read),
		cmocka_unit_test(test_reader),
		cmocka_unit_test(test_reader_past_the_end),
		cmocka_unit_test(test_no_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
