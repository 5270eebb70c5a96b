#include <stdlib.h>

#include "analysis/census_part.h"
#include "base/memory.h"

#define LOT_BYTES 4096u		/* of long values, in a lot for one part */
#define NEAR_FIRST 64u
#define NEAR_MOST 1024u
#define NEAR_TRIAL 32768u	/* after so many slots given up it is seen whether near pays */
#define NEAR_TENS 256u
#define NEAR_LONG 256u
#define LONG_INLINE 48u

/* A long value that was seen lately. */
struct census_long {
	uint64_t count;		/* as in slots; 0: nothing here */
	uint32_t len;
	char text[LONG_INLINE];
};

/* What is on its way to one part. */
struct lot {
	struct counted v[CENSUS_LOT];
	size_t n;
};

struct census_lots {
	struct lot *codes, *tens;	/* [part]; NULL: none yet */
	struct buffer *texts;		/* [part] */
};

static void
pass_codes(struct census_front *front, unsigned p)
{
	struct lot *lot = &front->lots->codes[p];

	census_part_add_codes(front->census, &front->census->part[p], lot->v, lot->n);
	lot->n = 0;
}

static void
pass_tens(struct census_front *front, unsigned p)
{
	struct lot *lot = &front->lots->tens[p];

	census_part_add_tens(front->census, &front->census->part[p], lot->v, lot->n);
	lot->n = 0;
}

static void
pass_texts(struct census_front *front, unsigned p)
{
	struct buffer *lot = &front->lots->texts[p];

	census_part_add_texts(front->census, &front->census->part[p], slice_of(lot->ptr, lot->len));
	buffer_clear(lot);
}

static inline void
send_hashed(struct census_front *front, struct counted v, uint64_t hash)
{
	const struct census *census = front->census;
	unsigned p = census_part_of(census, hash);

	if (front->lots->codes == NULL)
		front->lots->codes = memory_array(census->nparts, sizeof *front->lots->codes);
	struct lot *lot = &front->lots->codes[p];

	lot->v[lot->n++] = v;
	if (lot->n == CENSUS_LOT)
		pass_codes(front, p);
}

static void
send_code(struct census_front *front, struct counted v)
{
	send_hashed(front, v, census_mix(front->key, v.key, census_group(v.count)));
}

void
census_send(struct census_front *front, uint64_t hash, uint64_t code, uint32_t group)
{
	send_hashed(front, (struct counted){ code, group + CENSUS_ONE }, hash);
}

static void
send_ten(struct census_front *front, struct counted v)
{
	const struct census *census = front->census;
	unsigned p = census_part_of(census, census_mix(census->key, v.key, 0));

	if (front->lots->tens == NULL)
		front->lots->tens = memory_array(census->nparts, sizeof *front->lots->tens);
	struct lot *lot = &front->lots->tens[p];

	lot->v[lot->n++] = v;
	if (lot->n == CENSUS_LOT)
		pass_tens(front, p);
}

static void
send_text(struct census_front *front, uint64_t count, const char *ptr, size_t len)
{
	const struct census *census = front->census;
	struct long_head head = { 0, count, len };

	head.hash = hash_bytes(&census->hash_key, ptr, len);
	head.hash ^= census_group(count) * UINT64_C(0x9e3779b97f4a7c15);
	unsigned p = census_part_of(census, head.hash);

	if (front->lots->texts == NULL)
		front->lots->texts = memory_array(census->nparts, sizeof *front->lots->texts);
	buffer_add(&front->lots->texts[p], &head, sizeof head);
	buffer_add(&front->lots->texts[p], ptr, len);
	if (front->lots->texts[p].len >= LOT_BYTES)
		pass_texts(front, p);
}

/* The near table starts small, for the many columns that hold few values. */
static void
widen(struct census_front *front)
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
census_evict(struct census_front *front, uint64_t slot, uint64_t code, uint32_t group)
{
	struct counted old = front->near[slot];

	front->near[slot] = (struct counted){ code, group + CENSUS_ONE };
	if (old.count == 0)
		return;
	send_code(front, old);
	front->lost += old.count >> CENSUS_GROUP_BITS;
	if (++front->evicted == NEAR_FIRST)
		widen(front);
	else if (front->evicted == NEAR_TRIAL && front->lost < NEAR_TRIAL + NEAR_TRIAL / 4)
		front->direct = true;
}

