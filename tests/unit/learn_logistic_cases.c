/*
 * logistic: aliased features, separated labels, small frames, reasons, models as text: by
 * relations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "logistic_help.h"

static void
aliased_features_are_left_out(void **state)
{
	struct logistic_model m, less;
	struct data d, e;

	(void)state;
	make(&d, 2000, 7, 5);
	make(&e, 2000, 7, 5);
	for (size_t i = 0; i < d.n; i++) {
		double *x = d.x + i, *z = e.x + i;

		x[2 * d.n] = 7;                            /* constant */
		x[3 * d.n] = 2 * x[0] - 3 * x[d.n] + 1000; /* of a number and a flag before it */
		x[5 * d.n] = 1 - x[4 * d.n];               /* the other level */
		for (size_t j = 0; j < 7; j++)
			z[j * d.n] = x[(j < 2 ? j : j == 2 ? 4 : 6) * d.n];
	}
	e.p = 4;
	data_finish(&d);
	data_finish(&e);
	fit(&m, &d, INFINITY, 2);
	fit(&less, &e, INFINITY, 2);
	assert_memory_equal(m.aliased, ((uint8_t[]){ 0, 0, 1, 1, 0, 1, 0 }), 7);
	assert_true(m.coef[2] == 0 && m.coef[3] == 0 && m.coef[5] == 0 && isnan(m.se[3]));
	is_near("coef", 0, m.coef[0], less.coef[0], 1e-8);
	is_near("coef", 4, m.coef[4], less.coef[2], 1e-8);
	is_near("se", 6, m.se[6], less.se[3], 1e-7);
	is_near("intercept", 0, m.intercept, less.intercept, 1e-8);
	logistic_free(&m);
	logistic_free(&less);
	data_release(&d);
	data_release(&e);
}

/* 1 - R^2 of 1e-12 is none, of 1e-6 is a feature of its own. */
static void
nearly_aliased(void **state)
{
	static const double apart[] = { 1e-6, 1e-3 };

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct logistic_model m;
		struct random random;
		struct data d;

		make(&d, 3000, 4, 12);
		random_seed(&random, 1);
		for (size_t i = 0; i < d.n; i++)
			d.x[2 * d.n + i] = (d.x[i] - 300) / 40 + apart[k] * random_normal(&random);
		data_finish(&d);
		fit(&m, &d, INFINITY, 1);
		assert_int_equal(m.aliased[2], k == 0);
		assert_true(m.converged && isnan(m.se[2]) == (k == 0));
		logistic_free(&m);
		data_release(&d);
	}
}

static enum logistic_separation
separation_of(struct data *d, struct logistic_model *m)
{
	data_finish(d);
	fit(m, d, INFINITY, 1);
	assert_true(m->separation == LOGISTIC_OVERLAP || (!m->converged && isfinite(m->intercept)));
	return m->separation;
}

/* Perfect, quasi by a level, quasi by a tie, and nearly: one row on the wrong side. */
static void
separation_is_noticed(void **state)
{
	struct logistic_model m;
	struct data d;

	(void)state;
	make(&d, 600, 4, 8);
	for (size_t i = 0; i < d.n; i++)
		d.y[i] = d.x[i] > 300;
	assert_int_equal(separation_of(&d, &m), LOGISTIC_PERFECT);
	assert_true(m.separated[0] && isnan(m.se[0]) && m.coef[0] > 0);
	logistic_free(&m);
	data_release(&d);

	make(&d, 600, 4, 9);
	for (size_t i = 0; i < d.n; i++)
		d.y[i] = d.y[i] && d.x[d.n + i] <= 0;
	assert_int_equal(separation_of(&d, &m), LOGISTIC_QUASI);
	assert_memory_equal(m.separated, ((uint8_t[]){ 0, 1, 0, 0 }), 4);
	assert_true(isnan(m.se[1]) && m.coef[1] < -10 && m.se[0] > 0);
	logistic_free(&m);
	data_release(&d);

	for (int nearly = 0; nearly < 2; nearly++) {
		data_init(&d, 41, 1);
		for (size_t i = 0; i < 41; i++) {
			d.x[i] = (double)(i / 2);
			d.y[i] = i > 20; /* 20 and 21 tie */
		}
		d.y[3] = (uint8_t)nearly;
		assert_int_equal(separation_of(&d, &m), nearly ? LOGISTIC_OVERLAP : LOGISTIC_QUASI);
		assert_int_equal(m.separated[0], !nearly);
		assert_true(nearly == (m.converged && isfinite(m.se[0])));
		logistic_free(&m);
		data_release(&d);
	}
}

