/*
 * parts: inside lib/analysis/profile: what counting (profile.c) leaves for describing
 * (describe.c).
 */
#ifndef IA_ANALYSIS_PROFILE_PARTS_H
#define IA_ANALYSIS_PROFILE_PARTS_H

#include <pthread.h>

#include "analysis/profile/profile.h"
#include "analysis/profile/row_sample.h"
#include "analysis/profile/value_counts.h"
#include "base/intern.h"

#define PROFILE_COLUMNS 65536u

struct profile;

/* What a counts did not keep: an account for each group, made when needed. */
struct dropped {
	pthread_mutex_t lock;
	struct column_kind **account; /* [n], by group */
	size_t n;
};

/* Where a column first stood in the input. */
struct place {
	uint64_t order;
	uint32_t member;
};

struct profile_column {
	struct profile *profile;
	struct slice name;
	int at;             /* column of the scan; -1: a member */
	struct place first; /* at the first record that has it */
	size_t number;
	struct value_counts *counts[2]; /* by enum value_kind; NULL: no value yet */
	struct dropped *dropped[2];     /* [part], of each counts */
};

struct profile {
	struct profile_options options;
	struct arena arena;             /* names */
	struct profile_column **column; /* [ncolumn] */
	size_t ncolumn, capacity;
	pthread_mutex_t lock; /* columns, while threads find more */
	struct intern names, groups;
	uint64_t *rows; /* [ngroup] */
	size_t ngroup;
	struct row_sample sample; /* of all threads */
};

/* The column's counts of this kind, made when it is first wanted. The lock is held. */
struct value_counts *profile_census(struct profile *profile, struct profile_column *column,
    enum value_kind kind);

/*
 * After the scan: completes groups, names and censuses. The columns as they first came: [ncolumn],
 * to be freed.
 */
size_t *profile_settle(struct profile *profile);

static inline unsigned
profile_part_bits(const struct profile *profile)
{
	return profile->ncolumn <= 64 ? 6 : profile->ncolumn <= 512 ? 3 : 0;
}

#endif
