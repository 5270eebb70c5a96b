/*
 * encoding_parts: inside lib/learn/churn: what the files of encodings share.
 */
#ifndef IA_LEARN_CHURN_ENCODING_PARTS_H
#define IA_LEARN_CHURN_ENCODING_PARTS_H

#include "learn/churn/encoding.h"

/* Counts the features and fills in the map of levels; false: a level stands twice. */
bool encoding_place(struct encoding *encoding);

static inline size_t
encoding_flags(const struct encoding_column *c)
{
	return c->nlevel - (c->base && c->nlevel > 0);
}

#endif
