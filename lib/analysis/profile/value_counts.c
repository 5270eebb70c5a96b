#include <stdlib.h>

#include "analysis/profile/value_counts_part.h"
#include "base/memory.h"

#define LOT_BYTES 4096u /* of long values, in a lot for one part */
#define NEAR_FIRST 64u
#define NEAR_MOST 1024u
#define NEAR_TRIAL 32768u /* after so many slots given up it is seen whether near pays */
#define NEAR_TENS 256u
#define NEAR_LONG 256u
#define LONG_INLINE 48u

/* A long value that was seen lately. */
struct value_counts_long {
	uint64_t count; /* as in slots; 0: nothing here */
	uint32_t len;
	char text[LONG_INLINE];
};

/* What is on its way to one part. */
struct lot {
	struct counted v[VALUE_COUNTS_LOT];
	size_t n;
};

struct value_counts_lots {
	struct lot *codes, *tens; /* [part]; NULL: none yet */
	struct buffer *texts;     /* [part] */
};

static void
pass_codes(struct value_counts_front *front, unsigned p)
{
	struct lot *lot = &front->lots->codes[p];

	value_counts_part_add_codes(front->counts, &front->counts->part[p], lot->v, lot->n);
	lot->n = 0;
}

static void
pass_tens(struct value_counts_front *front, unsigned p)
{
	struct lot *lot = &front->lots->tens[p];

	value_counts_part_add_tens(front->counts, &front->counts->part[p], lot->v, lot->n);
	lot->n = 0;
}

static void
pass_texts(struct value_counts_front *front, unsigned p)
{
	struct buffer *lot = &front->lots->texts[p];

	value_counts_part_add_texts(front->counts, &front->counts->part[p],
	    slice_of(lot->ptr, lot->len));
	buffer_clear(lot);
}

static inline void
send_hashed(struct value_counts_front *front, struct counted v, uint64_t hash)
{
	const struct value_counts *counts = front->counts;
	unsigned p = value_counts_part_of(counts, hash);

	if (front->lots->codes == NULL)
		front->lots->codes = memory_array(counts->nparts, sizeof *front->lots->codes);
	struct lot *lot = &front->lots->codes[p];

	lot->v[lot->n++] = v;
	if (lot->n == VALUE_COUNTS_LOT)
		pass_codes(front, p);
}

static void
send_code(struct value_counts_front *front, struct counted v)
{
	send_hashed(front, v, value_counts_mix(front->key, v.key, value_counts_group(v.count)));
}

void
value_counts_send(struct value_counts_front *front, uint64_t hash, uint64_t code, uint32_t group)
{
	send_hashed(front, (struct counted){ code, group + VALUE_COUNTS_ONE }, hash);
}

static void
send_ten(struct value_counts_front *front, struct counted v)
{
	const struct value_counts *counts = front->counts;
	unsigned p = value_counts_part_of(counts, value_counts_mix(counts->key, v.key, 0));

	if (front->lots->tens == NULL)
		front->lots->tens = memory_array(counts->nparts, sizeof *front->lots->tens);
	struct lot *lot = &front->lots->tens[p];

	lot->v[lot->n++] = v;
	if (lot->n == VALUE_COUNTS_LOT)
		pass_tens(front, p);
}

static void
send_text(struct value_counts_front *front, uint64_t count, const char *ptr, size_t len)
{
	const struct value_counts *counts = front->counts;
	struct long_head head = { 0, count, len };

	head.hash = hash_bytes(&counts->hash_key, ptr, len);
	head.hash ^= value_counts_group(count) * UINT64_C(0x9e3779b97f4a7c15);
	unsigned p = value_counts_part_of(counts, head.hash);

	if (front->lots->texts == NULL)
		front->lots->texts = memory_array(counts->nparts, sizeof *front->lots->texts);
	buffer_add(&front->lots->texts[p], &head, sizeof head);
	buffer_add(&front->lots->texts[p], ptr, len);
	if (front->lots->texts[p].len >= LOT_BYTES)
		pass_texts(front, p);
}

/* The near table starts small, for the many columns that hold few values. */
static void
widen(struct value_counts_front *front)
{
	struct counted *old = front->near;
	uint64_t n = front->near_mask + 1;

	front->near = memory_array(NEAR_MOST, sizeof *front->near);
	front->near_mask = NEAR_MOST - 1;
	for (uint64_t i = 0; i < n; i++)
		if (old[i].count != 0)
			send_code(front, old[i]);
	free(old);
}

