/* forest_grow: one tree; see forest_grow.h. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/trees/forest_grow.h"

struct split {
	uint32_t feature;
	uint8_t cut;
	bool found;
	double gain; /* what is to be greatest; see split_gain */
};

static void
make_record(const struct grower *g, uint8_t *record, size_t i, uint8_t drawn)
{
	uint32_t row = (uint32_t)i;

	record[DRAWN] = drawn;
	record[ONES] = g->rows->label[i] ? drawn : 0;
	if (g->carried)
		memcpy(record + BINS, g->rows->bin + i * g->rows->p, g->rows->p);
	else
		memcpy(record + ROW, &row, sizeof row);
}

/* n rows with replacement. */
static struct tally
draw_rows(struct grower *g)
{
	size_t n = g->rows->n;
	uint8_t *drawn = memory_array(n, 1), *record;
	struct tally all = { 0 };

	for (size_t i = 0; i < n; i++) {
		size_t row = random_below(g->random, n);

		if (drawn[row] < DRAWN_MAX)
			drawn[row]++;
	}
	for (size_t i = 0; i < n; i++)
		all.rows += drawn[i] > 0;
	g->carried = g->rows->p <= CARRIED_MOST;
	g->stride = g->carried ? (BINS + g->rows->p + 7) / 8 * 8 : 8;
	g->record = record = memory_array(all.rows, g->stride);
	g->aside = memory_array(all.rows, g->stride);
	for (size_t i = 0; i < n; i++) {
		if (drawn[i] == 0)
			continue;
		make_record(g, record, i, drawn[i]);
		all.drawn += record[DRAWN];
		all.ones += record[ONES];
		record += g->stride;
	}
	free(drawn);
	return all;
}

/* One more feature, in place k. */
static void
draw_feature(struct grower *g, size_t k)
{
	size_t other = k + random_below(g->random, g->rows->p - k);
	uint32_t feature = g->feature[other];

	g->feature[other] = g->feature[k];
	g->feature[k] = feature;
}

/*
 * The sum over both sides of (a^2 + b^2) / (a + b), a and b the weights of the labels: the weighted
 * Gini impurity of the children is the node's weight less that.
 */
static inline double
split_gain(double left_zeros, double left_ones, double right_zeros, double right_ones)
{
	return (left_zeros * left_zeros + left_ones * left_ones) / (left_zeros + left_ones) +
	    (right_zeros * right_zeros + right_ones * right_ones) / (right_zeros + right_ones);
}

static void
best_cut(const struct grower *g, size_t slot, uint32_t feature, const struct tally *all,
    struct split *best)
{
	const double *weight = g->params->weight;
	double zeros = weight[0] * (double)(all->drawn - all->ones),
	       ones = weight[1] * (double)all->ones;
	struct tally left = { 0 };

	for (size_t k = 0; k + 1 < g->nbin[slot]; k++) {
		double left_zeros, left_ones, gain;

		left.rows += g->tally[slot][k].rows;
		left.drawn += g->tally[slot][k].drawn;
		left.ones += g->tally[slot][k].ones;
		if (left.rows < g->params->leaf)
			continue;
		if (all->rows - left.rows < g->params->leaf)
			break;
		left_zeros = weight[0] * (double)(left.drawn - left.ones);
		left_ones = weight[1] * (double)left.ones;
		gain = split_gain(left_zeros, left_ones, zeros - left_zeros, ones - left_ones);
		if (best->found && !(gain > best->gain))
			continue;
		/* a value in between that the node does not have goes to the nearer side */
		*best = (struct split){ feature, 0, true, gain };
		best->cut = (uint8_t)((g->bin[slot][k] + g->bin[slot][k + 1] - 1) / 2);
	}
}

static struct split
find_split(struct grower *g, const uint8_t *record, const struct tally *all)
{
	struct split best = { 0 };
	size_t p = g->rows->p, tried = 0, constant = 0;

	while (tried < p && (tried < g->mfeature || constant == tried)) {
		size_t m = tried < g->mfeature ? g->mfeature - tried : 1;

		m = m < AT_ONCE ? m : AT_ONCE;
		for (size_t k = 0; k < m; k++)
			draw_feature(g, tried + k);
		forest_count(g, record, all->rows, g->feature + tried, m);
		for (size_t slot = 0; slot < m; slot++) {
			constant += g->nbin[slot] == 1;
			best_cut(g, slot, g->feature[tried + slot], all, &best);
		}
		tried += m;
	}
	return best;
}

