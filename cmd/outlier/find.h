/*
 * find: the first pass of ia-outlier over its input.
 */
#ifndef IA_CMD_OUTLIER_FIND_H
#define IA_CMD_OUTLIER_FIND_H

#include "outlier/oddity.h"
#include "outlier/options.h"
#include "tool/tool.h"

/* What is usual in the column; sets odd->outlier. */
void find_values(struct tool *tool, const struct oddity_params *asked, struct oddity *odd);
/* Who did too much in too short a time; sets odd->burst, which borrows the roles. */
void find_bursts(struct tool *tool, const struct oddity_params *asked, struct oddity *odd,
    struct roles *roles);

#endif