void
value_counts_evict(struct value_counts_front *front, uint64_t slot, uint64_t code, uint32_t group)
{
	struct counted old = front->near[slot];

	front->near[slot] = (struct counted){ code, group + VALUE_COUNTS_ONE };
	if (old.count == 0)
		return;
	send_code(front, old);
	front->lost += old.count >> VALUE_COUNTS_GROUP_BITS;
	if (++front->evicted == NEAR_FIRST)
		widen(front);
	else if (front->evicted == NEAR_TRIAL && front->lost < NEAR_TRIAL + NEAR_TRIAL / 4)
		front->direct = true;
}

bool
value_counts_add_time(struct value_counts_front *front, uint32_t group, const char *ptr)
{
	uint64_t key, one;
	unsigned second;

	if (front->counts->options.no_tens || !value_counts_ten_key(ptr, group, &key, &second))
		return false;
	if (front->near_ten == NULL)
		front->near_ten = memory_array(NEAR_TENS, sizeof *front->near_ten);
	struct counted *near =
	    &front->near_ten[value_counts_mix(front->key, key, 0) >> 32 & (NEAR_TENS - 1)];

	one = UINT64_C(1) << (second * COUNTED_TEN_BITS);
	if (near->key == key && near->count != 0 &&
	    (near->count >> (second * COUNTED_TEN_BITS) & COUNTED_TEN_MOST) < COUNTED_TEN_MOST) {
		near->count += one;
		return true;
	}
	if (near->count != 0)
		send_ten(front, *near);
	*near = (struct counted){ key, VALUE_COUNTS_TEN_USED | one };
	return true;
}

static uint64_t
long_slot(const struct value_counts_front *front, uint32_t group, const char *ptr, size_t len)
{
	uint64_t first =
	    (uint64_t)value_counts_load32(ptr) << 32 | value_counts_load32(ptr + len / 2 - 2);

	return value_counts_mix(front->key,
		   first ^ (uint64_t)value_counts_load32(ptr + len - 4) << 16, group) >>
	    32;
}

/* Names of events and the like: two words that overlap. */
static inline bool
equal_long(const char *a, const char *b, size_t len)
{
	if (len < 8 || len > 16)
		return memcmp(a, b, len) == 0;
	return ((load_64(a) ^ load_64(b)) | (load_64(a + len - 8) ^ load_64(b + len - 8))) == 0;
}

void
value_counts_add_long(struct value_counts_front *front, uint32_t group, const char *ptr, size_t len)
{
	if (len > LONG_INLINE || len < 4) {
		send_text(front, group + VALUE_COUNTS_ONE, ptr, len);
		return;
	}
	if (front->near_long == NULL)
		front->near_long = memory_array(NEAR_LONG, sizeof *front->near_long);
	struct value_counts_long *near =
	    &front->near_long[long_slot(front, group, ptr, len) % NEAR_LONG];

	if (near->len == len && value_counts_group(near->count) == group &&
	    equal_long(near->text, ptr, len)) {
		near->count += VALUE_COUNTS_ONE;
		return;
	}
	if (near->count != 0)
		send_text(front, near->count, near->text, near->len);
	near->count = group + VALUE_COUNTS_ONE;
	near->len = (uint32_t)len;
	memcpy(near->text, ptr, len);
}

struct value_counts_front *
value_counts_front_new(struct value_counts *counts)
{
	struct value_counts_front *front = memory_new(sizeof *front);

	front->counts = counts;
	front->key[0] = counts->key[0];
	front->key[1] = counts->key[1];
	front->near = memory_array(NEAR_FIRST, sizeof *front->near);
	front->near_mask = NEAR_FIRST - 1;
	front->lots = memory_new(sizeof *front->lots);
	return front;
}

/* What is near goes to the parts. */
static void
send_near(struct value_counts_front *front)
{
	for (uint64_t i = 0; i <= front->near_mask; i++)
		if (front->near[i].count != 0)
			send_code(front, front->near[i]);
	for (size_t i = 0; front->near_ten != NULL && i < NEAR_TENS; i++)
		if (front->near_ten[i].count != 0)
			send_ten(front, front->near_ten[i]);
	for (size_t i = 0; front->near_long != NULL && i < NEAR_LONG; i++)
		if (front->near_long[i].count != 0)
			send_text(front, front->near_long[i].count, front->near_long[i].text,
			    front->near_long[i].len);
}

