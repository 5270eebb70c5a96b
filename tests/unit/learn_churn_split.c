/* split: counts and groups by brute force; one small split worked out from the definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/random.h"
#include "learn/churn/split.h"

#define MOST 2000u

struct data {
	uint8_t y[MOST], fold[MOST];
	uint32_t row[MOST], group[MOST], train[MOST], test[MOST];
	size_t n, ntrain, ntest;
};

static struct data d; /* too large for a stack frame */

static void
make(size_t n, double share, uint64_t seed)
{
	struct random random;

	random_seed(&random, seed);
	d.n = n;
	for (size_t i = 0; i < n; i++) {
		d.y[i] = random_unit(&random) < share;
		d.row[i] = (uint32_t)i;
		d.group[i] = (uint32_t)random_below(&random, n / 3 + 1) * 7;
	}
}

static size_t
ones(const uint32_t *row, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += d.y[row[i]];
	return sum;
}

static size_t
rounded(double share, size_t n)
{
	size_t count = (size_t)(share * (double)n + 0.5);

	if (n >= 2 && count == 0)
		return 1;
	return n >= 2 && count == n ? n - 1 : count;
}

static void
test_is_stratified(void **state)
{
	static const double shares[] = { 0.1, 0.2, 0.5, 0.999, 0.001 };

	(void)state;
	for (size_t n = 1; n < 300; n += 7) {
		for (size_t k = 0; k < 5; k++) {
			uint8_t seen[MOST] = { 0 };
			size_t all;

			make(n, 0.3, n);
			all = ones(d.row, n);
			split_test(d.y, d.row, n, NULL, shares[k], 42, d.train, &d.ntrain, d.test,
			    &d.ntest);
			assert_int_equal(d.ntrain + d.ntest, n);
			assert_int_equal(ones(d.test, d.ntest), rounded(shares[k], all));
			assert_int_equal(d.ntest - ones(d.test, d.ntest),
			    rounded(shares[k], n - all));
			for (size_t i = 0; i < d.ntrain; i++)
				seen[d.train[i]]++;
			for (size_t i = 0; i < d.ntest; i++)
				seen[d.test[i]]++;
			for (size_t i = 0; i < n; i++)
				assert_int_equal(seen[i], 1);
			for (size_t i = 1; i < d.ntest; i++)
				assert_true(d.test[i - 1] < d.test[i]);
			for (size_t i = 1; i < d.ntrain; i++)
				assert_true(d.train[i - 1] < d.train[i]);
		}
	}
}

static void
folds_are_even(void **state)
{
	(void)state;
	for (unsigned k = 2; k < 12; k++) {
		size_t size[3][12] = { { 0 } };

		make(997 + k, 0.13, k);
		split_folds(d.y, d.row, d.n, NULL, k, 1, d.fold);
		for (size_t i = 0; i < d.n; i++) {
			assert_true(d.fold[i] < k);
			size[d.y[i]][d.fold[i]]++;
			size[2][d.fold[i]]++;
		}
		for (size_t what = 0; what < 3; what++)
			for (unsigned a = 0; a < k; a++)
				for (unsigned b = 0; b < k; b++)
					assert_true(size[what][a] <= size[what][b] + 1);
		for (unsigned which = 0; which < k; which++) {
			split_one_fold(d.row, d.n, d.fold, which, d.train, &d.ntrain, d.test,
			    &d.ntest);
			assert_int_equal(d.ntest, size[2][which]);
			assert_int_equal(d.ntrain, d.n - d.ntest);
			for (size_t i = 0; i < d.ntest; i++)
				assert_int_equal(d.fold[d.test[i]], which);
		}
	}
}

static void
groups_stay_together(void **state)
{
	uint8_t where[MOST * 7];

	(void)state;
	make(1500, 0.2, 4);
	memset(where, 9, sizeof where);
	split_test(d.y, d.row, d.n, d.group, 0.25, 7, d.train, &d.ntrain, d.test, &d.ntest);
	assert_true(d.ntest > 300 && d.ntest < 450);
	for (size_t i = 0; i < d.ntest; i++)
		where[d.group[d.test[i]]] = 1;
	for (size_t i = 0; i < d.ntrain; i++)
		assert_int_not_equal(where[d.group[d.train[i]]], 1);
	memset(where, 9, sizeof where);
	split_folds(d.y, d.row, d.n, d.group, 5, 7, d.fold);
	for (size_t i = 0; i < d.n; i++) {
		uint8_t *fold = &where[d.group[i]];

		assert_true(*fold == 9 || *fold == d.fold[i]);
		*fold = d.fold[i];
	}
	/* groups of one row are rows */
	for (size_t i = 0; i < d.n; i++)
		d.group[i] = (uint32_t)(d.n - i);
	split_folds(d.y, d.row, d.n, d.group, 5, 7, d.fold);
	memcpy(where, d.fold, d.n);
	split_folds(d.y, d.row, d.n, NULL, 5, 7, d.fold);
	assert_memory_equal(where, d.fold, d.n);
}

/* The definition, step by step: label 0 has the rows 10, 12, 13, 14, label 1 the rows 11, 15. */
static void
as_defined(void **state)
{
	static const uint32_t row[6] = { 10, 11, 12, 13, 14, 15 };
	uint32_t zeros[4] = { 10, 12, 13, 14 }, one[2] = { 11, 15 };
	struct random random;
	uint8_t want[16] = { 0 };

	(void)state;
	make(16, 0, 1);
	d.y[11] = d.y[15] = 1;
	random_seed(&random, 99);
	for (uint64_t i = 3; i >= 1; i--) {
		uint64_t k = random_below(&random, i + 1);
		uint32_t swap = zeros[i];

		zeros[i] = zeros[k];
		zeros[k] = swap;
	}
	if (random_below(&random, 2) == 0) {
		one[0] = 15;
		one[1] = 11;
	}
	for (uint8_t i = 0; i < 6; i++)
		want[i < 4 ? zeros[i] : one[i - 4]] = i % 3;
	split_folds(d.y, row, 6, NULL, 3, 99, d.fold);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(d.fold[i], want[row[i]]);
	split_test(d.y, row, 6, NULL, 0.3, 99, d.train, &d.ntrain, d.test, &d.ntest);
	assert_int_equal(d.ntest, 2); /* of 4 x 0.3 + 1/2 one, of 2 x 0.3 + 1/2 one */
	assert_true(d.test[0] == (zeros[0] < one[0] ? zeros[0] : one[0]));
	assert_true(d.test[1] == (zeros[0] < one[0] ? one[0] : zeros[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_is_stratified),
		cmocka_unit_test(folds_are_even), cmocka_unit_test(groups_stay_together),
		cmocka_unit_test(as_defined) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
