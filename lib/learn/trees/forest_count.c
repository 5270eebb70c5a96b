/*
 * forest_count: the rows of a node, counted by the bins of some features.
 *
 * Three counts stand in one word, so that a row is one addition. Taking a child's counts as the
 * parent's less the sibling's would not pay: the features of the three differ.
 */
#include "learn/trees/forest_grow.h"

#define FEW 64u   /* rows of a node up to which bins are noted one by one */
#define FIELD 21u /* bits of a count in a word */
#define FIELD_MAX ((UINT64_C(1) << FIELD) - 1)
#define PIECE 2048u /* rows that are counted at a time */

/* A row: 1, how often it was drawn, as often again where its label is 1; each in a field. */
static inline uint64_t
addend(const uint8_t *record)
{
	return 1 | (uint64_t)record[DRAWN] << FIELD | (uint64_t)record[ONES] << 2 * FIELD;
}

static inline struct tally
tally_of(uint64_t word)
{
	return (struct tally){ word & FIELD_MAX, word >> FIELD & FIELD_MAX, word >> 2 * FIELD };
}

ALWAYS_INLINE void
count_few(struct grower *g, const uint8_t *record, size_t n, size_t slot, uint32_t feature,
    bool carried)
{
	struct column column = column_of(g, feature);
	uint64_t *word = g->word[slot], filled[FOREST_BINS / 64] = { 0 };
	size_t k = 0;

	for (size_t i = 0; i < n; i++, record += g->stride) {
		uint8_t b = bin_of(&column, record, carried);

		word[b] += addend(record);
		filled[b / 64] |= UINT64_C(1) << b % 64;
	}
	for (size_t w = 0; w < FOREST_BINS / 64; w++) {
		for (uint64_t bits = filled[w]; bits != 0; bits &= bits - 1) {
			size_t b = w * 64 + (size_t)__builtin_ctzll(bits);

			g->bin[slot][k] = (uint8_t)b;
			g->tally[slot][k++] = tally_of(word[b]);
			word[b] = 0;
		}
	}
	g->nbin[slot] = k;
}

/* Adds up the words before a field of theirs can run over. */
static void
empty_words(struct grower *g, size_t slot, size_t nbin)
{
	for (size_t b = 0; b < nbin; b++) {
		struct tally t = tally_of(g->word[slot][b]);

		g->tally[slot][b].rows += t.rows;
		g->tally[slot][b].drawn += t.drawn;
		g->tally[slot][b].ones += t.ones;
	}
	memset(g->word[slot], 0, sizeof g->word[slot]);
}

/* Bins that have rows move to the front. */
static void
close_tallies(struct grower *g, size_t slot, size_t all)
{
	size_t k = 0;

	for (size_t b = 0; b < all; b++) {
		g->bin[slot][k] = (uint8_t)b;
		g->tally[slot][k] = g->tally[slot][b];
		k += g->tally[slot][b].rows > 0;
	}
	g->nbin[slot] = k;
}

ALWAYS_INLINE void
count_piece(struct grower *g, const uint8_t *record, size_t n, const uint64_t *add, size_t slot,
    uint32_t feature, bool carried)
{
	struct column column = column_of(g, feature);
	uint64_t *word = g->word[slot];

	for (size_t i = 0; i < n; i++, record += g->stride)
		word[bin_of(&column, record, carried)] += add[i];
}

static void
count_many(struct grower *g, const uint8_t *record, size_t n, const uint32_t *feature, size_t m)
{
	uint64_t add[PIECE];

	for (size_t slot = 0; slot < m; slot++)
		memset(g->tally[slot], 0, sizeof g->tally[slot]);
	for (size_t begin = 0, pieces = 1; begin < n;
	     begin += PIECE, pieces++, record += PIECE * g->stride) {
		size_t many = n - begin < PIECE ? n - begin : PIECE;

		for (size_t i = 0; i < many; i++)
			add[i] = addend(record + i * g->stride);
		for (size_t slot = 0; slot < m; slot++) {
			if (g->carried)
				count_piece(g, record, many, add, slot, feature[slot], true);
			else
				count_piece(g, record, many, add, slot, feature[slot], false);
			if (pieces % (FIELD_MAX / DRAWN_MAX / PIECE) == 0 || begin + many == n)
				empty_words(g, slot, g->forest->ncut[feature[slot]] + 1);
		}
	}
	for (size_t slot = 0; slot < m; slot++)
		close_tallies(g, slot, g->forest->ncut[feature[slot]] + 1);
}

void
forest_count(struct grower *g, const uint8_t *record, size_t n, const uint32_t *feature, size_t m)
{
	if (n > FEW) {
		count_many(g, record, n, feature, m);
		return;
	}
	for (size_t slot = 0; slot < m; slot++) {
		if (g->carried)
			count_few(g, record, n, slot, feature[slot], true);
		else
			count_few(g, record, n, slot, feature[slot], false);
	}
}
