/*
 * What is JSON and what is not, in both lanes. Oracles: jansson itself on every line, the names
 * of the files of JSONTestSuite (y accept, n refuse) where it is there, and RFC 8259 by hand
 * for codes and places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>

#include "read_json.h"

/* Records of test_mutations, and whose shapes the others break. */
static const char *const teacher[] = {
	("{\"ab\":\"c\\u00e9\\n\",\"d\":[1.50,-2e3,{\"x\":null}],"
	 "\"e\":{\"f\":true,\"g\":\"\xe2\x82\xac\"}}"),
	"{\"user_id\":\"u1\",\"n\":-12.5E-1,\"t\":false}",
	"{\"a\":0}",
	"{\"a\":[],\"b\":0}",
	"{\"a\":[0]}",
	"{\"a\":[0,1]}",
	"{\"a\":[1,\"x\",true]}",
	"{\"a\":0,\"b\":1}",
};

#define NTEACHER (sizeof teacher / sizeof *teacher)

/*
 * A line by all three ways, behind records that teach its shape or nearly: its fault, or
 * BAD_NONE.
 */
static enum bad
verdict(const char *text, size_t len, size_t *place)
{
	struct lane fast = { .on_error = ON_ERROR_SKIP, .members = true }, careful = fast;
	struct buffer all = { 0 };
	struct block *a, *b, *c;
	enum bad bad = BAD_NONE;

	careful.careful = true;
	for (size_t i = 0; i < NTEACHER; i++) {
		buffer_add(&all, teacher[i], strlen(teacher[i]));
		buffer_byte(&all, '\n');
	}
	buffer_add(&all, text, len);
	buffer_byte(&all, '\n');
	a = json_block(&fast, all.ptr, all.len);
	b = json_block_portable(&fast, all.ptr, all.len);
	c = json_block(&careful, all.ptr, all.len);
	assert_null(json_difference(a, b));
	assert_null(json_difference(a, c));
	assert_int_equal(a->batch.nrow + a->nbad, NTEACHER + 1);
	assert_true(a->nbad < 2);
	if (a->nbad > 0) {
		bad = a->bad[0].bad;
		*place = a->bad[0].place - a->bad[0].record.at + 1;
	}
	block_free(a);
	block_free(b);
	block_free(c);
	buffer_release(&all);
	return bad;
}

static bool
jansson_takes(const char *text, size_t len)
{
	json_error_t error;
	json_t *root =
	    json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	bool good = json_is_object(root) && memchr(text, 0, len) == NULL;

	json_decref(root);
	return good;
}

