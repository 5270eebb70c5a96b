/*
 * shap: against the definition: the Shapley value from every subset of features; the tree's
 * expectation by following known splits and averaging over unknown ones. Nothing of shap.c is used
 * for that.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "learn/trees/shap.h"

#define NODES 127u

struct made {
	uint32_t left[NODES], feature[NODES];
	double cover[NODES], value[NODES];
	uint8_t goes[NODES]; /* bit l: of row l */
	struct shap_tree tree;
};

/*
 * A tree of any shape, its splits by chance; rows at a node go as their feature's coin fell against
 * the node's.
 */
static void
make(struct made *m, struct random *random, size_t p, unsigned depth)
{
	unsigned level[NODES] = { 0 };
	double x[SHAP_ROWS][8], cut;

	memset(m, 0, sizeof *m);
	for (size_t k = 0; k < SHAP_ROWS * 8; k++)
		x[k / 8][k % 8] = random_unit(random);
	m->tree = (struct shap_tree){ 1, m->left, m->feature, m->cover, m->value, 0 };
	for (uint32_t i = 0; i < m->tree.n; i++) {
		m->value[i] = random_normal(random);
		m->cover[i] = 1 + (double)random_below(random, 20);
		if (level[i] >= depth || m->tree.n + 2 > NODES ||
		    (i > 0 && random_below(random, 5) == 0))
			continue;
		m->left[i] = (uint32_t)m->tree.n;
		m->feature[i] = (uint32_t)random_below(random, p);
		cut = random_unit(random);
		for (size_t l = 0; l < SHAP_ROWS; l++)
			m->goes[i] |= (uint8_t)((x[l][m->feature[i]] > cut) << l);
		level[m->tree.n] = level[m->tree.n + 1] = level[i] + 1;
		m->tree.depth = level[i] + 1;
		m->tree.n += 2;
	}
	for (uint32_t i = (uint32_t)m->tree.n; i-- > 0;)
		if (m->left[i] != 0)
			m->cover[i] = m->cover[m->left[i]] + m->cover[m->left[i] + 1];
}

/* What the tree expects below a node where the features of a set are known. */
static double
expect(const struct made *m, unsigned row, uint32_t node, unsigned set)
{
	uint32_t left = m->left[node];

	if (left == 0)
		return m->value[node];
	if (set >> m->feature[node] & 1)
		return expect(m, row, left + (m->goes[node] >> row & 1u), set);
	return (m->cover[left] * expect(m, row, left, set) +
		   m->cover[left + 1] * expect(m, row, left + 1, set)) /
	    m->cover[node];
}

static double
shapley(const struct made *m, unsigned row, size_t p, size_t j)
{
	double sum = 0;

	for (unsigned set = 0; set < 1u << p; set++) {
		unsigned size = (unsigned)__builtin_popcount(set);

		if (set >> j & 1)
			continue;
		/* |S|! (p - |S| - 1)! / p! */
		sum += exp(lgamma(size + 1.0) + lgamma((double)p - size) - lgamma((double)p + 1)) *
		    (expect(m, row, 0, set | 1u << j) - expect(m, row, 0, set));
	}
	return sum;
}

static void
is_the_definition(void **state)
{
	struct random random;
	struct made m;

	(void)state;
	random_seed(&random, 1);
	for (int turn = 0; turn < 200; turn++) {
		size_t p = 1 + (size_t)turn % 8;
		unsigned depth = (unsigned)turn % 12;
		struct shap *shap = shap_new(p);
		double phi[8][SHAP_ROWS] = { { 0 } };

		make(&m, &random, p, depth);
		shap_add(shap, &m.tree, m.goes, phi[0]);
		for (unsigned row = 0; row < SHAP_ROWS; row++) {
			double sum = expect(&m, row, 0, 0);

			for (size_t j = 0; j < p; j++) {
				assert_true(fabs(phi[j][row] - shapley(&m, row, p, j)) < 1e-12);
				sum += phi[j][row];
			}
			assert_true(fabs(sum - expect(&m, row, 0, (1u << p) - 1)) < 1e-12);
		}
		shap_free(shap);
	}
}

/*
 * A chain of 64 splits on 64 features: the sum is what it has to be, and one tree more is added to
 * what was there.
 */
static void
is_exact_where_deep(void **state)
{
	static const unsigned kinds[] = { 1, 2, 3, 16, 63, 64 };
	struct made m = { .cover = { 0 } };

	(void)state;
	for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
		unsigned p = kinds[kind];
		struct shap *shap = shap_new(p);
		double phi[64][SHAP_ROWS] = { { 0 } }, sum = 0, mean = 0;

		memset(&m, 0, sizeof m);
		for (uint32_t i = 0; i < NODES; i++) {
			m.value[i] = i % 7;
			m.goes[i] = (uint8_t)(i % 3 > 0);
		}
		for (uint32_t k = 0, node = 0; k < 63; k++, node = 2 * k) {
			m.left[node] = 2 * k + 1;
			m.feature[node] = k % p;
			m.goes[node] = 2;
		}
		m.cover[126] = 1;
		m.cover[125] = 1;
		for (uint32_t k = 63; k-- > 0;) {
			m.cover[2 * k + 1] = 2;
			m.cover[2 * k] = m.cover[2 * k + 1] + m.cover[2 * k + 2];
		}
		for (uint32_t i = 0; i < NODES; i++)
			mean += m.left[i] == 0 ? m.value[i] * m.cover[i] / m.cover[0] : 0;
		m.tree = (struct shap_tree){ NODES, m.left, m.feature, m.cover, m.value, 63 };
		shap_add(shap, &m.tree, m.goes, phi[0]);
		shap_add(shap, &m.tree, m.goes, phi[0]);
		for (size_t j = 0; j < p; j++)
			sum += phi[j][1];
		assert_true(fabs(sum - 2 * (m.value[126] - mean)) < 1e-9);
		shap_free(shap);
	}
}

/* A leaf alone says the same of every row. */
static void
is_silent_without_splits(void **state)
{
	static const uint32_t none[1];
	static const double one[1] = { 1 };
	static const uint8_t goes[1];
	struct shap *shap = shap_new(1);
	double phi[SHAP_ROWS] = { 0.5 };

	(void)state;
	shap_add(shap, &(struct shap_tree){ 1, none, none, one, one, 0 }, goes, phi);
	assert_true(phi[0] == 0.5);
	shap_free(shap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_definition),
		cmocka_unit_test(is_exact_where_deep),
		cmocka_unit_test(is_silent_without_splits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
