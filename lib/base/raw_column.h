/*
 * raw_column: a column of an input as it was read, whole: numbers, or categories by number.
 *
 * A value of a column of categories is one of level[nlevel], which are distinct, in no particular
 * order, named as in category.h. A column is over where there were too many of them, or too long
 * ones: its codes mean nothing.
 */
#ifndef IA_BASE_RAW_COLUMN_H
#define IA_BASE_RAW_COLUMN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define COLUMN_MISSING UINT32_MAX

struct raw_column {
	struct slice name;
	const double *number;      /* [n], NaN: missing; NULL: categories */
	const uint32_t *code;      /* [n]: which of level, or COLUMN_MISSING */
	const struct slice *level; /* [nlevel] */
	size_t nlevel;
	bool over;  /* too many categories */
	bool asked; /* the user named it */
};

#endif
