/*
 * level: the name under which a value of a category counts.
 *
 *	char text[LEVEL_WIDTH];
 *	if (!level_missing(value))
 *		level = level_name(value, text);
 *
 * A value of nothing but blanks is missing. A number goes by its shortest form: 1, 1.0 and "01" are
 * the same level, however they were written. All else goes by its bytes.
 */
#ifndef IA_BASE_LEVEL_H
#define IA_BASE_LEVEL_H

#include "base/number.h"
#include "base/slice.h"

#define LEVEL_WIDTH NUMBER_WIDTH

static inline bool
level_missing(struct slice value)
{
	size_t i = 0;

	while (i < value.len && (value.ptr[i] == ' ' || value.ptr[i] == '\t'))
		i++;
	return i == value.len;
}

struct slice level_name(struct slice value, char *out);	/* in value or in out[LEVEL_WIDTH] */

/* 0 or 1, true or false, yes or no (in small or capital letters): 0 or 1; -1: something else. */
int level_flag(struct slice value);

#endif
