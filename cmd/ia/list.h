/*
 * list: the tools, for eyes and for programs.
 */
#ifndef IA_CMD_LIST_H
#define IA_CMD_LIST_H

#include "ia/find.h"
#include "tool/tool.h"

/* By job; plain: "funnel<tab>how many users ...", for completions. */
void list_write(struct tool *tool, const struct tools *tools, bool plain);
void list_answer(struct tool *tool, const struct tools *tools); /* tool, job, line */
/* What each says of itself: a JSON object a line. */
void list_describe(struct tool *tool, const struct tools *tools);

#endif
