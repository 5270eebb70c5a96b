#include "analysis/profile/entries.h"

#include <stdlib.h>

#include "base/memory.h"

struct named {
	struct slice name;
	uint32_t group;
};

static int
by_name(const void *a, const void *b)
{
	return slice_compare(((const struct named *)a)->name, ((const struct named *)b)->name);
}

struct slice
profile_group_name(const struct profile *profile, uint32_t group)
{
	return profile->options.by >= 0 ? intern_key(&profile->groups, group) : (struct slice){ 0 };
}

uint32_t *
entries_group_order(const struct profile *profile)
{
	size_t n = profile->ngroup;
	struct named *named = memory_array(n, sizeof *named);
	uint32_t *order = memory_array(n, sizeof *order);

	for (size_t g = 0; g < n; g++)
		named[g] = (struct named){ profile_group_name(profile, (uint32_t)g), (uint32_t)g };
	qsort(named, n, sizeof *named, by_name);
	for (size_t g = 0; g < n; g++)
		order[g] = named[g].group;
	free(named);
	return order;
}

static size_t
count_entries(const struct profile_column *column)
{
	size_t n = 0;

	for (int k = 0; k < 2; k++)
		n += column->counts[k] != NULL ? value_counts_distinct(column->counts[k]) : 0;
	return n;
}

/* Where values go: first their groups are counted, then they are put into place. */
struct target {
	struct entries *entries;
	const uint32_t *place; /* [group] */
	bool put;
	uint16_t kind, part;
};

static void
take(struct target *to, const struct counted *v, size_t n)
{
	struct entries *entries = to->entries;

	for (size_t i = 0; i < n; i++) {
		if (v[i].count == 0)
			continue;
		uint32_t at = to->place[v[i].count & (VALUE_COUNTS_ONE - 1)];

		if (to->put)
			entries->entry[entries->start[at]] = (struct entry){ v[i].key,
				v[i].count >> VALUE_COUNTS_GROUP_BITS, at, to->part, to->kind };
		entries->start[to->put ? at : at + 1]++;
	}
}

static void
distribute(struct entries *entries, const uint32_t *place, bool put)
{
	struct target to = { .entries = entries, .place = place, .put = put };
	struct counted v[COUNTED_TEN];

	for (to.kind = 0; to.kind < 2; to.kind++) {
		struct value_counts *counts = entries->column->counts[to.kind];
		unsigned nparts = counts != NULL ? value_counts_nparts(counts) : 0;

		for (unsigned p = 0; p < nparts; p++) {
			struct value_counts_part part = value_counts_part(counts, p);

			to.part = (uint16_t)p;
			take(&to, part.slot, part.nslot);
			for (size_t i = 0; i < part.nten; i++)
				take(&to, v, value_counts_ten_values(part.ten[i], v));
		}
	}
}

void
entries_init(struct entries *entries, const struct profile *profile, struct profile_column *column,
    const uint32_t *order)
{
	size_t ngroup = profile->ngroup;
	uint32_t *place = memory_array(ngroup, sizeof *place);

	for (size_t g = 0; g < ngroup; g++)
		place[order[g]] = (uint32_t)g;
	*entries = (struct entries){ .column = column, .n = count_entries(column) };
	entries->entry = memory_array(entries->n, sizeof *entries->entry);
	entries->start = memory_array(ngroup + 2, sizeof *entries->start);
	distribute(entries, place, false);
	for (size_t g = 0; g < ngroup; g++)
		entries->start[g + 1] += entries->start[g];
	distribute(entries, place, true);
	memmove(entries->start + 1, entries->start, ngroup * sizeof *entries->start);
	entries->start[0] = 0;
	free(place);
}

struct slice
entry_text(const struct entries *entries, const struct entry *entry, char *scratch)
{
	return value_counts_text(entries->column->counts[entry->kind], entry->part, entry->key,
	    scratch);
}

void
entries_release(struct entries *entries)
{
	free(entries->entry);
	free(entries->start);
}
