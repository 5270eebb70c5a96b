/*
 * forest_grow: inside lib/learn/trees: a tree on its way.
 *
 * The rows drawn for the tree are records in one array; a node is a stretch of it, its children the
 * two parts of the stretch, in the rows' order. Where there are few features a record carries the
 * row's bins, so that what a node looks at lies together: that takes 40 % of the time off 1 million
 * rows of 10 features.
 */
#ifndef IA_LEARN_TREES_FOREST_GROW_H
#define IA_LEARN_TREES_FOREST_GROW_H

#include <string.h>

#include "learn/trees/forest_parts.h"

#define AT_ONCE 4u     /* features that are counted in one pass */
#define DRAWN_MAX 255u /* times that a row can be drawn; the chance of more: 1 in 10^506 */

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/*
 * A row that was drawn: how often, as often again where its label is 1, and its bins; or, where
 * there are more features than CARRIED_MOST, the row's number in the second half of a word.
 */
#define DRAWN 0u
#define ONES 1u
#define BINS 2u
#define ROW 4u
#define CARRIED_MOST 30u

/* How to find a feature's bin. */
struct column {
	const uint8_t *bin; /* of row 0; not of bins that are carried */
	size_t step;
	uint32_t feature;
};

/* Rows of a node: different ones; all as often as they were drawn; of these, label 1. */
struct tally {
	uint64_t rows, drawn, ones;
};

/* A node, in the order in which nodes are made. */
struct grown {
	uint32_t feature, left, right; /* left 0: a leaf */
	uint32_t rows[2];
	uint8_t cut;
};

struct grower {
	const struct forest *forest;
	const struct forest_rows *rows;
	const struct forest_params *params;
	struct random *random;
	size_t mfeature;
	uint8_t *record, *aside; /* [drawn rows][stride] */
	size_t stride;           /* a multiple of 8 */
	bool carried;
	uint32_t *feature; /* [p]: those not drawn yet stand behind */
	struct grown *grown;
	size_t n, capacity;
	unsigned depth; /* reached */
	/* of the features that were counted last, the bins that have rows, in order */
	size_t nbin[AT_ONCE];
	uint8_t bin[AT_ONCE][FOREST_BINS];
	struct tally tally[AT_ONCE][FOREST_BINS];
	uint64_t word[AT_ONCE][FOREST_BINS]; /* all 0 between uses */
};

static inline struct column
column_of(const struct grower *g, uint32_t feature)
{
	return (struct column){ g->rows->bin + feature * g->rows->feature_step, g->rows->row_step,
		feature };
}

ALWAYS_INLINE uint8_t
bin_of(const struct column *column, const uint8_t *record, bool carried)
{
	uint32_t row;

	if (carried)
		return record[BINS + column->feature];
	memcpy(&row, record + ROW, sizeof row);
	return column->bin[row * column->step];
}

/* The rows of n records by the bins of m features, into slots 0 .. m - 1; m <= AT_ONCE. */
void forest_count(struct grower *g, const uint8_t *record, size_t n, const uint32_t *feature,
    size_t m);

#endif