static const struct {
	const char *text;
	enum bad bad;
	size_t column; /* of the byte to blame, from 1 */
} cases[] = {
	{ "{}", BAD_NONE, 0 },
	{ " { } ", BAD_NONE, 0 },
	{ "{\"a\":1}\r", BAD_NONE, 0 },
	{ "{\"a\" : [ ] , \"b\" :\t{ }}", BAD_NONE, 0 },
	{ "{\"\":0}", BAD_NONE, 0 },
	{ "{\"a\":-0}", BAD_NONE, 0 },
	{ "{\"a\":-0.0e-0}", BAD_NONE, 0 },
	{ "{\"a\":1E+2}", BAD_NONE, 0 },
	{ "{\"a\":123456789012345678901234567890}", BAD_NONE, 0 },
	{ "{\"a\":1e308}", BAD_NONE, 0 },
	{ "{\"a\":1e-4000}", BAD_NONE, 0 },
	{ "{\"a\":\"\\ud83d\\ude00 \\u00e9\\/\"}", BAD_NONE, 0 },
	{ "{\"a\":\"\xf0\x9f\x98\x80\xe2\x82\xac\xc3\xa9\x7f\"}", BAD_NONE, 0 },
	{ "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}", BAD_NONE, 0 },
	{ "{\"a\":\"\\u0041\",\"A\":1}", BAD_NONE, 0 },
	/* structure */
	{ "{", BAD_JSON, 2 },
	{ "{\"a\"", BAD_JSON, 5 },
	{ "{\"a\":", BAD_JSON, 6 },
	{ "{\"a\":1", BAD_JSON, 7 },
	{ "{\"a\":1,", BAD_JSON, 8 },
	{ "{\"a\":1,}", BAD_JSON, 8 },
	{ "{,}", BAD_JSON, 2 },
	{ "{\"a\" 1}", BAD_JSON, 6 },
	{ "{\"a\":1 \"b\":2}", BAD_JSON, 8 },
	{ "{\"a\":1}}", BAD_JSON, 8 },
	{ "{\"a\":1} {}", BAD_JSON, 9 },
	{ "{a:1}", BAD_JSON, 2 },
	{ "{'a':1}", BAD_JSON, 2 },
	{ "{1:1}", BAD_JSON, 2 },
	{ "{\"a\":[1,]}", BAD_JSON, 9 },
	{ "{\"a\":[1 2]}", BAD_JSON, 9 },
	{ "{\"a\":[}", BAD_JSON, 7 },
	{ "{\"a\":]}", BAD_JSON, 6 },
	{ "{\"a\":1]", BAD_JSON, 7 },
	{ "{\"a\"::1}", BAD_JSON, 6 },
	{ "{\"a\":1,,\"b\":2}", BAD_JSON, 8 },
	{ "{\"a\":\f1}", BAD_JSON, 6 },
	{ "{\"a\":/**/1}", BAD_JSON, 6 },
	{ "{\"a\":\xc2\xa0"
	  "1}",
	    BAD_JSON, 6 },
	{ "{\"a\":[],\"b\":0]}", BAD_JSON, 14 },
	{ "{\"a\":[0}", BAD_JSON, 8 },
	/* literals and numbers */
	{ "{\"a\":tru}", BAD_JSON, 6 },
	{ "{\"a\":truee}", BAD_JSON, 10 },
	{ "{\"a\":nul}", BAD_JSON, 6 },
	{ "{\"a\":falsx}", BAD_JSON, 6 },
	{ "{\"a\":nulL}", BAD_JSON, 6 },
	{ "{\"a\":trux}", BAD_JSON, 6 },
	{ "{\"a\":NaN}", BAD_JSON, 6 },
	{ "{\"a\":-Infinity}", BAD_JSON, 6 },
	{ "{\"a\":True}", BAD_JSON, 6 },
	{ "{\"a\":01}", BAD_JSON, 6 },
	{ "{\"a\":-}", BAD_JSON, 6 },
	{ "{\"a\":1.}", BAD_JSON, 6 },
	{ "{\"a\":.5}", BAD_JSON, 6 },
	{ "{\"a\":+1}", BAD_JSON, 6 },
	{ "{\"a\":1e}", BAD_JSON, 6 },
	{ "{\"a\":1e+}", BAD_JSON, 6 },
	{ "{\"a\":-01}", BAD_JSON, 6 },
	{ "{\"a\":0x10}", BAD_JSON, 7 },
	{ "{\"a\":1_000}", BAD_JSON, 7 },
	{ "{\"a\":1.2.3}", BAD_JSON, 6 },
	{ "{\"a\":00.1}", BAD_JSON, 6 },
	{ "{\"a\":1e400}", BAD_NUMBER, 6 },
	{ "{\"a\":-1E400}", BAD_NUMBER, 6 },
	{ "{\"a\":[0,-1e309]}", BAD_NUMBER, 9 },
	/* strings */
	{ "{\"a\":\"x", BAD_JSON, 6 },
	{ "{\"a", BAD_JSON, 2 },
	{ "{\"a\":\"x\\\"}", BAD_JSON, 6 },
	{ "{\"a\":\"x\ty\"}", BAD_JSON, 8 },
	{ "{\"a\":\"\x1f\"}", BAD_JSON, 7 },
	{ "{\"a\":\"01234567\x1f"
	  "0123456789abcdef0123456789abcdef\"}",
	    BAD_JSON, 15 },
	{ "{\"a\":\"\\x\"}", BAD_JSON, 7 },
	{ "{\"a\":\"\\u12g4\"}", BAD_JSON, 7 },
	{ "{\"a\":\"\\ud800\"}", BAD_JSON, 7 },
	{ "{\"a\":\"\\ud800\\u0041\"}", BAD_JSON, 7 },
	{ "{\"a\":\"\\udc00\\ud800\"}", BAD_JSON, 7 },
	{ "{\"\\ud800\":1}", BAD_JSON, 3 },
	{ "{\"a\":\"\\u0000\"}", BAD_NUL_BYTE, 7 },
	{ "{\"\\u0000\":1}", BAD_NUL_BYTE, 3 },
	{ "{\"a\":\"\xff\"}", BAD_UTF8, 7 },
	{ "{\"a\":\"ab\xc0\x80\"}", BAD_UTF8, 9 },
	{ "{\"a\":\"\xe2\x82\"}", BAD_UTF8, 7 },
	{ "{\"a\":\"\xed\xa0\x80\"}", BAD_UTF8, 7 },
	{ "{\"a\":\"\xf4\x90\x80\x80\"}", BAD_UTF8, 7 },
	{ "{\"\x80\":1}", BAD_UTF8, 3 },
	{ "{\"a\":\xff}", BAD_UTF8, 6 },
	{ "\xff", BAD_UTF8, 1 },
	/* repeated keys */
	{ "{\"a\":1,\"a\":2}", BAD_DUP_KEY, 8 },
	{ "{\"a\":1,\"\\u0061\":2}", BAD_DUP_KEY, 8 },
	{ "{\"\\u00e9\":1,\"\xc3\xa9\":2}", BAD_DUP_KEY, 13 },
	{ "{\"a\":{\"b\":1,\"c\":2,\"b\":3}}", BAD_DUP_KEY, 19 },
	{ "{\"a\":[{\"\":1,\"\":1}]}", BAD_DUP_KEY, 13 },
	/* roots */
	{ "42", BAD_NOT_OBJECT, 1 },
	{ " \"s\"", BAD_NOT_OBJECT, 2 },
	{ "null", BAD_NOT_OBJECT, 1 },
	{ "[{\"a\":1}]", BAD_NOT_OBJECT, 1 },
	{ "nul", BAD_JSON, 1 },
	{ "a,b", BAD_JSON, 1 },
	{ "2026-03-01,x", BAD_JSON, 1 },
	{ "\"a\",\"b\"", BAD_JSON, 1 },
	{ "\x1e{}", BAD_JSON, 1 },
	{ "]", BAD_JSON, 1 },
	{ "\xef\xbb\xbf{}", BAD_JSON, 1 },
	{ "\"\\u0000\"", BAD_NUL_BYTE, 2 },
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = cases[i].text;
		size_t place = 0;
		enum bad bad = verdict(text, strlen(text), &place);

		if (bad != cases[i].bad || place != cases[i].column)
			fail_msg("%s: code %d at %zu, want %d at %zu", text, bad, place,
			    cases[i].bad, cases[i].column);
		assert_int_equal(bad == BAD_NONE, jansson_takes(text, strlen(text)));
	}
}

