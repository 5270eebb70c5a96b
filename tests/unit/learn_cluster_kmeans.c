/*
 * kmeans: against every partition of small sets; the same for any threads and vectors; empty and
 * equal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/cluster/kmeans.h"
#include "learn/cluster/nearest_centre.h"

static void
make(struct matrix *m, size_t n, size_t d, uint64_t seed)
{
	struct random random;
	double row[16];

	matrix_init(m, d);
	random_seed(&random, seed);
	for (size_t i = 0; i < n; i++) {
		for (size_t c = 0; c < d; c++)
			row[c] = random_normal(&random) + (double)(random_below(&random, 3) * 4);
		matrix_add(m, row, 1);
	}
}

static struct kmeans_params
params(uint64_t k)
{
	struct kmeans_params p = KMEANS_DEFAULT;

	p.k = k;
	return p;
}

/* The sum of squares within the groups of a labelling. */
static double
cost(const struct matrix *m, const unsigned *label, unsigned k)
{
	double total = 0;

	for (unsigned j = 0; j < k; j++) {
		for (size_t c = 0; c < m->d; c++) {
			double n = 0, sum = 0, squares = 0;

			for (size_t i = 0; i < m->n; i++) {
				double x = *matrix_at(m, i, c);

				if (label[i] == j) {
					n++;
					sum += x;
					squares += x * x;
				}
			}
			total += n > 0 ? squares - sum * sum / n : 0;
		}
	}
	return total;
}

static double
best_of_all(const struct matrix *m, unsigned k)
{
	unsigned label[12] = { 0 };
	double best = INFINITY;

	for (;;) {
		size_t i = 0;

		best = fmin(best, cost(m, label, k));
		while (i < m->n && ++label[i] == k)
			label[i++] = 0;
		if (i == m->n)
			return best;
	}
}

static void
finds_the_best_partition(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 30; seed++) {
		for (unsigned k = 1; k <= 3; k++) {
			struct kmeans_params p = params(k);
			struct kmeans_model model;
			struct matrix m;

			make(&m, 9, 2, seed);
			kmeans_fit(&model, &m, &p);
			double best = best_of_all(&m, k);

			assert_true(fabs(model.inertia - best) <= 1e-9 * (1 + best));
			kmeans_release(&model);
			matrix_release(&m);
		}
	}
}

static void
threads_change_nothing(void **state)
{
	(void)state;
	for (uint64_t k = 1; k <= 9; k += 4) {
		struct kmeans_params p = params(k);
		struct kmeans_model one, four;
		struct matrix m;

		p.restarts = 2;
		make(&m, 40000, 3, k);
		kmeans_fit(&one, &m, &p);
		p.threads = 4;
		kmeans_fit(&four, &m, &p);
		assert_memory_equal(one.centre, four.centre, k * 3 * sizeof(double));
		assert_memory_equal(one.size, four.size, k * sizeof(uint64_t));
		assert_true(one.inertia == four.inertia);
		kmeans_release(&one);
		kmeans_release(&four);
		matrix_release(&m);
	}
}

static void
row_by_row_is_the_same(void **state)
{
	struct kmeans_params p = params(6);
	struct kmeans_model model;
	struct matrix m;
	double row[5], squared, inertia, sum = 0;

	(void)state;
	make(&m, 5003, 5, 1);
	p.restarts = 1;
	kmeans_fit(&model, &m, &p);
	uint16_t *label = calloc(m.n, sizeof *label);

	kmeans_predict(&model, &m, 2, label, &inertia);
	for (size_t i = 0; i < m.n; i++) {
		matrix_row(&m, i, row);
		assert_int_equal(kmeans_nearest(&model, row, &squared), label[i]);
		sum += squared;
	}
	assert_true(fabs(sum - inertia) < 1e-9 * sum && fabs(inertia - model.inertia) < 1e-9 * sum);
	for (size_t j = 1; j < model.k; j++)
		assert_true(model.size[j] <= model.size[j - 1]);
	free(label);
	kmeans_release(&model);
	matrix_release(&m);
}

static void
vectors_change_no_bit(void **state)
{
	static const char *const simd[] = { "off", "avx2", "best" };
	uint16_t label[3][64];
	double best[3][64], second[3][64];
	struct matrix m, centre;

	(void)state;
	for (size_t k = 1; k < 12; k++) {
		double c[12 * 7];

		make(&m, 64, 7, k);
		make(&centre, k, 7, 99 + k);
		for (size_t j = 0; j < k; j++)
			matrix_row(&centre, j, c + j * 7);
		for (int s = 0; s < 3; s++) {
			setenv("IA_SIMD", simd[s], 1);
			nearest_centre_choose()(m.chunk[0], 8, 7, c, k, label[s], best[s],
			    second[s]);
			assert_memory_equal(label[s], label[0], sizeof label[0]);
			assert_memory_equal(best[s], best[0], sizeof best[0]);
			assert_memory_equal(second[s], second[0], sizeof second[0]);
		}
		assert_true(k > 1 ? second[0][5] >= best[0][5] : isinf(second[0][5]));
		matrix_release(&m);
		matrix_release(&centre);
	}
	unsetenv("IA_SIMD");
}

