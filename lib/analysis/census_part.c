#include "analysis/census_part.h"

#include <stdlib.h>

#include "base/memory.h"

#define SLOTS_FIRST 16u
#define OFFSET_BITS 40		/* of a long value's text in its part */
#define SLOT_BYTES 24		/* a distinct value's share of the slots */
#define AHEAD 12u
#define TEN_HALVES UINT64_C(0x820820820820820)	/* the highest bit of each counter of a ten */

static struct slice
long_text(const struct part *part, uint64_t code)
{
	const char *at = part->text.ptr + (code & ((UINT64_C(1) << OFFSET_BITS) - 1));
	struct long_head head;

	memcpy(&head, at, sizeof head);
	return slice_of(at + sizeof head, head.len);
}

struct slice
census_part_text(const struct part *part, uint64_t code, char *scratch)
{
	if (code >> 56 == CENSUS_TIME)
		return census_time_text(code, scratch);
	return code >> 56 == CENSUS_LONG ? long_text(part, code) : census_short_text(code, scratch);
}

static size_t
place_of(const struct table *table, uint64_t hash)
{
	return (size_t)((hash & UINT64_C(0xffffffff)) * table->nslot >> 32);
}

uint64_t
census_part_hash(const struct census *census, const struct part *part, const struct table *table,
    struct counted v)
{
	if (table == &part->tens)
		return census_mix(census->key, v.key, 0);
	if (v.key >> 56 != CENSUS_LONG)
		return census_mix(census->key, v.key, census_group(v.count));
	struct long_head head;

	memcpy(&head, part->text.ptr + (v.key & ((UINT64_C(1) << OFFSET_BITS) - 1)), sizeof head);
	return head.hash;
}

static size_t
free_place(const struct table *table, uint64_t hash)
{
	size_t k = place_of(table, hash);

	while (table->slot[k].count != 0)
		k = k + 1 < table->nslot ? k + 1 : 0;
	return k;
}

static void
table_resize(const struct census *census, const struct part *part, struct table *table,
    size_t nslot)
{
	struct counted *old = table->slot;
	size_t n = table->nslot;

	table->slot = memory_array(nslot, sizeof *table->slot);
	table->nslot = nslot;
	for (size_t i = 0; i < n; i++)
		if (old[i].count != 0)
			table->slot[free_place(table,
			    census_part_hash(census, part, table, old[i]))] = old[i];
	free(old);
}

/* Makes room for one more. */
static void
table_room(const struct census *census, const struct part *part, struct table *table)
{
	if (table->n >= table->nslot - table->nslot / 4)
		table_resize(census, part, table,
		    table->nslot > 0 ? table->nslot + table->nslot / 2 : SLOTS_FIRST);
}

/* The slot of this code, or the empty one where it belongs. There is room. */
static struct counted *
find_code(const struct table *table, uint64_t key, uint32_t group, uint64_t hash)
{
	size_t k = place_of(table, hash);

	while (table->slot[k].count != 0 &&
	    (table->slot[k].key != key || census_group(table->slot[k].count) != group))
		k = k + 1 < table->nslot ? k + 1 : 0;
	return &table->slot[k];
}

static struct counted *
find_ten(const struct table *table, uint64_t key, uint64_t hash)
{
	size_t k = place_of(table, hash);

	while (table->slot[k].count != 0 && table->slot[k].key != key)
		k = k + 1 < table->nslot ? k + 1 : 0;
	return &table->slot[k];
}

static void
take_slot(struct part *part, struct table *table, struct counted *slot, struct counted v)
{
	*slot = v;
	table->n++;
	part->cost += SLOT_BYTES;
}

void
census_part_put_code(struct census *census, struct part *part, struct counted v, uint64_t hash)
{
	uint32_t group = census_group(v.count);

	table_room(census, part, &part->values);
	struct counted *slot = find_code(&part->values, v.key, group, hash);

	if (slot->count != 0)
		slot->count += v.count - group;
	else
		take_slot(part, &part->values, slot, v);
}

/* A counter of a ten that is full: the second gets a slot of its own. */
static void
part_add_second(struct census *census, struct part *part, uint64_t ten, unsigned second,
    uint64_t count)
{
	uint32_t group = census_ten_group(ten);
	uint64_t code = census_ten_code(ten, second);
	struct counted v = { code, group | count << CENSUS_GROUP_BITS };

	census_part_put_code(census, part, v, census_mix(census->key, code, group));
}

void
census_part_put_ten(struct census *census, struct part *part, struct counted v, uint64_t hash)
{
	table_room(census, part, &part->tens);
	struct counted *slot = find_ten(&part->tens, v.key, hash);

	if (slot->count == 0) {
		take_slot(part, &part->tens, slot, v);
		return;
	}
	/* No counter reaches its highest bit in either: none can overflow. */
	if (((slot->count | v.count) & TEN_HALVES) == 0) {
		slot->count += v.count & ~CENSUS_TEN_USED;
		return;
	}
	for (unsigned k = 0; k < COUNTED_TEN; k++) {
		unsigned shift = k * COUNTED_TEN_BITS;
		uint64_t have = slot->count >> shift & COUNTED_TEN_MOST;
		uint64_t more = v.count >> shift & COUNTED_TEN_MOST;

		if (have + more <= COUNTED_TEN_MOST) {
			slot->count += more << shift;
		} else {
			slot->count -= have << shift;
			part_add_second(census, part, v.key, k, have + more);
		}
	}
}

