/*
 * logistic_help: frames to fit, for the tests of logistic regression. Include it after cmocka.h.
 */
#ifndef IA_TESTS_LOGISTIC_HELP_H
#define IA_TESTS_LOGISTIC_HELP_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/logistic/logistic.h"

/* Rows as columns of a frame; columns of 0 and 1 alone become flags. */
struct data {
	size_t n, p;
	double *x, *weight; /* x[p][n] */
	uint8_t *y, *flags; /* flags[p][n] */
	uint32_t *row;
	struct feature *feature;
	struct frame frame;
};

static inline void
data_init(struct data *d, size_t n, size_t p)
{
	*d = (struct data){ .n = n, .p = p };
	d->x = calloc(n * p + 1, sizeof *d->x);
	d->weight = calloc(n, sizeof *d->weight);
	d->y = calloc(n, 1);
	d->flags = calloc(n * p + 1, 1);
	d->row = calloc(n, sizeof *d->row);
	d->feature = calloc(p + 1, sizeof *d->feature);
	for (size_t i = 0; i < n; i++) {
		d->row[i] = (uint32_t)i;
		d->weight[i] = 1;
	}
}

static inline void
data_finish(struct data *d)
{
	for (size_t j = 0; j < d->p; j++) {
		bool flag = true;

		for (size_t i = 0; i < d->n; i++) {
			flag = flag && (d->x[j * d->n + i] == 0 || d->x[j * d->n + i] == 1);
			d->flags[j * d->n + i] = d->x[j * d->n + i] > 0;
		}
		d->feature[j] = flag ? (struct feature){ .flag = d->flags + j * d->n }
				     : (struct feature){ .number = d->x + j * d->n };
	}
	d->frame = (struct frame){ d->n, d->p, d->feature };
}

static inline void
data_release(struct data *d)
{
	free(d->x);
	free(d->weight);
	free(d->y);
	free(d->flags);
	free(d->row);
	free(d->feature);
}

static inline void
fit(struct logistic_model *model, const struct data *d, double c, unsigned threads)
{
	struct logistic_params params = LOGISTIC_DEFAULT;

	params.c = c;
	params.threads = threads;
	logistic_fit(model, &d->frame, d->row, d->n, d->y, NULL, &params);
}

static inline void
is_near(const char *what, size_t j, double x, double want, double tol)
{
	if (!(fabs(x - want) <= tol * (1e-3 + fabs(want))))
		fail_msg("%s %zu: %.17g, not %.17g", what, j, x, want);
}

/* Numbers, rare and frequent flags; labels that depend on them. */
static inline void
make(struct data *d, size_t n, size_t p, uint64_t seed)
{
	struct random random;

	random_seed(&random, seed);
	data_init(d, n, p);
	for (size_t i = 0; i < n; i++) {
		double eta = -1;

		for (size_t j = 0; j < p; j++) {
			double x = j % 3 == 0 ? random_normal(&random) * 40 + 300
					      : random_unit(&random) < (j % 3 == 1 ? 0.05 : 0.4);

			d->x[j * n + i] = x;
			eta += j % 3 == 0 ? (x - 300) / 80 : x - 0.2;
		}
		d->y[i] = random_unit(&random) < 1 / (1 + exp(-eta));
	}
	data_finish(d);
}

static inline void
same_model(const struct logistic_model *a, const struct logistic_model *b)
{
	size_t p = a->p;

	assert_int_equal(a->p, b->p);
	assert_memory_equal(&a->intercept, &b->intercept, sizeof a->intercept);
	assert_memory_equal(a->coef, b->coef, p * sizeof *a->coef);
	for (size_t j = 0; j < p; j++)
		assert_true(a->se[j] == b->se[j] || (isnan(a->se[j]) && isnan(b->se[j])));
	assert_memory_equal(a->mean, b->mean, p * sizeof *a->mean);
	assert_memory_equal(a->sd, b->sd, p * sizeof *a->sd);
	assert_memory_equal(a->aliased, b->aliased, p);
	assert_memory_equal(a->separated, b->separated, p);
	assert_true(a->log_likelihood == b->log_likelihood &&
	    a->null_log_likelihood == b->null_log_likelihood);
	assert_true(a->c == b->c && a->scaled == b->scaled && a->converged == b->converged);
	assert_true(
	    a->iterations == b->iterations && a->rows == b->rows && a->separation == b->separation);
}

#endif
