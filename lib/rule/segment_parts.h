/*
 * segment_parts: inside lib/rule: what the files of segment share.
 */
#ifndef IA_RULE_SEGMENT_PARTS_H
#define IA_RULE_SEGMENT_PARTS_H

#include "rule/segment.h"

/* Bytes of the quoted text or backticked name that begins at at, or 1. */
size_t segment_step(struct slice text, size_t at);
/* The same text without the blanks that mean nothing to an expression. */
struct slice segment_squeeze(struct arena *arena, struct slice text);
struct slice segment_trim(struct slice text);

/* FILE:LINE:COLUMN: and the sentence; gives false. */
bool segment_refuse(const struct segments *segments, size_t line, size_t column,
    struct fault *fault, int status, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A rule compiled; NULL: a fault with the place in the file. */
struct expr *segment_compile(const struct segments *segments, const struct segment_rule *rule,
    const struct expr_options *options, struct fault *fault);

/* What a rule asks, as far as it can be compared: any of its cases, each all of its terms. */
struct term {
	struct slice what; /* squeezed; of a range: what is compared with numbers */
	bool is_range;
	double low, high;
	bool low_open, high_open; /* the end itself is not in it */
};

struct term_case {
	struct term *term; /* [n]; n 0: always true */
	size_t n;
};

struct condition {
	struct term_case *one; /* [n]; n 0: never true */
	size_t n;
};

struct condition *condition_new(struct arena *arena, struct slice text);
/* wherever a holds b does */
bool condition_implies(const struct condition *a, const struct condition *b);
size_t condition_size(const struct condition *c); /* cases and terms */

#endif
