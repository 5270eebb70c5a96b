/* How many different values a user's events have in a column. */
#include "analysis/features/parts.h"
#include "base/memory.h"

#define FREE UINT32_MAX

/* The values of a text, of purchases alone where bought; missing ones are counted in *missing. */
static size_t
collect(const struct features *f, struct features_thread *t, const struct sequence *s, size_t n,
    unsigned text, bool bought, uint64_t *missing)
{
	size_t nvalue = 0;

	t->values = memory_grow(t->values, &t->capacity_values, n, sizeof *t->values);
	for (size_t i = 0; i < n; i++) {
		struct slice value = { NULL, 0 };
		const char *at;

		if (bought && (features_flags(f, s->record[i].word[0]) & f->purchase) == 0)
			continue;
		at = features_skip_numbers(f, &s->record[i]);
		for (unsigned k = 0; k <= text; k++)
			at = features_text_read(at, &value);
		if (value.len == 1)
			++*missing;
		else
			t->values[nvalue++] = slice_of(value.ptr + 1, value.len - 1);
	}
	return nvalue;
}

uint64_t
features_distinct(const struct features *f, struct features_thread *t, const struct sequence *s,
    size_t n, unsigned text, bool bought)
{
	uint64_t found = 0, missing = 0;
	size_t nvalue = collect(f, t, s, n, text, bought, &missing), size = 16;

	while (size < 2 * nvalue)
		size *= 2;
	t->slot = memory_grow(t->slot, &t->capacity_slot, size, sizeof *t->slot);
	memset(t->slot, 0xff, size * sizeof *t->slot);
	for (size_t i = 0; i < nvalue; i++) {
		size_t at = map_hash(&f->events.map, t->values[i]) & (size - 1);

		while (t->slot[at] != FREE && !slice_equal(t->values[t->slot[at]], t->values[i]))
			at = (at + 1) & (size - 1);
		if (t->slot[at] == FREE) {
			t->slot[at] = (uint32_t)i;
			found++;
		}
	}
	/* a purchase without a number is an order of its own */
	return bought ? found + missing : found;
}
