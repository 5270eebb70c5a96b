/*
 * boost: predictions and reasons against XGBoost's own Python package (oracle/boost.py); models of
 * its format by hand; damage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "learn/trees/boost.h"
#include "../unit.h"

#define P 4u
#define MOST 100000u

struct data {
	size_t n;
	double column[P][MOST], x[MOST][P], probability[MOST], phi[MOST][P + 1];
	uint8_t y[MOST];
	uint32_t row[MOST];
	struct feature feature[P];
	struct frame frame;
};

static void
frame(struct data *d)
{
	for (size_t j = 0; j < P; j++) {
		d->feature[j] = (struct feature){ .number = d->column[j] };
		for (size_t i = 0; i < d->n; i++)
			d->column[j][i] = d->x[i][j];
	}
	for (size_t i = 0; i < d->n; i++)
		d->row[i] = (uint32_t)i;
	d->frame = (struct frame){ d->n, P, d->feature };
}

static void
make(struct data *d, size_t n, uint64_t seed)
{
	struct random random;

	random_seed(&random, seed);
	d->n = n;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < P; j++)
			d->x[i][j] = random_normal(&random);
		d->y[i] = d->x[i][0] - d->x[i][1] * d->x[i][2] + random_normal(&random) > 0;
	}
	frame(d);
}

/* false: no oracle here. */
static bool
load(struct data *d, const char *command)
{
	FILE *in = oracle(command);
	double label;

	d->n = 0;
	while (in != NULL && d->n < MOST &&
	    fscanf(in, "%lf %lf %lf %lf %lf %lf %lf %lf %lf %lf %lf", &d->x[d->n][0],
		&d->x[d->n][1], &d->x[d->n][2], &d->x[d->n][3], &label, &d->probability[d->n],
		&d->phi[d->n][0], &d->phi[d->n][1], &d->phi[d->n][2], &d->phi[d->n][3],
		&d->phi[d->n][4]) == 11)
		d->y[d->n++] = label > 0;
	if (in != NULL)
		pclose(in);
	frame(d);
	return d->n > 0;
}

static void
equals_the_python_package(void **state)
{
	static const struct {
		const char *command;
		struct boost_params params;
	} each[] = {
		{ "boost.py 1 3000 60 6 0.3 1 1 1",
		    { .trees = 60,
			.depth = 6,
			.eta = 0.3,
			.subsample = 1,
			.child = 1,
			.weight = { 1, 1 },
			.seed = 1 } },
		{ "boost.py 2 2000 100 3 0.1 0.7 1 1",
		    { .trees = 100,
			.depth = 3,
			.eta = 0.1,
			.subsample = 0.7,
			.child = 1,
			.weight = { 1, 1 },
			.seed = 2 } },
		{ "boost.py 3 500 30 4 0.5 1 5 2.5",
		    { .trees = 30,
			.depth = 4,
			.eta = 0.5,
			.subsample = 1,
			.child = 5,
			.weight = { 1, 2.5 },
			.seed = 3 } },
	};
	struct data *d = memory_new(sizeof *d);
	double *out = memory_array(MOST, sizeof *out), (*phi)[P] = memory_array(MOST, sizeof *phi),
	       base;

	(void)state;
	for (size_t k = 0; k < 3 && boost_available(); k++) {
		struct boost_params params = each[k].params;
		struct fault fault = { 0 };
		struct boost boost;

		if (!load(d, each[k].command)) {
			print_message("skipped: no xgboost for /usr/bin/python3\n");
			break;
		}
		params.threads = (unsigned)k + 1;
		assert_true(boost_fit(&boost, &d->frame, d->y, d->row, d->n, &params, &fault));
		boost_predict(&boost, d->x[0], d->n, out);
		boost_reasons(&boost, d->x[0], d->n, phi[0], &base);
		for (size_t i = 0; i < d->n; i++) {
			assert_true(fabs(out[i] - d->probability[i]) < 1e-6);
			for (size_t j = 0; j < P; j++)
				assert_true(fabs(phi[i][j] - d->phi[i][j]) < 1e-5);
			assert_true(fabs(base - d->phi[i][P]) < 1e-5);
		}
		boost_release(&boost);
	}
	free(d);
	free(out);
	free(phi);
}

static bool
read_boost(struct boost *boost, const char *text, size_t len, size_t p, struct fault *fault)
{
	json_t *value = json_loadb(text, len, 0, NULL);
	bool good = boost_read(boost, value, p, fault);

	json_decref(value);
	return good;
}

