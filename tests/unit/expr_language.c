/*
 * The expression language: values, missing ones, types, functions. Expectations are by hand, after
 * man/man7/ia-expr.7.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "time/calendar.h"
#include "expr_help.h"

struct expected {
	const char *text, *value;
};

static void
check(const struct expected *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *got = value_of(table[i].text, &usual);

		if (strcmp(got, table[i].value) != 0)
			print_error("%s: %s, expected %s\n", table[i].text, got, table[i].value);
		assert_string_equal(got, table[i].value);
	}
}

#define CHECK(...) \
	do { \
		static const struct expected table[] = { __VA_ARGS__ }; \
		check(table, sizeof table / sizeof *table); \
	} while (0)

static void
comparisons(void **state)
{
	(void)state;
	CHECK({ "event == \"pay\"", "true" }, { "event == 'pay'", "true" },
	    { "event != \"pay\"", "false" }, { "\"pay\" == event", "true" },
	    { "event == \"pay\" && price > 100", "true" }, { "price == 129.9", "true" },
	    { "price == \"129.9\"", "false" }, { "price == \"129.90\"", "true" },
	    { "id == 10", "true" }, { "id == \"10\"", "false" }, { "id == \"0010\"", "true" },
	    { "100 < price", "true" }, { "100 > price", "false" }, { "n >= 7", "true" },
	    { "n > 7", "false" }, { "n <= 7", "true" }, { "n != 7", "false" }, { "m < -2", "true" },
	    { "-2 > m", "true" }, { "n == n", "true" }, { "n < price", "true" },
	    { "word < event", "true" }, { "word > 5", "false" }, { "word < 5", "false" },
	    { "word != 5", "false" }, { "word != 'x'", "true" }, { "word < 'abd'", "true" },
	    { "word <= 'abc'", "true" }, { "lower(event) == event", "true" },
	    { "n + 1 == 8", "true" }, { "word == n", "false" }, { "list == '[1,2]'", "true" },
	    { "`odd name` == 'x'", "true" }, { "加入 == 1", "true" }, { "a.b == 5", "true" },
	    { "`a.b` == 5", "true" }, { "`a`.b == 5", "true" });
}

static void
missing_values(void **state)
{
	(void)state;
	CHECK({ "empty == 'x'", "false" }, { "empty != 'x'", "false" }, { "empty < 1", "false" },
	    { "empty >= 0", "false" }, { "nothing == 'null'", "false" },
	    { "nothing != 'x'", "false" }, { "absent != 1", "false" },
	    { "absent == absent", "false" }, { "word != ''", "true" }, { "empty != ''", "false" },
	    { "empty in ('a', 'b')", "false" }, { "empty not in ('a')", "false" },
	    { "!(empty in ('a'))", "true" }, { "empty ~ '.'", "false" },
	    { "empty !~ '.'", "false" }, { "missing(empty)", "true" },
	    { "missing(nothing)", "true" }, { "missing(absent)", "true" },
	    { "!missing(word)", "true" }, { "empty + 1", "-" }, { "word + 1", "-" },
	    { "-empty", "-" }, { "1 / zero", "-" }, { "zero / zero", "-" }, { "n % zero", "-" },
	    { "log(zero)", "-" }, { "sqrt(m)", "-" }, { "exp(1000)", "-" },
	    { "min(n, empty)", "-" }, { "lower(empty)", "-" }, { "len(empty)", "-" },
	    { "coalesce(empty, nothing, n)", "7" }, { "coalesce(empty, absent)", "-" },
	    { "coalesce(empty, 'none')", "none" }, { "if(empty, 1, 2)", "2" }, { "if(no, 1)", "-" },
	    { "day(empty)", "-" }, { "day(word)", "-" }, { "(empty + 1) > 0", "false" },
	    { "empty", "-" }, { "!empty", "true" }, { "contains(empty, 'a')", "false" });
}

static void
conditions(void **state)
{
	(void)state;
	CHECK({ "true || false && false", "true" }, { "(true || false) && false", "false" },
	    { "!true || true", "true" }, { "!(true || true)", "false" }, { "!!true", "true" },
	    { "yes", "true" }, { "no", "false" }, { "yes == true", "true" },
	    { "no == false", "true" }, { "True == true", "true" }, { "True && yes", "true" },
	    { "n && yes", "true" }, { "zero || no", "false" }, { "word == true", "false" },
	    { "word && true", "false" }, { "yes == 'true'", "true" }, { "n == true", "true" },
	    { "zero == false", "true" }, { "(n > 1) + (n > 2) + (n > 9)", "2" },
	    { "(n > 1) == (n > 2)", "true" }, { "event in ('view', 'pay')", "true" },
	    { "event in ('view')", "false" }, { "event not in ('view')", "true" },
	    { "event not in ('pay')", "false" }, { "n in (1, 7)", "true" },
	    { "n in ('7')", "true" }, { "n in ('07')", "false" }, { "n in (zero, n)", "true" },
	    { "id in (10, 11)", "true" });
}

static void
arithmetic(void **state)
{
	(void)state;
	CHECK({ "1 + 2 * 3", "7" }, { "(1 + 2) * 3", "9" }, { "10 - 4 - 3", "3" },
	    { "24 / 4 / 2", "3" }, { "7 % 4", "3" }, { "-7 % 4", "-3" }, { "2 - -3", "5" },
	    { "- - 3", "3" }, { "-n * 2", "-14" }, { "+3", "3" }, { ".5 + 5.", "5.5" },
	    { "1e3", "1000" }, { "1E-2", "0.01" }, { "n/2", "3.5" }, { "price * 10", "1299" },
	    { "m", "-2.5" }, { "id", "10" });
}

static void
functions(void **state)
{
	(void)state;
	CHECK({ "len(name)", "5" }, { "lower(name)", "zoë ω" }, { "upper(name)", "ZOË Ω" },
	    { "len('加入购物车')", "5" }, { "min(3, n, 5)", "3" }, { "max(3, n, 5)", "7" },
	    { "abs(m)", "2.5" }, { "round(2.5)", "2" }, { "round(3.5)", "4" },
	    { "round(-2.5)", "-2" }, { "round(2.675, 2)", "2.67" }, { "round(price, 1)", "129.9" },
	    { "round(1234.5, -2)", "1200" }, { "round(1e300, 2)", "1e+300" },
	    { "round(1250, -2)", "1200" }, { "floor(m)", "-3" }, { "ceil(m)", "-2" },
	    { "sqrt(9)", "3" }, { "log(exp(2))", "2" }, { "log10(1000)", "3" },
	    { "if(n > 5, 'big', 'small')", "big" }, { "if(n > 9, 'big', 'small')", "small" },
	    { "starts_with(event, 'pa')", "true" }, { "starts_with(event, 'ay')", "false" },
	    { "ends_with(event, 'ay')", "true" }, { "ends_with('a', 'ba')", "false" },
	    { "contains(event, 'a')", "true" }, { "contains(event, 'pay!')", "false" },
	    { "concat(event, '-', n, '-', 1 + 1)", "pay-7-2" }, { "concat(event, empty)", "-" },
	    { "substr(name, 1, 3)", "Zoë" }, { "substr(name, 5)", "Ω" }, { "substr(name, 9)", "-" },
	    { "substr(event, 0, 2)", "pa" }, { "substr(event, 2, 1)", "a" },
	    { "concat(yes, n)", "true7" }, { "len(n + 3)", "2" });
}

static void
patterns(void **state)
{
	(void)state;
	CHECK({ "event ~ '^p'", "true" }, { "event ~ 'y$'", "true" }, { "event ~ '^pay$'", "true" },
	    { "event ~ '^pa$'", "false" }, { "event ~ 'a'", "true" }, { "event ~ 'x'", "false" },
	    { "event ~ ''", "true" }, { "event !~ 'x'", "true" },
	    { "event ~ '^(pay|view)$'", "true" }, { "event ~ '^(bay|view)$'", "false" },
	    { "price ~ '^[0-9]+\\.[0-9]{2}$'", "true" }, { "event ~ \"p.y\"", "true" },
	    { "event ~ 'p\\.y'", "false" }, { "n + 1 ~ '^8$'", "true" }, { "'aXb' ~ 'X'", "true" },
	    { "word ~ '[[:digit:]]'", "false" });
}

static void
times(void **state)
{
	(void)state;
	CHECK({ "timestamp >= '2026-03-01'", "true" }, { "timestamp > '2026-03-02'", "false" },
	    { "timestamp == '2026-03-02T00:30:00+01:00'", "true" },
	    { "timestamp == '2026/03/01 23:30'", "true" },
	    { "timestamp < '2026-03-01T23:30:00.001Z'", "true" },
	    { "'2026-03-01' <= timestamp", "true" }, { "timestamp > signup", "true" },
	    { "timestamp != 'zzz'", "true" }, { "timestamp in ('2026-03-01T23:30Z')", "true" },
	    { "timestamp ~ '^2026'", "true" }, { "day(timestamp)", "2026-03-01" },
	    { "week(timestamp)", "2026-02-23" }, { "month(timestamp)", "2026-03" },
	    { "year(timestamp)", "2026" }, { "hour(timestamp)", "23" },
	    { "weekday(timestamp)", "7" }, { "weekday('2026-03-02')", "1" },
	    { "weekday('1970-01-01')", "4" }, { "weekday('1969-12-31')", "3" },
	    { "hour('1969-12-31T22:59:59Z')", "22" }, { "epoch(timestamp)", "1772407800" },
	    { "epoch(epoch)", "1772407800" }, { "day(epoch)", "2026-03-01" },
	    { "day(timestamp) == day('2026-03-01')", "true" },
	    { "(epoch(timestamp) - epoch(signup)) / 3600", "0.5" },
	    { "day(1772407800)", "2026-03-01" });
}

static void
times_in_a_zone(void **state)
{
	struct fault fault = { 0 };
	struct zone *zone = zone_open("+08:00", &fault);
	struct expr_options options = usual;

	(void)state;
	assert_non_null(zone);
	options.zone = zone;
	assert_string_equal(value_of("day(timestamp)", &options), "2026-03-02");
	assert_string_equal(value_of("hour(timestamp)", &options), "7");
	assert_string_equal(value_of("weekday(timestamp)", &options), "1");
	assert_string_equal(value_of("timestamp >= '2026-03-02'", &options), "true");
	assert_string_equal(value_of("timestamp < '2026-03-02T07:30:01'", &options), "true");
	zone_close(zone);
	options.zone = NULL;
	options.time_format = "%d.%m.%Y";
	/* RFC 3339 all the same */
	assert_string_equal(value_of("timestamp > '2026-01-01'", &options), "true");
	assert_string_equal(value_of("timestamp > '01.04.2026'", &options), "false");
	assert_string_equal(value_of("timestamp > '28.02.2026'", &options), "true");
	options.time_column = SLICE("epoch");
	/* not of that form: as text */
	assert_string_equal(value_of("epoch > '2026-01-01'", &options), "false");
	assert_string_equal(value_of("day('2026-03-01')", &options), "2026-03-01");
}

