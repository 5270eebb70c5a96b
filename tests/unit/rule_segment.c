/*
 * Rules files by hand: what is read, what is refused and where, which rules are unreachable. The
 * names of --rfm against the published ranges. Hold-outs against published values of XXH64.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rule/holdout.h"
#include "rule/segment_parts.h"

#define TEXT(s) slice_text(s)

static void
expect_slice(struct slice s, const char *want)
{
	assert_int_equal(s.len, strlen(want));
	assert_memory_equal(s.ptr, want, s.len);
}

static void
test_parts(void **state)
{
	static const struct {
		const char *name, *text, *action;
		bool is_else;
		size_t line, column;
	} want[] = {
		{ "vip", "revenue > 1000", "call: \"#1\" -> now", false, 3, 6 },
		{ "\xE9\xAB\x98", "a > - b", "x", false, 4, 6 },
		{ "a:b", "name == \"->\" && `c#->` ~ '->\\'#'", NULL, false, 5, 9 },
		{ "q\"\\", "x", " y ", false, 6, 13 },
		{ "it's so", "", "z", true, 7, 7 },
	};
	const char *text = "\xEF\xBB\xBF# comment\n \t\n"
			   "vip: revenue > 1000 -> call: \"#1\" -> now  \r\n"
			   "\xE9\xAB\x98 :a > - b->x\n"
			   "\"a:b\" : name == \"->\" && `c#->` ~ '->\\'#' # -> no action\n"
			   "  \"q\\\"\\\\\":  x -> \" y \"\n"
			   "else: it's so -> z";
	struct segments s = { .file = "f" };
	struct fault fault = { 0 };

	(void)state;
	assert_true(segments_parse(&s, TEXT(text), &fault));
	assert_int_equal(s.n, 5);
	for (size_t k = 0; k < s.n; k++) {
		expect_slice(s.rule[k].name, want[k].name);
		expect_slice(s.rule[k].text, want[k].text);
		assert_int_equal(s.rule[k].action.ptr == NULL, want[k].action == NULL);
		if (want[k].action != NULL)
			expect_slice(s.rule[k].action, want[k].action);
		assert_int_equal(s.rule[k].is_else, want[k].is_else);
		assert_int_equal(s.rule[k].line, want[k].line);
		assert_int_equal(s.rule[k].column, want[k].column);
	}
	segments_release(&s);
}

static void
expect_name(const char *text, const char *name, bool is_else)
{
	struct segments s = { .file = "f" };
	struct fault fault = { 0 };

	assert_true(segments_parse(&s, TEXT(text), &fault));
	expect_slice(s.rule[0].name, name);
	assert_int_equal(s.rule[0].is_else, is_else);
	segments_release(&s);
}

static void
test_defaults(void **state)
{
	(void)state;
	expect_name("else: others", "others", true);
	expect_name("others: else -> x", "others", true);
	expect_name("else: \"a -> b\" -> x", "a -> b", true);
	expect_name("else: true -> x", "else", false);
	expect_name("\"else\": x > 1", "else", false);
	expect_name("others: elsewhere > 1", "others", false);
}

/*
 * all: as with --all. want: NULL: taken, else the message, or how it begins where it ends with *.
 */
static void
expect_rules(const char *text, bool all, const char *want)
{
	struct segments s = { .file = "f" };
	struct fault fault = { 0 };
	bool good = segments_parse(&s, TEXT(text), &fault) && segments_check(&s, all, &fault);

	if (want == NULL)
		assert_string_equal(fault.text, "");
	else if (want[strlen(want) - 1] == '*')
		assert_memory_equal(fault.text, want, strlen(want) - 1);
	else
		assert_string_equal(fault.text, want);
	assert_int_equal(good, want == NULL);
	assert_int_equal(fault.exit, want == NULL ? EXIT_DONE : EXIT_USAGE);
	segments_release(&s);
}

static void
test_refused(void **state)
{
	(void)state;
	expect_rules("", false, "f: no rules, expected lines NAME: EXPR -> ACTION");
	expect_rules("# a\n\n", false, "f: no rules, *");
	expect_rules("a: x\n  no colon", false,
	    "f:2:3: expected NAME: EXPR -> ACTION, found no colon: \"no colon\"");
	expect_rules("\xE9\xAB\x98\xEF\xBC\x9A x", false,
	    "f:1:4: expected a colon, found a full-width one: *");
	expect_rules(": x", false, "f:1:1: expected a name before the colon");
	expect_rules("\"\": x", false, "f:1:1: expected a name before the colon");
	expect_rules("a: -> b", false, "f:1:3: expected an expression behind the colon");
	expect_rules("a:\t# b", false, "f:1:3: expected an expression behind the colon");
	expect_rules("a: x -> ", false, "f:1:6: expected an action behind ->");
	expect_rules("else: -> b", false, "f:1:*");
	expect_rules("a: x\xFF", false, "f:1:5: expected text in UTF-8");
	expect_rules("a: x >", false, "f:1:7: expected a value, found the end: \"x >\"");
	expect_rules("\n\na:  \xC3\xA9 == 1 & y", false, "f:3:13: expected &&, found &: *");
	expect_rules("a: x > \"b -> c", false, "f:1:8: this text has no closing quote: *");
	expect_rules("a: len(x) == \"5\"", false, "f:1:*");
	expect_rules("a: nul(x)", false, "f:1:4: *");
}

