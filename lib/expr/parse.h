/*
 * parse: inside lib/expr: text to tree.
 */
#ifndef IA_EXPR_PARSE_H
#define IA_EXPR_PARSE_H

#include "expr/tree.h"

/* Fills expr->root and expr->column from expr->source; false with a fault. */
bool expr_parse(struct expr *expr, const struct expr_options *options, struct fault *fault);

#endif
