/* Past the memory: which values stay, by their hash, and the others dropped. */
#include <stdlib.h>

#include "analysis/profile/value_counts_part.h"

/* Even bits of a value, the same in every run (splitmix64's finalizer; Steele and others 2014). */
static uint64_t
category_bits(uint64_t code, struct slice text)
{
	if (code >> 56 == VALUE_COUNTS_LONG)
		return hash_published(text.ptr, text.len);
	code ^= code >> 30;
	code *= UINT64_C(0xbf58476d1ce4e5b9);
	code ^= code >> 27;
	code *= UINT64_C(0x94d049bb133111eb);
	return code ^ code >> 31;
}

bool
value_counts_is_kept(unsigned level, uint64_t code, struct slice text)
{
	return (category_bits(code, text) & ((UINT64_C(1) << level) - 1)) == 0;
}

void
value_counts_drop(const struct value_counts *counts, const struct part *part, uint64_t count,
    struct slice value)
{
	if (counts->options.drop != NULL)
		counts->options.drop(counts->options.self, (unsigned)(part - counts->part),
		    value_counts_group(count), value, count >> VALUE_COUNTS_GROUP_BITS);
}

static void
prune_values(struct value_counts *counts, struct part *part, const struct part *old)
{
	char scratch[VALUE_COUNTS_TEXT];

	for (size_t i = 0; i < old->values.nslot; i++) {
		struct counted v = old->values.slot[i];

		if (v.count == 0)
			continue;
		struct slice text = value_counts_part_text(old, v.key, scratch);
		uint64_t hash = value_counts_part_hash(counts, old, &old->values, v);

		if (!value_counts_is_kept(part->level, v.key, text)) {
			value_counts_drop(counts, part, v.count, text);
		} else if (v.key >> 56 == VALUE_COUNTS_LONG) {
			struct long_head head = { hash, v.count, text.len };

			value_counts_part_put_long(counts, part, &head, text.ptr);
		} else {
			value_counts_part_put_code(counts, part, v, hash);
		}
	}
}

/* Takes the seconds that are not kept out of a ten. */
void
value_counts_prune_ten(struct value_counts *counts, struct part *part, struct counted *ten)
{
	struct counted v[COUNTED_TEN];
	unsigned n = value_counts_ten_values(*ten, v), second;
	char scratch[VALUE_COUNTS_TEXT];

	for (unsigned k = 0; k < n; k++) {
		if (value_counts_is_kept(part->level, v[k].key, (struct slice){ 0 }))
			continue;
		value_counts_drop(counts, part, v[k].count,
		    value_counts_time_text(v[k].key, scratch));
		value_counts_ten_of_code(v[k].key, 0, &second);
		ten->count &= ~(COUNTED_TEN_MOST << (second * COUNTED_TEN_BITS));
	}
}

static void
prune_tens(struct value_counts *counts, struct part *part, const struct part *old)
{
	for (size_t i = 0; i < old->tens.nslot; i++) {
		struct counted ten = old->tens.slot[i];

		if (ten.count == 0)
			continue;
		value_counts_prune_ten(counts, part, &ten);
		if (ten.count != VALUE_COUNTS_TEN_USED)
			value_counts_part_put_ten(counts, part, ten,
			    value_counts_mix(counts->key, ten.key, 0));
	}
}

/* Brings a part to the level of the counts: puts in again what stays. The part's lock is held. */
void
value_counts_part_prune(struct value_counts *counts, struct part *part)
{
	unsigned level = atomic_load(&counts->level);
	struct part old = *part;

	if (part->level == level)
		return;
	part->level = level;
	part->values = part->tens = (struct table){ 0 };
	part->text = (struct buffer){ 0 };
	part->cost = 0;
	prune_values(counts, part, &old);
	prune_tens(counts, part, &old);
	free(old.values.slot);
	free(old.tens.slot);
	buffer_release(&old.text);
	atomic_fetch_sub(&counts->cost, old.cost - part->cost);
}

/* Keeps half as many values as often as it takes. No part's lock is held. */
void
value_counts_keep_within(struct value_counts *counts)
{
	if (counts->options.memory == 0 || atomic_load(&counts->cost) <= counts->options.memory)
		return;
	pthread_mutex_lock(&counts->raising);
	for (;;) {
		for (unsigned p = 0; p < counts->nparts; p++) {
			pthread_mutex_lock(&counts->part[p].lock);
			value_counts_part_prune(counts, &counts->part[p]);
			pthread_mutex_unlock(&counts->part[p].lock);
		}
		if (atomic_load(&counts->cost) <= counts->options.memory ||
		    atomic_load(&counts->level) >= 62)
			break;
		atomic_fetch_add(&counts->level, 1);
	}
	pthread_mutex_unlock(&counts->raising);
}
