/*
 * unit: units of measure by name: time, mass, length, data, and money with its parts.
 *
 *	const struct unit *ms, *s;
 *	const char *wrong = units_find_pair(SLICE("ms"), SLICE("s"), &ms, &s, &fault);
 *	y = unit_convert(x, ms, s);
 *
 * A name may mean two things (m: minutes, metres): the pair decides. Factors are exact: conversions
 * multiply and divide by whole numbers, so 1299 fen are 12.99 yuan. Sources: SI; BIPM SI Brochure,
 * 9th edition; pound, ounce, inch, foot, yard and mile by the international agreement of 1959;
 * binary prefixes by IEC 80000-13.
 */
#ifndef IA_RULE_UNIT_H
#define IA_RULE_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/slice.h"

struct unit {
	const char *names;     /* lower case, a blank between */
	const char *dimension; /* only units of one dimension convert */
	int64_t times, over;   /* how many of the dimension's base unit: times / over */
};

/* NULL, or a sentence, in fault. Case does not matter. */
const char *units_find_pair(struct slice from, struct slice to, const struct unit **a,
    const struct unit **b, struct fault *fault);
/* The unit of that name in the dimension of like; NULL: none. */
const struct unit *unit_find_like(struct slice name, const struct unit *like);
const struct unit *unit_find(struct slice name, const char *dimension);
double unit_convert(double x, const struct unit *from, const struct unit *to);

#endif
