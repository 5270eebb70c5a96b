/*
 * Whole numbers, sizes and shares: against printf, and by hand.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/number.h"
#include "base/random.h"

static void
test_whole_numbers(void **state)
{
	struct random r;
	char text[NUMBER_WIDTH + 1], expected[40];
	int64_t i64;
	uint64_t u64;

	(void)state;
	random_seed(&r, 6);
	for (int i = 0; i < 100000; i++) {
		uint64_t x = i < 64 ? (UINT64_C(1) << i) - (i % 2 == 0)
				    : random_next(&r) >> random_below(&r, 64);

		snprintf(expected, sizeof expected, "%" PRIu64, x);
		text[count_write(text, x)] = '\0';
		assert_string_equal(text, expected);
		assert_true(count_read(text, strlen(text), &u64) && u64 == x);
		snprintf(expected, sizeof expected, "%" PRId64, (int64_t)x);
		text[integer_write(text, (int64_t)x)] = '\0';
		assert_string_equal(text, expected);
		assert_true(integer_read(text, strlen(text), &i64) && i64 == (int64_t)x);
	}
	u64 = 1;
	for (size_t digits = 1; digits <= 20; digits++, u64 *= 10) {
		assert_int_equal(count_write(text, u64), digits);
		assert_int_equal(count_write(text, u64 - 1), digits > 1 ? digits - 1 : 1);
	}
	assert_int_equal(count_write(text, UINT64_MAX), 20);
	assert_false(count_read("18446744073709551616", 20, &u64));
	assert_false(integer_read("9223372036854775808", 19, &i64));
	assert_true(integer_read("-9223372036854775808", 20, &i64) && i64 == INT64_MIN);
	assert_false(
	    integer_read("-", 1, &i64) || count_read("", 0, &u64) || count_read("+1", 2, &u64));
}

static void
expect_size(const char *text, bool good, uint64_t expected)
{
	uint64_t size = 0;

	if (size_read(text, strlen(text), &size) != good || (good && size != expected))
		fail_msg("%s: %" PRIu64, text, size);
}

static void
test_sizes_and_shares(void **state)
{
	double x;
	bool is_share;

	(void)state;
	expect_size("4096", true, 4096);
	expect_size("64M", true, 64 << 20);
	expect_size("1.5G", true, UINT64_C(3) << 29);
	expect_size("100k", true, 102400);
	expect_size("1KiB", true, 1024);
	expect_size("2mb", true, 2 << 20);
	expect_size("512b", true, 512);
	expect_size("16383P", true, UINT64_C(16383) << 50);
	expect_size("16384P", false, 0);
	expect_size("1.5", false, 0);
	expect_size("-1M", false, 0);
	expect_size("M", false, 0);
	expect_size("", false, 0);
	expect_size("1X", false, 0);
	expect_size("1Mi", false, 0);
	expect_size("1 M", false, 0);
	expect_size("1e3K", false, 0);
	assert_true(share_read("10%", 3, &x, &is_share) && is_share && x == 0.1);
	assert_true(share_read("25", 2, &x, &is_share) && !is_share && x == 25);
	assert_true(share_read("2.5%", 4, &x, &is_share) && is_share && x == 0.025);
	assert_false(share_read("101%", 4, &x, &is_share) || share_read("%", 1, &x, &is_share));
	assert_false(share_read("2.5", 3, &x, &is_share) || share_read("-5%", 3, &x, &is_share));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_numbers),
		cmocka_unit_test(test_sizes_and_shares),
	};

	return cmocka_run_group_tests_name("base/count", tests, NULL, NULL);
}
