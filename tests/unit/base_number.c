/*
 * Numbers: reading against the C library's strtod (exact in glibc and musl), writing against
 * Python's repr (tests/oracle/reals.py), published hard cases, and relations.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/number.h"
#include "base/number_parts.h"
#include "base/random.h"
#include "../unit.h"

static bool
read_text(const char *text, double *x)
{
	return number_read(text, strlen(text), x);
}

static void
expect_like_strtod(const char *text)
{
	double expected = strtod(text, NULL), x = -1;
	bool is_number = read_text(text, &x);

	if (is_number != (bool)isfinite(expected) ||
	    (is_number && memcmp(&x, &expected, sizeof x) != 0))
		fail_msg("%.60s: %d %.17g, not %.17g", text, is_number, x, expected);
}

/* From Clinger 1990, Paxson 1991, and the reports on PHP (2010) and Java (2011). */
static void
test_published_cases(void **state)
{
	static const char *const cases[] = { "2.2250738585072011e-308", "2.2250738585072012e-308",
		"2.2250738585072014e-308", "4.9e-324", "5e-324", "2.4703282292062327e-324",
		"2.4703282292062328e-324", "1.7976931348623157e308", "1.7976931348623158e308",
		"1.7976931348623159e308",
		"179769313486231570814527423731704356798070567525844996598917476803157260"
		"78002853876058955863276687817154045895351438246423432132688946418276846754670353751698"
		"604991057"
		"65512820762454900903893289440758685084551339423045832369032229481658085593321233477747"
		"979262"
		"4144408328193214912896e0",
		"9007199254740993", "9007199254740992.5",
		"9007199254740993.00000000000000000000000000000000000000001", "5e-20", "67e14",
		"985e15", "7693e-42", "55895e-16", "996622e-44", "7038531e-32", "60419369e-46",
		"702990899e-20", "6930161142e-48", "25933168707e-13", "596428896559e20", "3e-324",
		"1e-400", "0.500000000000000166533453693773481063544750213623046875", "1e23",
		"8.5e22", "9e-265", "6.02214076e23", "123456789012345678901234567890", "1e400",
		"0e999999999999", "-0", "1e-99999999999", "0.1e-999999999999999999999",
		"3.518437208883201171875e13", "62.5364939768271845828", "8.10109172351e-10",
		"1.50000000000000011102230246251565", "6.631236846766476e-316" };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_like_strtod(cases[i]);
}

static double
random_double(struct random *r)
{
	uint64_t bits;
	double x;

	do {
		bits = random_next(r);
		memcpy(&x, &bits, sizeof x);
	} while (!isfinite(x));
	return x;
}

static void
test_read_random_texts(void **state)
{
	struct random r;
	char text[1200];

	(void)state;
	random_seed(&r, 1);
	for (int i = 0; i < 400000; i++) {
		int64_t digits = (int64_t)(random_next(&r) >> random_below(&r, 64));
		int e = (int)random_below(&r, 720) - 360;

		snprintf(text, sizeof text, "%" PRId64 "e%d", digits, i % 2 ? e : e / 15);
		expect_like_strtod(text);
		snprintf(text, sizeof text, "%.*f", (int)random_below(&r, 9),
		    (double)digits / 4096 / 1048576);
		expect_like_strtod(text);
		snprintf(text, sizeof text, "%.*e", (int)random_below(&r, 30), random_double(&r));
		expect_like_strtod(text);
	}
}

/* Exactly between two doubles, in all digits, and one digit to each side. */
static void
test_read_middles(void **state)
{
	struct random r;
	char text[1300];

	(void)state;
	random_seed(&r, 2);
	for (int i = 0; i < 6000; i++) {
		double x = fabs(random_double(&r)), y = nextafter(x, HUGE_VAL);
		long double middle = ((long double)x + (long double)y) / 2;

		if (i % 3 == 0)
			middle = (long double)ldexp(1, -1074) *
			    (long double)(0.5 + (double)random_below(&r, 99));
		int n = snprintf(text, sizeof text - 2, "%.*Le", i % 2 ? 1100 : 770, middle);
		char *e = strchr(text, 'e'), *last = e - 1, tail[16];

		expect_like_strtod(text);
		while (*last == '0')
			last--;
		*last = (char)(*last - 1);
		expect_like_strtod(text);
		*last = (char)(*last + 1);
		last[last + 1 < e] = '1';
		expect_like_strtod(text);
		/* Something only far behind. */
		snprintf(tail, sizeof tail, "7%s", e);
		memcpy(text + (n - (int)strlen(e)), tail, strlen(tail) + 1);
		expect_like_strtod(text);
	}
}

