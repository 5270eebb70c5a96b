#include "analysis/profile/value_counts_part.h"

#include <stdlib.h>

#include "base/memory.h"

#define SLOTS_FIRST 16u
#define OFFSET_BITS 40 /* of a long value's text in its part */
#define SLOT_BYTES 24  /* a distinct value's share of the slots */
#define AHEAD 12u
#define TEN_HALVES UINT64_C(0x820820820820820) /* the highest bit of each counter of a ten */

static struct slice
long_text(const struct part *part, uint64_t code)
{
	const char *at = part->text.ptr + (code & ((UINT64_C(1) << OFFSET_BITS) - 1));
	struct long_head head;

	memcpy(&head, at, sizeof head);
	return slice_of(at + sizeof head, head.len);
}

struct slice
value_counts_part_text(const struct part *part, uint64_t code, char *scratch)
{
	if (code >> 56 == VALUE_COUNTS_TIME)
		return value_counts_time_text(code, scratch);
	return code >> 56 == VALUE_COUNTS_LONG ? long_text(part, code)
					       : value_counts_short_text(code, scratch);
}

static size_t
place_of(const struct table *table, uint64_t hash)
{
	return (size_t)((hash & UINT64_C(0xffffffff)) * table->nslot >> 32);
}

uint64_t
value_counts_part_hash(const struct value_counts *counts, const struct part *part,
    const struct table *table, struct counted v)
{
	if (table == &part->tens)
		return value_counts_mix(counts->key, v.key, 0);
	if (v.key >> 56 != VALUE_COUNTS_LONG)
		return value_counts_mix(counts->key, v.key, value_counts_group(v.count));
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
table_resize(const struct value_counts *counts, const struct part *part, struct table *table,
    size_t nslot)
{
	struct counted *old = table->slot;
	size_t n = table->nslot;

	table->slot = memory_array(nslot, sizeof *table->slot);
	table->nslot = nslot;
	for (size_t i = 0; i < n; i++)
		if (old[i].count != 0)
			table->slot[free_place(table,
			    value_counts_part_hash(counts, part, table, old[i]))] = old[i];
	free(old);
}

/* Makes room for one more. */
static void
table_room(const struct value_counts *counts, const struct part *part, struct table *table)
{
	if (table->n >= table->nslot - table->nslot / 4)
		table_resize(counts, part, table,
		    table->nslot > 0 ? table->nslot + table->nslot / 2 : SLOTS_FIRST);
}

/* The slot of this code, or the empty one where it belongs. There is room. */
static struct counted *
find_code(const struct table *table, uint64_t key, uint32_t group, uint64_t hash)
{
	size_t k = place_of(table, hash);

	while (table->slot[k].count != 0 &&
	    (table->slot[k].key != key || value_counts_group(table->slot[k].count) != group))
		k = k + 1 < table->nslot ? k + 1 : 0;
	return &table->slot[k];
}

/* The slot of this text, or the empty one where it belongs. tag: the upper half of its code. */
static struct counted *
find_long(const struct part *part, uint64_t tag, uint32_t group, uint64_t hash, struct slice text)
{
	const struct table *table = &part->values;
	size_t k = place_of(table, hash);

	while (table->slot[k].count != 0 &&
	    (table->slot[k].key >> OFFSET_BITS != tag >> OFFSET_BITS ||
		value_counts_group(table->slot[k].count) != group ||
		!slice_equal(long_text(part, table->slot[k].key), text)))
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
value_counts_part_put_code(struct value_counts *counts, struct part *part, struct counted v,
    uint64_t hash)
{
	uint32_t group = value_counts_group(v.count);

	table_room(counts, part, &part->values);
	struct counted *slot = find_code(&part->values, v.key, group, hash);

	if (slot->count != 0)
		slot->count += v.count - group;
	else
		take_slot(part, &part->values, slot, v);
}

/* A counter of a ten that is full: the second gets a slot of its own. */
static void
part_add_second(struct value_counts *counts, struct part *part, uint64_t ten, unsigned second,
    uint64_t count)
{
	uint32_t group = value_counts_ten_group(ten);
	uint64_t code = value_counts_ten_code(ten, second);
	struct counted v = { code, group | count << VALUE_COUNTS_GROUP_BITS };

	value_counts_part_put_code(counts, part, v, value_counts_mix(counts->key, code, group));
}

void
value_counts_part_put_ten(struct value_counts *counts, struct part *part, struct counted v,
    uint64_t hash)
{
	table_room(counts, part, &part->tens);
	struct counted *slot = find_ten(&part->tens, v.key, hash);

	if (slot->count == 0) {
		take_slot(part, &part->tens, slot, v);
		return;
	}
	/* No counter reaches its highest bit in either: none can overflow. */
	if (((slot->count | v.count) & TEN_HALVES) == 0) {
		slot->count += v.count & ~VALUE_COUNTS_TEN_USED;
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
			part_add_second(counts, part, v.key, k, have + more);
		}
	}
}

void
value_counts_part_put_long(struct value_counts *counts, struct part *part,
    const struct long_head *head, const char *text)
{
	uint32_t group = value_counts_group(head->count);
	uint64_t tag = VALUE_COUNTS_LONG << 56 | (head->hash >> 48) << OFFSET_BITS;

	table_room(counts, part, &part->values);
	struct counted *slot = find_long(part, tag, group, head->hash, slice_of(text, head->len));

	if (slot->count != 0) {
		slot->count += head->count - group;
		return;
	}
	take_slot(part, &part->values, slot, (struct counted){ tag | part->text.len, head->count });
	buffer_add(&part->text, head, sizeof *head);
	buffer_add(&part->text, text, head->len);
	part->cost += sizeof *head + head->len;
}

void
value_counts_part_settle(struct value_counts *counts, struct part *part)
{
	for (size_t i = 0; i < part->values.nslot; i++) {
		struct counted *v = &part->values.slot[i];
		unsigned second;

		if (v->count == 0 || v->key >> 56 != VALUE_COUNTS_TIME || part->tens.nslot == 0)
			continue;
		uint64_t key =
		    value_counts_ten_of_code(v->key, value_counts_group(v->count), &second);
		struct counted *ten =
		    find_ten(&part->tens, key, value_counts_mix(counts->key, key, 0));
		uint64_t counter = COUNTED_TEN_MOST << (second * COUNTED_TEN_BITS);

		v->count += (ten->count & counter) >> (second * COUNTED_TEN_BITS)
			<< VALUE_COUNTS_GROUP_BITS;
		ten->count &= ~counter;
	}
}

void
value_counts_part_absorb(struct part *part, const struct value_counts *like, struct part *from)
{
	for (size_t i = 0; i < from->values.nslot && part->values.nslot > 0; i++) {
		struct counted *v = &from->values.slot[i], *slot;

		if (v->count == 0)
			continue;
		uint32_t group = value_counts_group(v->count);
		uint64_t hash = value_counts_part_hash(like, from, &from->values, *v);

		slot = v->key >> 56 == VALUE_COUNTS_LONG
		    ? find_long(part, v->key, group, hash, long_text(from, v->key))
		    : find_code(&part->values, v->key, group, hash);
		if (slot->count == 0)
			continue;
		slot->count += v->count - group;
		v->count = 0;
		from->values.n--;
	}
}

/* Begins and ends the adding of a lot. */
static size_t
lot_begin(struct value_counts *counts, struct part *part)
{
	pthread_mutex_lock(&part->lock);
	value_counts_part_prune(counts, part);
	return part->cost;
}

static void
lot_end(struct value_counts *counts, struct part *part, size_t cost)
{
	atomic_fetch_add(&counts->cost, part->cost - cost);
	pthread_mutex_unlock(&part->lock);
	value_counts_keep_within(counts);
}

/*
 * The slots of a lot are asked for a few before they are used. hash holds VALUE_COUNTS_LOT +
 * AHEAD.
 */
static inline void
fetch(const struct table *table, uint64_t hash)
{
	__builtin_prefetch(&table->slot[place_of(table, hash)], 1);
}

void
value_counts_part_add_codes(struct value_counts *counts, struct part *part, const struct counted *v,
    size_t n)
{
	uint64_t hash[VALUE_COUNTS_LOT + AHEAD] = { 0 };
	char scratch[VALUE_COUNTS_TEXT];

	for (size_t i = 0; i < n; i++)
		hash[i] = value_counts_mix(counts->key, v[i].key, value_counts_group(v[i].count));
	size_t cost = lot_begin(counts, part);

	table_room(counts, part, &part->values);
	for (size_t i = 0; i < AHEAD; i++)
		fetch(&part->values, hash[i]);
	for (size_t i = 0; i < n; i++) {
		fetch(&part->values, hash[i + AHEAD]);
		if (part->level > 0 &&
		    !value_counts_is_kept(part->level, v[i].key, (struct slice){ 0 }))
			value_counts_drop(counts, part, v[i].count,
			    value_counts_part_text(part, v[i].key, scratch));
		else
			value_counts_part_put_code(counts, part, v[i], hash[i]);
	}
	lot_end(counts, part, cost);
}

void
value_counts_part_add_tens(struct value_counts *counts, struct part *part, const struct counted *v,
    size_t n)
{
	uint64_t hash[VALUE_COUNTS_LOT];

	for (size_t i = 0; i < n; i++)
		hash[i] = value_counts_mix(counts->key, v[i].key, 0);
	size_t cost = lot_begin(counts, part);

	for (size_t i = 0; i < n; i++) {
		struct counted ten = v[i];

		if (part->level > 0)
			value_counts_prune_ten(counts, part, &ten);
		if (ten.count != VALUE_COUNTS_TEN_USED)
			value_counts_part_put_ten(counts, part, ten, hash[i]);
	}
	lot_end(counts, part, cost);
}

void
value_counts_part_add_texts(struct value_counts *counts, struct part *part, struct slice lot)
{
	size_t cost = lot_begin(counts, part);

	for (size_t at = 0; at < lot.len;) {
		struct long_head head;

		memcpy(&head, lot.ptr + at, sizeof head);
		struct slice text = slice_of(lot.ptr + at + sizeof head, head.len);

		if (part->level > 0 &&
		    !value_counts_is_kept(part->level, VALUE_COUNTS_LONG << 56, text))
			value_counts_drop(counts, part, head.count, text);
		else
			value_counts_part_put_long(counts, part, &head, text.ptr);
		at += sizeof head + head.len;
	}
	lot_end(counts, part, cost);
}
