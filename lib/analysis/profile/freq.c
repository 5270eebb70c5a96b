#include <stdlib.h>

#include "analysis/profile/entries.h"
#include "base/memory.h"

struct value {
	struct slice text;
	uint64_t count;
	enum value_kind kind;
};

static int
most_first(const void *left, const void *right)
{
	const struct value *a = left, *b = right;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return slice_compare(a->text, b->text);
}

void
profile_frequencies(struct profile *profile, void (*row)(void *self, const struct frequency *f),
    void *self)
{
	free(profile_settle(profile));
	uint32_t *order = entries_group_order(profile);
	struct entries e;
	struct arena arena = { 0 };
	char scratch[VALUE_COUNTS_TEXT];

	entries_init(&e, profile, profile->column[0], order);
	struct value *value = memory_array(e.n, sizeof *value);

	for (size_t i = 0; i < e.n; i++)
		value[i] =
		    (struct value){ arena_slice(&arena, entry_text(&e, &e.entry[i], scratch)),
			    e.entry[i].count, e.entry[i].kind };
	for (size_t g = 0; g < profile->ngroup; g++) {
		struct value *v = value + e.start[g];
		size_t n = e.start[g + 1] - e.start[g];
		struct frequency f = { .group = profile_group_name(profile, order[g]) };

		for (size_t i = 0; i < n; i++)
			f.total += v[i].count;
		qsort(v, n, sizeof *v, most_first);
		for (size_t i = 0; i < n; i++) {
			f.value = v[i].text;
			f.is_json = profile->options.strings && v[i].kind == VALUE_PLAIN;
			f.count = v[i].count;
			row(self, &f);
		}
	}
	free(value);
	arena_release(&arena);
	entries_release(&e);
	free(order);
}