/* Big integers alone agree with the fast way. */
static void
test_exact_rounding(void **state)
{
	struct random r;

	(void)state;
	random_seed(&r, 3);
	for (int i = 0; i < 100000; i++) {
		char text[64];
		struct number_text parts;

		snprintf(text, sizeof text, "%" PRIu64 "e%d",
		    random_next(&r) >> (1 + random_below(&r, 50)),
		    (int)random_below(&r, 700) - 360);
		assert_true(number_scan(&parts, text, strlen(text)));
		double a = number_round_exactly(&parts);
		double b = number_round_leading(parts.leading, parts.exponent);

		if (memcmp(&a, &b, sizeof a) != 0)
			fail_msg("%s: %.17g, %.17g", text, a, b);
	}
}

static void
test_long_texts(void **state)
{
	char *text = malloc(100100);
	double x;

	(void)state;
	memset(text, '0', 100000);
	strcpy(text + 100000, "12.5");
	assert_true(read_text(text, &x) && x == 12.5);
	text[1] = '.';
	assert_true(read_text(text, &x) == false); /* a second point */
	strcpy(text + 100000, "125e100001");
	assert_true(read_text(text, &x) && x == 125);
	memset(text, '9', 400);
	strcpy(text + 400, "e-400");
	assert_true(read_text(text, &x) && x == 1);
	free(text);
}

static void
test_grammar(void **state)
{
	static const char *const good[] = { "0", "-0", "+1", ".5", "5.", "1e3", "1E+3", "1e-3",
		"00.10", "9007199254740993", "-.5e1", "5.e2", "0000000000000000000000001" };
	static const char *const bad[] = { "", "+", "-", ".", "e", "e5", ".e5", "1e", "1e+",
		"1.2.3", "--1", "+-1", "NaN", "nan", "inf", "-Infinity", "1e400", "0x1A", "1_000",
		"1,5", "1,000.50", " 12", "12 ", "12abc", "$5", "1e5.5", "1e 5", "\xEF\xBC\x91",
		"1d5", "1f" };
	double x;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(number_is(good[i], strlen(good[i])));
		expect_like_strtod(good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (read_text(bad[i], &x))
			fail_msg("%s was read", bad[i]);
		assert_int_equal(number_is(bad[i], strlen(bad[i])), strcmp(bad[i], "1e400") == 0);
	}
	assert_false(number_is("1\0002", 3));
	assert_true(number_read("12345", 3, &x) && x == 123);
}

static void
test_write_forms(void **state)
{
	static const struct {
		double x;
		const char *text;
	} cases[] = { { 0, "0" }, { -0.0, "0" }, { 1, "1" }, { -1, "-1" }, { 0.1, "0.1" },
		{ 99.9, "99.9" }, { 1e21, "1e+21" },
		{ 123456789012345680000.0, "123456789012345680000" }, { 1e-6, "0.000001" },
		{ 1.5e-7, "1.5e-7" }, { 9007199254740993.0, "9007199254740992" },
		{ 1e300, "1e+300" }, { 5e-324, "5e-324" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" },
		{ 1.0 / 3, "0.3333333333333333" }, { 0.001, "0.001" },
		{ 999999999999.999, "999999999999.999" }, { 1e12, "1000000000000" },
		{ 2e23, "2e+23" }, { 9.5367431640625e-07, "9.5367431640625e-7" },
		{ 0.30000000000000004, "0.30000000000000004" }, { 1e23, "1e+23" } };
	char text[NUMBER_WIDTH + 1];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		text[number_write(text, cases[i].x)] = '\0';
		assert_string_equal(text, cases[i].text);
	}
}

