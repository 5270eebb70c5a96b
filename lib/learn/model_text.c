#include "learn/model_text.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"

#define NUMBER_MOST 1e300

void
model_add(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

void
model_add_string(struct buffer *out, const char *text)
{
	json_t *value = json_string(text);
	char *source = json_dumps(value, JSON_ENCODE_ANY);

	if (source == NULL)
		memory_exhausted();
	model_add(out, source);
	free(source);
	json_decref(value);
}

void
model_add_number(struct buffer *out, double x)
{
	if (isfinite(x))
		buffer_advance(out,
		    buffer_reserve(out, NUMBER_WIDTH) +
			number_write(buffer_reserve(out, NUMBER_WIDTH), x));
	else
		model_add(out, "null");
}

void
model_add_numbers(struct buffer *out, const double *x, size_t n)
{
	buffer_byte(out, '[');
	for (size_t k = 0; k < n; k++) {
		if (k > 0)
			model_add(out, ", ");
		model_add_number(out, x[k]);
	}
	buffer_byte(out, ']');
}

void
model_add_flag(struct buffer *out, bool flag)
{
	model_add(out, flag ? "true" : "false");
}

bool
model_wrong(struct fault *fault, const char *sentence)
{
	fault_set(fault, EXIT_USAGE, "%s", sentence);
	return false;
}

/* jansson takes a failing allocation for bad JSON. */
static void *
allocate(size_t size)
{
	void *ptr = malloc(size > 0 ? size : 1);

	if (ptr == NULL)
		memory_exhausted();
	return ptr;
}

json_t *
model_parse(struct slice text, struct fault *fault)
{
	json_error_t error;
	json_t *root;

	/* jansson swallows a NUL behind a number */
	if (text.len > 0 && memchr(text.ptr, '\0', text.len) != NULL) {
		model_wrong(fault, "it holds a NUL byte");
		return NULL;
	}
	json_set_alloc_funcs(allocate, free);
	root = json_loadb(text.len > 0 ? text.ptr : "", text.len,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error); /* of any size */
	if (root == NULL)
		model_wrong(fault, "it is damaged, or no JSON");
	return root;
}

static bool
wrong_member(struct fault *fault, const char *name, const char *expected)
{
	fault_set(fault, EXIT_USAGE, "its \"%s\" is not there, or is not %s", name, expected);
	return false;
}

const char *
model_string(const json_t *object, const char *name, struct fault *fault)
{
	const char *text = json_string_value(json_object_get(object, name));

	if (text == NULL)
		wrong_member(fault, name, "a text");
	return text;
}

bool
model_number(const json_t *object, const char *name, double *x, struct fault *fault)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_number(value) || !(fabs(json_number_value(value)) <= NUMBER_MOST))
		return wrong_member(fault, name, "a number that a model can have");
	*x = json_number_value(value);
	return true;
}

bool
model_number_or_null(const json_t *object, const char *name, double *x, struct fault *fault)
{
	if (!json_is_null(json_object_get(object, name)))
		return model_number(object, name, x, fault);
	*x = NAN;
	return true;
}

bool
model_count(const json_t *object, const char *name, double most, uint64_t *n, struct fault *fault)
{
	double x;

	if (!model_number(object, name, &x, fault))
		return false;
	if (x < 0 || x > most || x != floor(x))
		return wrong_member(fault, name, "a count that a model can have");
	*n = (uint64_t)x;
	return true;
}

bool
model_flag(const json_t *object, const char *name, bool *flag, struct fault *fault)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_boolean(value))
		return wrong_member(fault, name, "true or false");
	*flag = json_is_true(value);
	return true;
}

const json_t *
model_array(const json_t *object, const char *name, size_t most, struct fault *fault)
{
	const json_t *value = json_object_get(object, name);

	if (json_is_array(value) && json_array_size(value) <= most)
		return value;
	wrong_member(fault, name, "a list that a model can have");
	return NULL;
}