/* The cure that a message names. */
static void
test_advice(void **state)
{
	static const struct {
		const char *text, *advice;
	} told[] = { { "{", "jq -c ." }, { "{\"a\":", "jq -c ." }, { "  \"a\": 1,", "jq -c ." },
		{ "[{\"a\":1}]", "jq -c '.[]'" }, { "\x1e{\"a\":1}", "tr -d '\\036'" },
		{ "a,b,c", "-i csv" }, { "2026-01-01,x", "-i csv" }, { "\"a\",\"b\"", "-i csv" } };
	struct lane lane = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		struct block *block = json_block(&lane, told[i].text, strlen(told[i].text));

		assert_int_equal(block->nbad, 1);
		assert_non_null(strstr(block->bad[0].message, told[i].advice));
		block_free(block);
	}
}

/* A NUL byte anywhere, also where jansson swallows it. */
static void
test_nul(void **state)
{
	static const char text[] = "{\"a\":[1,\"x\",true]}";
	char with[sizeof text + 1];
	size_t len = sizeof text - 1, place = 0;

	(void)state;
	for (size_t at = 0; at <= len; at++) {
		memcpy(with, text, at);
		with[at] = 0;
		memcpy(with + at + 1, text + at, len - at);
		assert_int_not_equal(verdict(with, len + 1, &place), BAD_NONE);
		if (at != 13 && at != 14 && at != 15) { /* inside true: the literal is told first */
			assert_int_equal(verdict(with, len + 1, &place), BAD_NUL_BYTE);
			assert_int_equal(place, at + 1);
		}
	}
}

