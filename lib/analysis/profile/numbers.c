/* The numbers of a column in groups, handed over whole for limits that are made from them. */
#include <stdlib.h>

#include "analysis/profile/entries.h"
#include "analysis/profile/estimate.h"
#include "base/memory.h"
#include "base/number.h"

struct numbers {
	struct counted *value;
	size_t n, capacity;
};

static void
take(struct numbers *numbers, struct slice text, uint64_t count)
{
	double x;

	if (!number_read(text.ptr, text.len, &x))
		return;
	numbers->value =
	    memory_grow(numbers->value, &numbers->capacity, numbers->n + 1, sizeof *numbers->value);
	numbers->value[numbers->n++] = (struct counted){ word_of_double(x), count };
}

static void
take_sample(const struct profile *profile, uint32_t group, struct numbers *numbers)
{
	const struct row_sample *sample = &profile->sample;
	struct row_sample_cell cell;

	numbers->n = 0;
	for (size_t r = profile_sample_first(profile, group);
	     r < sample->n && sample->row[r].group == group; r++)
		for (size_t at = sample->row[r].at;
		     row_sample_next(sample, &sample->row[r], &at, &cell);)
			if (cell.column == 0)
				take(numbers, cell.value, 1);
}

static void
tell_group(struct profile *profile, const struct entries *e, size_t place, uint32_t group,
    struct numbers *numbers, void (*row)(void *self, const struct group_numbers *g), void *self)
{
	struct group_numbers g = { .group = profile_group_name(profile, group),
		.exact = profile_is_exact(profile->column[0]) };
	struct column_kind account = COLUMN_KIND_EMPTY;
	uint64_t kept[2] = { 0 };
	char scratch[VALUE_COUNTS_TEXT];

	numbers->n = 0;
	for (size_t i = e->start[place]; i < e->start[place + 1]; i++)
		take(numbers, entry_text(e, &e->entry[i], scratch), e->entry[i].count);
	if (!g.exact)
		take_sample(profile, group, numbers);
	profile_account_group(profile, e, place, group, &account, kept);
	g.value = numbers->value;
	g.n = numbers->n;
	g.low = account.number.low;
	g.high = account.number.high;
	g.mean = exact_mean(&account.sum, account.numbers);
	g.sd = exact_sd(&account.sum, &account.squares, account.numbers);
	row(self, &g);
	column_kind_release(&account);
}

void
profile_numbers(struct profile *profile, void (*row)(void *self, const struct group_numbers *g),
    void *self)
{
	free(profile_settle(profile));
	profile_sort_sample(profile);
	uint32_t *order = entries_group_order(profile);
	struct numbers numbers = { 0 };
	struct entries e;

	entries_init(&e, profile, profile->column[0], order);
	for (size_t g = 0; g < profile->ngroup; g++)
		tell_group(profile, &e, g, order[g], &numbers, row, self);
	free(numbers.value);
	entries_release(&e);
	free(order);
}