/* Records of words words: those of the left child first. */
ALWAYS_INLINE void
part_words(struct grower *g, uint8_t *from, size_t n, const struct split *split, struct tally *left,
    size_t words, bool carried)
{
	struct column column = column_of(g, split->feature);
	uint64_t *record = (uint64_t *)(void *)from, *to = record,
		 *aside = (uint64_t *)(void *)g->aside;
	uint64_t sum = 0, ones = 0;

	for (size_t i = 0; i < n; i++, record += words) {
		const uint8_t *bytes = (const uint8_t *)record;
		size_t right = bin_of(&column, bytes, carried) > split->cut, stays = right - 1;

		sum += bytes[DRAWN] & stays;
		ones += bytes[ONES] & stays;
		for (size_t w = 0; w < words; w++)
			to[w] = aside[w] = record[w];
		to += words & stays;
		aside += words & ~stays;
	}
	memcpy(to, g->aside, (size_t)((uint8_t *)aside - g->aside));
	*left = (struct tally){ (size_t)((uint8_t *)to - from) / (words * sizeof *to), sum, ones };
}

static void
part(struct grower *g, uint8_t *record, size_t n, const struct split *split, struct tally *left)
{
	switch (g->carried ? g->stride / 8 : 0) {
	case 0: part_words(g, record, n, split, left, 1, false); break;
	case 1: part_words(g, record, n, split, left, 1, true); break;
	case 2: part_words(g, record, n, split, left, 2, true); break;
	case 3: part_words(g, record, n, split, left, 3, true); break;
	default: part_words(g, record, n, split, left, 4, true);
	}
}

static uint32_t
grow(struct grower *g, uint8_t *record, const struct tally *all, unsigned depth)
{
	struct split split = { 0 };
	struct tally left, right;
	uint32_t self = (uint32_t)g->n, child;

	g->grown = memory_grow(g->grown, &g->capacity, g->n + 1, sizeof *g->grown);
	g->grown[g->n++] =
	    (struct grown){ .rows = { (uint32_t)(all->drawn - all->ones), (uint32_t)all->ones } };
	g->depth = depth > g->depth ? depth : g->depth;
	if (depth < g->params->depth && all->ones > 0 && all->ones < all->drawn &&
	    all->rows / 2 >= g->params->leaf && g->n + 2 * FOREST_DEPTH_MAX < FOREST_NODES_MAX)
		split = find_split(g, record, all);
	if (!split.found)
		return self;
	part(g, record, all->rows, &split, &left);
	right =
	    (struct tally){ all->rows - left.rows, all->drawn - left.drawn, all->ones - left.ones };
	child = grow(g, record, &left, depth + 1);
	g->grown[self].left = child;
	child = grow(g, record + left.rows * g->stride, &right, depth + 1);
	g->grown[self].right = child;
	g->grown[self].feature = split.feature;
	g->grown[self].cut = split.cut;
	return self;
}

/* Breadth first: the nodes as they were made become those of the tree. */
static void
level(struct forest_tree *tree, const struct grower *g)
{
	uint32_t *from = memory_array(g->n, sizeof *from), next = 1;

	forest_tree_init(tree, g->n);
	tree->depth = g->depth;
	for (uint32_t i = 0; i < g->n; i++) {
		const struct grown *grown = &g->grown[from[i]];

		tree->rows[2 * i] = grown->rows[0];
		tree->rows[2 * i + 1] = grown->rows[1];
		if (grown->left == 0) {
			tree->node[i] = forest_leaf(i);
			continue;
		}
		tree->node[i] = forest_split(grown->feature, grown->cut, next);
		from[next] = grown->left;
		from[next + 1] = grown->right;
		next += 2;
	}
	forest_tree_finish(tree, g->params->weight);
	free(from);
}

void
forest_grow(struct forest_tree *tree, const struct forest *forest, const struct forest_rows *rows,
    const struct forest_params *params, struct random *random)
{
	struct grower *g = memory_new(sizeof *g);
	struct tally all;

	*g = (struct grower){ .forest = forest, .rows = rows, .params = params, .random = random };
	while ((g->mfeature + 1) * (g->mfeature + 1) <= rows->p)
		g->mfeature++;
	if (params->features > 0)
		g->mfeature = params->features < rows->p ? params->features : rows->p;
	g->feature = memory_array(rows->p, sizeof *g->feature);
	for (size_t j = 0; j < rows->p; j++)
		g->feature[j] = (uint32_t)j;
	all = draw_rows(g);
	grow(g, g->record, &all, 0);
	level(tree, g);
	free(g->record);
	free(g->aside);
	free(g->feature);
	free(g->grown);
	free(g);
}
