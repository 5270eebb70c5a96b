/* census: against a sorted list of all values; the same for any split over fronts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/value_counts.h"
#include "base/random.h"

#define VALUES 6000

struct value {
	char text[80];
	size_t len;
	uint32_t group;
	uint64_t count;
};

static void
make(struct random *random, struct value *v)
{
	unsigned k = (unsigned)random_below(random, 60), shape = (unsigned)random_below(random, 6);
	char *text = v->text;

	v->group = (uint32_t)random_below(random, 3);
	switch (shape) {
	case 0: /* 1 to 8 bytes */ snprintf(text, 80, "%.*u", 1 + (int)(k % 8), k); break;
	case 1: /* longer than any front keeps */ snprintf(text, 80, "%060u", k); break;
	case 2: /* 9 to 16 bytes with the same beginning and end */
		snprintf(text, 80, "add_%02u_to_cart", k);
		break;
	case 3: /* times, some in one ten, some that are none */
		snprintf(text, 80, "2026-%02u-0%uT10:00:%02uZ", 1 + k % 14, 1 + k % 3, k % 62);
		break;
	case 4: /* nearly times */
		snprintf(text, 80, "2026-01-01T10:0%u:0%u%c", k % 10, k % 10, k % 2 ? 'z' : 'Z');
		break;
	default: /* few, often */ snprintf(text, 80, "2026-01-01T10:00:0%uZ", k % 3);
	}
	v->len = strlen(text);
}

static int
by_text(const void *left, const void *right)
{
	const struct value *a = left, *b = right;
	int c = slice_compare(slice_of(a->text, a->len), slice_of(b->text, b->len));

	return c != 0 ? c : (a->group > b->group) - (a->group < b->group);
}

/* Sorts and adds up what is the same; how many are left. */
static size_t
reduce(struct value *v, size_t n)
{
	size_t kept = 0;

	qsort(v, n, sizeof *v, by_text);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && by_text(&v[kept - 1], &v[i]) == 0)
			v[kept - 1].count += v[i].count;
		else
			v[kept++] = v[i];
	}
	return kept;
}

struct list {
	struct value *v;
	size_t n;
};

static void
append(struct list *list, uint32_t group, struct slice text, uint64_t count)
{
	struct value *v = &list->v[list->n++];

	memset(v, 0, sizeof *v);
	memcpy(v->text, text.ptr, text.len);
	v->len = text.len;
	v->group = group;
	v->count = count;
}

static void
take(struct list *list, struct slice text, struct counted v)
{
	append(list, (uint32_t)(v.count & (VALUE_COUNTS_ONE - 1)), text,
	    v.count >> VALUE_COUNTS_GROUP_BITS);
}

static size_t
collect(struct value_counts *census, struct list *list)
{
	size_t before = list->n;
	struct counted v[COUNTED_TEN];
	char scratch[VALUE_COUNTS_TEXT];

	for (unsigned p = 0; p < value_counts_nparts(census); p++) {
		struct value_counts_part part = value_counts_part(census, p);

		for (size_t i = 0; i < part.nslot; i++)
			if (part.slot[i].count != 0)
				take(list, value_counts_text(census, p, part.slot[i].key, scratch),
				    part.slot[i]);
		for (size_t i = 0; i < part.nten; i++) {
			unsigned n = value_counts_ten_values(part.ten[i], v);

			for (unsigned k = 0; k < n; k++)
				take(list, value_counts_time_text(v[k].key, scratch), v[k]);
		}
	}
	return list->n - before;
}

static void
dropped(void *self, unsigned part, uint32_t group, struct slice value, uint64_t count)
{
	(void)part;
	append(self, group, value, count);
}

/* Every value is counted once, kept or dropped. Returns the level. */
static unsigned
round_of(uint64_t seed, unsigned part_bits, size_t memory, uint64_t *distinct)
{
	static struct value want[VALUES], got[4 * VALUES];
	struct list list = { got, 0 };
	struct value_counts_options options = { .memory = memory,
		.part_bits = part_bits,
		.self = &list,
		.drop = dropped };
	struct value_counts *census = value_counts_new(&options);
	struct value_counts_front *front[3];
	struct random random;

	random_seed(&random, seed);
	for (int f = 0; f < 3; f++)
		front[f] = value_counts_front_new(census);
	for (size_t i = 0; i < VALUES; i++) {
		memset(&want[i], 0, sizeof want[i]);
		make(&random, &want[i]);
		want[i].count = 1;
		value_counts_add(front[random_below(&random, 3)], want[i].group, want[i].text,
		    want[i].len);
	}
	for (int f = 0; f < 3; f++)
		value_counts_front_free(front[f]);
	value_counts_settle(census);
	*distinct = value_counts_distinct(census);
	assert_int_equal(collect(census, &list), *distinct);
	size_t n = reduce(want, VALUES), m = reduce(got, list.n);

	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(by_text(&want[i], &got[i]), 0);
		assert_int_equal(want[i].count, got[i].count);
	}
	if (memory == 0)
		assert_int_equal(*distinct, n);
	unsigned level = value_counts_level(census);

	value_counts_free(census);
	return level;
}

static void
counts(void **state)
{
	uint64_t distinct;

	(void)state;
	for (uint64_t seed = 1; seed <= 8; seed++)
		assert_int_equal(round_of(seed, (unsigned)(seed % 4), 0, &distinct), 0);
}

/*
 * Past the limit nothing is lost; what stays depends on data and limit alone, not on parts (or
 * their keys).
 */
static void
limits(void **state)
{
	(void)state;
	for (size_t memory = 1000; memory <= 32000; memory *= 2) {
		uint64_t first, again;
		unsigned level = round_of(9, 0, memory, &first);

		assert_int_equal(round_of(9, 3, memory, &again), level);
		assert_int_equal(first, again);
		assert_true(level > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
