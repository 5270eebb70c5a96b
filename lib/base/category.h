/*
 * category: the name under which a value of a category counts.
 *
 *	char text[CATEGORY_WIDTH];
 *	if (!category_missing(value))
 *		level = category_name(value, text);
 *
 * A value of nothing but blanks is missing; blanks around others do not count. A number goes by its
 * shortest form, true and false by that in small letters: 1, 1.0 and "01" are the same level, and so
 * are True, TRUE and JSON's true. All else goes by its bytes.
 */
#ifndef IA_BASE_CATEGORY_H
#define IA_BASE_CATEGORY_H

#include "base/number.h"
#include "base/slice.h"

#define CATEGORY_WIDTH NUMBER_WIDTH

static inline bool
category_missing(struct slice value)
{
	size_t i = 0;

	while (i < value.len && (value.ptr[i] == ' ' || value.ptr[i] == '\t'))
		i++;
	return i == value.len;
}

struct slice category_name(struct slice value, char *out); /* in value or in out[CATEGORY_WIDTH] */

/* true or false in letters of any case: 1 or 0; -1: something else. */
int category_truth(struct slice value);
/* 0 or 1, true or false, yes or no (in small or capital letters): 0 or 1; -1: something else. */
int category_flag(struct slice value);

#endif
