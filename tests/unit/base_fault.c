/*
 * Faults, quoting, near names and UTF-8 (every code point against its definition; Unicode 15, table
 * 3-7).
 */
#include <errno.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/fault.h"
#include "base/random.h"
#include "base/utf8.h"

static void
test_first_fault_stays(void **state)
{
	struct fault fault = { 0 };

	(void)state;
	assert_false(fault_is_set(&fault));
	fault_set(&fault, EXIT_DATA, "%s:%d: short-row", "a.csv", 5);
	fault_set(&fault, EXIT_SYSTEM, "later");
	errno = ENOENT;
	fault_system(&fault, "still later");
	assert_true(fault_is_set(&fault));
	assert_int_equal(fault.exit, EXIT_DATA);
	assert_string_equal(fault.text, "a.csv:5: short-row");
}

static void
test_system_fault(void **state)
{
	struct fault fault = { 0 };

	(void)state;
	errno = ENOSPC;
	fault_system(&fault, "%s: cannot write", "x\n\033[2J");
	assert_int_equal(fault.exit, EXIT_SYSTEM);
	assert_string_equal(fault.text, "x??[2J: cannot write: No space left on device");

	struct fault other = { 0 };

	fault_set(&other, EXIT_SYSTEM, "%s",
	    "\xC2\x9B"
	    "2J \x9B"
	    "2J \xE2\x80\xAE \xE5\x8A\xA0");
	assert_string_equal(other.text, "??2J ?2J ??? \xE5\x8A\xA0");
}

static void
test_long_texts_are_cut_between_characters(void **state)
{
	char text[3000];

	(void)state;
	for (int shift = 0; shift < 4; shift++) {
		struct fault fault = { 0 };
		size_t n = (size_t)shift;

		memset(text, 'x', n);
		for (; n < 2900; n += 3)
			memcpy(text + n, "\xE5\x8A\xA0", 3);
		text[n] = '\0';
		fault_set(&fault, EXIT_DATA, "%s", text);
		size_t len = strlen(fault.text);

		assert_true(len > 990 && len < sizeof fault.text);
		assert_int_equal((len - (size_t)shift) % 3, 0);
	}
}

static void
test_usage(void **state)
{
	struct fault fault = { 0 };

	(void)state;
	assert_ptr_equal(fault_usage(&fault, "folds: expected 2 to %d", 255), fault.text);
	assert_int_equal(fault.exit, EXIT_USAGE);
	assert_string_equal(fault.text, "folds: expected 2 to 255");
	assert_string_equal(fault_usage(&fault, "later"), "folds: expected 2 to 255");
}

static void
test_remark(void **state)
{
	struct remark remark = { .text = "" };
	size_t len = 0;

	(void)state;
	remark_add(&remark, "%d users", 3);
	assert_string_equal(remark.text, "3 users");
	remark_add(&remark, "%s", "; \033[1m");
	assert_string_equal(remark.text, "3 users; ?[1m");
	while (strlen(remark.text) > len) {
		len = strlen(remark.text);
		remark_add(&remark, "%s", "\xE5\x8A\xA0");
	}
	assert_true(len > 990 && len < sizeof remark.text);
	assert_int_equal((len - strlen("3 users; ?[1m")) % 3, 0);
}

static void
expect_quoted(const char *ptr, size_t len, const char *expected)
{
	char out[FAULT_QUOTE];

	assert_string_equal(fault_quote(out, ptr, len), expected);
}

static void
test_quote(void **state)
{
	char text[200];

	(void)state;
	expect_quoted("", 0, "\"\"");
	expect_quoted("x,y", 3, "\"x,y\"");
	expect_quoted("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
	expect_quoted("\033[2J\r\n\t\0\x7F", 9, "\"\\x1B[2J\\x0D\\x0A\\x09\\x00\\x7F\"");
	expect_quoted("\xE5\x8A\xA0\xE5", 4, "\"\xE5\x8A\xA0\\xE5\"");
	expect_quoted("\xC2\x9B"
		      "1m",
	    4, "\"\\xC2\\x9B1m\"");                                /* C1: CSI */
	expect_quoted("\xE2\x80\xAEx", 4, "\"\\xE2\\x80\\xAEx\""); /* right to left */
	expect_quoted("\xED\xA0\x80", 3, "\"\\xED\\xA0\\x80\"");   /* a surrogate */
	memset(text, '\xFF', sizeof text);
	char out[FAULT_QUOTE];

	assert_int_equal(strlen(fault_quote(out, text, sizeof text)), 80 * 4 + 5);
	memset(text, 'a', 79);
	memcpy(text + 79, "\xE5\x8A\xA0", 3);
	fault_quote(out, text, 82);
	assert_int_equal(strlen(out), 79 + 5);
	assert_string_equal(fault_quote_short(out, "a\xE5\x8A\xA0", 4, 3), "\"a\"...");
	assert_string_equal(fault_quote_short(out, "a\xE5\x8A\xA0", 4, 4), "\"a\xE5\x8A\xA0\"");
	assert_string_equal(out + 79, "a\"...");
}

static const char *const names[] = { "user_id", "event", "timestamp", "duration", "price",
	"product_id", "product_category", "channel", "device", "a" };

static void
expect_near(const char *name, const char *expected)
{
	ptrdiff_t k = nearest_name(name, strlen(name), names, sizeof names / sizeof *names);

	if (expected == NULL)
		assert_int_equal(k, -1);
	else
		assert_true(k >= 0 && strcmp(names[k], expected) == 0);
}

static void
test_nearest(void **state)
{
	char text[300];

	(void)state;
	expect_near("user_id", "user_id");
	expect_near("userid", "user_id");
	expect_near("UserId", "user_id"); /* an edit and two halves: 2 of 6 letters */
	expect_near("evnet", "event");    /* one transposition */
	expect_near("chanel", "channel");
	expect_near("pirce", "price");
	expect_near("TIMESTMP", NULL); /* one edit and eight halves */
	expect_near("Price", "price");
	expect_near("b", "a");
	expect_near("evxxt", NULL); /* two edits in five letters */
	expect_near("PRIZe", NULL); /* an edit and three halves */
	expect_near("quantity", NULL);
	expect_near("", NULL);
	memset(text, 'e', 299);
	text[299] = '\0';
	expect_near(text, NULL);
	assert_int_equal(nearest_name("x", 1, NULL, 0), -1);
}

static size_t
encode(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 63));
	out[0] = (char)(0xF00 >> n | c);
	return n;
}

static void
test_every_character(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		char text[4];
		size_t n = encode(c, text);

		assert_int_equal(utf8_length(text, n), c >= 0xD800 && c < 0xE000 ? 0 : n);
		if (n > 1)
			assert_int_equal(utf8_length(text, n - 1), 0);
	}
}

static void
test_bad_bytes(void **state)
{
	static const char *const bad[] = { "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",
		"\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "\xC2 ",
		"\xE5\x8A ", "\xF0\x9F\x98 ", "\xE5 \xA0" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(utf8_length(bad[i], strlen(bad[i])), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_fault_stays),
		cmocka_unit_test(test_system_fault),
		cmocka_unit_test(test_long_texts_are_cut_between_characters),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_remark),
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_bad_bytes),
	};

	return cmocka_run_group_tests_name("base/fault", tests, NULL, NULL);
}
