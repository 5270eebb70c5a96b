/*
 * job: what the three forms of ia-abtest share.
 */
#ifndef IA_CMD_ABTEST_JOB_H
#define IA_CMD_ABTEST_JOB_H

#include "analysis/abtest/abtest.h"
#include "rule/assign.h"
#include "stats/experiment/power.h"
#include "tool/tool.h"

#define ABTEST_NOT_GIVEN UINT64_MAX

struct options {
	struct abtest_params abtest;
	struct arena texts; /* of metrics */
	struct abtest_metric metric[ABTEST_METRICS];
	size_t nmetric;
	struct abtest_share planned[ASSIGN_VARIANTS];
	struct texts pre, split, less, guardrail;
	const char *winsor, *holdout;
	bool cuped;

	double baseline, sd, power, correlation, ratio;
	const char *lift;
	bool mde, on_lift;
	uint64_t users, users_per_day;

	struct texts variants;
	const char *salt;
};

struct job {
	struct tool tool;
	struct options o;
	struct abtest *abtest;
	struct assign assign;
	struct roles roles;
	const char *group; /* the column that rows begin with; NULL: none */
};

/* A metric of the command line, or several with commas between: NULL, or a sentence. */
const char *abtest_metric(void *options, const struct option_given *given, struct fault *fault);
/* What goes together; NULL, or a sentence. */
const char *abtest_options(struct options *o, struct fault *fault);

#define ANSWER_ABTEST \
	"metric,variant,warning,users,mean,control_mean,difference,low,high,lift,lift_low,lift_high,p," \
	"p_adjusted,chance_to_win,loss,verdict,test"
#define ANSWER_POWER "baseline,lift,users_control,users_treated,users,days,power,alpha"

void abtest_answer(struct job *job);
void abtest_power(struct job *job);
void abtest_assign(struct job *job);

#endif