/*
 * Rows that hardly weigh move the likelihood as little as separated ones do, but there is a
 * maximum.
 */
static void
light_rows_are_not_separated(void **state)
{
	struct logistic_params params = LOGISTIC_DEFAULT;
	struct logistic_model m;
	struct data d;

	(void)state;
	make(&d, 4000, 3, 21);
	for (size_t i = 0; i < d.n; i++) {
		d.x[2 * d.n + i] = i < 2001;
		d.weight[i] = i < 2001 ? 1e-7 : 1;
		d.y[i] = i < 2001 ? i == 0 : d.y[i];
	}
	data_finish(&d);
	logistic_fit(&m, &d.frame, d.row, d.n, d.y, d.weight, &params);
	assert_true(m.converged && m.separation == LOGISTIC_OVERLAP);
	logistic_free(&m);
	data_release(&d);
}

static void
more_features_than_rows(void **state)
{
	static const size_t many[] = { 30, 1200 };

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct logistic_model m;
		struct data d;

		make(&d, 20, many[k], 4);
		assert_int_equal(separation_of(&d, &m), LOGISTIC_PERFECT);
		logistic_free(&m);
		fit(&m, &d, 1, 2);
		assert_true(m.converged && m.separation == LOGISTIC_OVERLAP);
		logistic_free(&m);
		data_release(&d);
	}
}

static void
few_rows_and_one_label(void **state)
{
	(void)state;
	for (size_t n = 1; n < 6; n++) {
		for (size_t p = 0; p < 3; p++) {
			for (int label = 0; label < 3; label++) {
				struct logistic_model m;
				struct data d;

				make(&d, n, p, n + p);
				for (size_t i = 0; i < n; i++)
					d.y[i] = label == 2 ? i % 2 : (uint8_t)label;
				for (int ridge = 0; ridge < 2; ridge++) {
					fit(&m, &d, ridge ? 1 : INFINITY, 2);
					assert_true(
					    isfinite(m.intercept) && isfinite(m.log_likelihood));
					if (label < 2 || n == 1)
						assert_int_equal(m.separation, LOGISTIC_PERFECT);
					logistic_free(&m);
				}
				data_release(&d);
			}
		}
	}
}

static void
reasons_add_up(void **state)
{
	double x[3 * 6] = { 310, 0, 1, 290, 1, 0, 5, 0, 0, 1e5, 1, 1, -1e5, 0, 0, 300, 0, 1 };
	double probability[6], phi[3], share[3], base;
	struct logistic_model m;
	struct data d;

	(void)state;
	make(&d, 3000, 3, 1);
	fit(&m, &d, 2, 1);
	logistic_predict(&m, x, 6, probability);
	for (size_t i = 0; i < 6; i++) {
		double eta;

		logistic_reasons(&m, x + 3 * i, phi, &base);
		eta = base + phi[0] + phi[1] + phi[2];
		assert_true(fabs(1 / (1 + exp(-eta)) - probability[i]) <= 1e-14);
		assert_true(probability[i] >= 0 && probability[i] <= 1);
	}
	logistic_reasons(&m, m.mean, phi, &base);
	assert_true(phi[0] == 0 && phi[1] == 0 && phi[2] == 0);
	logistic_importance(&m, share);
	assert_true(fabs(share[0] + share[1] + share[2] - 1) < 1e-15);
	assert_true(fabs(share[0] * fabs(m.coef[1]) * m.sd[1] -
			share[1] * fabs(m.coef[0]) * m.sd[0]) < 1e-15);
	logistic_free(&m);
	data_release(&d);
}

