/* The model file of a grouping: written, and read with every member checked. */
#include "learn/cluster/grouping_parts.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "learn/model_text.h"

#define FORMAT "ia-kmeans"
#define COLUMNS_MAX 65536u

static const char *const scales[] = { "zscore", "robust", "minmax", "none" };

static void
add_member(struct buffer *out, const char *name, const double *x, size_t n)
{
	model_add(out, ",\n  \"");
	model_add(out, name);
	model_add(out, "\": ");
	if (n > 0)
		model_add_numbers(out, x, n);
	else
		model_add_number(out, *x);
}

static void
add_columns(struct buffer *out, const struct grouping *file)
{
	model_add(out, ",\n  \"columns\": [");
	for (size_t c = 0; c < file->d; c++) {
		model_add(out, c > 0 ? ", " : "");
		model_add_string(out, file->column[c]);
	}
	model_add(out, "],\n  \"log\": [");
	for (size_t c = 0; c < file->d; c++) {
		model_add(out, c > 0 ? ", " : "");
		model_add_flag(out, file->scaling.log[c]);
	}
	buffer_byte(out, ']');
}

bool
grouping_write(const struct grouping *file, struct buffer *out, struct fault *fault)
{
	const struct kmeans_model *model = &file->model;
	size_t d = file->d;

	if (model->k == 0)
		fault_set(fault, EXIT_DATA, "no row to make clusters of");
	if (fault_is_set(fault))
		return false;
	model_add(out, "{\n  \"format\": \"" FORMAT "\"");
	add_member(out, "version", &(double){ GROUPING_VERSION }, 0);
	add_columns(out, file);
	model_add(out, ",\n  \"scale\": \"");
	model_add(out, scales[file->scaling.scale]);
	buffer_byte(out, '"');
	add_member(out, "mean", file->scaling.mean, d);
	add_member(out, "offset", file->scaling.offset, d);
	add_member(out, "spread", file->scaling.spread, d);
	add_member(out, "inertia", &model->inertia, 0);
	model_add(out, ",\n  \"clusters\": [");
	for (size_t j = 0; j < model->k; j++) {
		model_add(out, j > 0 ? ",\n    {\"size\": " : "\n    {\"size\": ");
		model_add_number(out, (double)model->size[j]);
		model_add(out, ", \"centre\": ");
		model_add_numbers(out, model->centre + j * d, d);
		buffer_byte(out, '}');
	}
	model_add(out, "\n  ]\n}\n");
	return true;
}

/* Reading: the first thing that is wrong stays in the fault. */
struct reading {
	struct grouping *file;
	struct fault *fault;
};

static bool
wrong(const struct reading *r, const char *what)
{
	return model_wrong(r->fault, what);
}

static bool
read_number(const struct reading *r, const json_t *value, double *x)
{
	if (!json_is_number(value) || !isfinite(json_number_value(value)) ||
	    fabs(json_number_value(value)) > 1e300)
		return wrong(r, "a value is not a number that a model can have");
	*x = json_number_value(value);
	return true;
}

static bool
read_numbers(const struct reading *r, const json_t *value, double *x, size_t n)
{
	if (!json_is_array(value) || json_array_size(value) != n)
		return wrong(r, "a list does not have a number for each column");
	for (size_t k = 0; k < n; k++)
		if (!read_number(r, json_array_get(value, k), &x[k]))
			return false;
	return true;
}

static bool
read_columns(const struct reading *r, const json_t *root)
{
	const json_t *columns = json_object_get(root, "columns"),
		     *log = json_object_get(root, "log");
	struct grouping *file = r->file;
	size_t d = json_array_size(columns);

	if (d < 1 || d > COLUMNS_MAX || json_array_size(log) != d)
		return wrong(r, "the lists of columns are not there or do not agree");
	file->d = file->model.d = d;
	file->column = memory_array(d, sizeof *file->column);
	scaling_init(&file->scaling, d);
	for (size_t c = 0; c < d; c++) {
		const json_t *name = json_array_get(columns, c), *flag = json_array_get(log, c);

		if (!json_is_string(name) || !json_is_boolean(flag))
			return wrong(r, "a column is not named, or not marked true or false");
		file->column[c] = memory_text(json_string_value(name), json_string_length(name));
		file->scaling.log[c] = json_is_true(flag);
	}
	return grouping_names_differ(file->column, d) || wrong(r, "two columns have the same name");
}

