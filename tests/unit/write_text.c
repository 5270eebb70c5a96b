/*
 * CSV fields and JSON strings: tables written by hand after RFC 4180 and RFC 8259, and both against
 * a byte-by-byte reader in the test on random bytes.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "write/writer.h"

static const char *
csv(const char *value, size_t len, char delimiter, bool only)
{
	static char text[1000];
	struct buffer b = { 0 };

	csv_add_field(&b, slice_of(value, len), delimiter, only);
	assert_true(b.len < sizeof text);
	memcpy(text, b.ptr != NULL ? b.ptr : "", b.len);
	text[b.len] = '\0';
	buffer_release(&b);
	return text;
}

static void
test_csv(void **state)
{
	static const struct {
		const char *value, *want;
		char delimiter;
		bool only;
	} cases[] = {
		{ "", "", ',', false },
		{ "", "\"\"", ',', true },
		{ "plain", "plain", ',', true },
		{ "a,b", "\"a,b\"", ',', false },
		{ "a,b", "a,b", ';', false },
		{ "a;b", "\"a;b\"", ';', false },
		{ "say \"x\"", "\"say \"\"x\"\"\"", ',', false },
		{ "two\nlines", "\"two\nlines\"", ',', false },
		{ "cr\r", "\"cr\r\"", ',', false },
		{ " blanks ", " blanks ", ',', false },
		{ "0123456789abcdef,", "\"0123456789abcdef,\"", ',', false },
		{ "\xEF\xBB\xBFx", "\"\xEF\xBB\xBFx\"", ',', false },
		{ "\xE5\x8A\xA0\xE5\x85\xA5", "\xE5\x8A\xA0\xE5\x85\xA5", ',', false },
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
		assert_string_equal(csv(cases[k].value, strlen(cases[k].value), cases[k].delimiter,
					cases[k].only),
		    cases[k].want);
}

static void
test_json(void **state)
{
	static const char *const cases[][2] = {
		{ "", "\"\"" },
		{ "plain", "\"plain\"" },
		{ "a\"b", "\"a\\\"b\"" },
		{ "a\\b", "\"a\\\\b\"" },
		{ "\n\r\t\b\f", "\"\\n\\r\\t\\b\\f\"" },
		{ "\x01\x1f", "\"\\u0001\\u001f\"" },
		{ "\x7f/", "\"\x7f/\"" },
		{ "0123456\"89abcdef", "\"0123456\\\"89abcdef\"" },
		{ "\xE5\x8A\xA0", "\"\xE5\x8A\xA0\"" },
	};
	struct buffer b = { 0 };

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		buffer_clear(&b);
		json_add_string(&b, slice_text(cases[k][0]));
		buffer_byte(&b, '\0');
		assert_string_equal(b.ptr, cases[k][1]);
	}
	buffer_release(&b);
}

/* The value of a CSV field or a JSON string, byte by byte; -1: it is none. */
static int
csv_value(const char *p, size_t n, char delimiter, char *out)
{
	int len = 0;
	bool quoted = n > 0 && p[0] == '"';

	for (size_t i = quoted; i < n - quoted; i++) {
		if (quoted && p[i] == '"' && p[++i] != '"')
			return -1;
		if (!quoted && (p[i] == '"' || p[i] == delimiter || p[i] == '\n' || p[i] == '\r'))
			return -1;
		out[len++] = p[i];
	}
	return quoted && p[n - 1] != '"' ? -1 : len;
}