bool
census_add_time(struct census_front *front, uint32_t group, const char *ptr)
{
	uint64_t key, one;
	unsigned second;

	if (front->census->options.no_tens || !census_ten_key(ptr, group, &key, &second))
		return false;
	if (front->near_ten == NULL)
		front->near_ten = memory_array(NEAR_TENS, sizeof *front->near_ten);
	struct counted *near =
	    &front->near_ten[census_mix(front->key, key, 0) >> 32 & (NEAR_TENS - 1)];

	one = UINT64_C(1) << (second * COUNTED_TEN_BITS);
	if (near->key == key && near->count != 0 &&
	    (near->count >> (second * COUNTED_TEN_BITS) & COUNTED_TEN_MOST) < COUNTED_TEN_MOST) {
		near->count += one;
		return true;
	}
	if (near->count != 0)
		send_ten(front, *near);
	*near = (struct counted){ key, CENSUS_TEN_USED | one };
	return true;
}

static uint64_t
long_slot(const struct census_front *front, uint32_t group, const char *ptr, size_t len)
{
	uint64_t first = (uint64_t)census_load32(ptr) << 32 | census_load32(ptr + len / 2 - 2);

	return census_mix(front->key, first ^ (uint64_t)census_load32(ptr + len - 4) << 16,
	           group) >>
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
census_add_long(struct census_front *front, uint32_t group, const char *ptr, size_t len)
{
	if (len > LONG_INLINE || len < 4) {
		send_text(front, group + CENSUS_ONE, ptr, len);
		return;
	}
	if (front->near_long == NULL)
		front->near_long = memory_array(NEAR_LONG, sizeof *front->near_long);
	struct census_long *near = &front->near_long[long_slot(front, group, ptr, len) % NEAR_LONG];

	if (near->len == len && census_group(near->count) == group &&
	    equal_long(near->text, ptr, len)) {
		near->count += CENSUS_ONE;
		return;
	}
	if (near->count != 0)
		send_text(front, near->count, near->text, near->len);
	near->count = group + CENSUS_ONE;
	near->len = (uint32_t)len;
	memcpy(near->text, ptr, len);
}

struct census_front *
census_front_new(struct census *census)
{
	struct census_front *front = memory_new(sizeof *front);

	front->census = census;
	front->key[0] = census->key[0];
	front->key[1] = census->key[1];
	front->near = memory_array(NEAR_FIRST, sizeof *front->near);
	front->near_mask = NEAR_FIRST - 1;
	front->lots = memory_new(sizeof *front->lots);
	return front;
}

/* What is near goes to the parts. */
static void
send_near(struct census_front *front)
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
census_front_free(struct census_front *front)
{
	struct census_lots *lots = front->lots;

	send_near(front);
	for (unsigned p = 0; p < front->census->nparts; p++) {
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

struct census *
census_new(const struct census_options *options)
{
	struct census *census = memory_new(sizeof *census);
	size_t size;

	census->options = *options;
	hash_key_init(&census->hash_key);
	census->key[0] = census->hash_key.word[0];
	census->key[1] = census->hash_key.word[1] | 1;
	census->nparts = 1u << options->part_bits;
	size = census->nparts * sizeof *census->part;
	census->part = aligned_alloc(_Alignof(struct part), size);
	if (census->part == NULL)
		memory_exhausted();
	memset(census->part, 0, size);
	for (unsigned p = 0; p < census->nparts; p++)
		pthread_mutex_init(&census->part[p].lock, NULL);
	pthread_mutex_init(&census->raising, NULL);
	return census;
}

void
census_settle(struct census *census)
{
	census_keep_within(census);
	for (unsigned p = 0; p < census->nparts; p++) {
		census_part_prune(census, &census->part[p]);
		census_part_settle(census, &census->part[p]);
	}
}

unsigned
census_nparts(const struct census *census)
{
	return census->nparts;
}

struct census_part
census_part(struct census *census, unsigned part)
{
	const struct part *p = &census->part[part];

	return (struct census_part){ p->values.slot, p->tens.slot, p->values.nslot, p->tens.nslot };
}

struct slice
census_text(const struct census *census, unsigned part, uint64_t key, char *scratch)
{
	return census_part_text(&census->part[part], key, scratch);
}

uint64_t
census_distinct(struct census *census)
{
	uint64_t n = 0;

	for (unsigned p = 0; p < census->nparts; p++) {
		const struct table *tens = &census->part[p].tens;
		struct counted v[COUNTED_TEN];

		n += census->part[p].values.n;
		for (size_t i = 0; i < tens->nslot; i++)
			n += census_ten_values(tens->slot[i], v);
	}
	return n;
}

unsigned
census_level(const struct census *census)
{
	return atomic_load(&census->level);
}

void
census_free(struct census *census)
{
	if (census == NULL)
		return;
	for (unsigned p = 0; p < census->nparts; p++) {
		pthread_mutex_destroy(&census->part[p].lock);
		free(census->part[p].values.slot);
		free(census->part[p].tens.slot);
		buffer_release(&census->part[p].text);
	}
	pthread_mutex_destroy(&census->raising);
	free(census->part);
	free(census);
}
