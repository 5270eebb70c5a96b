/*
 * metrics: against scikit-learn, statsmodels and brute force (tests/oracle/metrics.py), published
 * values, and relations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "learn/metrics/metrics.h"
#include "../unit.h"

#define NEAR 1e-12
#define NEAR_FIT 1e-6 /* statsmodels' own tolerance */

static int
near_to(double x, double want, double tol)
{
	return (isnan(x) && isnan(want)) || fabs(x - want) <= tol * (1 + fabs(want));
}

static void
is_near(const char *what, size_t n, double x, double want, double tol)
{
	if (!near_to(x, want, tol))
		fail_msg("%s of %zu rows: %.17g, not %.17g", what, n, x, want);
}

static void
checks_line(const struct metrics *m, const char *name, const double *want)
{
	double tol = strncmp(name, "calibration", 11) == 0 ? NEAR_FIT : NEAR;
	struct metrics_line line[METRICS_LINES];
	size_t n = metrics_lines(m, line);

	for (size_t k = 0; k < n; k++) {
		if (strcmp(line[k].name, name) != 0)
			continue;
		is_near(name, m->n, line[k].metric.value, want[0], tol);
		is_near(name, m->n, line[k].metric.low, want[1], tol);
		is_near(name, m->n, line[k].metric.high, want[2], tol);
		return;
	}
	fail_msg("no line %s", name);
}

static void
checks_decile(const struct metrics *m, const struct metrics_decile *d, const double *want)
{
	const double have[] = { d->rows, d->positives, d->mean_score, d->lift, d->capture,
		d->total_lift, d->total_capture };

	for (size_t k = 0; k < 7; k++)
		is_near("decile", m->n, have[k], want[k], NEAR);
}

static void
checks_bin(const struct metrics *m, const struct metrics_bin *b, const double *want)
{
	const double have[] = { b->rows, b->positives, b->mean_score, b->rate.value, b->rate.low,
		b->rate.high };

	for (size_t k = 0; k < 6; k++)
		is_near("bin", m->n, have[k], want[k], NEAR);
}

/* The expectations behind a case's rows. */
static void
checks_case(FILE *f, struct metrics *m)
{
	size_t decile = 0, bin = 0, weighted = !isnan(m->rows) && m->rows != (double)m->n;
	char name[64];
	double want[8];

	while (fscanf(f, "%63s", name) == 1 && strcmp(name, "end") != 0) {
		size_t n = strcmp(name, "decile") == 0 ? 7 : strcmp(name, "bin") == 0 ? 6 : 3;

		for (size_t k = 0; k < n; k++)
			assert_int_equal(fscanf(f, "%lf", &want[k]), 1);
		if (n == 7)
			checks_decile(m, &m->decile[decile++], want);
		else if (n == 6)
			checks_bin(m, &m->bin[bin++], want);
		else
			checks_line(m, name, want);
	}
	assert_true(weighted || (decile == METRICS_DECILES && bin == m->nbin));
}

static void
oracle_agrees(void **state)
{
	FILE *f = oracle("metrics.py 5");
	size_t n, cases = 0;
	int weighted;

	(void)state;
	if (f == NULL)
		skip();
	struct metrics_params params = METRICS_DEFAULT;

	while (fscanf(f, " case %zu %d %lf %zu", &n, &weighted, &params.threshold, &params.bins) ==
	    4) {
		double *score = malloc(n * sizeof *score), *weight = malloc(n * sizeof *weight);
		uint8_t *y = malloc(n);
		struct metrics m;

		for (size_t i = 0; i < n; i++)
			assert_int_equal(fscanf(f, "%lf %hhu %lf", &score[i], &y[i], &weight[i]),
			    3);
		metrics_of(&m, score, y, weighted ? weight : NULL, n, &params);
		checks_case(f, &m);
		metrics_release(&m);
		free(score);
		free(weight);
		free(y);
		cases++;
	}
	assert_int_equal(pclose(f), 0);
	if (cases == 0) {
		print_message(
		    "skipped: tests/oracle/metrics.py needs scikit-learn and statsmodels\n");
		skip();
	}
	assert_true(cases > 60);
}

/*
 * Hanley and McNeil 1982, The meaning and use of the area under a ROC curve, table I: 109 CT
 * images, area 0.893.
 */