static bool
reads(struct logistic_model *m, const struct buffer *text, size_t p)
{
	json_t *value = json_loadb(text->ptr, text->len, JSON_DECODE_ANY, NULL);
	struct fault fault = { 0 };
	bool good;

	assert_non_null(value);
	good = logistic_read(m, value, p, &fault);
	assert_int_equal(fault.exit, good ? EXIT_DONE : EXIT_USAGE);
	json_decref(value);
	return good;
}

static void
what_is_written_reads_back(void **state)
{
	static const double strength[] = { INFINITY, 0.25 };

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		struct logistic_model m, back;
		struct buffer text = { 0 };
		struct data d;

		make(&d, k < 2 ? 5000 : 12, 8, 7);
		fit(&m, &d, strength[k % 2], 1);
		logistic_write(&m, &text);
		assert_true(reads(&back, &text, 8));
		same_model(&m, &back);
		logistic_free(&back);
		assert_false(reads(&back, &text, 7));
		logistic_free(&m);
		buffer_release(&text);
		data_release(&d);
	}
}

/* Each member taken away, and each with something else in its place. */
static void
damaged_models_are_refused(void **state)
{
	static const char *const other[] = { "{}", "\"x\"", "[1]", "-1.5", "[[]]", "1e400" };
	struct logistic_model m, back;
	struct buffer text = { 0 };
	struct data d;
	const char *name;
	json_t *value, *member;

	(void)state;
	make(&d, 500, 3, 7);
	fit(&m, &d, INFINITY, 1);
	logistic_write(&m, &text);
	value = json_loadb(text.ptr, text.len, 0, NULL);
	json_object_foreach(value, name, member)
	{
		json_t *less = json_copy(value);
		struct fault fault = { 0 };

		json_object_del(less, name);
		assert_false(logistic_read(&back, less, 3, &fault));
		for (size_t k = 0; k < 6; k++) {
			json_t *wrong = json_loads(other[k], JSON_DECODE_ANY, NULL);
			bool may = k == 3 &&
			    (strcmp(name, "intercept") == 0 || strstr(name, "likelihood") != NULL);

			if (wrong == NULL)
				continue;
			json_object_set_new(less, name, wrong);
			fault = (struct fault){ 0 };
			if (may ||
			    (k == 2 &&
				(strcmp(name, "aliased") == 0 || strcmp(name, "separated") == 0)))
				assert_true(logistic_read(&back, less, 3, &fault));
			else
				assert_false(logistic_read(&back, less, 3, &fault));
			logistic_free(&back);
		}
		json_decref(less);
	}
	for (size_t k = 0; k < 2; k++) {
		struct fault fault = { 0 };

		json_array_set_new(json_object_get(value, k ? "se" : "sd"), 1, json_real(-1e-9));
		assert_false(logistic_read(&back, value, 3, &fault));
		json_array_set_new(json_object_get(value, k ? "se" : "sd"), 1, json_real(1));
		fault = (struct fault){ 0 };
		assert_true(logistic_read(&back, value, 3, &fault));
		logistic_free(&back);
	}
	json_decref(value);
	logistic_free(&m);
	buffer_release(&text);
	data_release(&d);
}

static void
wrong_parameters_are_named(void **state)
{
	struct logistic_params params = LOGISTIC_DEFAULT;

	(void)state;
	assert_null(logistic_check(&params));
	params.c = 0;
	assert_non_null(logistic_check(&params));
	params.c = NAN;
	assert_non_null(logistic_check(&params));
	params = LOGISTIC_DEFAULT;
	params.max_iter = 0;
	assert_non_null(logistic_check(&params));
	params = LOGISTIC_DEFAULT;
	params.tol = -1;
	assert_non_null(logistic_check(&params));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aliased_features_are_left_out),
		cmocka_unit_test(nearly_aliased),
		cmocka_unit_test(separation_is_noticed),
		cmocka_unit_test(light_rows_are_not_separated),
		cmocka_unit_test(more_features_than_rows),
		cmocka_unit_test(few_rows_and_one_label),
		cmocka_unit_test(reasons_add_up),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(damaged_models_are_refused),
		cmocka_unit_test(wrong_parameters_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
