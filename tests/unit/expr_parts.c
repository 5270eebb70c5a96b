/*
 * Patterns: against the system's regexec; characters; giving up. Letters: relations on random
 * bytes.
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

static bool
is_repetition(char c)
{
	return strchr("*+?", c) != NULL && c != '\0';
}

/*
 * What POSIX and Perl read in two ways: ++, a repeated anchor or nothing, escaped letters, a
 * bracket that closes nothing.
 */
static bool
is_read_in_two_ways(const char *p)
{
	int depth = 0;

	for (size_t i = 0; p[i] != '\0'; i++) {
		depth += p[i] == '(' ? 1 : p[i] == ')' ? -1 : 0;
		if (depth < 0)
			return true;
		if (is_repetition(p[i]) && (i == 0 || strchr("*+?^$|(", p[i - 1]) != NULL))
			return true;
		if (p[i] != '\\')
			continue;
		i++;
		if (p[i] == '\0' || strchr("ab", p[i]) != NULL)
			return true;
	}
	return false;
}

static void
patterns(void **state)
{
	struct match_room room = { 0 };
	unsigned holding = 0, taken = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char pattern[16], text[16];
		size_t n = random_text(pattern, 6, i % 2 == 0 ? "^ab$" : "^ab$.*+?|()\\");
		size_t m = random_text(text, 8, "abc.");
		struct fault fault = { 0 };
		struct matcher *matcher;
		regex_t regex;
		bool holds;

		if (is_read_in_two_ways(pattern) ||
		    regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
			continue;
		assert_true(matcher_new(&matcher, slice_of(pattern, n), &fault));
		holds = matcher_find(matcher, slice_of(text, m), &room) == MATCH_FOUND;
		assert_int_equal(holds, regexec(&regex, text, 0, NULL, 0) == 0);
		holding += holds;
		taken++;
		regfree(&regex);
		matcher_free(matcher);
	}
	match_room_release(&room);
	assert_true(holding > 1000 && taken - holding > 1000);
}

/* A slice is not terminated: what stands behind it is not seen. */
static void
slices(void **state)
{
	struct match_room room = { 0 };
	struct fault fault = { 0 };
	static const char *const texts[] = { "b$", "^ab$", "(b)$", "c" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct matcher *matcher;

		assert_true(matcher_new(&matcher, slice_text(texts[i]), &fault));
		assert_int_equal(matcher_find(matcher, slice_of("abc", 2), &room),
		    i < 3 ? MATCH_FOUND : MATCH_NONE);
		matcher_free(matcher);
	}
	match_room_release(&room);
}

static enum match
find(const char *pattern, struct slice text)
{
	struct match_room room = { 0 };
	struct fault fault = { 0 };
	struct matcher *matcher;
	enum match found;

	assert_true(matcher_new(&matcher, slice_text(pattern), &fault));
	found = matcher_find(matcher, text, &room);
	match_room_release(&room);
	matcher_free(matcher);
	return found;
}

/* Characters, not bytes; what is no UTF-8 is in no character; $ is the end alone. */
static void
characters(void **state)
{
	(void)state;
	assert_int_equal(find("^..$", SLICE("加入")), MATCH_FOUND);
	assert_int_equal(find("^.$", SLICE("\xE5\x8A")), MATCH_NONE);
	assert_int_equal(find("\\d{3}\\b", SLICE("vip 123")), MATCH_FOUND);
	assert_int_equal(find("^[[:upper:]]\\w+$", SLICE("Abc_1")), MATCH_FOUND);
	assert_int_equal(find("a.b$", SLICE("a\nb")), MATCH_FOUND);
	assert_int_equal(find("b$", SLICE("b\n")), MATCH_NONE);
	assert_int_equal(find("(?i)VIP", SLICE("vip")), MATCH_FOUND);
}

/* A pattern that needs more than its steps gives up; deep ones need more than the usual stack. */
static void
giving_up(void **state)
{
	size_t n = 1u << 20;
	char *text = memset(malloc(n), 'a', n);

	(void)state;
	assert_int_equal(find("(a+)+$b", slice_of(text, n)), MATCH_GAVE_UP);
	assert_int_equal(find("(a|b)*c?$", slice_of(text, n)), MATCH_FOUND);
	assert_int_equal(find("a.*a$", slice_of(text, n)), MATCH_FOUND);
	free(text);
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
		cmocka_unit_test(characters),
		cmocka_unit_test(giving_up),
		cmocka_unit_test(letters),
		cmocka_unit_test(random_letters),
		cmocka_unit_test(parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