void
census_part_put_long(struct census *census, struct part *part, const struct long_head *head,
    const char *text)
{
	uint32_t group = census_group(head->count);
	uint64_t tag = CENSUS_LONG << 56 | (head->hash >> 48) << OFFSET_BITS;

	table_room(census, part, &part->values);
	struct table *table = &part->values;
	size_t k = place_of(table, head->hash);

	for (; table->slot[k].count != 0; k = k + 1 < table->nslot ? k + 1 : 0) {
		struct counted *slot = &table->slot[k];

		if (slot->key >> OFFSET_BITS == tag >> OFFSET_BITS &&
		    census_group(slot->count) == group &&
		    slice_equal(long_text(part, slot->key), slice_of(text, head->len))) {
			slot->count += head->count - group;
			return;
		}
	}
	take_slot(part, table, &table->slot[k], (struct counted){ tag | part->text.len,
	    head->count });
	buffer_add(&part->text, head, sizeof *head);
	buffer_add(&part->text, text, head->len);
	part->cost += sizeof *head + head->len;
}

void
census_part_settle(struct census *census, struct part *part)
{
	for (size_t i = 0; i < part->values.nslot; i++) {
		struct counted *v = &part->values.slot[i];
		unsigned second;

		if (v->count == 0 || v->key >> 56 != CENSUS_TIME || part->tens.nslot == 0)
			continue;
		uint64_t key = census_ten_of_code(v->key, census_group(v->count), &second);
		struct counted *ten = find_ten(&part->tens, key, census_mix(census->key, key, 0));
		uint64_t counter = COUNTED_TEN_MOST << (second * COUNTED_TEN_BITS);

		v->count += (ten->count & counter) >> (second * COUNTED_TEN_BITS)
		        << CENSUS_GROUP_BITS;
		ten->count &= ~counter;
	}
}

/* Begins and ends the adding of a lot. */
static size_t
lot_begin(struct census *census, struct part *part)
{
	pthread_mutex_lock(&part->lock);
	census_part_prune(census, part);
	return part->cost;
}

static void
lot_end(struct census *census, struct part *part, size_t cost)
{
	atomic_fetch_add(&census->cost, part->cost - cost);
	pthread_mutex_unlock(&part->lock);
	census_keep_within(census);
}

/* The slots of a lot are asked for a few before they are used. hash holds CENSUS_LOT + AHEAD. */
static inline void
fetch(const struct table *table, uint64_t hash)
{
	__builtin_prefetch(&table->slot[place_of(table, hash)], 1);
}

void
census_part_add_codes(struct census *census, struct part *part, const struct counted *v, size_t n)
{
	uint64_t hash[CENSUS_LOT + AHEAD] = { 0 };
	char scratch[CENSUS_TEXT];

	for (size_t i = 0; i < n; i++)
		hash[i] = census_mix(census->key, v[i].key, census_group(v[i].count));
	size_t cost = lot_begin(census, part);

	table_room(census, part, &part->values);
	for (size_t i = 0; i < AHEAD; i++)
		fetch(&part->values, hash[i]);
	for (size_t i = 0; i < n; i++) {
		fetch(&part->values, hash[i + AHEAD]);
		if (part->level > 0 && !census_is_kept(part->level, v[i].key, (struct slice){ 0 }))
			census_drop(census, part, v[i].count,
			    census_part_text(part, v[i].key, scratch));
		else
			census_part_put_code(census, part, v[i], hash[i]);
	}
	lot_end(census, part, cost);
}

void
census_part_add_tens(struct census *census, struct part *part, const struct counted *v, size_t n)
{
	uint64_t hash[CENSUS_LOT];

	for (size_t i = 0; i < n; i++)
		hash[i] = census_mix(census->key, v[i].key, 0);
	size_t cost = lot_begin(census, part);

	for (size_t i = 0; i < n; i++) {
		struct counted ten = v[i];

		if (part->level > 0)
			census_prune_ten(census, part, &ten);
		if (ten.count != CENSUS_TEN_USED)
			census_part_put_ten(census, part, ten, hash[i]);
	}
	lot_end(census, part, cost);
}

void
census_part_add_texts(struct census *census, struct part *part, struct slice lot)
{
	size_t cost = lot_begin(census, part);

	for (size_t at = 0; at < lot.len;) {
		struct long_head head;

		memcpy(&head, lot.ptr + at, sizeof head);
		struct slice text = slice_of(lot.ptr + at + sizeof head, head.len);

		if (part->level > 0 && !census_is_kept(part->level, CENSUS_LONG << 56, text))
			census_drop(census, part, head.count, text);
		else
			census_part_put_long(census, part, &head, text.ptr);
		at += sizeof head + head.len;
	}
	lot_end(census, part, cost);
}