static void
texts(void **state)
{
	(void)state;
	CHECK({ "\"a\\\"b\"", "a\"b" }, { "'it\\'s'", "it's" }, { "\"a\\nb\"", "a\nb" },
	    { "'\\t'", "\t" }, { "'\\\\d'", "\\d" }, { "'\\d'", "\\d" }, { "'\\u00e9'", "é" },
	    { "'\\ud83d\\ude00'", "😀" }, { "'\"'", "\"" }, { "\"'\"", "'" });
}

static const struct expected refused[] = {
	{ "", ":1: expected a value" },
	{ "price >", ":8: expected a value, found the end" },
	{ "event = 'x'", ":7: expected ==, found =" },
	{ "a & b", ":3: expected &&" },
	{ "a | b", ":3: expected ||" },
	{ "a <> b", ":3: expected !=" },
	{ "(a", ":3: expected an operator or )" },
	{ "a)", ":2: expected an operator" },
	{ "a b", ":3: expected an operator" },
	{ "a and b", ":3: expected an operator, found and (and is &&)" },
	{ "not a", ":1: expected a value, found not (not is !)" },
	{ "1 < a < 3", ":7: comparisons do not chain" },
	{ "a == ''", ":6: nothing equals an empty text" },
	{ "a == null", ":6: nothing equals null" },
	{ "a in ()", ":7: expected a value" },
	{ "a in 5", ":6: expected ( and a list" },
	{ "a in ('')", "nothing equals an empty" },
	{ "a not b", ":7: expected in" },
	{ "'abc", ":1: this text has no closing quote" },
	{ "`abc", ":1: this name has no closing backtick" },
	{ "``", ":1: an empty name" },
	{ "lowr(a)", ":1: no function \"lowr\" (did you mean lower?)" },
	{ "lower()", ":1: lower takes 1 argument, not 0" },
	{ "round(1,2,3)", "round takes at most 2 arguments" },
	{ "substr(a)", "substr takes at least 2 arguments" },
	{ "lower(a,)", ":9: expected a value" },
	{ "lower(a", ":8: expected , or )" },
	{ "'a' && b", ":1: expected a condition, found a text" },
	{ "'a' + 1", ":1: expected a number, found a text" },
	{ "len(a) == 'x'", ":11: a text is never" },
	{ "month(t) == 3", ":13: a text is never" },
	{ "!a in ('x')", "a condition is never compared" },
	{ "a == 9007199254740993", ":6: whole numbers from 2^53 on" },
	{ "a ~ b", ":5: expected a pattern" },
	{ "a ~ '('", ":5: a ( without its )" },
	{ "a ~ '[b'", ":5: a [ without its ]" },
	{ "a ~ '(b)\\\\1'", "back-references" },
	{ "a ~ '((b{1,500}){1,500}){1,500}'", "too large once" },
	{ "a ~ 'b++++'", "nothing to repeat" },
	{ "a ~ 'b{,3}'", "write {0,n}" },
	{ "a ~ '\\<b'", "the edge of a word is \\b" },
	{ "a ~ 'b)'", "a ) without its (" },
	{ "5a", ":2: expected an operator behind the number" },
	{ "a @ b", ":3: this character means nothing" },
	{ "加入 @", ":4: this character means nothing" },
	{ "1e999", ":1: this number is too large" },
	{ "'\\u00zz'", ":2: expected \\u and four" },
	{ "'\\ud800'", ":2: expected \\u and four" },
	{ "a\xFF", "not UTF-8" },
};