static void
test_depth(void **state)
{
	char text[400];

	(void)state;
	for (int depth = 62; depth <= 70; depth++) {
		size_t place = 0;
		int n = snprintf(text, sizeof text, "{\"a\":%.*s%.*s}", depth - 1,
		    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
		    depth - 1,
		    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");

		assert_int_equal(verdict(text, (size_t)n, &place),
		    depth <= DEPTH_MAX ? BAD_NONE : BAD_TOO_DEEP);
		assert_int_equal(place, depth <= DEPTH_MAX ? 0 : 5 + DEPTH_MAX);
	}
}

/* Every single byte put into, taken out of and changed in a record: accepted where jansson does. */
static void
test_mutations(void **state)
{
	static const char bytes[] = "\"\\,:{}[]0-+.eEntf u\t\r\x01\x7f\x80\xc3\xff";

	(void)state;
	for (size_t g = 0; g < 2; g++) {
		size_t len = strlen(teacher[g]), place;

		for (size_t at = 0; at <= len; at++) {
			for (size_t b = 0; b < 3 * (sizeof bytes - 1); b++) {
				size_t old = b % 3 == 0 ? 0 : 1, new = b % 3 == 2 ? 0 : 1;
				char text[200];

				if (at + old > len)
					continue;
				memcpy(text, teacher[g], at);
				text[at] = bytes[b / 3];
				memcpy(text + at + new, teacher[g] + at + old, len - at - old);
				if (jansson_takes(text, len - old + new) !=
				    (verdict(text, len - old + new, &place) == BAD_NONE))
					fail_msg("jansson differs: %.*s", (int)(len - old + new),
					    text);
			}
		}
	}
}

static size_t
read_case(const char *folder, const char *name, char *out, size_t size)
{
	char path[1200];
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(out, 1, size, f);
	fclose(f);
	return n;
}

/* One file of the suite as {"a":CASE}; line ends between tokens become blanks. */
static void
check_suite_case(const char *name, const char *content, size_t n)
{
	char *text = calloc(n + 10, 1);
	size_t len = n + 6, place = 0;
	enum bad bad, want;

	memcpy(text, "{\"a\":", 5);
	memcpy(text + 5, content, n);
	text[n + 5] = '}';
	while (name[0] == 'n' && len > 6 && (text[len - 2] == '\n' || text[len - 2] == '\r'))
		text[--len - 1] = '}';
	for (char *p = text;
	     name[0] != 'n' && (p = memchr(p, '\n', len - (size_t)(p - text))) != NULL;)
		*p = ' ';
	if (memchr(text, '\n', len) == NULL) {
		bad = verdict(text, len, &place);
		want = strstr(name, "duplicated_key") != NULL ? BAD_DUP_KEY
		    : strstr(name, "null_escape") != NULL || strstr(name, "escaped_null") != NULL
		    ? BAD_NUL_BYTE
		    : BAD_NONE;
		if (name[0] == 'y' && bad != want)
			fail_msg("%s: code %d at %zu", name, bad, place);
		if (name[0] == 'n' && bad == BAD_NONE)
			fail_msg("%s: accepted", name);
		if (bad != BAD_TOO_DEEP && (bad == BAD_NONE) != jansson_takes(text, len))
			fail_msg("%s: jansson differs", name);
	}
	free(text);
}

static void
test_suite(void **state)
{
	const char *shared = getenv("IA_SHARED");
	char folder[900], *content = malloc(1 << 20);
	struct dirent *entry;
	size_t seen = 0;
	DIR *dir;

	(void)state;
	snprintf(folder, sizeof folder, "%s/data/torture/JSONTestSuite/test_parsing",
	    shared != NULL ? shared : "../shared");
	dir = opendir(folder);
	if (dir == NULL) {
		free(content);
		print_message("skipped: no JSONTestSuite in %s\n", folder);
		skip();
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		check_suite_case(entry->d_name, content,
		    read_case(folder, entry->d_name, content, 1 << 20));
		seen++;
	}
	assert_true(seen > 300);
	closedir(dir);
	free(content);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_advice),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_suite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
