/*
 * answer: what is asked of ia-nps, and the rows that it writes.
 */
#ifndef IA_CMD_NPS_ANSWER_H
#define IA_CMD_NPS_ANSWER_H

#include "analysis/nps/nps.h"
#include "tool/tool.h"

#define ANSWER_SCORES "answers,promoters,passives,detractors,nps,low,high"
#define ANSWER_DIFFERENCES "from,to,nps_from,nps_to,difference,low,high,p"

struct options {
	const char *score, *by;
	int every; /* 0 day, 1 week, 2 month; -1: not given */
	struct texts compare;
};

enum period options_period(const struct options *options);

/* A row a group and period, and what it must be told beside them. */
void answer_scores(struct tool *tool, const struct options *options, struct nps *nps);
/* A row for each period in which one of the two groups answered. */
void answer_differences(struct tool *tool, const struct options *options, struct nps *nps);

#endif
