/*
 * column_kind: what the values of a column are, from each value once with its count.
 *
 *	struct column_kind a = COLUMN_KIND_EMPTY;
 *	column_kind_add(&a, &times, SLICE("12.50"), VALUE_PLAIN, 3);
 *	column_kind_merge(&a, &b);
 *	if (column_kind_type(&a) == COLUMN_NUMBER)
 *		mean = exact_mean(&a.sum, a.count);
 *	column_kind_release(&a);
 *
 * The order of adding and merging changes nothing.
 *
 * Types: what all values are. integer: digits with or without a sign; number: the grammar of
 * base/number.h;
 * boolean: true or false in any case; time: instant_read, and not all are numbers; else text. A
 * string of JSON is no number and no boolean, whatever it looks like.
 */
#ifndef IA_ANALYSIS_PROFILE_COLUMN_KIND_H
#define IA_ANALYSIS_PROFILE_COLUMN_KIND_H

#include "base/buffer.h"
#include "base/slice.h"
#include "stats/exact_sum.h"

struct zone;

enum column_type {
	COLUMN_EMPTY, /* no value */
	COLUMN_INTEGER,
	COLUMN_NUMBER,
	COLUMN_TIME,
	COLUMN_BOOLEAN,
	COLUMN_TEXT
};

enum value_kind { VALUE_PLAIN, VALUE_STRING /* of JSON */ };

/* How times are read. */
struct value_times {
	const struct zone *zone; /* NULL: UTC */
	const char *format;      /* NULL: recognised */
};

/* The least and the greatest in some order; of those that are equal in it the first by bytes. */
struct extremes {
	double low, high;            /* of numbers */
	int64_t low_time, high_time; /* of instants, in microseconds */
	struct buffer low_text, high_text;
	bool any;
};

struct column_kind {
	uint64_t count;   /* values, with their counts */
	uint64_t numbers; /* of them, numbers */
	unsigned classes; /* what every value may be */
	struct extremes number, time, text;
	struct exact_sum sum; /* of the numbers */
	struct exact_squares squares;
	struct buffer top; /* the most frequent value; of equals the first by bytes */
	uint64_t top_count;
	enum value_kind top_kind;
};

#define COLUMN_KIND_EMPTY ((struct column_kind){ .classes = ~0u })

void column_kind_add(struct column_kind *account, const struct value_times *times,
    struct slice value, enum value_kind kind, uint64_t count);
/* A value that is a time between two others that are added, or no time as they are. */
void column_kind_between(struct column_kind *account, struct slice value, enum value_kind kind,
    uint64_t count);
void column_kind_merge(struct column_kind *account, struct column_kind *other);
enum column_type column_kind_type(const struct column_kind *account);
const struct extremes *column_kind_extremes(const struct column_kind *account); /* by its type */
void column_kind_release(struct column_kind *account);

const char *column_type_name(enum column_type type); /* "integer"; "" of no value */
/*
 * Whether a number by our grammar is one by JSON's too: no +, no leading zeros, digits around the
 * point.
 */
bool value_is_json_number(struct slice x);
/* A value of a column of numbers or times as a word in their order (stats/counted.h). */
uint64_t value_word(enum column_type type, const struct value_times *times, struct slice value);

#endif