static void
is_the_same_for_any_threads_and_reads_back(void **state)
{
	struct data *d = memory_new(sizeof *d);
	struct buffer first = { 0 }, text = { 0 };

	(void)state;
	make(d, MOST, 5);
	for (unsigned threads = 1; threads < 4 && boost_available(); threads++) {
		struct boost_params params = BOOST_DEFAULT;
		struct fault fault = { 0 };
		struct boost boost, back;
		double out[100], again[100], one, share[P], sum = 0;

		params.threads = threads;
		params.trees = 20;
		assert_null(boost_check(&params));
		assert_true(boost_fit(&boost, &d->frame, d->y, d->row, d->n, &params, &fault));
		buffer_clear(&text);
		boost_write(&boost, &text);
		if (threads == 1)
			boost_write(&boost, &first);
		assert_int_equal(text.len, first.len);
		assert_memory_equal(text.ptr, first.ptr, first.len);
		assert_true(read_boost(&back, text.ptr, text.len, P, &fault));
		boost_predict(&boost, d->x[0], 100, out);
		boost_predict(&back, d->x[0], 100, again);
		assert_memory_equal(out, again, sizeof out);
		boost_predict(&boost, d->x[77], 1, &one);
		assert_true(one == out[77]);
		boost_importance(&boost, share);
		for (size_t j = 0; j < P; j++)
			sum += share[j];
		assert_true(fabs(sum - 1) < 1e-12 && share[0] > 4 * share[3]);
		boost_release(&boost);
		boost_release(&back);
	}
	buffer_release(&first);
	buffer_release(&text);
	free(d);
}

/* Two trees, the second a leaf; base_score 0.2. */
static const char by_hand[] =
    "{\"learner\":{\"gradient_booster\":{\"model\":{\"trees\":["
    "{\"left_children\":[1,-1,3,-1,-1],\"right_children\":[2,-1,4,-1,-1],\"split_indices\":[0,0,1,"
    "0,0],"
    "\"split_conditions\":[0.5,-1.0,2.0,1.0,3.0],\"sum_hessian\":[4.0,2.0,2.0,1.0,1.0],"
    "\"loss_changes\":[3.0,0.0,1.0,0.0,0.0],\"split_type\":[0,0,0,0,0]},"
    "{\"left_children\":[-1],\"right_children\":[-1],\"split_indices\":[0],\"split_conditions\":[0."
    "25],"
    "\"sum_hessian\":[4.0],\"loss_changes\":[0.0],\"split_type\":[0]}]},\"name\":\"gbtree\"},"
    "\"learner_model_param\":{\"base_score\":\"2E-1\",\"num_class\":\"0\",\"num_feature\":\"2\"},"
    "\"objective\":{\"name\":\"binary:logistic\"}},\"version\":[1,7,4]}";

static void
reads_the_format(void **state)
{
	static const double x[][2] = { { 0.4, 9 }, { 0.5, 1.9 }, { 0.5, 2 } };
	static const double leaf[] = { -1, 1, 3 };
	struct fault fault = { 0 };
	struct boost boost;
	double out[3], phi[3][2], base, share[2];

	(void)state;
	assert_true(read_boost(&boost, by_hand, strlen(by_hand), 2, &fault));
	boost_predict(&boost, x[0], 3, out);
	boost_reasons(&boost, x[0], 3, phi[0], &base);
	boost_importance(&boost, share);
	/* leaves by cover: -1/2 + 1/4 + 3/4 */
	assert_true(fabs(base - (log(0.25) + 0.25 + 0.5)) < 1e-6);
	for (size_t i = 0; i < 3; i++) {
		double z = log(0.25) + leaf[i] + 0.25;

		assert_true(fabs(out[i] - 1 / (1 + exp(-z))) < 1e-7);
		assert_true(fabs(base + phi[i][0] + phi[i][1] - z) < 1e-6);
	}
	/* the second row: v({}) = .5, v(0) = 2, v(1) = -1/2 + 1/2, v(0, 1) = 1 */
	assert_true(
	    fabs(phi[1][0] - (1.5 + 1) / 2) < 1e-12 && fabs(phi[1][1] - (-0.5 - 1) / 2) < 1e-12);
	assert_true(share[0] == 0.75 && share[1] == 0.25);
	boost_release(&boost);
	assert_false(read_boost(&boost, by_hand, strlen(by_hand), 3, &fault));
}

static void
refuses_what_is_no_model(void **state)
{
	static const struct {
		const char *from, *to;
	} each[] = {
		{ "[1,-1,3,-1,-1]", "[0,-1,3,-1,-1]" }, /* its own parent */
		{ "[1,-1,3,-1,-1]", "[2,-1,3,-1,-1]" }, /* both children the same */
		{ "[1,-1,3,-1,-1]", "[1,-1,0,-1,-1]" },
		{ "[1,-1,3,-1,-1]", "[1,3,3,-1,-1]" },
		{ "[1,-1,3,-1,-1]", "[5,-1,3,-1,-1]" },
		{ "[1,-1,3,-1,-1]", "[1.5,-1,3,-1,-1]" },
		{ "[1,-1,3,-1,-1]", "[1,-1,3,-1]" },
		{ "[2,-1,4,-1,-1]", "[2,-1,1,-1,-1]" }, /* a child of two */
		{ "[2,-1,4,-1,-1]", "[-1,-1,4,-1,-1]" },
		{ "[0,0,1,0,0]", "[2,0,1,0,0]" },
		{ "[0,0,1,0,0]", "[-1,0,1,0,0]" },
		{ "[0.5,-1.0,2.0,1.0,3.0]", "[0.5,-1.0,2.0,1.0,1e39]" },
		{ "[0.5,-1.0,2.0,1.0,3.0]", "[0.5,-1.0,2.0,1.0,null]" },
		{ "[4.0,2.0,2.0,1.0,1.0]", "[4.0,2.0,2.0,0.0,1.0]" },
		{ "[0,0,0,0,0]", "[1,0,0,0,0]" },
		{ "\"2E-1\"", "\"1\"" },
		{ "\"2E-1\"", "0.2" },
		{ "\"num_class\":\"0\"", "\"num_class\":\"3\"" },
		{ "binary:logistic", "reg:squarederror" },
		{ "gbtree", "dart" },
		{ "\"trees\":[", "\"trees\":[{}," },
		{ "loss_changes", "loss" },
	};

	(void)state;
	for (size_t k = 0; k < sizeof each / sizeof each[0]; k++) {
		const char *at = strstr(by_hand, each[k].from);
		struct fault fault = { 0 };
		struct boost boost;
		char text[1500];

		assert_non_null(at);
		snprintf(text, sizeof text, "%.*s%s%s", (int)(at - by_hand), by_hand, each[k].to,
		    at + strlen(each[k].from));
		assert_false(read_boost(&boost, text, strlen(text), 2, &fault));
		assert_int_equal(fault.exit, EXIT_USAGE);
	}
}

