#include "analysis/count/tally.h"

#include <stdlib.h>

#include "base/memory.h"

#define SLOTS_FIRST ((size_t)1024)
#define MEMORY_LEAST ((size_t)256 << 10)
#define COUNTED_MOST (UINT64_C(1) << 30) /* of a run: a slot's count has 32 bits */
#define LETTERS 256

static void
new_tables(struct tally *t)
{
	map_init(&t->keys, 0);
	t->mask = SLOTS_FIRST - 1;
	t->slot = memory_map(SLOTS_FIRST * sizeof *t->slot);
}

void
tally_init(struct tally *t, const struct tally_options *options)
{
	memset(t, 0, sizeof *t);
	t->options = *options;
	if (t->options.memory < MEMORY_LEAST)
		t->options.memory = MEMORY_LEAST;
	hash_key_init(&t->hash);
	sorted_runs_init(&t->runs, 2, options->folder);
	t->user = options->users;
	new_tables(t);
}

static void
release_tables(struct tally *t)
{
	map_release(&t->keys);
	free(t->entry);
	if (t->slot != NULL)
		memory_unmap(t->slot, (t->mask + 1) * sizeof *t->slot);
	t->entry = NULL;
	t->slot = NULL;
	t->capacity = t->mask = t->used = 0;
}

void
tally_release(struct tally *t)
{
	release_tables(t);
	sorted_runs_release(&t->runs);
}

uint32_t
tally_key(struct tally *t, struct slice key)
{
	bool added;
	uint32_t entry = map_put(&t->keys, key, &added);

	if (added) {
		t->entry = memory_grow(t->entry, &t->capacity, t->keys.n, sizeof *t->entry);
		t->entry[entry] = (struct tally_entry){ .user = 0 };
	}
	return entry;
}

static void
grow(struct tally *t)
{
	size_t old = t->mask + 1;
	struct tally_slot *from = t->slot;

	t->mask = 2 * old - 1;
	t->slot = memory_map(2 * old * sizeof *t->slot);
	for (size_t i = 0; i < old; i++) {
		size_t at = tally_hash(t, from[i].number, from[i].cell) & t->mask;

		if (from[i].count == 0)
			continue;
		while (t->slot[at].count != 0)
			at = (at + 1) & t->mask;
		t->slot[at] = from[i];
	}
	memory_unmap(from, old * sizeof *from);
}

void
tally_put(struct tally *t, const struct tally_waiting *w)
{
	size_t at = w->hash & t->mask;
	struct tally_slot *slot = &t->slot[at];

	while (slot->count != 0 && (slot->number != w->number || slot->cell != w->cell)) {
		at = (at + 1) & t->mask;
		slot = &t->slot[at];
	}
	if (slot->count++ != 0)
		return;
	slot->number = w->number;
	slot->cell = w->cell;
	if (++t->used > t->mask / 8 * 5)
		grow(t);
}

static void
put_waiting(struct tally *t)
{
	for (unsigned k = 0; k < TALLY_WAITING; k++) {
		if (t->waiting[k].there)
			tally_put(t, &t->waiting[k]);
		t->waiting[k].there = false;
	}
}

/* An entry in the order of keys. */
struct place {
	struct slice key;
	uint32_t entry;
};

static int
by_key(const void *a, const void *b)
{
	return slice_compare(((const struct place *)a)->key, ((const struct place *)b)->key);
}

static struct place *
sort_keys(const struct tally *t)
{
	struct place *place = memory_array(t->keys.n, sizeof *place);

	for (uint32_t e = 0; e < t->keys.n; e++)
		place[e] = (struct place){ map_key(&t->keys, e), e };
	qsort(place, t->keys.n, sizeof *place, by_key);
	return place;
}

/* One pass of a radix sort. */
static void
sort_byte(const struct tally_slot *from, struct tally_slot *to, size_t n, bool cell, unsigned shift)
{
	size_t count[LETTERS + 1] = { 0 };

	for (size_t i = 0; i < n; i++)
		count[((cell ? from[i].cell : from[i].number) >> shift & 0xFF) + 1]++;
	for (size_t d = 0; d < LETTERS; d++)
		count[d + 1] += count[d];
	for (size_t i = 0; i < n; i++)
		to[count[(cell ? from[i].cell : from[i].number) >> shift & 0xFF]++] = from[i];
}

/*
 * The slots that are taken, by cell, then by number, in an array of their own; cells by the order
 * of keys.
 */
static struct tally_slot *
sort_slots(const struct tally *t, const struct place *place)
{
	uint32_t *rank = memory_array(t->keys.n, sizeof *rank), kinds = t->options.nnumber;
	struct tally_slot *slot = memory_array(t->used, sizeof *slot);
	struct tally_slot *spare = memory_array(t->used, sizeof *spare);
	uint64_t numbers = 0, cells = kinds * (uint64_t)t->keys.n;
	size_t n = 0;

	for (uint32_t k = 0; k < t->keys.n; k++)
		rank[place[k].entry] = k;
	for (size_t i = 0; i <= t->mask; i++) {
		if (t->slot[i].count == 0)
			continue;
		slot[n] = t->slot[i];
		slot[n].cell = rank[slot[n].cell / kinds] * kinds + slot[n].cell % kinds;
		numbers |= slot[n++].number;
	}
	free(rank);
	for (unsigned pass = 0; pass < 16; pass++) {
		unsigned shift = pass % 8 * 8;
		struct tally_slot *swap = slot;

		if ((pass < 8 ? numbers : cells) >> shift == 0)
			continue;
		sort_byte(slot, spare, n, pass >= 8, shift);
		slot = spare;
		spare = swap;
	}
	free(spare);
	return slot;
}

