/*
 * json_reach and json_decode on their own, also on text that nobody checked (a CSV field that
 * holds JSON). Expectations by hand; tests/fuzz/json_decode.c holds both against jansson.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/batch.h"

static const struct {
	const char *source, *path;
	enum kind kind;
	const char *value;
} reaches[] = {
	{ "{\"a\":{\"b\":1.50}}", "a.b", KIND_NUMBER, "1.50" },
	{ " { \"a\" : { \"b\" : \"x\" } } ", "a.b", KIND_TEXT, "\"x\"" },
	{ "{\"a\":[10,[20,{\"c\":true}]]}", "a.1.1.c", KIND_TRUE, "true" },
	{ "[1,2,3]", "2", KIND_NUMBER, "3" },
	{ "[1,2,3]", "3", KIND_ABSENT, "" },
	{ "[1,2]", "01", KIND_ABSENT, "" },
	{ "[1,2]", "-1", KIND_ABSENT, "" },
	{ "[]", "0", KIND_ABSENT, "" },
	{ "[1]", "9999999999999999999999", KIND_ABSENT, "" },
	{ "{\"a\":{\"b\":1},\"a.b\":2}", "a.b", KIND_NUMBER, "2" },
	{ "{\"a.b\":{\"x\":1},\"a\":{\"b\":{\"c\":3}}}", "a.b.c", KIND_NUMBER, "3" },
	{ "{\"a\":null}", "a", KIND_NULL, "null" },
	{ "{\"a\":null}", "a.b", KIND_ABSENT, "" },
	{ "{\"a\":\"b\"}", "a.b", KIND_ABSENT, "" },
	{ "{\"ab\":1}", "a", KIND_ABSENT, "" },
	{ "{\"a\":1}", "ab", KIND_ABSENT, "" },
	{ "{\"\":{\"\":7}}", ".", KIND_NUMBER, "7" },
	{ "{\"\\u0061\":{\"\\u4ef7\":8}}", "a.\xe4\xbb\xb7", KIND_NUMBER, "8" },
	{ "{\"a\":\"}\\\"{\",\"b\":[\"]\"],\"c\":9}", "c", KIND_NUMBER, "9" },
	/* no JSON */
	{ "", "a", KIND_ABSENT, "" },
	{ "x", "a", KIND_ABSENT, "" },
	{ "12", "0", KIND_ABSENT, "" },
	{ "{\"a\":1", "a", KIND_ABSENT, "" },
	{ "{\"a\":1}x", "a", KIND_ABSENT, "" },
	{ "{\"a\":01}", "a", KIND_ABSENT, "" },
	{ "{'a':1}", "a", KIND_ABSENT, "" },
};

static void
test_reach(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof reaches / sizeof *reaches; i++) {
		enum kind kind;
		struct slice s =
		    json_reach(slice_text(reaches[i].source), slice_text(reaches[i].path), &kind);

		if (kind != reaches[i].kind || !slice_equal(s, slice_text(reaches[i].value)))
			fail_msg("%s in %s: kind %d '%.*s'", reaches[i].path, reaches[i].source,
			    kind, (int)s.len, s.ptr);
	}
}

static const struct {
	const char *raw, *value;
} strings[] = {
	{ "\"\"", "" },
	{ "\"abc\"", "abc" },
	{ "\"\\\"\\\\\\/\"", "\"\\/" },
	{ "\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t" },
	{ "\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac" },
	{ "\"x\\ud83d\\ude00y\"", "x\xf0\x9f\x98\x80y" },
	{ "\"\\uFFFF\\udbff\\udfff\"", "\xef\xbf\xbf\xf4\x8f\xbf\xbf" },
	{ "\"\\\\n\"", "\\n" },
	{ "\"\xe5\x8a\xa0\"", "\xe5\x8a\xa0" },
};

static void
test_decode(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		char out[100];
		struct slice s = json_decode(slice_text(strings[i].raw), out);

		assert_true(slice_equal(s, slice_text(strings[i].value)));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reach),
		cmocka_unit_test(test_decode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