static void
test_unreachable(void **state)
{
	const char *by_a =
	    "f:2:1: unreachable: the rule \"a\" in line 1 takes every row for which this one holds";

	(void)state;
	expect_rules("else: a\nb: x", false, by_a);
	expect_rules("else: a\nb: x", true, by_a);
	expect_rules("a: true\nb: x", false, by_a);
	expect_rules("a: x || true\nelse: b", false, by_a);
	expect_rules("a: true\nb: x", true, NULL);
	expect_rules("a: true\nelse: b", true, by_a);
	expect_rules("a: x > 1\nb: x>1", false, by_a);
	expect_rules("a: x > 1\nb: x>1", true, NULL);
	expect_rules("a: x > 1\nb: (x  >1)", false, by_a);
	expect_rules("a: x > 1\na: y > 1", false,
	    "f:2:1: the name \"a\" stands in line 1 already; one rule with || does for both");
	expect_rules("a: x > 1\na: y > 1", true, "f:2:1: the name *");
	expect_rules("a: x > 10\nb: x > 20", false, by_a);
	expect_rules("a: x > 10\nb: 20 < x && y == 1", false, by_a);
	expect_rules("a: x >= 10\nb: x == 10 || x > 11 && y", false, by_a);
	expect_rules("a: x <= 5 || x > 7\nb: x < 5", false, by_a);
	expect_rules("a: f + m >= 6\nb: f+m >= 8 && r == 1", false, by_a);
	expect_rules("a: y && x\nb: x && y && z", false, by_a);
	expect_rules("a: x not in (1, 2)\nb: x not in(1,2) && y", false, by_a);
	expect_rules("a: (x || y && z)\nb: x && z", false, by_a);
	expect_rules("a: x > 5 && x < 3", false, "f:1:4: unreachable: this holds for no row");
	expect_rules("a: x > 5 && x <= 5", false, "f:1:4: unreachable: this holds for no row");
	expect_rules("a: false || x == 1 && x == 2", true,
	    "f:1:4: unreachable: this holds for no row");
}

/* What only looks so. */
static void
test_reachable(void **state)
{
	(void)state;
	expect_rules("a: x > 10\nb: x >= 10", false, NULL);
	expect_rules("a: x > 10\nb: x > 5", false, NULL);
	expect_rules("a: x < 5\nb: x <= 5", false, NULL);
	expect_rules("a: z || w\nb: w || (x || y && z)", false, NULL);
	expect_rules("a: x > 10 && y\nb: x > 20", false, NULL);
	expect_rules("a: x >= 5 && x <= 5", false, NULL);
	expect_rules("a: x != 5\nb: x == 5", false, NULL);
	expect_rules("a: name == \"a b\"\nb: name == \"ab\"", false, NULL);
	expect_rules("a: x not in (1)\nb: xnot in (1)", false, NULL);
	expect_rules("a: (5 > x || y) && (6 < x || y)", false, NULL);
	expect_rules("a: (x || y) && z\nb: x", false, NULL);
	expect_rules("a: x && y\nb: (x || z && y)", false, NULL);
	expect_rules("a: !(x > 1)\nb: x > 1", false, NULL);
	expect_rules("a: x > 1 -> b\nc: !x > 1", false, NULL);
	expect_rules("a: t > \"2\"\nb: t > \"3\"", false, NULL);
}

/* Column k of the expression holds the digit of its name: r, f or m. */
struct scores {
	const struct expr *expr;
	char text[3];
};

static struct slice
get(void *self, size_t k, enum kind *kind)
{
	struct scores *scores = self;
	char name = expr_column(scores->expr, k).ptr[0];

	*kind = KIND_TEXT;
	return slice_of(&scores->text[name == 'r' ? 0 : name == 'f' ? 1 : 2], 1);
}

static size_t
first_of(const struct segments *s, struct expr *const *expr, int r, int f, int m)
{
	struct expr_scratch scratch = { 0 };
	struct scores scores = { .text = { (char)('0' + r), (char)('0' + f), (char)('0' + m) } };
	size_t k = 0;

	for (; k < s->n; k++) {
		scores.expr = expr[k];
		if (expr_true_of(expr[k], get, &scores, &scratch))
			break;
	}
	expr_scratch_release(&scratch);
	return k;
}