static void
refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const char *got = value_of(refused[i].text, &usual);

		if (got[0] != '!' || strstr(got, refused[i].value) == NULL)
			print_error("%s: %s, expected %s\n", refused[i].text, got,
			    refused[i].value);
		assert_true(got[0] == '!' && strstr(got, refused[i].value) != NULL);
		assert_null(strchr(got, '\n'));
	}
}

static void
depth(void **state)
{
	static char text[200001];
	size_t n = 100000;

	(void)state;
	memset(text, '(', n);
	assert_non_null(strstr(value_of(text, &usual), "nested too deeply"));
	memset(text, '!', n);
	assert_non_null(strstr(value_of(text, &usual), "nested too deeply"));
	for (size_t i = 0; i < n; i++)
		memcpy(text + 2 * i, "1+", 2);
	text[2 * n - 1] = '\0';
	assert_non_null(strstr(value_of(text, &usual), "more than 1000"));
	text[2 * 999 - 1] = '\0';
	assert_string_equal(value_of(text, &usual), "999");
}

static void
bare_events(void **state)
{
	struct expr_options options = usual;
	static const struct expected names[] = {
		{ "pay", "pay" },
		{ " view-item ", "view-item" },
		{ "add to cart", "add to cart" },
		{ "加入购物车", "加入购物车" },
		{ "$pageview", "$pageview" },
		{ "a/b.c", "a/b.c" },
		{ "event == 'x'", "x" },
		{ "'x' == event", "x" },
		{ "event in ('x')", "x" },
		{ "5", "5" },
	};
	static const char *const others[] = { "event != 'x'", "price == 'x'", "event not in ('x')",
		"missing(event)", "event == 'x' && n > 1", "true", "`pay`" };

	(void)state;
	options.bare_event = true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct fault fault = { 0 };
		struct expr *expr = expr_new(slice_text(names[i].text), &options, &fault);
		const struct slice *name;
		size_t n;

		assert_non_null(expr);
		assert_true(expr_is_event(expr, &name, &n));
		assert_int_equal(n, 1);
		assert_true(slice_equal(name[0], slice_text(names[i].value)));
		expr_free(expr);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct fault fault = { 0 };
		struct expr *expr = expr_new(slice_text(others[i]), &options, &fault);
		const struct slice *name;
		size_t n;

		assert_non_null(expr);
		assert_false(expr_is_event(expr, &name, &n));
		expr_free(expr);
	}
	assert_string_equal(value_of("pay", &options), "true");
	assert_string_equal(value_of("view", &options), "false");
	assert_string_equal(value_of("event in ('a', 'b', 'pay')", &options), "true");
}

static void
long_lists(void **state)
{
	char text[4000] = "event in (", *p = text + strlen(text);

	(void)state;
	for (int i = 0; i < 100; i++)
		p += sprintf(p, "'e%d', ", i);
	strcpy(p, "'pay')");
	assert_string_equal(value_of(text, &usual), "true");
	strcpy(p, "'pa')");
	assert_string_equal(value_of(text, &usual), "false");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparisons),
		cmocka_unit_test(missing_values),
		cmocka_unit_test(conditions),
		cmocka_unit_test(arithmetic),
		cmocka_unit_test(functions),
		cmocka_unit_test(patterns),
		cmocka_unit_test(times),
		cmocka_unit_test(times_in_a_zone),
		cmocka_unit_test(texts),
		cmocka_unit_test(refusals),
		cmocka_unit_test(depth),
		cmocka_unit_test(bare_events),
		cmocka_unit_test(long_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
