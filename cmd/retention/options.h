/*
 * options: what the command line asks of ia-retention, and what goes together.
 */
#ifndef IA_CMD_RETENTION_OPTIONS_H
#define IA_CMD_RETENTION_OPTIONS_H

#include "analysis/retention/retention.h"
#include "tool/option.h"

struct options {
	struct retention_params retention;
	struct texts brackets;
	bool matrix;
};

const char *options_together(const struct options *options); /* NULL, or a sentence */

#endif
