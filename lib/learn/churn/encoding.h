/*
 * encoding: columns of numbers and categories to features, the same way when a model is fitted and
 * when it is used.
 *
 *	struct encoding e;
 *	encoding_learn(&e, raw, ncolumn, row, nrow, &params, &fault);	from these rows alone
 *	struct encoded *f = encoding_frame(&e, raw, n);			all rows as features
 *	...
 *	encoding_value(&e.column[c], value, x + e.column[c].first);	one value of a new row
 *	encoding_release(&e);
 *
 * A column of numbers is a feature as it is; a missing value is taken as the median of the rows
 * learned from. A column of categories is a flag for each of its max_levels most frequent levels
 * (of equally frequent ones the first by bytes) and one for all others; the most frequent has no
 * flag (all are 0) where params.base, or where there are two. Where a value was missing in the
 * rows learned from, one more flag says so; a missing category has no other flag.
 *
 * Levels are named as in base/category.h. Where a column held 0 and 1 alone, true and false are
 * these; where it held true and false alone, 1 and 0 are.
 *
 * Used on new rows: a level that was not seen is one of the others or, where there were none,
 * counts as the most frequent; so does a missing one where none was missing. A missing number
 * where none was counts as the median.
 *
 * Left out of the features: columns that are constant (but for rounding) or all missing in the rows
 * learned from, too many categories and, unless asked for by name, categories that nearly all
 * differ, times, months and weeks (texts, or numbers that all are epochs or days since 2000), and
 * ages of users, which grow with the clock. left says why.
 */
#ifndef IA_LEARN_CHURN_ENCODING_H
#define IA_LEARN_CHURN_ENCODING_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/raw_column.h"
#include "base/fault.h"
#include "base/map.h"
#include "learn/frame.h"

struct json_t;

#define ENCODING_FEATURES (1u << 20) /* at most */
#define ENCODING_LIMIT 1e140         /* of a number: squares can be added */

enum encoding_left {
	ENCODING_KEPT,
	ENCODING_EMPTY,
	ENCODING_CONSTANT,
	ENCODING_OVER,
	ENCODING_DIFFER,
	ENCODING_TIMES,
	ENCODING_CLOCK,
	ENCODING_REASONS
};

struct encoding_params {
	size_t max_levels; /* 1 .. 65,535 */
	bool base;         /* the most frequent level has no flag */
};

struct encoding_column {
	char *name;
	bool text;
	bool value;          /* numbers: the value is a feature (it is not constant) */
	bool other, missing; /* there is a flag for other levels, for missing values */
	bool base;           /* categories: the first level has no flag */
	double fill;         /* numbers: in the place of a missing one */
	double low, high;    /* numbers: of the rows learned from; NaN: not known */
	size_t nlevel;
	char **level;      /* [nlevel], most frequent first */
	struct map number; /* level to its place */
	size_t first, n;   /* features: the value or the flags of levels, other, missing */
};

struct encoding {
	size_t ncolumn, p;
	struct encoding_column *column; /* [ncolumn] */
};

/*
 * left[ncolumn] may be NULL. No column of use: a fault, EXIT_DATA. To be released in any case.
 */
bool encoding_learn(struct encoding *encoding, const struct raw_column *raw, size_t ncolumn,
    const uint32_t *row, size_t nrow, const struct encoding_params *params, uint8_t *left,
    struct fault *fault);

/* All rows of raw as features; numbers without missing values are those of raw, not copies. */
struct encoded {
	struct frame frame;
	void **owned; /* [nowned] */
	size_t nowned;
};
void encoding_frame(const struct encoding *encoding, const struct raw_column *raw, size_t ncolumn,
    size_t n, struct encoded *out);
/* that encoding_frame takes, about */
size_t encoding_bytes(const struct encoding *encoding, size_t n);
void encoded_release(struct encoded *encoded);

enum encoding_found { ENCODING_GOOD, ENCODING_NEW, ENCODING_NO_NUMBER };
/*
 * x[column->n]; value without any but blanks is missing. ENCODING_NEW: a level that was not seen.
 * Any thread.
 */
enum encoding_found encoding_value(const struct encoding_column *column, struct slice value,
    double *x);

/* "x", "x missing", "c=a", "c other": the name of a feature. */
void encoding_name(const struct encoding *encoding, size_t feature, struct buffer *out);
size_t encoding_column_of(const struct encoding *encoding, size_t feature);

void encoding_write(const struct encoding *encoding, struct buffer *out); /* one JSON value */
bool encoding_read(struct encoding *encoding, const struct json_t *value, struct fault *fault);
void encoding_release(struct encoding *encoding);

#endif
