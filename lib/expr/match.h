/*
 * match: a POSIX extended regular expression, compiled once; plain texts and anchors take a shorter
 * way.
 *
 *	const char *wrong = matcher_new(&m, pattern);	NULL, or what is wrong with the pattern
 *	if (matcher_holds(m, text, &arena)) ...
 *	matcher_free(m);
 *
 * Bytes are compared, in the C locale: "." is one byte of UTF-8. Const after matcher_new: many
 * threads may use it. Limits: 1000 bytes; 4000 parts once repetitions are written out; two +
 * in each other where what they repeat may be empty; 100 open brackets; no back-references.
 */
#ifndef IA_EXPR_MATCH_H
#define IA_EXPR_MATCH_H

#include "base/arena.h"
#include "base/slice.h"

struct matcher;

const char *matcher_new(struct matcher **matcher, struct slice pattern);
bool matcher_holds(const struct matcher *matcher, struct slice text, struct arena *scratch);
bool matcher_scratches(const struct matcher *matcher); /* whether it needs the scratch */
void matcher_free(struct matcher *matcher);

#endif
