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

/* Cohorts become a matrix, by a period that fits where none was asked for. */
void options_for_eyes(struct options *options);
const char *options_together(const struct options *options); /* NULL, or a sentence */

#endif
