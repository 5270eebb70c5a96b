/*
 * options: what the command line asks of ia-outlier, and what goes together.
 */
#ifndef IA_CMD_OUTLIER_OPTIONS_H
#define IA_CMD_OUTLIER_OPTIONS_H

#include <math.h>

#include "tool/option.h"

struct oddity_params {
	const char *column, *by; /* NULL: not given */
	struct expr *burst;      /* as well */
	int method;              /* enum fence_method */
	double cutoff;           /* NaN: the usual one */
	bool log;                /* judge logarithms */
	uint64_t max;            /* ODDITY_NO_MAX: not given */
	int64_t per_us;          /* -1: not given */
};

#define ODDITY_NO_MAX UINT64_MAX
#define ODDITY_DEFAULT ((struct oddity_params){ .cutoff = NAN, .max = ODDITY_NO_MAX, .per_us = -1 })

enum action { FLAG_ROWS, DROP_ROWS, DROP_KEYS, CLIP };

struct options {
	struct oddity_params odd;
	int action;
};

/* NULL, or a sentence; sets the usual cutoff. */
const char *options_check(struct options *options);

#endif
