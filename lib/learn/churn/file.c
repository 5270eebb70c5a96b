/* A model as JSON. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "learn/churn/parts.h"
#include "learn/model_text.h"

#define FORMAT "ia-churn"
#define MEMBERS 8u
#define TRAINING_MEMBERS 7u
#define LINE_MEMBERS 4u
#define LINES_MAX 100u
#define ROWS_MAX 4294967295.0

static void
add_name(struct buffer *out, const char *name)
{
	model_add(out, ", \"");
	model_add(out, name);
	model_add(out, "\": ");
}

static void
add_training(const struct churn *churn, struct buffer *out)
{
	model_add(out, "{\"rows\": ");
	model_add_number(out, (double)churn->rows);
	add_name(out, "positives");
	model_add_number(out, (double)churn->positives);
	add_name(out, "balance");
	model_add_flag(out, churn->balance);
	add_name(out, "seed");
	model_add_number(out, (double)churn->seed);
	add_name(out, "evaluated_on");
	model_add_string(out, churn_evaluations[churn->how]);
	add_name(out, "evaluated");
	model_add_number(out, (double)churn->evaluated);
	add_name(out, "evaluation");
	model_add(out, "[");
	for (size_t k = 0; k < churn->nline; k++) {
		const struct churn_line *line = &churn->line[k];

		model_add(out, k > 0 ? ",\n    {\"metric\": " : "\n    {\"metric\": ");
		model_add_string(out, line->name);
		add_name(out, "value");
		model_add_number(out, line->metric.value);
		add_name(out, "low");
		model_add_number(out, line->metric.low);
		add_name(out, "high");
		model_add_number(out, line->metric.high);
		model_add(out, "}");
	}
	model_add(out, churn->nline > 0 ? "\n  ]}" : "]}");
}

bool
churn_write(const struct churn *churn, struct buffer *out, struct fault *fault)
{
	model_add(out, "{\n  \"format\": \"" FORMAT "\",\n  \"version\": ");
	model_add_number(out, CHURN_VERSION);
	model_add(out, ",\n  \"method\": ");
	model_add_string(out, learner_names[churn->learner.method]);
	model_add(out, ",\n  \"label\": ");
	model_add_string(out, churn->label);
	model_add(out, ",\n  \"thresholds\": [");
	model_add_number(out, churn->risk[0]);
	model_add(out, ", ");
	model_add_number(out, churn->risk[1]);
	model_add(out, "],\n  \"training\": ");
	add_training(churn, out);
	model_add(out, ",\n  \"columns\": ");
	encoding_write(&churn->encoding, out);
	model_add(out, ",\n  \"model\": ");
	if (!learner_write(&churn->learner, out, fault))
		return false;
	model_add(out, "\n}\n");
	return true;
}

/* Which of n names; n: none. */
static size_t
which(const char *name, const char *const *names, size_t n)
{
	size_t k = 0;

	while (k < n && strcmp(name, names[k]) != 0)
		k++;
	return k;
}

static bool
read_lines(struct churn *churn, const json_t *list, struct fault *fault)
{
	churn->line = memory_array(json_array_size(list), sizeof *churn->line);
	for (size_t k = 0; k < json_array_size(list); k++) {
		const json_t *object = json_array_get(list, k);
		struct churn_line *line = &churn->line[k];
		const char *name = model_string(object, "metric", fault);

		if (name == NULL)
			return false;
		line->name = memory_text(name, strlen(name));
		churn->nline++;
		if (json_object_size(object) != LINE_MEMBERS)
			return model_wrong(fault,
			    "a line of the evaluation does not have the members that it should");
		if (!model_number_or_null(object, "value", &line->metric.value, fault) ||
		    !model_number_or_null(object, "low", &line->metric.low, fault) ||
		    !model_number_or_null(object, "high", &line->metric.high, fault))
			return false;
	}
	return true;
}

static bool
read_training(struct churn *churn, const json_t *object, struct fault *fault)
{
	const char *how = model_string(object, "evaluated_on", fault);
	const json_t *lines = model_array(object, "evaluation", LINES_MAX, fault);

	if (how == NULL || lines == NULL)
		return false;
	churn->how = (enum churn_evaluation)which(how, churn_evaluations, CHURN_EVALUATIONS);
	if (churn->how == CHURN_EVALUATIONS || json_object_size(object) != TRAINING_MEMBERS)
		return model_wrong(fault, "its training is not told as it should be");
	if (!model_count(object, "rows", ROWS_MAX, &churn->rows, fault) ||
	    !model_count(object, "positives", (double)churn->rows, &churn->positives, fault) ||
	    !model_flag(object, "balance", &churn->balance, fault) ||
	    !model_count(object, "seed", 0x1p63, &churn->seed, fault) ||
	    !model_count(object, "evaluated", ROWS_MAX, &churn->evaluated, fault))
		return false;
	return read_lines(churn, lines, fault);
}

static bool
read_risk(struct churn *churn, const json_t *list, struct fault *fault)
{
	for (size_t k = 0; k < 2; k++)
		churn->risk[k] = json_number_value(json_array_get(list, k));
	if (json_array_size(list) != 2 || !json_is_number(json_array_get(list, 0)) ||
	    !json_is_number(json_array_get(list, 1)) ||
	    !(churn->risk[0] >= 0 && churn->risk[0] <= churn->risk[1] && churn->risk[1] <= 1))
		return model_wrong(fault,
		    "its thresholds are not two probabilities, the smaller first");
	return true;
}

static bool
read_model(struct churn *churn, const json_t *root, struct fault *fault)
{
	const char *format = json_string_value(json_object_get(root, "format"));
	double version;

	if (format == NULL || strcmp(format, FORMAT) != 0)
		return model_wrong(fault, "it is no model of ia-churn");
	if (!model_number(root, "version", &version, fault) ||
	    (version != CHURN_VERSION && version != 1))
		return model_wrong(fault, "it is of a version that this program does not know");
	const char *method = model_string(root, "method", fault),
		   *label = model_string(root, "label", fault);

	if (method == NULL || label == NULL)
		return false;
	size_t k = which(method, learner_names, LEARNER_METHODS);

	if (k == LEARNER_METHODS || json_object_size(root) != MEMBERS)
		return model_wrong(fault,
		    "it is of a method that this program does not know, or has other members than a model");
	churn->label = memory_text(label, strlen(label));
	if (!read_risk(churn, json_object_get(root, "thresholds"), fault) ||
	    !read_training(churn, json_object_get(root, "training"), fault) ||
	    !encoding_read(&churn->encoding, json_object_get(root, "columns"), fault))
		return false;
	if (learner_read(&churn->learner, (enum learner_method)k, json_object_get(root, "model"),
		churn->encoding.p, fault))
		return true;
	churn->learner = (struct learner){ 0 };
	return false;
}

bool
churn_read(struct churn *churn, const char *name, struct slice text, struct fault *fault)
{
	char quoted[FAULT_QUOTE];
	struct fault what = { 0 };
	json_t *root;
	bool good;

	*churn = (struct churn){ 0 };
	root = model_parse(text, &what);
	good = root != NULL && read_model(churn, root, &what);
	if (root != NULL)
		json_decref(root);
	if (good)
		return true;
	churn_release(churn);
	fault_set(fault, what.exit, "%s: %s", fault_quote(quoted, name, strlen(name)), what.text);
	return false;
}
