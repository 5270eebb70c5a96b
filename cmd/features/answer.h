/*
 * answer: the rows that ia-features writes: features_fixed, then the columns that are asked for.
 */
#ifndef IA_CMD_FEATURES_ANSWER_H
#define IA_CMD_FEATURES_ANSWER_H

#include "analysis/features/features.h"
#include "tool/tool.h"

/* names: the line of names is written at once. */
void answer_begin(struct tool *tool, struct features *features, struct writer *writer,
    struct buffer *out, bool names);
void answer_row(struct writer *writer, const struct features_row *row);

#endif
