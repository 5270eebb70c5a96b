/*
 * Expressions: arithmetic and logic of random trees against the C compiler's own operators.
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

#include "expr_help.h"

/* A random tree as text, and what the C compiler makes of it. NaN stands for missing. */
static uint64_t seed = 20260301;

static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static double random_number(char **p, int levels);

static bool
random_condition(char **p, int levels)
{
	static const char *const signs[] = { "==", "!=", "<", "<=", ">", ">=" };
	double a, b;
	bool x, y;
	unsigned k = levels > 0 ? below(10) : below(6);

	if (k < 6) {
		a = random_number(p, levels - 1);
		*p += sprintf(*p, " %s ", signs[k]);
		b = random_number(p, levels - 1);
		return (k == 0 && a == b) || (k == 1 && !isnan(a) && !isnan(b) && a != b) ||
		    (k == 2 && a < b) || (k == 3 && a <= b) || (k == 4 && a > b) ||
		    (k == 5 && a >= b);
	}
	*p += sprintf(*p, k == 6 ? "!(" : "(");
	x = random_condition(p, levels - 1);
	*p += sprintf(*p, ")");
	if (k == 6)
		return !x;
	*p += sprintf(*p, k < 8 ? " && (" : " || (");
	y = random_condition(p, levels - 1);
	*p += sprintf(*p, ")");
	return k < 8 ? x && y : x || y;
}

static double
or_missing(double x)
{
	return isfinite(x) ? x : NAN;
}

static double
random_number(char **p, int levels)
{
	static const char *const names[] = { "price", "n", "zero", "m", "empty" };
	static const double values[] = { 129.90, 7, 0, -2.5, NAN };
	unsigned k = levels > 0 ? below(9) : below(3);
	double a, b;

	if (k == 0) {
		k = below(5);
		*p += sprintf(*p, "%s", names[k]);
		return values[k];
	}
	if (k < 3) {
		k = below(1000);
		*p += sprintf(*p, "%u.%u", k, k % 10);
		return (k * 10 + k % 10) / 10.0;
	}
	if (k == 8) {
		bool which;

		*p += sprintf(*p, "if(");
		which = random_condition(p, levels - 1);

		*p += sprintf(*p, ", ");
		a = random_number(p, levels - 1);
		*p += sprintf(*p, ", ");
		b = random_number(p, levels - 1);
		*p += sprintf(*p, ")");
		return which ? a : b;
	}
	*p += sprintf(*p, "(");
	a = random_number(p, levels - 1);
	*p += sprintf(*p, " %c ", "+-*/%"[k - 3]);
	b = random_number(p, levels - 1);
	*p += sprintf(*p, ")");
	return or_missing(k == 3 ? a + b
		: k == 4         ? a - b
		: k == 5         ? a * b
		: k == 6         ? a / b
				 : fmod(a, b));
}

static void
random_trees(void **state)
{
	static char text[1 << 20];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char *p = text, want[NUMBER_WIDTH + 1];
		bool holds;
		double x;

		if (i % 2 == 0) {
			holds = random_condition(&p, 5);
			*p = '\0';
			if (strcmp(value_of(text, &usual), holds ? "true" : "false") != 0)
				print_error("%s\n", text);
			assert_string_equal(value_of(text, &usual), holds ? "true" : "false");
			continue;
		}
		x = random_number(&p, 5);
		*p = '\0';
		if (isnan(x)) {
			assert_string_equal(value_of(text, &usual), "-");
			continue;
		}
		want[number_write(want, x)] = '\0';
		if (strcmp(value_of(text, &usual), want) != 0)
			print_error("%s\n", text);
		assert_string_equal(value_of(text, &usual), want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
