/*
 * Random numbers: the generator against the reference written down in the papers (here again,
 * straight), the distributions by their moments.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/random.h"

/* xoshiro256** from the state 1, 2, 3, 4: the vector in the tests of rand_xoshiro 0.6 (Rust). */
static void
test_reference_vector(void **state)
{
	static const uint64_t expected[] = { UINT64_C(11520), UINT64_C(0), UINT64_C(1509978240),
		UINT64_C(1215971899390074240), UINT64_C(1216172134540287360),
		UINT64_C(607988272756665600), UINT64_C(16172922978634559625),
		UINT64_C(8476171486693032832), UINT64_C(10595114339597558777),
		UINT64_C(2904607092377533576) };
	struct random r = { { 1, 2, 3, 4 } };

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_true(random_next(&r) == expected[i]);
}

/* splitmix64 from 1234567: the vector on rosettacode.org, Pseudo-random numbers/Splitmix64. */
static void
test_seeding(void **state)
{
	struct random r;

	(void)state;
	random_seed(&r, 1234567);
	assert_true(r.state[0] == UINT64_C(6457827717110365317));
	assert_true(r.state[1] == UINT64_C(3203168211198807973));
	assert_true(r.state[2] == UINT64_C(9817491932198370423));
	assert_true(r.state[3] == UINT64_C(4593380528125082431));
}

static void
test_below(void **state)
{
	int seen[7] = { 0 };
	struct random r;

	(void)state;
	random_seed(&r, 1);
	for (int i = 0; i < 70000; i++)
		seen[random_below(&r, 7)]++;
	/* 10,000 expected, standard deviation 93. */
	for (int k = 0; k < 7; k++)
		assert_in_range(seen[k], 9500, 10500);
	for (int i = 0; i < 1000; i++) {
		assert_true(random_below(&r, 1) == 0);
		assert_true(random_below(&r, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
	}
}

static void
expect_moments(double (*draw)(struct random *), double mean, double variance, double third)
{
	enum { N = 400000 };
	double sum[4] = { 0 };
	struct random r;

	random_seed(&r, 2);
	for (int i = 0; i < N; i++) {
		double x = draw(&r);

		for (int k = 1; k < 4; k++)
			sum[k] += pow(x - (k > 1 ? mean : 0), k);
	}
	assert_true(fabs(sum[1] / N - mean) < 0.01);
	assert_true(fabs(sum[2] / N - variance) < 0.02);
	assert_true(fabs(sum[3] / N - third) < 0.15);
}

static void
test_moments(void **state)
{
	(void)state;
	expect_moments(random_unit, 0.5, 1.0 / 12, 0);
	expect_moments(random_normal, 0, 1, 0);
	expect_moments(random_exponential, 1, 1, 2);
}

/* The logarithm in it, against the C library's. */
static void
test_exponential_is_exact(void **state)
{
	struct random a, b;

	(void)state;
	random_seed(&a, 4);
	b = a;
	for (int i = 0; i < 100000; i++) {
		double x = random_exponential(&a), expected = -log1p(-random_unit(&b));

		assert_true(fabs(x - expected) <= 1e-15 + 1e-15 * expected);
	}
}

/* The share of a normal variable below its quantiles, from any table. */
static void
test_normal_quantiles(void **state)
{
	static const double at[] = { -1.959964, -1, 0, 0.6744898, 1.644854 },
			    share[] = { 0.025, 0.158655, 0.5, 0.75, 0.95 };
	int below[5] = { 0 };
	struct random r;

	(void)state;
	random_seed(&r, 3);
	for (int i = 0; i < 400000; i++) {
		double x = random_normal(&r);

		for (int k = 0; k < 5; k++)
			below[k] += x < at[k];
	}
	for (int k = 0; k < 5; k++)
		assert_true(fabs(below[k] / 400000.0 - share[k]) < 0.004);
}

/*
 * The generator is linear over bits: its matrix, squared 128 times, is the jump. [column] of 256
 * bits.
 */
struct matrix {
	uint64_t column[256][4];
};

static void
apply(const struct matrix *m, const uint64_t in[4], uint64_t out[4])
{
	uint64_t sum[4] = { 0 };

	for (int c = 0; c < 256; c++) {
		for (int k = 0; k < 4 && (in[c / 64] >> c % 64 & 1); k++)
			sum[k] ^= m->column[c][k];
	}
	for (int k = 0; k < 4; k++)
		out[k] = sum[k];
}

static void
test_jump(void **state)
{
	static struct matrix m, square;
	uint64_t expected[4];
	struct random r;

	(void)state;
	for (int c = 0; c < 256; c++) {
		struct random unit = { { 0 } };

		unit.state[c / 64] = UINT64_C(1) << c % 64;
		random_next(&unit);
		for (int k = 0; k < 4; k++)
			m.column[c][k] = unit.state[k];
	}
	for (int i = 0; i < 128; i++) {
		for (int c = 0; c < 256; c++)
			apply(&m, m.column[c], square.column[c]);
		m = square;
	}
	random_seed(&r, 1);
	apply(&m, r.state, expected);
	random_jump(&r);
	assert_memory_equal(r.state, expected, sizeof expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reference_vector),
		cmocka_unit_test(test_seeding),
		cmocka_unit_test(test_below),
		cmocka_unit_test(test_moments),
		cmocka_unit_test(test_exponential_is_exact),
		cmocka_unit_test(test_normal_quantiles),
		cmocka_unit_test(test_jump),
	};

	return cmocka_run_group_tests_name("base/random", tests, NULL, NULL);
}
