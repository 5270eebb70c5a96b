/*
 * value_counts: how often each value of a column occurs, exactly, counted by many threads at once.
 *
 *	struct value_counts *counts = value_counts_new(&options);
 *	struct value_counts_front *front = value_counts_front_new(counts);	one a thread
 *	value_counts_add(front, group, ptr, len);			len > 0
 *	value_counts_front_free(front);				passes on what it holds
 *	value_counts_settle(counts);					after the last thread
 *	value_counts_absorb(counts, other);			what other has too is counted here alone
 *	for each part p, for each slot with a count: value_counts_text(counts, p, slot.key, scratch)
 *	for each ten with a count: value_counts_ten_values(ten, value), and the same for each value
 *	value_counts_free(counts);
 *
 * A value of up to eight bytes is its own 64-bit code; longer ones are kept as text and compared
 * whole. Times such as 2026-03-01T10:00:05Z, which mostly come nearly in order, share a slot by
 * tens of seconds. A thread's front holds the values seen last, so that frequent values cost no
 * more than a look at it; the others go in small lots to one of the parts, by their hash, each
 * under its lock. The counts do not depend on threads.
 *
 * Memory: about 24 bytes a distinct value (times: ten seconds), and the text of long ones. Past
 * options.memory the counts keeps only the values whose hash ends in one zero bit, then two, ...
 * (Gibbons 2001, Distinct sampling): their counts stay exact, all others are handed to drop. Which
 * values stay depends on the data and the limit alone; there are about n 2^level distinct values.
 *
 * Limits: 2^24 groups; counts below 2^40.
 */
#ifndef IA_ANALYSIS_PROFILE_VALUE_COUNTS_H
#define IA_ANALYSIS_PROFILE_VALUE_COUNTS_H

#include "base/hash.h"
#include "base/slice.h"
#include "stats/counted.h"

#define VALUE_COUNTS_GROUP_BITS 24
#define VALUE_COUNTS_GROUPS (UINT32_C(1) << VALUE_COUNTS_GROUP_BITS)
#define VALUE_COUNTS_ONE (UINT64_C(1) << VALUE_COUNTS_GROUP_BITS)
#define VALUE_COUNTS_TEXT 24 /* bytes of scratch that value_counts_text needs */

struct value_counts;
struct value_counts_long;
struct value_counts_lots;

struct value_counts_options {
	size_t memory;      /* bytes; 0: no limit */
	unsigned part_bits; /* 2^part_bits parts; a part is one thread's work at a time */
	bool no_tens;       /* keep times as any long value */
	/* NULL, or what value_counts_absorb will be called with: values hash as there */
	const struct value_counts *like;
	void *self;
	/*
	 * A value that is not kept any more, count times. On any thread, for one part never twice
	 * at a time.
	 */
	void (*drop)(void *self, unsigned part, uint32_t group, struct slice value, uint64_t count);
};

/*
 * Slots of hash tables; those with count 0 are empty; they may be overwritten when counting is
 * done. In slot count is group + VALUE_COUNTS_ONE times how often. In ten key is ten seconds of
 * a group, count has their counters (counted.h).
 */
struct value_counts_part {
	struct counted *slot; /* [nslot] */
	struct counted *ten;  /* [nten] */
	size_t nslot, nten;
};

struct value_counts *value_counts_new(const struct value_counts_options *options);
void value_counts_settle(struct value_counts *counts);
/*
 * After value_counts_settle of both: brings them to one level, and moves from other what counts has
 * too. other has no times.
 */
void value_counts_absorb(struct value_counts *counts, struct value_counts *other);
unsigned value_counts_nparts(const struct value_counts *counts);
struct value_counts_part value_counts_part(struct value_counts *counts, unsigned part);
/*
 * The values of a slot of ten as those of slots, in order of time: how many, at most COUNTED_TEN.
 */
unsigned value_counts_ten_values(struct counted ten, struct counted *value);
struct slice value_counts_time_text(uint64_t key, char *scratch); /* of value_counts_ten_values */
struct slice value_counts_ten_text(uint64_t key, char *scratch);  /* of the first second */
struct slice value_counts_text(const struct value_counts *counts, unsigned part, uint64_t key,
    char *scratch);
uint64_t value_counts_distinct(struct value_counts *counts); /* values that are kept */
unsigned value_counts_level(
    const struct value_counts *counts); /* 0: everything is kept and exact */
void value_counts_free(struct value_counts *counts);

/* What a thread keeps to itself. near is open to the inline function below alone. */
struct value_counts_front {
	struct counted *near; /* [near_mask + 1], direct mapped */
	uint64_t near_mask;
	uint64_t key[2];
	struct value_counts *counts;
	struct counted *near_ten; /* as near; NULL: no time yet */
	struct value_counts_long *near_long;
	struct value_counts_lots *lots; /* on their way to the parts */
	bool direct;                    /* values seldom come again soon: near is not asked */
	/* slots of near given up, and the values that they had counted */
	uint64_t evicted, lost;
};

struct value_counts_front *value_counts_front_new(struct value_counts *counts);
void value_counts_front_free(struct value_counts_front *front);

void value_counts_add_long(struct value_counts_front *front, uint32_t group, const char *ptr,
    size_t len);
void value_counts_send(struct value_counts_front *front, uint64_t hash, uint64_t code,
    uint32_t group);
void value_counts_evict(struct value_counts_front *front, uint64_t slot, uint64_t code,
    uint32_t group);
/* false: no such time */
bool value_counts_add_time(struct value_counts_front *front, uint32_t group, const char *ptr);

static inline uint32_t
value_counts_load32(const char *ptr) /* big-endian: the order of codes is the order of bytes */
{
	return __builtin_bswap32(load_32(ptr));
}

/* One to eight bytes, padded with zeros (values hold no NUL). */
static inline uint64_t
value_counts_short_code(const char *ptr, size_t len)
{
	if (len >= 4)
		return (uint64_t)value_counts_load32(ptr) << 32 |
		    (uint64_t)value_counts_load32(ptr + len - 4) << (8 * (8 - len));
	return (uint64_t)(unsigned char)ptr[0] << 56 |
	    (uint64_t)(unsigned char)ptr[len / 2] << (56 - 8 * (len / 2)) |
	    (uint64_t)(unsigned char)ptr[len - 1] << (56 - 8 * (len - 1));
}

static inline uint64_t
value_counts_mix(const uint64_t *key, uint64_t code, uint32_t group)
{
	return hash_fold(code ^ key[0], key[1] ^ (uint64_t)group << 1);
}

static inline void
value_counts_add(struct value_counts_front *front, uint32_t group, const char *ptr, size_t len)
{
	uint64_t code;

	/* No UTF-8 begins with 0xf8 or more: codes from there on are free for other uses. */
	if (len <= 8 && (unsigned char)ptr[0] < 0xf8) {
		code = value_counts_short_code(ptr, len);
	} else {
		if (len != 20 || !value_counts_add_time(front, group, ptr))
			value_counts_add_long(front, group, ptr, len);
		return;
	}
	uint64_t hash = value_counts_mix(front->key, code, group);

	if (front->direct) {
		value_counts_send(front, hash, code, group);
		return;
	}
	uint64_t slot = hash >> 32 & front->near_mask;
	struct counted *near = &front->near[slot];

	if (near->key == code && (near->count & (VALUE_COUNTS_ONE - 1)) == group)
		near->count += VALUE_COUNTS_ONE;
	else
		value_counts_evict(front, slot, code, group);
}

#endif
