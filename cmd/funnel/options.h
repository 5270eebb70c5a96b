/*
 * options: what the command line asks of ia-funnel, and what goes together.
 */
#ifndef IA_CMD_FUNNEL_OPTIONS_H
#define IA_CMD_FUNNEL_OPTIONS_H

#include "analysis/funnel/funnel.h"
#include "tool/option.h"

struct options {
	struct funnel_params funnel;
	struct exprs steps, step;
	struct texts optional;
	int64_t session;
	int per;
	bool users, ci;
};

/* Sets the steps and the session. NULL, or a sentence. */
const char *options_take(struct options *options);

#endif
