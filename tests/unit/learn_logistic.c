/*
 * logistic: against statsmodels and scikit-learn (tests/oracle/logistic.py; Telco churn and online
 * shoppers where IA_SHARED has them), a published fit, and relations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../unit.h"
#include "logistic_help.h"

static void
reads_numbers(FILE *f, const char *word, double *out, size_t n)
{
	char name[32];

	assert_int_equal(fscanf(f, "%31s", name), 1);
	assert_string_equal(name, word);
	for (size_t k = 0; k < n; k++)
		assert_int_equal(fscanf(f, "%lf", &out[k]), 1);
}

/* One case of the oracle, after its first line. */
static void
checks_case(FILE *f, const char *name, struct data *d, const struct logistic_params *params,
    int weighted)
{
	double *want = calloc(d->p + 1, sizeof *want);
	struct logistic_model m;

	for (size_t i = 0; i < d->n; i++) {
		assert_int_equal(fscanf(f, "%hhu %lf", &d->y[i], &d->weight[i]), 2);
		for (size_t j = 0; j < d->p; j++)
			assert_int_equal(fscanf(f, "%lf", &d->x[j * d->n + i]), 1);
	}
	data_finish(d);
	logistic_fit(&m, &d->frame, d->row, d->n, d->y, weighted ? d->weight : NULL, params);
	assert_true(m.converged && m.separation == LOGISTIC_OVERLAP);
	reads_numbers(f, "coef", want, d->p + 1);
	is_near(name, 0, m.intercept, want[0], 1e-6);
	for (size_t j = 0; j < d->p; j++)
		is_near(name, j + 1, m.coef[j], want[j + 1], 1e-6);
	if (isinf(params->c)) {
		reads_numbers(f, "se", want, d->p + 1);
		is_near("se", 0, m.intercept_se, want[0], 1e-6);
		for (size_t j = 0; j < d->p; j++)
			is_near("se", j + 1, m.se[j], want[j + 1], 1e-6);
		reads_numbers(f, "likelihood", want, 2);
		is_near("likelihood", 0, m.log_likelihood, want[0], 1e-9);
		is_near("likelihood", 1, m.null_log_likelihood, want[1], 1e-9);
	} else {
		assert_true(isnan(m.intercept_se) && isnan(m.se[0]));
	}
	logistic_free(&m);
	free(want);
}

static size_t
checks_oracle(const char *command)
{
	FILE *f = oracle(command);
	size_t n, p, cases = 0;
	char name[32];
	int scaled, weighted;

	if (f == NULL)
		return 0;
	struct logistic_params params = LOGISTIC_DEFAULT;

	while (fscanf(f, " case %31s %zu %zu %lf %d %d", name, &n, &p, &params.c, &scaled,
		   &weighted) == 6) {
		struct data d;

		params.scaled = scaled;
		params.threads = 2;
		data_init(&d, n, p);
		checks_case(f, name, &d, &params, weighted);
		data_release(&d);
		cases++;
	}
	assert_int_equal(pclose(f), 0);
	return cases;
}

static void
oracle_agrees(void **state)
{
	const char *shared = getenv("IA_SHARED");
	char command[4096];
	size_t cases = checks_oracle("logistic.py small");

	(void)state;
	if (cases == 0) {
		print_message(
		    "skipped: tests/oracle/logistic.py needs statsmodels and scikit-learn\n");
		skip();
	}
	assert_int_equal(cases, 18);
	assert_int_equal(checks_oracle("logistic.py wide"), 2);
	snprintf(command, sizeof command, "logistic.py %s/data/reference",
	    shared != NULL ? shared : "../shared");
	cases = checks_oracle(command);
	if (cases == 0)
		print_message("skipped: no Telco churn and online shoppers in IA_SHARED\n");
	assert_true(cases == 0 || cases == 6);
}

/*
 * Spector and Mazzeo 1980, Probit analysis and economic education; the logit fit is in Greene,
 * Econometric Analysis: constant -13.021 (4.931), GPA 2.826 (1.263), TUCE 0.095 (0.142), PSI 2.379
 * (1.065), log-likelihood -12.890.
 */