static void
test_write_like_repr(void **state)
{
	FILE *f = oracle("reals.py 400000 7");
	char line[100], text[NUMBER_WIDTH + 1];
	size_t n = 0;

	(void)state;
	if (f == NULL)
		skip();
	for (; fgets(line, sizeof line, f) != NULL; n++) {
		uint64_t bits = strtoull(line, NULL, 16);
		double x;

		line[strcspn(line, "\n")] = '\0';
		memcpy(&x, &bits, sizeof x);
		text[number_write(text, x)] = '\0';
		if (strcmp(text, line + 17) != 0)
			fail_msg("%s: %s", line, text);
	}
	assert_int_equal(pclose(f), 0);
	assert_true(n > 300000);
}

/* What is written reads back the same, and one digit less would not. */
static void
test_write_is_shortest(void **state)
{
	struct random r;

	(void)state;
	random_seed(&r, 4);
	for (int i = 0; i < 100000; i++) {
		double x = fabs(random_double(&r)), back;
		char text[NUMBER_WIDTH + 1], shorter[40];
		int exponent, n;
		uint64_t digits = number_shortest(x, &exponent);

		text[number_write(text, x)] = '\0';
		assert_true(read_text(text, &back) && back == x);
		while (digits % 10 == 0)
			digits /= 10;
		n = snprintf(shorter, sizeof shorter, "%" PRIu64, digits);
		if (n == 1)
			continue;
		snprintf(shorter, sizeof shorter, "%.*e", n - 2, x);
		assert_false(strtod(shorter, NULL) == x);
	}
}

static void
test_write_fixed(void **state)
{
	struct random r;
	char text[NUMBER_WIDTH + 1], expected[400];

	(void)state;
	random_seed(&r, 5);
	for (int i = 0; i < 300000; i++) {
		int digits = (int)random_below(&r, 10);
		double x =
		    i % 3 == 0 ? random_double(&r) : ((double)random_below(&r, 200001) - 1e5) / 64;

		if (fabs(x) >= 1e21)
			continue;
		if (i % 3 == 1)
			x = ldexp((double)random_below(&r, 1 << 20), -(int)random_below(&r, 24));
		text[number_write_fixed(text, x, digits)] = '\0';
		snprintf(expected, sizeof expected, "%.*f", digits, x);
		/* glibc keeps the sign of what is rounded to zero. */
		if (expected[0] == '-' && strspn(expected + 1, "0.") == strlen(expected + 1))
			memmove(expected, expected + 1, strlen(expected));
		if (strcmp(text, expected) != 0)
			fail_msg("%.17g %d: %s, not %s", x, digits, text, expected);
	}
	assert_int_equal(number_write_fixed(text, -123456789012345678901.0, 9), 32);
	text[number_write_fixed(text, 1e22, 2)] = '\0';
	assert_string_equal(text, "1e+22");
}

static void
test_powers_are_made_by_the_script(void **state)
{
	FILE *f = oracle("powers.py");
	FILE *g = fopen(in_root("lib/base/number_powers.c"), "r");
	int a, b;

	(void)state;
	if (f == NULL || g == NULL)
		skip();
	do {
		a = getc(f);
		b = getc(g);
		assert_int_equal(a, b);
	} while (a != EOF);
	pclose(f);
	fclose(g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_cases),
		cmocka_unit_test(test_read_random_texts),
		cmocka_unit_test(test_read_middles),
		cmocka_unit_test(test_exact_rounding),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_grammar),
		cmocka_unit_test(test_write_forms),
		cmocka_unit_test(test_write_like_repr),
		cmocka_unit_test(test_write_is_shortest),
		cmocka_unit_test(test_write_fixed),
		cmocka_unit_test(test_powers_are_made_by_the_script),
	};

	return cmocka_run_group_tests_name("base/number", tests, NULL, NULL);
}
