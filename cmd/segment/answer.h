/*
 * answer: the rows of ia-segment --counts.
 */
#ifndef IA_CMD_SEGMENT_ANSWER_H
#define IA_CMD_SEGMENT_ANSWER_H

#include "rule/segment_rows.h"
#include "tool/tool.h"

#define ANSWER_COUNTS "segment,action,rows,share"

/* Rules in their order, and, where there are any, the rows for which none held. */
void answer_counts(struct tool *tool, const struct segments *segments,
    const struct segment_rows *rows, bool holdout);

#endif
