#include <stdlib.h>

#include "analysis/census_part.h"

/* Even bits of a value, the same in every run (splitmix64's finalizer; Steele and others 2014). */
static uint64_t
level_bits(uint64_t code, struct slice text)
{
	if (code >> 56 == CENSUS_LONG)
		return hash_published(text.ptr, text.len);
	code ^= code >> 30;
	code *= UINT64_C(0xbf58476d1ce4e5b9);
	code ^= code >> 27;
	code *= UINT64_C(0x94d049bb133111eb);
	return code ^ code >> 31;
}

bool
census_is_kept(unsigned level, uint64_t code, struct slice text)
{
	return (level_bits(code, text) & ((UINT64_C(1) << level) - 1)) == 0;
}

void
census_drop(const struct census *census, const struct part *part, uint64_t count,
    struct slice value)
{
	if (census->options.drop != NULL)
		census->options.drop(census->options.self, (unsigned)(part - census->part),
		    census_group(count), value, count >> CENSUS_GROUP_BITS);
}

static void
prune_values(struct census *census, struct part *part, const struct part *old)
{
	char scratch[CENSUS_TEXT];

	for (size_t i = 0; i < old->values.nslot; i++) {
		struct counted v = old->values.slot[i];

		if (v.count == 0)
			continue;
		struct slice text = census_part_text(old, v.key, scratch);
		uint64_t hash = census_part_hash(census, old, &old->values, v);

		if (!census_is_kept(part->level, v.key, text)) {
			census_drop(census, part, v.count, text);
		} else if (v.key >> 56 == CENSUS_LONG) {
			struct long_head head = { hash, v.count, text.len };

			census_part_put_long(census, part, &head, text.ptr);
		} else {
			census_part_put_code(census, part, v, hash);
		}
	}
}

/* Takes the seconds that are not kept out of a ten. */
void
census_prune_ten(struct census *census, struct part *part, struct counted *ten)
{
	struct counted v[COUNTED_TEN];
	unsigned n = census_ten_values(*ten, v), second;
	char scratch[CENSUS_TEXT];

	for (unsigned k = 0; k < n; k++) {
		if (census_is_kept(part->level, v[k].key, (struct slice){ 0 }))
			continue;
		census_drop(census, part, v[k].count, census_time_text(v[k].key, scratch));
		census_ten_of_code(v[k].key, 0, &second);
		ten->count &= ~(COUNTED_TEN_MOST << (second * COUNTED_TEN_BITS));
	}
}

static void
prune_tens(struct census *census, struct part *part, const struct part *old)
{
	for (size_t i = 0; i < old->tens.nslot; i++) {
		struct counted ten = old->tens.slot[i];

		if (ten.count == 0)
			continue;
		census_prune_ten(census, part, &ten);
		if (ten.count != CENSUS_TEN_USED)
			census_part_put_ten(census, part, ten, census_mix(census->key, ten.key, 0));
	}
}

/* Brings a part to the level of the census: puts in again what stays. The part's lock is held. */
void
census_part_prune(struct census *census, struct part *part)
{
	unsigned level = atomic_load(&census->level);
	struct part old = *part;

	if (part->level == level)
		return;
	part->level = level;
	part->values = part->tens = (struct table){ 0 };
	part->text = (struct buffer){ 0 };
	part->cost = 0;
	prune_values(census, part, &old);
	prune_tens(census, part, &old);
	free(old.values.slot);
	free(old.tens.slot);
	buffer_release(&old.text);
	atomic_fetch_sub(&census->cost, old.cost - part->cost);
}

/* Keeps half as many values as often as it takes. No part's lock is held. */
void
census_keep_within(struct census *census)
{
	if (census->options.memory == 0 || atomic_load(&census->cost) <= census->options.memory)
		return;
	pthread_mutex_lock(&census->raising);
	for (;;) {
		for (unsigned p = 0; p < census->nparts; p++) {
			pthread_mutex_lock(&census->part[p].lock);
			census_part_prune(census, &census->part[p]);
			pthread_mutex_unlock(&census->part[p].lock);
		}
		if (atomic_load(&census->cost) <= census->options.memory ||
		    atomic_load(&census->level) >= 62)
			break;
		atomic_fetch_add(&census->level, 1);
	}
	pthread_mutex_unlock(&census->raising);
}