static void
equal_rows(void **state)
{
	static const double row[] = { 3, 3, 3, 8, 8, 3 };
	struct kmeans_params p = params(4);
	struct kmeans_model model;
	struct matrix m;

	(void)state;
	matrix_init(&m, 1);
	matrix_add(&m, row, 6);
	kmeans_fit(&model, &m, &p);
	assert_int_equal(model.k, 2);
	assert_int_equal(model.size[0], 4);
	assert_true(model.centre[0] == 3 && model.centre[1] == 8 && model.inertia == 0);
	kmeans_release(&model);
	matrix_release(&m);
}

/* Centres at 0 and 100, rows 0 1 2 30: the second has no row, and takes the farthest, 30. */
static void
empty_clusters_take_the_farthest(void **state)
{
	static const double row[] = { 0, 1, 2, 30 }, start[] = { 0, 100, 200 };
	struct kmeans_params p = params(3);
	struct kmeans_model model;
	struct matrix m;

	(void)state;
	p.start = start;
	matrix_init(&m, 1);
	matrix_add(&m, row, 4);
	kmeans_fit(&model, &m, &p);
	assert_int_equal(model.k, 3);
	assert_int_equal(model.size[0] + model.size[1] + model.size[2], 4);
	assert_int_equal(model.size[2], 1);
	assert_true(model.inertia <= 0.5);
	kmeans_release(&model);
	matrix_release(&m);
}

/*
 * Uniform rows without clusters, each tenth one repeated; the last three centres begin far away
 * from all. On a line (wide is 1) ways add up as in the triangle inequality, and an error in a
 * bound shows.
 */
static void
make_flat(struct matrix *m, size_t n, size_t d, size_t wide, double scale, double *start, size_t k)
{
	struct random random;
	double row[16] = { 0 };

	random_seed(&random, n + d + k);
	matrix_init(m, d);
	for (size_t i = 0; i < n; i++) {
		for (size_t c = 0; c < wide && i % 10 != 9; c++)
			row[c] = random_unit(&random) * scale;
		matrix_add(m, row, 1);
	}
	for (size_t j = 0; j < k; j++) {
		matrix_row(m, 7 * j, start + j * d);
		for (size_t c = 0; c < d && j + 3 >= k; c++)
			start[j * d + c] += 50 * scale;
	}
}

/*
 * Bounds are kept from the ninth turn on: eight turns, begun anew as often, keep none and must end
 * at the same bits.
 */
static void
bounds_change_no_bit(void **state)
{
	static const struct {
		size_t n, d, wide, k;
		double scale;
	} of[] = { { 9000, 8, 8, 40, 1 }, { 3000, 5, 5, 60, 1e-9 }, { 20000, 4, 1, 70, 5 },
		{ 20000, 4, 1, 200, 1 }, { 5000, 13, 13, 30, 1e130 }, { 2000, 16, 16, 300, 3 },
		{ 1000, 8, 8, 40, 1e-170 } };

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		size_t d = of[i].d, k = of[i].k;
		struct kmeans_params p = params(k);
		struct kmeans_model whole, part;
		double *start = malloc(k * d * sizeof *start);
		struct matrix m;

		make_flat(&m, of[i].n, d, of[i].wide, of[i].scale, start, k);
		p.start = start;
		p.tol = 0;
		p.threads = 2;
		p.max_iter = 48;
		kmeans_fit(&whole, &m, &p);
		p.max_iter = 8;
		for (int turn = 0; turn < 6; turn++) {
			kmeans_fit(&part, &m, &p);
			memcpy(start, part.centre, k * d * sizeof *start);
			if (turn < 5)
				kmeans_release(&part);
		}
		assert_memory_equal(whole.centre, part.centre, k * d * sizeof *start);
		assert_memory_equal(whole.size, part.size, k * sizeof *part.size);
		assert_true(whole.inertia == part.inertia);
		assert_true(whole.iterations > 8 || of[i].scale < 1e-160);
		kmeans_release(&whole);
		kmeans_release(&part);
		matrix_release(&m);
		free(start);
	}
}

static void
what_is_refused(void **state)
{
	struct kmeans_params p = params(3);

	(void)state;
	assert_null(kmeans_check(&p));
	p.k = KMEANS_MAX + 1;
	assert_non_null(kmeans_check(&p));
	p = params(3);
	p.restarts = 0;
	assert_non_null(kmeans_check(&p));
	p = params(3);
	p.tol = NAN;
	assert_non_null(kmeans_check(&p));
	p = params(3);
	p.max_iter = 0;
	assert_non_null(kmeans_check(&p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_best_partition),
		cmocka_unit_test(threads_change_nothing),
		cmocka_unit_test(row_by_row_is_the_same),
		cmocka_unit_test(vectors_change_no_bit),
		cmocka_unit_test(equal_rows),
		cmocka_unit_test(empty_clusters_take_the_farthest),
		cmocka_unit_test(bounds_change_no_bit),
		cmocka_unit_test(what_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