static int
json_value(const char *p, size_t n, char *out)
{
	static const char from[] = "\"\\nrtbf", to[] = "\"\\\n\r\t\b\f";
	int len = 0;

	if (n < 2 || p[0] != '"' || p[n - 1] != '"')
		return -1;
	for (size_t i = 1; i < n - 1; i++) {
		if (p[i] == '"' || (p[i] >= 0 && p[i] < 0x20))
			return -1;
		if (p[i] != '\\') {
			out[len++] = p[i];
		} else if (p[++i] == 'u') {
			char hex[5] = { p[i + 1], p[i + 2], p[i + 3], p[i + 4], '\0' };

			out[len++] = (char)strtol(hex, NULL, 16);
			i += 4;
		} else {
			const char *at = strchr(from, p[i]);

			if (at == NULL)
				return -1;
			out[len++] = to[at - from];
		}
	}
	return len;
}

static void
test_random_bytes_come_back(void **state)
{
	static const char some[] = "ab\"\"\\,;\n\r\t\x01\x1f{}\xC3\xA9 ";
	struct random r;
	struct buffer b = { 0 };
	char value[40], back[300];

	(void)state;
	random_seed(&r, 1);
	for (int k = 0; k < 200000; k++) {
		size_t n = (size_t)random_below(&r, sizeof value);
		char delimiter = random_below(&r, 2) ? ',' : ';';

		for (size_t i = 0; i < n; i++)
			value[i] =
			    random_below(&r, 3) ? some[random_below(&r, sizeof some - 1)] : 'x';
		buffer_clear(&b);
		csv_add_field(&b, slice_of(value, n), delimiter, true);
		assert_int_equal(csv_value(b.ptr, b.len, delimiter, back), n);
		assert_memory_equal(back, value, n);
		buffer_clear(&b);
		json_add_string(&b, slice_of(value, n));
		assert_int_equal(json_value(b.ptr, b.len, back), n);
		assert_memory_equal(back, value, n);
	}
	buffer_release(&b);
}

static void
test_header(void **state)
{
	struct slice names[] = { SLICE("{a"), SLICE("{b"), SLICE("c,d") };
	struct buffer b = { 0 };

	(void)state;
	csv_add_header(&b, names, 3, ',');
	assert_int_equal(b.len, sizeof "\"{a\",{b,\"c,d\"\n" - 1);
	assert_memory_equal(b.ptr, "\"{a\",{b,\"c,d\"\n", b.len);
	buffer_release(&b);
}

/*
 * Widths as terminals give them: wcwidth(3) of glibc 2.36 and the East Asian Width report (UAX 11).
 */
static void
test_width(void **state)
{
	(void)state;
	assert_int_equal(text_width(SLICE("")), 0);
	assert_int_equal(text_width(SLICE("plain")), 5);
	assert_int_equal(text_width(SLICE("caf\xC3\xA9")), 4);
	assert_int_equal(text_width(SLICE("e\xCC\x81")), 1); /* a combining acute */
	/* three ideographs */
	assert_int_equal(text_width(SLICE("\xE5\x8A\xA0\xE5\x85\xA5\xE8\xB4\xAD")), 6);
	assert_int_equal(text_width(SLICE("\xEF\xBD\x81")), 2);     /* a fullwidth a */
	assert_int_equal(text_width(SLICE("\xEF\xBD\xB1")), 1);     /* a halfwidth katakana */
	assert_int_equal(text_width(SLICE("\xF0\x9F\x98\x80")), 2); /* an emoji */
	assert_int_equal(text_width(SLICE("\xEA\xB0\x80")), 2);     /* a Hangul syllable */
	/* first and last of a range */
	assert_int_equal(text_width(SLICE("\xE1\x84\x80\xE1\x85\x9F")), 4);
	/* last of a range, and behind it */
	assert_int_equal(text_width(SLICE("\xEF\xBD\xA0\xEF\xBD\xA1")), 3);
	assert_int_equal(text_width(SLICE("\xE2\x80\x8B")), 0);     /* a zero-width space */
	assert_int_equal(text_width(SLICE("\xF0\xA0\x80\x80")), 2); /* plane 2 */
	assert_int_equal(text_width(SLICE("\xD0\x96\xCE\xA9")), 2); /* Cyrillic, Greek */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_random_bytes_come_back),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
