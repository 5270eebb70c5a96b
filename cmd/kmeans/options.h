/*
 * options: what the command line asks of ia-kmeans, and what goes together.
 */
#ifndef IA_CMD_KMEANS_OPTIONS_H
#define IA_CMD_KMEANS_OPTIONS_H

#include "learn/cluster/kmeans.h"
#include "tool/option.h"

struct options {
	struct kmeans_params kmeans;
	struct texts columns, log;
	int scale;                            /* enum scale */
	int missing;                          /* enum numbers_missing */
	const char *choose;                   /* "2..10"; NULL where not given, as the next ones */
	const char *centres, *model, *assign; /* files */
	bool summary, distance;
	uint64_t first, last; /* of choose; set by options_take */
};

const char *options_take(struct options *options); /* NULL, or a sentence */

#endif
