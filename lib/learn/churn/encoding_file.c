/*
 * An encoding as JSON: [{"name": "x", "type": "number", ...}, {"name": "c", "type": "text",
 * "levels": [...], ...}]
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/category.h"
#include "base/memory.h"
#include "learn/churn/encoding_parts.h"
#include "learn/model_text.h"

#define COLUMNS_MAX 65536u
#define LEVELS_MAX 65535u
#define NUMBER_MEMBERS 7u
#define NUMBER_MEMBERS_1 5u /* of version 1: without low and high */
#define TEXT_MEMBERS 6u

static void
add_member(struct buffer *out, const char *name, bool flag)
{
	model_add(out, ", \"");
	model_add(out, name);
	model_add(out, flag ? "\": true" : "\": false");
}

static void
add_column(const struct encoding_column *c, struct buffer *out)
{
	model_add(out, "{\"name\": ");
	model_add_string(out, c->name);
	if (!c->text) {
		model_add(out, ", \"type\": \"number\", \"fill\": ");
		model_add_number(out, c->fill);
		model_add(out, ", \"low\": ");
		model_add_number(out, c->low);
		model_add(out, ", \"high\": ");
		model_add_number(out, c->high);
		add_member(out, "value", c->value);
	} else {
		model_add(out, ", \"type\": \"text\", \"levels\": [");
		for (size_t j = 0; j < c->nlevel; j++) {
			model_add(out, j > 0 ? ", " : "");
			model_add_string(out, c->level[j]);
		}
		model_add(out, "]");
		add_member(out, "base", c->base);
		add_member(out, "other", c->other);
	}
	add_member(out, "missing", c->missing);
	model_add(out, "}");
}

void
encoding_write(const struct encoding *encoding, struct buffer *out)
{
	model_add(out, "[");
	for (size_t k = 0; k < encoding->ncolumn; k++) {
		model_add(out, k > 0 ? ",\n    " : "\n    ");
		add_column(&encoding->column[k], out);
	}
	model_add(out, "\n  ]");
}

static bool
read_levels(struct encoding_column *c, const json_t *object, struct fault *fault)
{
	const json_t *levels = model_array(object, "levels", LEVELS_MAX, fault);
	char text[CATEGORY_WIDTH];

	if (levels == NULL || !model_flag(object, "base", &c->base, fault) ||
	    !model_flag(object, "other", &c->other, fault))
		return false;
	c->level = memory_array(json_array_size(levels), sizeof *c->level);
	for (size_t j = 0; j < json_array_size(levels); j++) {
		const json_t *level = json_array_get(levels, j);

		if (!json_is_string(level) || json_string_length(level) == 0)
			return model_wrong(fault, "a level is not a text");
		struct slice name =
		    category_name(slice_of(json_string_value(level), json_string_length(level)),
			text);

		c->level[c->nlevel++] = memory_text(name.ptr, name.len);
	}
	return c->nlevel > 0 || model_wrong(fault, "a column of texts has no levels");
}

static bool
read_range(struct encoding_column *c, const json_t *object, bool there, struct fault *fault)
{
	c->low = c->high = NAN;
	if (!there)
		return true;
	return model_number(object, "low", &c->low, fault) &&
	    model_number(object, "high", &c->high, fault) &&
	    (c->low <= c->high ||
		model_wrong(fault, "the values of a column begin above their end"));
}

static bool
read_column(struct encoding_column *c, const json_t *object, struct fault *fault)
{
	const char *name = model_string(object, "name", fault),
		   *type = model_string(object, "type", fault);

	if (name == NULL || type == NULL)
		return false;
	c->name = memory_text(name, strlen(name));
	c->text = strcmp(type, "text") == 0;
	if (!c->text && strcmp(type, "number") != 0)
		return model_wrong(fault, "a column is of a type that this program does not know");
	size_t members = json_object_size(object);

	if (c->text ? members != TEXT_MEMBERS
		    : members != NUMBER_MEMBERS && members != NUMBER_MEMBERS_1)
		return model_wrong(fault, "a column does not have the members that it should");
	if (!model_flag(object, "missing", &c->missing, fault))
		return false;
	if (c->text)
		return read_levels(c, object, fault);
	return read_range(c, object, members == NUMBER_MEMBERS, fault) &&
	    model_number(object, "fill", &c->fill, fault) &&
	    model_flag(object, "value", &c->value, fault);
}

static bool
names_differ(const struct encoding *encoding)
{
	struct map names;
	bool added = true;

	map_init(&names, encoding->ncolumn);
	for (size_t k = 0; k < encoding->ncolumn && added; k++)
		map_put(&names, slice_text(encoding->column[k].name), &added);
	map_release(&names);
	return added;
}

bool
encoding_read(struct encoding *encoding, const json_t *value, struct fault *fault)
{
	size_t n = json_array_size(value);
	bool good = true;

	*encoding = (struct encoding){ 0 };
	if (!json_is_array(value) || n == 0 || n > COLUMNS_MAX)
		return model_wrong(fault, "it has no list of columns");
	encoding->column = memory_array(n, sizeof *encoding->column);
	for (size_t k = 0; k < n && good; k++) {
		encoding->ncolumn++;
		good = read_column(&encoding->column[k], json_array_get(value, k), fault);
	}
	if (good && !encoding_place(encoding))
		good = model_wrong(fault, "a level stands twice in a column");
	for (size_t k = 0; k < n && good; k++)
		if (encoding->column[k].n == 0)
			good = model_wrong(fault, "a column has no feature");
	if (good && (encoding->p > ENCODING_FEATURES || !names_differ(encoding)))
		good = model_wrong(fault,
		    "two columns have the same name, or there are too many features");
	if (!good)
		encoding_release(encoding);
	return good;
}