void
value_counts_front_free(struct value_counts_front *front)
{
	struct value_counts_lots *lots = front->lots;

	send_near(front);
	for (unsigned p = 0; p < front->counts->nparts; p++) {
		if (lots->codes != NULL && lots->codes[p].n > 0)
			pass_codes(front, p);
		if (lots->tens != NULL && lots->tens[p].n > 0)
			pass_tens(front, p);
		if (lots->texts != NULL && lots->texts[p].len > 0)
			pass_texts(front, p);
		if (lots->texts != NULL)
			buffer_release(&lots->texts[p]);
	}
	free(lots->codes);
	free(lots->tens);
	free(lots->texts);
	free(lots);
	free(front->near);
	free(front->near_ten);
	free(front->near_long);
	free(front);
}

struct value_counts *
value_counts_new(const struct value_counts_options *options)
{
	struct value_counts *counts = memory_new(sizeof *counts);
	size_t size;

	counts->options = *options;
	if (options->like != NULL)
		counts->hash_key = options->like->hash_key;
	else
		hash_key_init(&counts->hash_key);
	counts->key[0] = counts->hash_key.word[0];
	counts->key[1] = counts->hash_key.word[1] | 1;
	counts->nparts = 1u << options->part_bits;
	size = counts->nparts * sizeof *counts->part;
	counts->part = aligned_alloc(_Alignof(struct part), size);
	if (counts->part == NULL)
		memory_exhausted();
	memset(counts->part, 0, size);
	for (unsigned p = 0; p < counts->nparts; p++)
		pthread_mutex_init(&counts->part[p].lock, NULL);
	pthread_mutex_init(&counts->raising, NULL);
	return counts;
}

void
value_counts_settle(struct value_counts *counts)
{
	value_counts_keep_within(counts);
	for (unsigned p = 0; p < counts->nparts; p++) {
		value_counts_part_prune(counts, &counts->part[p]);
		value_counts_part_settle(counts, &counts->part[p]);
	}
}

void
value_counts_absorb(struct value_counts *counts, struct value_counts *other)
{
	unsigned a = value_counts_level(counts), b = value_counts_level(other);

	atomic_store(&counts->level, a > b ? a : b);
	atomic_store(&other->level, a > b ? a : b);
	for (unsigned p = 0; p < counts->nparts; p++) {
		value_counts_part_prune(counts, &counts->part[p]);
		value_counts_part_prune(other, &other->part[p]);
		value_counts_part_absorb(&counts->part[p], other, &other->part[p]);
	}
}

unsigned
value_counts_nparts(const struct value_counts *counts)
{
	return counts->nparts;
}

struct value_counts_part
value_counts_part(struct value_counts *counts, unsigned part)
{
	const struct part *p = &counts->part[part];

	return (struct value_counts_part){ p->values.slot, p->tens.slot, p->values.nslot,
		p->tens.nslot };
}

struct slice
value_counts_text(const struct value_counts *counts, unsigned part, uint64_t key, char *scratch)
{
	return value_counts_part_text(&counts->part[part], key, scratch);
}

uint64_t
value_counts_distinct(struct value_counts *counts)
{
	uint64_t n = 0;

	for (unsigned p = 0; p < counts->nparts; p++) {
		const struct table *tens = &counts->part[p].tens;
		struct counted v[COUNTED_TEN];

		n += counts->part[p].values.n;
		for (size_t i = 0; i < tens->nslot; i++)
			n += value_counts_ten_values(tens->slot[i], v);
	}
	return n;
}

unsigned
value_counts_level(const struct value_counts *counts)
{
	return atomic_load(&counts->level);
}

void
value_counts_free(struct value_counts *counts)
{
	if (counts == NULL)
		return;
	for (unsigned p = 0; p < counts->nparts; p++) {
		pthread_mutex_destroy(&counts->part[p].lock);
		free(counts->part[p].values.slot);
		free(counts->part[p].tens.slot);
		buffer_release(&counts->part[p].text);
	}
	pthread_mutex_destroy(&counts->raising);
	free(counts->part);
	free(counts);
}
