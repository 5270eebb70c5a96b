/*
 * answer: the rows that ia-retention writes.
 */
#ifndef IA_CMD_RETENTION_ANSWER_H
#define IA_CMD_RETENTION_ANSWER_H

#include "retention/options.h"
#include "tool/tool.h"

/* All of them, in the shape that the options ask for. */
void answer_write(struct tool *tool, const struct options *options,
    const struct retention *retention);

#endif
