/*
 * forest_parts: inside lib/learn/trees: what the files of the forest share.
 *
 * A node is one word, so that a step down a tree is two loads and an addition: bits 0 .. 31 where
 * its feature's bins begin in a block (feature * FOREST_BLOCK), 32 .. 39 what the cut is below 255,
 * 40 .. 63 the left child. A bin above the cut, added to the second part, runs over into the third:
 * to left + 1. A leaf is its own left child under a cut that no bin is above: further steps stay
 * there.
 */
#ifndef IA_LEARN_TREES_FOREST_PARTS_H
#define IA_LEARN_TREES_FOREST_PARTS_H

#include "base/random.h"
#include "learn/trees/forest.h"

#define FOREST_BLOCK 1024u /* rows whose bins are side by side in predicting */
#define FOREST_NODES_MAX (1u << 24)
#define FOREST_FEATURES_MAX (1u << 23)

static inline uint64_t
forest_split(uint32_t feature, uint8_t cut, uint32_t left)
{
	return (uint64_t)feature * FOREST_BLOCK | (uint64_t)(FOREST_BINS - 1 - cut) << 32 |
	    (uint64_t)left << 40;
}

static inline uint64_t
forest_leaf(uint32_t self)
{
	return forest_split(0, FOREST_BINS - 1, self);
}

static inline uint32_t
forest_left(uint64_t node)
{
	return (uint32_t)(node >> 40);
}

static inline uint8_t
forest_cut(uint64_t node)
{
	return (uint8_t)(FOREST_BINS - 1 - (uint8_t)(node >> 32));
}

static inline uint32_t
forest_feature(uint64_t node)
{
	return (uint32_t)node / FOREST_BLOCK;
}

/* The child that a row goes to, from the place of its bins in a block. */
static inline uint32_t
forest_step(uint64_t node, const uint8_t *bin)
{
	return (uint32_t)(((node >> 32) + bin[(uint32_t)node]) >> 8);
}

/*
 * The rows of a fit: bins, and labels. The bin of row i and feature j is bin[i * row_step + j *
 * feature_step].
 */
struct forest_rows {
	size_t n, p;
	uint8_t *bin;
	size_t row_step, feature_step;
	uint8_t *label; /* [n] */
};

/* Room for forest->p lists of cuts; the list of feature j for n cuts, all infinite. */
void forest_cuts_init(struct forest *forest, size_t p);
double *forest_cuts_room(struct forest *forest, size_t j, size_t n);
/* Cuts of a column that has the values value[n], which are left in order; n > 0. */
void forest_cuts_of(struct forest *forest, size_t j, double *value, size_t n);
/* Values value[n], step apart, to their bins. */
void forest_bin(const struct forest *forest, size_t j, const double *value, size_t step, size_t n,
    uint8_t *bin, size_t bin_step);

/* Rows x[n][p], n <= FOREST_BLOCK, to bin[p][FOREST_BLOCK], those features that are used. */
void forest_bin_block(const struct forest *forest, const double *x, size_t n, uint8_t *bin);

/* Cuts of all features, and the bins of the rows. */
void forest_rows_init(struct forest_rows *rows, struct forest *forest, const struct frame *frame,
    const uint8_t *y, const uint32_t *row, size_t nrow, const struct forest_params *params);
void forest_rows_release(struct forest_rows *rows);

/* One tree; random is its own. */
void forest_grow(struct forest_tree *tree, const struct forest *forest,
    const struct forest_rows *rows, const struct forest_params *params, struct random *random);

/* A tree of n nodes, to be filled in. */
void forest_tree_init(struct forest_tree *tree, size_t n);
/* From the nodes and the rows in leaves: all that follows from them. */
void forest_tree_finish(struct forest_tree *tree, const double weight[2]);
/* Which features have a split. */
void forest_finish(struct forest *forest);

#endif
