/*
 * value_counts_part: inside the counts: its parts, each a hash table of counted values under a
 * lock.
 *
 * Short values and times are their codes; a long one's slot holds where its text stands in the
 * part. A part is pruned to the counts's level whenever its lock was taken.
 */
#ifndef IA_ANALYSIS_PROFILE_VALUE_COUNTS_PART_H
#define IA_ANALYSIS_PROFILE_VALUE_COUNTS_PART_H

#include <pthread.h>
#include <stdatomic.h>

#include "analysis/profile/value_counts.h"
#include "base/buffer.h"

/* The first byte of codes that are no short values. */
#define VALUE_COUNTS_TIME UINT64_C(0xff)
#define VALUE_COUNTS_LONG UINT64_C(0xfe)

#define VALUE_COUNTS_TEN_USED (UINT64_C(1) << 63)
#define VALUE_COUNTS_LOT 64u /* short values, or tens, in a lot for one part */

/* In front of the bytes of a long value: in lots, and in a part's text. */
struct long_head {
	uint64_t hash;
	uint64_t count; /* group and count; unused in a part's text */
	uint64_t len;
};

struct table {
	struct counted *slot; /* [nslot], open addressing */
	size_t nslot, n;
};

struct part {
	_Alignas(64) pthread_mutex_t lock;
	struct table values; /* key: a code */
	/* key: see value_counts_ten_key; count: VALUE_COUNTS_TEN_USED and the counters */
	struct table tens;
	struct buffer text; /* struct long_head, bytes; ... */
	unsigned level;
	size_t cost; /* what the values that are kept count against options.memory */
};

struct value_counts {
	struct value_counts_options options;
	struct hash_key hash_key;
	uint64_t key[2];
	unsigned nparts;
	struct part *part; /* [nparts] */
	pthread_mutex_t raising;
	atomic_uint level;
	atomic_size_t cost; /* of all parts */
};

static inline uint32_t
value_counts_group(uint64_t count)
{
	return (uint32_t)(count & (VALUE_COUNTS_ONE - 1));
}

static inline unsigned
value_counts_part_of(const struct value_counts *counts, uint64_t hash)
{
	return (unsigned)(hash >> 48) & (counts->nparts - 1);
}

/*
 * Ten seconds of a group: YYYY-MM-DDTHH:MM:S in 43 bits, the group above. false: no such time, or
 * 2^21 groups.
 */
bool value_counts_ten_key(const char *ptr, uint32_t group, uint64_t *key, unsigned *second);
uint32_t value_counts_ten_group(uint64_t key);
uint64_t value_counts_ten_code(uint64_t key, unsigned second);
uint64_t value_counts_ten_of_code(uint64_t code, uint32_t group, unsigned *second);

struct slice value_counts_short_text(uint64_t code, char *out);
struct slice value_counts_part_text(const struct part *part, uint64_t code, char *scratch);

/*
 * Adds a lot of at most VALUE_COUNTS_LOT values, or of texts (struct long_head, bytes; ...);
 * takes the part's lock.
 */
void value_counts_part_add_codes(struct value_counts *counts, struct part *part,
    const struct counted *v, size_t n);
void value_counts_part_add_tens(struct value_counts *counts, struct part *part,
    const struct counted *v, size_t n);
void value_counts_part_add_texts(struct value_counts *counts, struct part *part, struct slice lot);

/* Adds one value, ten or text; the lock is held. */
void value_counts_part_put_code(struct value_counts *counts, struct part *part, struct counted v,
    uint64_t hash);
void value_counts_part_put_ten(struct value_counts *counts, struct part *part, struct counted v,
    uint64_t hash);
void value_counts_part_put_long(struct value_counts *counts, struct part *part,
    const struct long_head *head, const char *text);
uint64_t value_counts_part_hash(const struct value_counts *counts, const struct part *part,
    const struct table *table, struct counted v);

/* Times that have a slot of their own, since there are many, take what is left in their ten. */
void value_counts_part_settle(struct value_counts *counts, struct part *part);
/* Moves what part has too from that part of counts like it of the same number. */
void value_counts_part_absorb(struct part *part, const struct value_counts *like,
    struct part *from);
/*
 * value_counts_limit.c: which values stay at a level, and what becomes of the others. text: of long
 * values alone.
 */
bool value_counts_is_kept(unsigned level, uint64_t code, struct slice text);
void value_counts_drop(const struct value_counts *counts, const struct part *part, uint64_t count,
    struct slice value);
void value_counts_prune_ten(struct value_counts *counts, struct part *part, struct counted *ten);
void value_counts_part_prune(struct value_counts *counts, struct part *part); /* the lock is held */
/* options.memory; no lock is held */
void value_counts_keep_within(struct value_counts *counts);

#endif
