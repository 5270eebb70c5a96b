/*
 * columns: what the columns of ia-retention's answer are called.
 *
 *	tool_require(&tool, retention_columns_check(&params, matrix));	before the input is read
 *	size_t n = retention_columns(r, &params, matrix, &arena, &column);
 */
#ifndef IA_CMD_RETENTION_COLUMNS_H
#define IA_CMD_RETENTION_COLUMNS_H

#include "analysis/retention/retention.h"
#include "base/arena.h"

/* The names, in the arena; returns how many. matrix: a column for each cell. */
size_t retention_columns(const struct retention *retention, const struct retention_params *params,
    bool matrix, struct arena *arena, struct slice **column);
/* NULL, or a sentence: the column of by is called as another one. params were checked. */
const char *retention_columns_check(const struct retention_params *params, bool matrix);

#endif
