/*
 * Patterns: the shorter ways against the system's regexec. Letters: relations on random bytes.
 */
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expr/letters.h"
#include "expr/match.h"

static uint64_t seed = 7;

static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static size_t
random_text(char *out, size_t most, const char *letters)
{
	size_t n = below((unsigned)most + 1);

	for (size_t i = 0; i < n; i++)
		out[i] = letters[below((unsigned)strlen(letters))];
	out[n] = '\0';
	return n;
}

static void
patterns(void **state)
{
	struct arena arena = { 0 };
	unsigned holding = 0, taken = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char pattern[16], text[16];
		size_t n = random_text(pattern, 6, i % 2 == 0 ? "^ab$" : "^ab$.*+?|()[]{2}\\");
		size_t m = random_text(text, 8, "abc.");
		struct matcher *matcher;
		regex_t regex;
		bool holds;

		if (matcher_new(&matcher, slice_of(pattern, n)) != NULL)
			continue;
		/* what is a literal with anchors never gets to regcomp, which knows ^ inside */
		assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
		holds = matcher_holds(matcher, slice_of(text, m), &arena);
		assert_int_equal(holds, regexec(&regex, text, 0, NULL, 0) == 0);
		holding += holds;
		taken++;
		regfree(&regex);
		matcher_free(matcher);
		arena_clear(&arena);
	}
	arena_release(&arena);
	assert_true(holding > 1000 && taken - holding > 1000);
}

/* A slice is not terminated: what stands behind it is not seen. */
static void
slices(void **state)
{
	struct arena arena = { 0 };
	static const char *const texts[] = { "b$", "^ab$", "(b)$", "c" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct matcher *matcher;

		assert_null(matcher_new(&matcher, slice_text(texts[i])));
		assert_int_equal(matcher_holds(matcher, slice_of("abc", 2), &arena), i < 3);
		matcher_free(matcher);
	}
	arena_release(&arena);
}

static void
letters(void **state)
{
	static const struct {
		const char *low, *up;
	} pairs[] = {
		{ "abc xyz 0@[`{", "ABC XYZ 0@[`{" },
		{ "äöüéñçø", "ÄÖÜÉÑÇØ" },
		{ "ÿ", "Ÿ" },
		{ "łźż", "ŁŹŻ" },
		{ "αβγωάέήίόύώ", "ΑΒΓΩΆΈΉΊΌΎΏ" },
		{ "абвяёђџ", "АБВЯЁЂЏ" },
		{ "ӏҋԯ", "ӀҊԮ" },
		{ "աբֆ", "ԱԲՖ" },
		{ "ａｚ", "ＡＺ" },
		{ "ạảấỳỹ", "ẠẢẤỲỸ" },
		{ "加入购物车", "加入购物车" },
		{ "😀", "😀" },
		{ "÷", "÷" },
		{ "ß", "ß" },
	};
	char out[256];

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		assert_true(slice_equal(letters_lower(slice_text(pairs[i].up), out),
		    slice_text(pairs[i].low)));
		assert_true(slice_equal(letters_upper(slice_text(pairs[i].low), out),
		    slice_text(pairs[i].up)));
	}
	assert_true(slice_equal(letters_upper(SLICE("ς"), out), SLICE("Σ")));
	assert_true(slice_equal(letters_lower(SLICE("İ"), out), SLICE("i")));
}

static void
random_letters(void **state)
{
	(void)state;
	for (int i = 0; i < 50000; i++) {
		char text[12], low[12], again[12];
		size_t n = below(sizeof text + 1);
		struct slice one, two;

		for (size_t k = 0; k < n; k++)
			text[k] = (char)below(256);
		one = letters_lower(slice_of(text, n), low);
		assert_true(one.len <= n);
		two = letters_lower(one, again);
		assert_true(slice_equal(one, two));
		assert_true(letters_upper(slice_of(text, n), again).len <= n);
		assert_true(letters_count(slice_of(text, n)) <= n);
	}
}

static void
parts(void **state)
{
	struct slice s = SLICE("aé加😀b");

	(void)state;
	assert_int_equal(letters_count(s), 5);
	assert_true(slice_equal(letters_part(s, 0, 99), s));
	assert_true(slice_equal(letters_part(s, 1, 2), SLICE("é加")));
	assert_true(slice_equal(letters_part(s, 3, 1), SLICE("😀")));
	assert_true(slice_equal(letters_part(s, 4, 5), SLICE("b")));
	assert_int_equal(letters_part(s, 5, 1).len, 0);
	assert_int_equal(letters_part(s, 2, 0).len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns),
		cmocka_unit_test(slices),
		cmocka_unit_test(letters),
		cmocka_unit_test(random_letters),
		cmocka_unit_test(parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