/* Tokens changed by chance: refused, or a model that works. */
static void
survives_damage(void **state)
{
	static const char *const word[] = { "-1", "0", "1", "2", "3", "4", "1e9", "-0.5", "[]",
		"null", "{}", "\"a\"", "" };
	static const double x[2] = { 0.7, 1 };
	struct random random;
	unsigned refused = 0, taken = 0;

	(void)state;
	random_seed(&random, 6);
	for (int turn = 0; turn < 20000; turn++) {
		size_t len = strlen(by_hand), at = random_below(&random, len), end = at;
		struct fault fault = { 0 };
		struct boost boost;
		double out, phi[2], base;
		char text[1500];

		while (end < len && strchr("-0123456789.", by_hand[end]) != NULL)
			end++;
		snprintf(text, sizeof text, "%.*s%s%s", (int)at, by_hand,
		    word[random_below(&random, 13)], by_hand + end);
		if (read_boost(&boost, text, strlen(text), 2, &fault)) {
			boost_predict(&boost, x, 1, &out);
			boost_reasons(&boost, x, 1, phi, &base);
			assert_true(out >= 0 && out <= 1);
			boost_release(&boost);
			taken++;
		} else {
			refused++;
		}
	}
	assert_true(refused > 5000 && taken > 100);
}

/*
 * One label, one row, no feature, values past a float: an answer or a fault, and nothing printed.
 */
static void
survives_odd_data(void **state)
{
	struct data *d = memory_new(sizeof *d);
	struct boost_params params = BOOST_DEFAULT;
	struct fault fault = { 0 };
	struct boost boost;
	double out[2];

	(void)state;
	make(d, 50, 7);
	params.trees = 5;
	if (!boost_available()) {
		assert_false(boost_fit(&boost, &d->frame, d->y, d->row, d->n, &params, &fault));
		assert_int_equal(fault.exit, EXIT_USAGE);
		free(d);
		return;
	}
	d->column[0][3] = 1e300;
	d->x[1][0] = -1e300;
	assert_true(boost_fit(&boost, &d->frame, d->y, d->row, d->n, &params, &fault));
	boost_predict(&boost, d->x[0], 2, out);
	assert_true(out[1] > 0 && out[1] < 1);
	boost_release(&boost);
	assert_true(boost_fit(&boost, &d->frame, d->y, d->row, 1, &params, &fault));
	boost_release(&boost);
	memset(d->y, 0, sizeof d->y);
	assert_true(boost_fit(&boost, &d->frame, d->y, d->row, d->n, &params, &fault));
	boost_predict(&boost, d->x[0], 2, out);
	assert_true(out[0] < 0.4);
	boost_release(&boost);
	d->frame.p = 0;
	if (boost_fit(&boost, &d->frame, d->y, d->row, d->n, &params, &fault))
		boost_release(&boost);
	else
		assert_true(strchr(fault.text, '\n') == NULL);
	free(d);
}

static void
checks(void **state)
{
	struct boost_params p = BOOST_DEFAULT;

	(void)state;
	assert_null(boost_check(&p));
	p.eta = 0;
	assert_non_null(boost_check(&p));
	p = BOOST_DEFAULT;
	p.subsample = NAN;
	assert_non_null(boost_check(&p));
	p = BOOST_DEFAULT;
	p.depth = 65;
	assert_non_null(boost_check(&p));
	p = BOOST_DEFAULT;
	p.seed = UINT64_C(1) << 31;
	assert_non_null(boost_check(&p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_the_python_package),
		cmocka_unit_test(is_the_same_for_any_threads_and_reads_back),
		cmocka_unit_test(reads_the_format),
		cmocka_unit_test(refuses_what_is_no_model),
		cmocka_unit_test(survives_damage),
		cmocka_unit_test(survives_odd_data),
		cmocka_unit_test(checks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
