/*
 * job: what the commands of ia-churn share.
 */
#ifndef IA_CMD_CHURN_JOB_H
#define IA_CMD_CHURN_JOB_H

#include "churn/options.h"
#include "learn/churn/scorer.h"
#include "rule/score_rows.h"
#include "tool/tool.h"

struct options {
	struct churn_options fit;
	struct texts columns, exclude;
	const char *holdout, *salt;
	uint64_t reasons;
	bool deciles, calibration, summary;
};

struct job {
	struct tool tool;
	struct options o;
	struct churn churn;
	struct scoring scoring;
	struct predicting predicting;
	struct holdout holdout;
	struct roles roles;
	struct answer_table answer;
};

void churn_fit(struct job *job);

#endif
