/* Quantiles of many cells against sorting, in memory and past it; names against a plain search. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/count/lookup.h"
#include "analysis/count/cell_quantiles.h"
#include "base/random.h"

#define CELLS 300
#define VALUES 20000

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* numpy.quantile's default, as its manual states it. */
static double
sorted_quantile(const double *x, size_t n, double p)
{
	double h = (double)(n - 1) * p;
	size_t low = (size_t)h;

	return low + 1 < n ? x[low] + (x[low + 1] - x[low]) * (h - (double)low) : x[low];
}

static void
quantiles(void **state)
{
	static const double p[2] = { 0.5, 0.9 };
	static double value[CELLS][VALUES], out[2 * CELLS];
	uint64_t count[CELLS];

	(void)state;
	for (size_t limit = 0; limit < 2; limit++) {
		struct cell_quantiles a, b, *list[] = { &a, &b };
		struct fault fault = { 0 };
		struct random random;

		random_seed(&random, 7);
		memset(count, 0, sizeof count);
		cell_quantiles_init(&a, limit == 0 ? (size_t)1 << 30 : 1, NULL);
		cell_quantiles_init(&b, limit == 0 ? (size_t)1 << 30 : 1, NULL);
		for (size_t i = 0; i < VALUES; i++) {
			uint64_t cell = random_below(&random, CELLS) & random_below(&random, CELLS);
			uint64_t x = random_next(&random) >> (12 + random_below(&random, 50));

			value[cell][count[cell]++] = (double)x;
			assert_true(cell_quantiles_add(list[i % 3 == 0], cell, x));
		}
		assert_int_equal(limit == 0, a.nrun == 0);
		assert_true(cell_quantiles_quantiles(list, 2, count, p, 2, out, &fault));
		for (size_t c = 0; c < CELLS; c++) {
			qsort(value[c], count[c], sizeof(double), by_value);
			for (size_t k = 0; count[c] > 0 && k < 2; k++) {
				double want = sorted_quantile(value[c], count[c], p[k]);

				assert_true(out[2 * c + k] <= want * (1 + 1e-14));
				assert_true(out[2 * c + k] >= want * (1 - 1e-14));
			}
		}
		cell_quantiles_release(&a);
		cell_quantiles_release(&b);
	}
}

static void
names_are_found(void **state)
{
	struct lookup names = { 0 };
	struct random random;
	char text[200][48];
	uint32_t mask[200] = { 0 };
	size_t n = 200;

	(void)state;
	random_seed(&random, 3);
	for (size_t i = 0; i < n; i++) {
		size_t len = 1 + random_below(&random, 20);

		memset(text[i], 0, sizeof text[i]);
		for (size_t k = 0; k < len; k++)
			text[i][k] = (char)('a' + random_below(&random, 2));
		if (i % 2 == 0)
			lookup_add(&names, slice_text(text[i]), mask[i] = 1u << (i % 31));
	}
	lookup_add(&names, SLICE("0123456789 same ends 0123456789"), 1);
	lookup_add(&names, SLICE("0123456789 SAME ends 0123456789"), 2);
	for (size_t i = 0; i < n; i++) {
		uint32_t want = 0;

		for (size_t j = 0; j < n; j++)
			want |= strcmp(text[i], text[j]) == 0 ? mask[j] : 0;
		assert_int_equal(lookup_find(&names, slice_text(text[i])), want);
	}
	assert_int_equal(lookup_find(&names, SLICE("0123456789 same ends 0123456789")), 1);
	assert_int_equal(lookup_find(&names, SLICE("0123456789 SAME ends 0123456789")), 2);
	assert_int_equal(lookup_find(&names, SLICE("0123456789 Same ends 0123456789")), 0);
	lookup_release(&names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles),
		cmocka_unit_test(names_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