/* The sum of the keys that begin as place[first] does, where it is the first of them. */
static bool
write_group(struct tally *t, const struct place *place, size_t first, struct buffer *key)
{
	size_t len = t->options.group;
	uint64_t word[SORTED_RUNS_WORDS] = { 0 };
	const char *begin = place[first].key.ptr;

	if (first > 0 && memcmp(place[first - 1].key.ptr, begin, len) == 0)
		return true;
	for (size_t k = first; k < t->keys.n && memcmp(place[k].key.ptr, begin, len) == 0; k++)
		word[0] += t->entry[place[k].entry].count;
	buffer_clear(key);
	buffer_add(key, begin, len);
	memset(buffer_reserve(key, t->options.width + 1), 0, t->options.width + 1);
	key->len += t->options.width + 1;
	return sorted_runs_add(&t->runs, slice_of(key->ptr, key->len), word);
}

static void
number_to(char *at, uint64_t number)
{
	for (unsigned k = 0; k < 8; k++)
		at[k] = (char)(number >> (56 - 8 * k));
}

/* A record of the key with a byte of its kind and 8 of a number. */
static void
write_numbered(struct tally *t, struct buffer *key, size_t len, int kind, uint64_t number,
    const uint64_t *word)
{
	key->ptr[len - 1] = (char)kind;
	number_to(key->ptr + len, number);
	sorted_runs_add(&t->runs, slice_of(key->ptr, len + 8), word);
}

/*
 * The k-th key: its count, its numbers from slot on, its user of whom more may come; returns how
 * many numbers they are.
 */
static size_t
write_key(struct tally *t, const struct place *place, size_t k, const struct tally_slot *slot,
    size_t n, struct buffer *key)
{
	const struct tally_entry *e = &t->entry[place[k].entry];
	bool open = e->user == t->user && t->user != t->part;
	uint64_t word[SORTED_RUNS_WORDS] = { e->count, e->users - open };
	uint32_t kinds = t->options.nnumber;
	size_t i = 0, len;

	buffer_clear(key);
	buffer_add(key, place[k].key.ptr, place[k].key.len);
	len = key->len + t->options.width + 1;
	memset(buffer_reserve(key, t->options.width + 9), 0, t->options.width + 1);
	sorted_runs_add(&t->runs, slice_of(key->ptr, len), word);
	word[1] = 0;
	for (; i < n && slot[i].cell / kinds == k; i++) {
		word[0] = slot[i].count;
		write_numbered(t, key, len, TALLY_NUMBER + (int)(slot[i].cell % kinds),
		    slot[i].number, word);
	}
	word[0] = 1;
	if (e->part)
		write_numbered(t, key, len, TALLY_USER, t->part, word);
	if (open)
		write_numbered(t, key, len, TALLY_USER, t->user, word);
	return i;
}

/* All there is as a run. */
static bool
write_run(struct tally *t, bool to_file)
{
	struct place *place = sort_keys(t);
	struct buffer key = { 0 };
	struct tally_slot *slot;
	bool good = sorted_runs_begin(&t->runs, to_file);
	size_t at = 0;

	put_waiting(t);
	slot = sort_slots(t, place);
	for (size_t k = 0; good && k < t->keys.n; k++) {
		good = write_group(t, place, k, &key);
		at += write_key(t, place, k, slot + at, t->used - at, &key);
	}
	buffer_release(&key);
	free(slot);
	free(place);
	return good && sorted_runs_end(&t->runs);
}

/* What is held, and what sorting will take: as much again as what is sorted, twice. */
static size_t
bytes_held(const struct tally *t)
{
	size_t slots = (t->mask + 1) * sizeof *t->slot + 2 * t->used * sizeof *t->slot;
	size_t keys = t->capacity * sizeof *t->entry + t->keys.n * sizeof(struct place);

	return slots + keys + map_bytes(&t->keys);
}

static void
forget(struct tally *t)
{
	t->part = t->user;
	t->counted = t->used = 0;
	map_clear(&t->keys);
	if (bytes_held(t) > t->options.memory / 2) {
		release_tables(t);
		new_tables(t);
	} else {
		memset(t->slot, 0, (t->mask + 1) * sizeof *t->slot);
	}
}

bool
tally_room(struct tally *t)
{
	if (t->counted == 0 || (bytes_held(t) <= t->options.memory && t->counted < COUNTED_MOST))
		return false;
	if (!fault_is_set(&t->runs.fault))
		write_run(t, true);
	else
		put_waiting(t);
	forget(t);
	return true;
}

bool
tally_end(struct tally *t)
{
	bool good = write_run(t, t->runs.temp != NULL);

	release_tables(t);
	return good;
}
