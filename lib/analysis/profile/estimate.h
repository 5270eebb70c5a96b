/*
 * estimate: inside the profile: what the sample of rows says of a column that was not kept
 * whole.
 */
#ifndef IA_ANALYSIS_PROFILE_ESTIMATE_H
#define IA_ANALYSIS_PROFILE_ESTIMATE_H

#include "analysis/profile/parts.h"

struct estimate {
	double quantile[PROFILE_QUANTILES]; /* NaN: none */
	struct slice top;                   /* in the sample */
	double top_share;
};

/* Puts the sample's rows in order of their groups; once, before the first estimate. */
void profile_sort_sample(struct profile *profile);
/* its first row, if any */
size_t profile_sample_first(const struct profile *profile, uint32_t group);
void profile_estimate(const struct profile *profile, size_t column, uint32_t group,
    enum column_type type, struct estimate *out);

/* A quantile from its place. */
double profile_quantile(enum column_type type, uint64_t low, uint64_t high, double share);

#endif
