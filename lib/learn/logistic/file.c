/* file: the model as one JSON value, and back. */
#include <jansson.h>
#include <string.h>

#include "base/memory.h"
#include "learn/logistic/parts.h"
#include "learn/model_text.h"

#define MEMBERS 16u

static const char *const separations[] = { "none", "quasi", "perfect" };

static void
add_name(struct buffer *out, const char *name)
{
	model_add(out, out->ptr[out->len - 1] == '{' ? "\"" : ", \"");
	model_add(out, name);
	model_add(out, "\": ");
}

static void
add_member(struct buffer *out, const char *name, double x)
{
	add_name(out, name);
	model_add_number(out, x);
}

static void
add_truth(struct buffer *out, const char *name, bool truth)
{
	add_name(out, name);
	model_add_flag(out, truth);
}

static void
add_list(struct buffer *out, const char *name, const double *x, size_t n)
{
	add_name(out, name);
	model_add_numbers(out, x, n);
}

/* The features whose flag is set, from 0. */
static void
add_marked(struct buffer *out, const char *name, const uint8_t *flag, size_t n)
{
	bool any = false;

	add_name(out, name);
	buffer_byte(out, '[');
	for (size_t j = 0; j < n; j++) {
		if (!flag[j])
			continue;
		if (any)
			model_add(out, ", ");
		model_add_number(out, (double)j);
		any = true;
	}
	buffer_byte(out, ']');
}

void
logistic_write(const struct logistic_model *m, struct buffer *out)
{
	buffer_byte(out, '{');
	add_member(out, "intercept", m->intercept);
	add_member(out, "intercept_se", m->intercept_se);
	add_list(out, "coef", m->coef, m->p);
	add_list(out, "se", m->se, m->p);
	add_list(out, "mean", m->mean, m->p);
	add_list(out, "sd", m->sd, m->p);
	add_marked(out, "aliased", m->aliased, m->p);
	add_marked(out, "separated", m->separated, m->p);
	add_name(out, "separation");
	buffer_byte(out, '"');
	model_add(out, separations[m->separation]);
	buffer_byte(out, '"');
	add_member(out, "log_likelihood", m->log_likelihood);
	add_member(out, "null_log_likelihood", m->null_log_likelihood);
	add_member(out, "c", m->c);
	add_truth(out, "scaled", m->scaled);
	add_truth(out, "converged", m->converged);
	add_member(out, "iterations", (double)m->iterations);
	add_member(out, "rows", (double)m->rows);
	buffer_byte(out, '}');
}

/* Reading: the first thing that is wrong is kept. */
struct reading {
	const json_t *from;
	struct fault *fault;
};

static bool
wrong(const struct reading *r, const char *what)
{
	fault_set(r->fault, EXIT_USAGE, "%s", what);
	return false;
}

/* A finite number, or where missing allows null. */
static bool
take_number(const struct reading *r, const json_t *value, const double *missing, double *x)
{
	if (missing != NULL && json_is_null(value)) {
		*x = *missing;
		return true;
	}
	if (!json_is_number(value) || !isfinite(json_number_value(value)))
		return wrong(r, "a value of the logistic model is not a number that it can have");
	*x = json_number_value(value);
	return true;
}

static bool
take_member(const struct reading *r, const char *name, const double *missing, double *x)
{
	return take_number(r, json_object_get(r->from, name), missing, x);
}

static bool
take_list(const struct reading *r, const char *name, const double *missing, double *x, size_t n)
{
	const json_t *list = json_object_get(r->from, name);

	if (!json_is_array(list) || json_array_size(list) != n)
		return wrong(r,
		    "a list of the logistic model does not have a number for each feature");
	for (size_t j = 0; j < n; j++)
		if (!take_number(r, json_array_get(list, j), missing, &x[j]))
			return false;
	return true;
}

static bool
take_marked(const struct reading *r, const char *name, uint8_t *flag, size_t n)
{
	const json_t *list = json_object_get(r->from, name);
	double j, before = -1;

	if (!json_is_array(list) || json_array_size(list) > n)
		return wrong(r, "a list of the logistic model is not one of features");
	for (size_t k = 0; k < json_array_size(list); k++, before = j) {
		if (!take_number(r, json_array_get(list, k), NULL, &j))
			return false;
		if (!(j > before) || j >= (double)n || j != floor(j))
			return wrong(r, "a list of the logistic model is not one of features");
		flag[(size_t)j] = 1;
	}
	return true;
}

static bool
take_count(const struct reading *r, const char *name, uint64_t *count)
{
	double x;

	if (!take_member(r, name, NULL, &x))
		return false;
	if (!(x >= 0 && x < 9e15 && x == floor(x)))
		return wrong(r, "a count of the logistic model is none");
	*count = (uint64_t)x;
	return true;
}

static bool
take_words(const struct reading *r, struct logistic_model *m)
{
	const char *name = json_string_value(json_object_get(r->from, "separation"));
	const json_t *scaled = json_object_get(r->from, "scaled");
	const json_t *converged = json_object_get(r->from, "converged");
	int found = -1;

	for (int k = 0; k < 3 && name != NULL; k++)
		if (strcmp(name, separations[k]) == 0)
			found = k;
	if (found < 0 || !json_is_boolean(scaled) || !json_is_boolean(converged))
		return wrong(r, "the logistic model does not say how it was fitted");
	m->separation = (enum logistic_separation)found;
	m->scaled = json_is_true(scaled);
	m->converged = json_is_true(converged);
	return true;
}

static bool
take_model(const struct reading *r, struct logistic_model *m)
{
	static const double none = NAN, unbounded = INFINITY;

	if (!json_is_object(r->from) || json_object_size(r->from) != MEMBERS)
		return wrong(r, "the logistic model does not have the members of one");
	if (!take_member(r, "intercept", NULL, &m->intercept) ||
	    !take_member(r, "intercept_se", &none, &m->intercept_se) ||
	    !take_list(r, "coef", NULL, m->coef, m->p) || !take_list(r, "se", &none, m->se, m->p) ||
	    !take_list(r, "mean", NULL, m->mean, m->p) || !take_list(r, "sd", NULL, m->sd, m->p) ||
	    !take_marked(r, "aliased", m->aliased, m->p) ||
	    !take_marked(r, "separated", m->separated, m->p) || !take_words(r, m) ||
	    !take_member(r, "log_likelihood", NULL, &m->log_likelihood) ||
	    !take_member(r, "null_log_likelihood", NULL, &m->null_log_likelihood) ||
	    !take_member(r, "c", &unbounded, &m->c) ||
	    !take_count(r, "iterations", &m->iterations) || !take_count(r, "rows", &m->rows))
		return false;
	for (size_t j = 0; j < m->p; j++)
		if (m->sd[j] < 0 || m->se[j] < 0)
			return wrong(r,
			    "a standard deviation or error of the logistic model is below 0");
	if (!(m->c > 0) || m->rows < 1 || m->intercept_se < 0 || m->log_likelihood > 0 ||
	    m->null_log_likelihood > 0)
		return wrong(r, "a value of the logistic model is not a number that it can have");
	return true;
}

bool
logistic_read(struct logistic_model *model, const struct json_t *value, size_t p,
    struct fault *fault)
{
	struct reading r = { value, fault };

	logistic_init(model, p);
	if (take_model(&r, model))
		return true;
	logistic_free(model);
	return false;
}