static void
published_fit(void **state)
{
	static const double row[32][4] = {
		{ 2.66, 20, 0, 0 },
		{ 2.89, 22, 0, 0 },
		{ 3.28, 24, 0, 0 },
		{ 2.92, 12, 0, 0 },
		{ 4, 21, 0, 1 },
		{ 2.86, 17, 0, 0 },
		{ 2.76, 17, 0, 0 },
		{ 2.87, 21, 0, 0 },
		{ 3.03, 25, 0, 0 },
		{ 3.92, 29, 0, 1 },
		{ 2.63, 20, 0, 0 },
		{ 3.32, 23, 0, 0 },
		{ 3.57, 23, 0, 0 },
		{ 3.26, 25, 0, 1 },
		{ 3.53, 26, 0, 0 },
		{ 2.74, 19, 0, 0 },
		{ 2.75, 25, 0, 0 },
		{ 2.83, 19, 0, 0 },
		{ 3.12, 23, 1, 0 },
		{ 3.16, 25, 1, 1 },
		{ 2.06, 22, 1, 0 },
		{ 3.62, 28, 1, 1 },
		{ 2.89, 14, 1, 0 },
		{ 3.51, 26, 1, 0 },
		{ 3.54, 24, 1, 1 },
		{ 2.83, 27, 1, 1 },
		{ 3.39, 17, 1, 1 },
		{ 2.67, 24, 1, 0 },
		{ 3.65, 21, 1, 1 },
		{ 4, 23, 1, 1 },
		{ 3.1, 21, 1, 0 },
		{ 2.39, 19, 1, 1 },
	};
	static const double coef[3] = { 2.826, 0.095, 2.379 }, se[3] = { 1.263, 0.142, 1.065 };
	struct logistic_model m;
	struct data d;

	(void)state;
	data_init(&d, 32, 3);
	for (size_t i = 0; i < 32; i++) {
		for (size_t j = 0; j < 3; j++)
			d.x[j * 32 + i] = row[i][j];
		d.y[i] = row[i][3] > 0;
	}
	data_finish(&d);
	fit(&m, &d, INFINITY, 1);
	for (size_t j = 0; j < 3; j++)
		assert_true(fabs(m.coef[j] - coef[j]) < 6e-4 && fabs(m.se[j] - se[j]) < 6e-4);
	assert_true(fabs(m.intercept + 13.021) < 6e-4 && fabs(m.intercept_se - 4.931) < 6e-4);
	assert_true(fabs(m.log_likelihood + 12.890) < 6e-4);
	logistic_free(&m);
	data_release(&d);
}

static void
threads_and_instructions_do_not_matter(void **state)
{
	static const char *const simd[] = { "off", "avx2", "" };
	static const size_t rows[] = { 1000, 20000,
		150000 }; /* the last finds its start on a sample */

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct logistic_model one;
		struct data d;

		make(&d, rows[k], 7, 2);
		fit(&one, &d, INFINITY, 1);
		assert_true(one.converged);
		for (size_t s = 0; s < 3; s++) {
			for (unsigned threads = 1; threads < 6; threads += 3) {
				struct logistic_model other;

				setenv("IA_SIMD", simd[s], 1);
				fit(&other, &d, INFINITY, threads);
				same_model(&one, &other);
				logistic_free(&other);
			}
		}
		unsetenv("IA_SIMD");
		logistic_free(&one);
		data_release(&d);
	}
}

/*
 * At the optimum the gradient is 0: checked with the C library's exp, for all rows in the caller's
 * order.
 */
static void
gradient_vanishes(void **state)
{
	struct logistic_model m;
	struct data d;

	(void)state;
	make(&d, 100000, 5, 6);
	fit(&m, &d, INFINITY, 2);
	for (size_t j = 0; j <= 5; j++) {
		double sum = 0, scale = 0;

		for (size_t i = 0; i < d.n; i++) {
			double eta = m.intercept, x = j < 5 ? d.x[j * d.n + i] : 1;

			for (size_t k = 0; k < 5; k++)
				eta += m.coef[k] * d.x[k * d.n + i];
			sum += (d.y[i] - 1 / (1 + exp(-eta))) * x;
			scale += fabs(x);
		}
		assert_true(fabs(sum) < 1e-9 * scale);
	}
	logistic_free(&m);
	data_release(&d);
}

static void
repeats_are_weights(void **state)
{
	struct logistic_params params = LOGISTIC_DEFAULT;
	struct logistic_model a, b;
	struct data d;
	uint32_t row[4000];
	size_t n = 0;

	(void)state;
	make(&d, 1000, 4, 3);
	for (uint32_t i = 0; i < 1000; i++) {
		d.weight[i] = i % 4;
		for (unsigned k = 0; k < i % 4; k++)
			row[n++] = i;
	}
	logistic_fit(&a, &d.frame, row, n, d.y, NULL, &params);
	logistic_fit(&b, &d.frame, d.row, d.n, d.y, d.weight, &params);
	is_near("intercept", 0, a.intercept, b.intercept, 1e-9);
	is_near("likelihood", 0, a.log_likelihood, b.log_likelihood, 1e-10);
	for (size_t j = 0; j < 4; j++) {
		is_near("coef", j, a.coef[j], b.coef[j], 1e-9);
		is_near("se", j, a.se[j], b.se[j], 1e-9);
		is_near("mean", j, a.mean[j], b.mean[j], 1e-12);
		is_near("sd", j, a.sd[j], b.sd[j], 1e-12);
	}
	logistic_free(&a);
	logistic_free(&b);
	data_release(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(oracle_agrees),
		cmocka_unit_test(published_fit),
		cmocka_unit_test(threads_and_instructions_do_not_matter),
		cmocka_unit_test(gradient_vanishes),
		cmocka_unit_test(repeats_are_weights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