/*
 * The published ranges of r and of the mean of f and m, each end half a score wide: a name holds
 * there or not at all.
 */
static void
test_rfm(void **state)
{
	static const struct {
		const char *name;
		int r_low, r_high;
		double fm_low, fm_high;
	} published[] = {
		{ "champions", 4, 5, 4, 5 },
		{ "loyal", 2, 5, 3, 5 },
		{ "potential_loyal", 3, 5, 1, 3 },
		{ "new", 4, 5, 1, 1 },
		{ "promising", 3, 4, 1, 1.5 },
		{ "need_attention", 2, 3, 2, 3 },
		{ "about_to_sleep", 2, 3, 1, 2 },
		{ "at_risk", 1, 2, 2, 5 },
		{ "cannot_lose", 1, 1, 4, 5 },
		{ "hibernating", 1, 2, 1, 2 },
		{ "lost", 1, 2, 1, 2 },
	};
	struct segments s = { .file = "--rfm" };
	struct expr_options options = { 0 };
	struct fault fault = { 0 };
	struct expr *expr[20];
	int users[20] = { 0 };

	(void)state;
	assert_true(
	    segments_parse(&s, segments_rfm(), &fault) && segments_check(&s, false, &fault));
	assert_int_equal(s.n, sizeof published / sizeof *published + 1);
	for (size_t k = 0; k < s.n; k++)
		expr[k] = segment_compile(&s, &s.rule[k], &options, &fault);
	for (int i = 0; i < 125; i++) {
		int r = 1 + i / 25, f = 1 + i / 5 % 5, m = 1 + i % 5;
		size_t k = first_of(&s, expr, r, f, m), p = 0;
		double fm = (f + m) / 2.0;

		assert_true(k < s.n);
		users[k]++;
		while (!slice_equal(s.rule[k].name, TEXT(published[p].name)))
			p++;
		assert_in_range(r, published[p].r_low, published[p].r_high);
		assert_true(fm >= published[p].fm_low && fm <= published[p].fm_high);
	}
	for (size_t k = 0; k < s.n; k++) {
		/* the last is for those without scores */
		assert_int_equal(users[k] > 0, k + 1 < s.n);
		assert_true(s.rule[k].action.len > 0);
		expr_free(expr[k]);
	}
	segments_release(&s);
}

/*
 * XXH64 with seed 0 of "abc" is 44BC2CF5AD770999, of "a" D24EC4F1A98C6E5B (xxHash's own test
 * vectors).
 */
static void
test_holdout(void **state)
{
	struct buffer scratch = { 0 };
	struct holdout h;
	struct fault fault = { 0 };

	(void)state;
	assert_null(holdout_set(&h, "26.8%", NULL, &fault)); /* 0x449BA5E3... */
	assert_false(holdout_has(&h, TEXT("abc"), &scratch));
	assert_null(holdout_set(&h, "26.9%", NULL, &fault)); /* 0x44DD2F1A... */
	assert_true(holdout_has(&h, TEXT("abc"), &scratch));
	assert_false(holdout_has(&h, TEXT("a"), &scratch));
	assert_null(holdout_set(&h, "26.9%", "ab", &fault));
	assert_true(holdout_has(&h, TEXT("c"), &scratch));
	assert_null(holdout_set(&h, "82.1%", NULL, &fault)); /* 0xD22D0E56... */
	assert_false(holdout_has(&h, TEXT("a"), &scratch));
	assert_null(holdout_set(&h, "82.2%", NULL, &fault));
	assert_true(holdout_has(&h, TEXT("a"), &scratch));
	assert_null(holdout_set(&h, "0%", NULL, &fault));
	assert_false(holdout_has(&h, TEXT("abc"), &scratch));
	assert_null(holdout_set(&h, "100%", "x", &fault));
	assert_true(holdout_has(&h, TEXT("abc"), &scratch));
	assert_string_equal(holdout_set(&h, "0.1", NULL, &fault),
	    "holdout: expected a share such as 10%, found \"0.1\"");
	assert_string_equal(holdout_set(&h, NULL, "x", &fault), "salt: it needs a holdout");
	assert_null(holdout_set(&h, NULL, NULL, &fault));
	assert_non_null(holdout_set(&h, "10", NULL, &fault));
	assert_non_null(holdout_set(&h, "101%", NULL, &fault));
	assert_non_null(holdout_set(&h, "", NULL, &fault));
	buffer_release(&scratch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_unreachable),
		cmocka_unit_test(test_reachable),
		cmocka_unit_test(test_rfm),
		cmocka_unit_test(test_holdout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