static void
published_area(void **state)
{
	static const unsigned normal[5] = { 33, 6, 6, 11, 2 }, abnormal[5] = { 3, 2, 2, 11, 33 };
	struct metrics_params params = METRICS_DEFAULT;
	struct metrics m;
	double score[109];
	uint8_t y[109];
	size_t n = 0;

	(void)state;
	for (unsigned k = 0; k < 5; k++) {
		for (unsigned i = 0; i < normal[k] + abnormal[k]; i++, n++) {
			score[n] = (k + 1) / 6.0;
			y[n] = i >= normal[k];
		}
	}
	assert_int_equal(n, 109);
	metrics_of(&m, score, y, NULL, n, &params);
	assert_true(fabs(m.auc.value - 0.893) < 5e-4);
	assert_true(fabs((m.auc.high - m.auc.low) / 2 / 1.96 - 0.032) < 2e-3);
	assert_true(m.auc.value == metrics_auc(score, y, n));
	metrics_release(&m);
}

static void
order_does_not_matter(void **state)
{
	struct metrics_params params = METRICS_DEFAULT;
	struct metrics_line a[METRICS_LINES], b[METRICS_LINES];
	struct metrics one, other;
	struct random random;
	double score[500], turned[500];
	uint8_t y[500], y_turned[500];

	(void)state;
	random_seed(&random, 3);
	for (size_t i = 0; i < 500; i++) {
		score[i] = floor(random_unit(&random) * 40) / 40;
		y[i] = random_unit(&random) < score[i];
		turned[499 - i] = score[i];
		y_turned[499 - i] = y[i];
	}
	metrics_of(&one, score, y, NULL, 500, &params);
	metrics_of(&other, turned, y_turned, NULL, 500, &params);
	metrics_lines(&one, a);
	metrics_lines(&other, b);
	for (size_t k = 0; k < METRICS_LINES; k++)
		assert_memory_equal(&a[k].metric, &b[k].metric, sizeof a[k].metric);
	assert_memory_equal(one.decile, other.decile, sizeof one.decile);
	metrics_release(&one);
	metrics_release(&other);
}

static void
nothing_is_no_crash(void **state)
{
	struct metrics_params params = METRICS_DEFAULT;
	struct metrics m;

	(void)state;
	metrics_of(&m, NULL, NULL, NULL, 0, &params);
	assert_true(isnan(m.auc.value) && isnan(m.accuracy.value) && isnan(m.log_loss.value));
	assert_int_equal(m.nbin, 0);
	metrics_release(&m);
	assert_null(metrics_check(&params));
	params.threshold = NAN;
	assert_non_null(metrics_check(&params));
	params = METRICS_DEFAULT;
	params.bins = 0;
	assert_non_null(metrics_check(&params));
}

static void
both_zeros_tie(void **state)
{
	static const double score[] = { 0.0, -0.0, 1, -1e-300 };
	static const uint8_t y[] = { 1, 0, 1, 0 };

	(void)state;
	assert_true(metrics_auc(score, y, 4) == 3.5 / 4);
}

/* By the definition, over all rows, for what metrics_alone finds on some of them. */
static void
alone(void **state)
{
	enum { N = 40000 };
	double *leak = malloc(N * sizeof *leak), *noise = malloc(N * sizeof *noise), auc[3], want;
	uint8_t *y = malloc(N), *flag = malloc(N);
	uint32_t *row = malloc(N * sizeof *row);
	struct random random;

	(void)state;
	random_seed(&random, 9);
	for (uint32_t i = 0; i < N; i++) {
		y[i] = random_unit(&random) < 0.3;
		leak[i] = -(y[i] + random_normal(&random) / 5);
		noise[i] = random_normal(&random);
		flag[i] = random_unit(&random) < 0.2 + 0.5 * y[i];
		row[i] = i;
	}
	struct feature feature[3] = { { .number = leak }, { .number = noise }, { .flag = flag } };
	struct frame frame = { N, 3, feature };

	metrics_alone(&frame, row, N, y, 2, auc);
	want = 1 - metrics_auc(leak, y, N);
	assert_true(want > 0.99 && near_to(auc[0], want, NEAR));
	assert_true(auc[1] >= 0.5 && auc[1] < 0.52);
	for (size_t i = 0; i < N; i++)
		noise[i] = flag[i];
	assert_true(near_to(auc[2], metrics_auc(noise, y, N), NEAR));
	free(leak);
	free(noise);
	free(y);
	free(flag);
	free(row);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(oracle_agrees),
		cmocka_unit_test(published_area), cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(nothing_is_no_crash), cmocka_unit_test(both_zeros_tie),
		cmocka_unit_test(alone) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
