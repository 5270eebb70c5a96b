#include "learn/churn/encoding_parts.h"

#include <math.h>
#include <stdlib.h>

#include "base/category.h"
#include "base/memory.h"

bool
encoding_place(struct encoding *encoding)
{
	encoding->p = 0;
	for (size_t k = 0; k < encoding->ncolumn; k++) {
		struct encoding_column *c = &encoding->column[k];

		c->first = encoding->p;
		c->n = (c->text ? encoding_flags(c) : c->value) + c->other + c->missing;
		encoding->p += c->n;
		if (!c->text)
			continue;
		map_init(&c->number, c->nlevel);
		for (size_t j = 0; j < c->nlevel; j++) {
			bool added;

			map_put(&c->number, slice_text(c->level[j]), &added);
			if (!added)
				return false;
		}
	}
	return true;
}

/* A number, or true and false where all numbers were 0 and 1. */
static bool
read_number(const struct encoding_column *c, struct slice value, double *out)
{
	char text[CATEGORY_WIDTH];

	if (number_read(value.ptr, value.len, out))
		return fabs(*out) <= ENCODING_LIMIT;
	if (c->low != 0 || c->high != 1)
		return false;
	*out = category_truth(category_name(value, text));
	return *out >= 0;
}

/* MAP_NONE: none. Where all levels were true and false, 1 and 0 are these. */
static uint32_t
find_level(const struct encoding_column *c, struct slice value)
{
	char text[CATEGORY_WIDTH];
	struct slice name = category_name(value, text);
	uint32_t level = map_find(&c->number, name);

	if (level != MAP_NONE || c->nlevel > 2 || c->other || name.len != 1)
		return level;
	return *name.ptr == '1' ? map_find(&c->number, SLICE("true"))
	    : *name.ptr == '0'  ? map_find(&c->number, SLICE("false"))
				: MAP_NONE;
}

enum encoding_found
encoding_value(const struct encoding_column *c, struct slice value, double *x)
{
	bool missing = category_missing(value);
	enum encoding_found found = ENCODING_GOOD;
	double number = c->fill;

	if (!c->text) {
		if (!missing && !read_number(c, value, &number))
			return ENCODING_NO_NUMBER;
		if (c->value)
			*x++ = number;
		if (c->missing)
			*x = missing;
		return ENCODING_GOOD;
	}
	for (size_t j = 0; j < c->n; j++)
		x[j] = 0;
	if (missing && c->missing) {
		x[c->n - 1] = 1;
		return found;
	}
	uint32_t level = missing ? 0 : find_level(c, value);

	if (level == MAP_NONE) {
		found = ENCODING_NEW;
		if (c->other)
			x[encoding_flags(c)] = 1;
		level = c->other ? MAP_NONE : 0;
	}
	if (level != MAP_NONE && level >= c->base)
		x[level - c->base] = 1;
	return found;
}

size_t
encoding_column_of(const struct encoding *encoding, size_t feature)
{
	size_t low = 0, high = encoding->ncolumn;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (encoding->column[middle].first <= feature)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void
add(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

void
encoding_name(const struct encoding *encoding, size_t feature, struct buffer *out)
{
	const struct encoding_column *c = &encoding->column[encoding_column_of(encoding, feature)];
	size_t k = feature - c->first;

	add(out, c->name);
	if (c->missing && k == c->n - 1) {
		add(out, " missing");
	} else if (c->text && k < encoding_flags(c)) {
		add(out, "=");
		add(out, c->level[k + c->base]);
	} else if (c->text) {
		add(out, " other");
	}
}

void
encoding_release(struct encoding *encoding)
{
	for (size_t k = 0; k < encoding->ncolumn; k++) {
		struct encoding_column *c = &encoding->column[k];

		for (size_t j = 0; c->level != NULL && j < c->nlevel; j++)
			free(c->level[j]);
		free(c->level);
		free(c->name);
		if (c->number.slot != NULL)
			map_release(&c->number);
	}
	free(encoding->column);
	*encoding = (struct encoding){ 0 };
}