static bool
read_scaling(const struct reading *r, const json_t *root)
{
	struct scaling *s = &r->file->scaling;
	const char *name = json_string_value(json_object_get(root, "scale"));
	int scale = -1;

	for (int k = 0; k < 4 && name != NULL; k++)
		if (strcmp(name, scales[k]) == 0)
			scale = k;
	if (scale < 0)
		return wrong(r, "it does not say how columns are scaled");
	s->scale = (enum scale)scale;
	if (!read_numbers(r, json_object_get(root, "mean"), s->mean, s->d) ||
	    !read_numbers(r, json_object_get(root, "offset"), s->offset, s->d) ||
	    !read_numbers(r, json_object_get(root, "spread"), s->spread, s->d))
		return false;
	for (size_t c = 0; c < s->d; c++)
		if (!(s->spread[c] > 0) || (s->log[c] && !(s->mean[c] > -1)))
			return wrong(r, "a spread or a mean is none that a column can have");
	return true;
}

static bool
read_clusters(const struct reading *r, const json_t *root)
{
	const json_t *clusters = json_object_get(root, "clusters");
	struct kmeans_model *model = &r->file->model;

	model->k = json_array_size(clusters);
	if (model->k < 1 || model->k > KMEANS_MAX)
		return wrong(r, "it has no list of clusters");
	model->centre = memory_array(model->k, model->d * sizeof *model->centre);
	model->size = memory_array(model->k, sizeof *model->size);
	for (size_t j = 0; j < model->k; j++) {
		const json_t *cluster = json_array_get(clusters, j);
		double size = 0;

		if (json_object_size(cluster) != 2 ||
		    !read_number(r, json_object_get(cluster, "size"), &size) || size < 0 ||
		    size > 9e15 || size != floor(size) ||
		    !read_numbers(r, json_object_get(cluster, "centre"),
			model->centre + j * model->d, model->d))
			return wrong(r, "a cluster does not have a size and a centre");
		model->size[j] = (uint64_t)size;
		if (j > 0 && model->size[j] > model->size[j - 1])
			return wrong(r, "the clusters are not in the order of their sizes");
	}
	return true;
}

static bool
read_model(const struct reading *r, const json_t *root)
{
	const char *format = json_string_value(json_object_get(root, "format"));
	double version = 0;

	if (format == NULL || strcmp(format, FORMAT) != 0)
		return wrong(r, "it is no model of ia-kmeans");
	if (!read_number(r, json_object_get(root, "version"), &version) ||
	    version != GROUPING_VERSION)
		return wrong(r, "it is of a version that this program does not know");
	if (json_object_size(root) != 10)
		return wrong(r, "it does not have the members of a model");
	if (!read_columns(r, root) || !read_scaling(r, root) ||
	    !read_number(r, json_object_get(root, "inertia"), &r->file->model.inertia))
		return false;
	return r->file->model.inertia >= 0 ? read_clusters(r, root)
					   : wrong(r, "its inertia is below 0");
}

static bool
read_text(const struct reading *reading, struct slice text)
{
	json_t *root = model_parse(text, reading->fault);
	bool good;

	if (root == NULL)
		return false;
	good = json_is_object(root) ? read_model(reading, root)
				    : wrong(reading, "it is no model of ia-kmeans");
	json_decref(root);
	return good;
}

bool
grouping_read(struct grouping *grouping, const char *name, struct slice text, struct fault *fault)
{
	char quoted[FAULT_QUOTE];
	struct fault found = { 0 };
	struct reading reading = { grouping, &found };

	*grouping = (struct grouping){ 0 };
	if (read_text(&reading, text))
		return true;
	grouping_release(grouping);
	fault_set(fault, found.exit, "%s: %s", fault_quote(quoted, name, strlen(name)), found.text);
	return false;
}
