#include "analysis/profile/entries.h"

#include <stdlib.h>

#include "base/memory.h"

/* a column's share at the least: a standard error of 1.4 % */
#define MEMORY_LEAST (256u << 10)

static void
column_kind_dropped(void *self, unsigned part, uint32_t group, struct slice value, uint64_t count,
    enum value_kind kind)
{
	struct profile_column *column = self;
	const struct profile_options *o = &column->profile->options;
	struct dropped *dropped = &column->dropped[kind][o->by < 0 ? part : 0];

	pthread_mutex_lock(&dropped->lock);
	if (group >= dropped->n) {
		size_t n = group + (size_t)group / 2 + 1;

		dropped->account = memory_resize(dropped->account, n, sizeof *dropped->account);
		memset(dropped->account + dropped->n, 0,
		    (n - dropped->n) * sizeof *dropped->account);
		dropped->n = n;
	}
	if (dropped->account[group] == NULL) {
		dropped->account[group] = memory_new(sizeof **dropped->account);
		*dropped->account[group] = COLUMN_KIND_EMPTY;
	}
	column_kind_add(dropped->account[group], &o->times, value, kind, count);
	pthread_mutex_unlock(&dropped->lock);
}

static void
drop_plain(void *self, unsigned part, uint32_t group, struct slice value, uint64_t count)
{
	column_kind_dropped(self, part, group, value, count, VALUE_PLAIN);
}

static void
drop_string(void *self, unsigned part, uint32_t group, struct slice value, uint64_t count)
{
	column_kind_dropped(self, part, group, value, count, VALUE_STRING);
}

static size_t
memory_of_column(const struct profile *profile)
{
	size_t n = profile->options.expected, share;

	if (profile->options.memory == 0)
		return 0;
	share = profile->options.memory / (n > 0 ? n : profile->ncolumn);
	return share > MEMORY_LEAST ? share : MEMORY_LEAST;
}

struct value_counts *
profile_census(struct profile *profile, struct profile_column *column, enum value_kind kind)
{
	struct value_counts_options options = {
		.memory = memory_of_column(profile),
		.part_bits = profile_part_bits(profile),
		.no_tens = profile->options.times.format != NULL,
		.like = column->counts[kind == VALUE_PLAIN ? VALUE_STRING : VALUE_PLAIN],
		.self = column,
		.drop = kind == VALUE_PLAIN ? drop_plain : drop_string,
	};

	if (column->counts[kind] != NULL)
		return column->counts[kind];
	column->counts[kind] = value_counts_new(&options);
	size_t nparts = value_counts_nparts(column->counts[kind]);

	column->dropped[kind] = memory_array(nparts, sizeof *column->dropped[kind]);
	for (size_t p = 0; p < nparts; p++)
		pthread_mutex_init(&column->dropped[kind][p].lock, NULL);
	return column->counts[kind];
}

static int
by_first(const void *left, const void *right)
{
	const struct profile_column *a = *(struct profile_column *const *)left;
	const struct profile_column *b = *(struct profile_column *const *)right;

	if (a->first.order != b->first.order)
		return a->first.order < b->first.order ? -1 : 1;
	return (a->first.member > b->first.member) - (a->first.member < b->first.member);
}

size_t *
profile_settle(struct profile *profile)
{
	struct profile_column **sorted =
	    memory_copy(profile->column, profile->ncolumn * sizeof *sorted);
	size_t *order = memory_array(profile->ncolumn, sizeof *order);
	size_t old = profile->ngroup;

	for (size_t c = 0; c < profile->ncolumn; c++) {
		struct profile_column *column = profile->column[c];

		column->number = c;
		if (profile->options.members)
			column->name = intern_key(&profile->names, (uint32_t)c);
		for (int k = 0; k < 2; k++)
			if (column->counts[k] != NULL)
				value_counts_settle(column->counts[k]);
		if (column->counts[VALUE_PLAIN] != NULL && column->counts[VALUE_STRING] != NULL)
			value_counts_absorb(column->counts[VALUE_STRING],
			    column->counts[VALUE_PLAIN]);
	}
	qsort(sorted, profile->ncolumn, sizeof(struct profile_column *), by_first);
	for (size_t i = 0; i < profile->ncolumn; i++)
		order[i] = sorted[i]->number;
	free(sorted);
	profile->ngroup = profile->options.by >= 0 ? intern_count(&profile->groups) : 1;
	profile->rows = memory_resize(profile->rows, profile->ngroup, sizeof *profile->rows);
	if (profile->ngroup > old)
		memset(profile->rows + old, 0, (profile->ngroup - old) * sizeof *profile->rows);
	return order;
}

struct profile *
profile_new(const struct profile_options *options)
{
	struct profile *profile = memory_new(sizeof *profile);

	profile->options = *options;
	pthread_mutex_init(&profile->lock, NULL);
	intern_init(&profile->names);
	intern_init(&profile->groups);
	return profile;
}

void
profile_column(struct profile *profile, struct slice name, int at)
{
	struct profile_column *column = memory_new(sizeof *column);

	column->profile = profile;
	column->name = arena_slice(&profile->arena, name);
	column->at = at;
	column->first.member = (uint32_t)profile->ncolumn;
	profile->column = memory_grow(profile->column, &profile->capacity, profile->ncolumn + 1,
	    sizeof *profile->column);
	profile->column[profile->ncolumn++] = column;
}

bool
profile_is_estimated(struct profile *profile)
{
	bool exact = true;

	free(profile_settle(profile));
	for (size_t c = 0; c < profile->ncolumn; c++)
		exact &= profile_is_exact(profile->column[c]);
	return !exact;
}

const char *
profile_check(const struct profile *profile)
{
	if (intern_count(&profile->groups) > VALUE_COUNTS_GROUPS)
		return "more than 16,777,216 groups of --by";
	if (intern_count(&profile->names) > PROFILE_COLUMNS)
		return "more than 65,536 different keys; name those that matter with --columns";
	return NULL;
}

static void
free_dropped(struct dropped *dropped, size_t nparts)
{
	for (size_t p = 0; dropped != NULL && p < nparts; p++) {
		for (size_t g = 0; g < dropped[p].n; g++) {
			if (dropped[p].account[g] != NULL)
				column_kind_release(dropped[p].account[g]);
			free(dropped[p].account[g]);
		}
		free(dropped[p].account);
		pthread_mutex_destroy(&dropped[p].lock);
	}
	free(dropped);
}

void
profile_free(struct profile *profile)
{
	for (size_t c = 0; c < profile->ncolumn; c++) {
		struct profile_column *column = profile->column[c];

		for (int k = 0; k < 2; k++) {
			free_dropped(column->dropped[k],
			    column->counts[k] != NULL ? value_counts_nparts(column->counts[k]) : 0);
			value_counts_free(column->counts[k]);
		}
		free(column);
	}
	free(profile->column);
	free(profile->rows);
	row_sample_release(&profile->sample);
	intern_release(&profile->names);
	intern_release(&profile->groups);
	arena_release(&profile->arena);
	pthread_mutex_destroy(&profile->lock);
	free(profile);
}
