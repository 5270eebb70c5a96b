/*
 * Units: published factors (SI Brochure; international pound and yard of 1959; IEC 80000-13), money
 * to the last cent against decimal text, and every unit there and back.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/number.h"
#include "rule/unit.h"

static double
convert(double x, const char *from, const char *to)
{
	const struct unit *a, *b;
	struct fault fault = { 0 };

	assert_null(units_find_pair(slice_text(from), slice_text(to), &a, &b, &fault));
	return unit_convert(x, a, b);
}

static void
factors(void **state)
{
	static const struct {
		const char *from, *to;
		double x, y;
	} table[] = {
		{ "mi", "m", 1, 1609.344 },
		{ "ft", "in", 1, 12 },
		{ "yd", "ft", 1, 3 },
		{ "in", "cm", 1, 2.54 },
		{ "lb", "g", 1, 453.59237 },
		{ "lb", "oz", 1, 16 },
		{ "oz", "g", 1, 28.349523125 },
		{ "kib", "b", 1, 1024 },
		{ "KB", "B", 1, 1000 },
		{ "mib", "kib", 1, 1024 },
		{ "b", "bit", 1, 8 },
		{ "w", "h", 1, 168 },
		{ "d", "s", 1, 86400 },
		{ "h", "ms", 1, 3600000 },
		{ "us", "s", 1, 1e-6 },
		{ "\xC2\xB5s", "ns", 1, 1000 },
		{ "Minutes", "Seconds", 1.5, 90 },
		{ "m", "s", 2, 120 },
		{ "m", "cm", 2, 200 },
		{ "km", "m", 2, 2000 },
		{ "jin", "kg", 1, 0.5 },
		{ "wan", "yuan", 1, 10000 },
		{ "jiao", "fen", 1, 10 },
		{ "pence", "pounds", 250, 2.5 },
		{ "pounds", "kg", 1, 0.45359237 },
		{ "cents", "euros", 5, 0.05 },
		{ "cent", "dollars", 5, 0.05 },
		{ "s", "s", 7, 7 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_true(convert(table[i].x, table[i].from, table[i].to) == table[i].y);
}

static void
money_is_exact(void **state)
{
	(void)state;
	for (int fen = 0; fen < 200000; fen++) {
		char text[32];
		double yuan;
		int n = snprintf(text, sizeof text, "%d.%02d", fen / 100, fen % 100);

		assert_true(number_read(text, (size_t)n, &yuan));
		assert_true(convert(fen, "fen", "yuan") == yuan);
		assert_true(convert(yuan, "yuan", "fen") - fen < 1e-9);
	}
}

static void
there_and_back(void **state)
{
	static const char *const kinds[][20] = {
		{ "ns", "us", "ms", "s", "min", "h", "d", "w" },
		{ "ug", "mg", "g", "kg", "t", "lb", "oz", "jin", "liang" },
		{ "um", "mm", "cm", "m", "km", "in", "ft", "yd", "mi" },
		{ "bit", "kbit", "mbit", "gbit", "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib",
		    "tib" },
	};

	(void)state;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t i = 0; kinds[k][i] != NULL; i++)
			for (size_t j = 0; kinds[k][j] != NULL; j++) {
				double y = convert(1234.5, kinds[k][i], kinds[k][j]);

				y = convert(y, kinds[k][j], kinds[k][i]);
				assert_true(fabs(y - 1234.5) < 1e-9);
			}
}

static void
refusals(void **state)
{
	const struct unit *a, *b;
	struct fault fault = { 0 };

	(void)state;
	assert_non_null(units_find_pair(SLICE("g"), SLICE("s"), &a, &b, &fault));
	assert_string_equal(fault.text, "g and s measure different things");
	assert_non_null(units_find_pair(SLICE(""), SLICE("s"), &a, &b, &fault));
	fault = (struct fault){ 0 };
	assert_non_null(units_find_pair(SLICE("s"), SLICE("hourz"), &a, &b, &fault));
	assert_non_null(strstr(fault.text, "no unit \"hourz\""));
	assert_non_null(units_find_pair(SLICE("fen"), SLICE("dollars"), &a, &b, &fault));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(factors),
		cmocka_unit_test(money_is_exact),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
