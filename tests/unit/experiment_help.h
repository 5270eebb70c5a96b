/*
 * experiment_help: what the tests of stats/experiment share: the cases of
 * data/reference/ab_cases.json where IA_SHARED has them, and their numbers.
 */
#ifndef IA_TESTS_EXPERIMENT_HELP_H
#define IA_TESTS_EXPERIMENT_HELP_H

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
#include "stats/experiment/distribution.h"
#include "stats/experiment/effect.h"
#include "stats/interval.h"

#define EXACT 1e-9
#define INTEGRAL 1e-8
#define BOUND 5e-9
#define Z95 INTERVAL_Z95

static const struct judging both_sides = { .alpha = 0.05 };
static size_t compared;

/* The member of a path "welch.ci.0". */
static inline json_t *
reach(json_t *at, const char *path)
{
	char text[100], *rest = text, *part;

	snprintf(text, sizeof text, "%s", path);
	while ((part = strtok_r(rest, ".", &rest)) != NULL && at != NULL)
		at = json_is_array(at) ? json_array_get(at, strtoul(part, NULL, 10))
				       : json_object_get(at, part);
	return at;
}

static inline double
number_at(json_t *at, const char *path)
{
	json_t *x = reach(at, path);

	if (x == NULL)
		print_error("no %s\n", path);
	assert_non_null(x);
	return json_number_value(x);
}

static inline void
is(json_t *at, const char *path, double x, double relative)
{
	double want = number_at(at, path);

	compared++;
	if (!(fabs(x - want) <= relative * fabs(want) + 1e-300))
		print_error("%s: %.17g, not %.17g\n", path, x, want);
	assert_true(fabs(x - want) <= relative * fabs(want) + 1e-300);
}

/*
 * The same of a bound, beside the standard error. Where it is Student's, SciPy 1.10's stdtrit is
 * off by up to 3e-9 (its p is not); ours is held against mpmath in stats_experiment.c.
 */
static inline void
is_of(json_t *at, const char *path, double x, double size)
{
	compared++;
	if (!(fabs(x - number_at(at, path)) <= BOUND * size))
		print_error("%s: %.17g, not %.17g\n", path, x, number_at(at, path));
	assert_true(fabs(x - number_at(at, path)) <= BOUND * size);
}

static inline void
near_to(double x, double want)
{
	assert_true(fabs(x - want) <= EXACT * want);
}

static inline double *
numbers_of(json_t *a, json_t *b, size_t *n)
{
	double *x = memory_array(json_array_size(a) + json_array_size(b) + 1, sizeof *x);

	*n = 0;
	for (size_t i = 0; i < json_array_size(a); i++)
		x[(*n)++] = json_number_value(json_array_get(a, i));
	for (size_t i = 0; i < json_array_size(b); i++)
		x[(*n)++] = json_number_value(json_array_get(b, i));
	return x;
}

static inline void
relative_is(json_t *relative, struct effect e)
{
	double z = e.lift / e.lift_se;

	effect_judge(&e, &both_sides);
	is(relative, "lift", e.lift, EXACT);
	is(relative, "se", e.lift_se, EXACT);
	is(relative, "df", e.df, EXACT);
	is_of(relative, "ci_t.0", e.lift_low, e.lift_se);
	is_of(relative, "ci_t.1", e.lift_high, e.lift_se);
	is(relative, "p_t", student_two_sided(z, e.df), EXACT);
	effect_bounds(&e, Z95, 0);
	is_of(relative, "ci_z.0", e.lift_low, e.lift_se);
	is_of(relative, "ci_z.1", e.lift_high, e.lift_se);
	is(relative, "p_z", erfc(fabs(z) / M_SQRT2), EXACT);
}

struct kind {
	const char *name;
	void (*check)(json_t *in, json_t *out);
};

/* Every case of these kinds; at least so many numbers are compared. */
static inline void
check_cases(const struct kind *kind, size_t n, size_t least)
{
	const char *shared = getenv("IA_SHARED");
	char path[4096];
	json_t *root, *one;
	size_t at;

	snprintf(path, sizeof path, "%s/data/reference/ab_cases.json",
	    shared != NULL ? shared : "");
	root = json_load_file(path, 0, NULL);
	if (root == NULL) {
		print_message("skipped: no data/reference/ab_cases.json in IA_SHARED\n");
		return;
	}
	json_array_foreach(json_object_get(root, "cases"), at, one)
	{
		const char *name = json_string_value(json_object_get(one, "kind"));

		for (size_t k = 0; k < n; k++)
			if (strcmp(kind[k].name, name) == 0)
				kind[k].check(json_object_get(one, "in"),
				    json_object_get(one, "out"));
	}
	assert_true(compared >= least);
	json_decref(root);
}

#endif
