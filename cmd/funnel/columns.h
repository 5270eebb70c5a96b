/*
 * columns: what the columns of ia-funnel's answer are called.
 *
 *	struct slice column[FUNNEL_COLUMNS];
 *	tool_require(&tool, funnel_columns(&params, users, bounds, column, &ncolumn));
 */
#ifndef IA_CMD_FUNNEL_COLUMNS_H
#define IA_CMD_FUNNEL_COLUMNS_H

#include "analysis/funnel/funnel.h"

#define FUNNEL_COLUMNS (FUNNEL_STEPS + 16)

/* A row a user, or a row a step, with bounds or without. NULL, or a sentence: by is called so. */
const char *funnel_columns(const struct funnel_params *params, bool users, bool bounds,
    struct slice *column, size_t *n);

#endif
