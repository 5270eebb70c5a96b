/*
 * entries: inside lib/analysis/profile: what the tallies hold, by group.
 *
 *	struct entries e;
 *	entries_init(&e, profile, column, order);	order: entries_group_order
 *	for (size_t g = 0; g < ngroup; g++)
 *		for (size_t i = e.start[g]; i < e.start[g + 1]; i++)
 *			... entry_text(&e, &e.entry[i], scratch), e.entry[i].count ...
 *	entries_release(&e);
 */
#ifndef IA_ANALYSIS_PROFILE_ENTRIES_H
#define IA_ANALYSIS_PROFILE_ENTRIES_H

#include "analysis/profile/parts.h"

struct entry {
	uint64_t key, count;
	uint32_t place; /* of its group in the order */
	uint16_t part;
	uint16_t kind; /* enum value_kind */
};

struct entries {
	struct profile_column *column;
	struct entry *entry; /* by place */
	size_t *start;       /* [ngroup + 1] */
	size_t n;
};

/* Groups by their bytes: order[place] is the group's number; an array of profile->ngroup. */
uint32_t *entries_group_order(const struct profile *profile);
void entries_init(struct entries *entries, const struct profile *profile,
    struct profile_column *column, const uint32_t *order);
struct slice entry_text(const struct entries *entries, const struct entry *entry, char *scratch);
void entries_release(struct entries *entries);

bool profile_is_exact(const struct profile_column *column); /* nothing was dropped */
/* All values of a group, also those dropped; kept_of counts the others by their kind. */
void profile_account_group(const struct profile *profile, const struct entries *e, size_t place,
    uint32_t group, struct column_kind *account, uint64_t kept_of[2]);
struct slice profile_group_name(const struct profile *profile, uint32_t group);

#endif
