/*
 * parts: inside lib/learn/metrics: scores in order, equal ones together.
 */
#ifndef IA_LEARN_METRICS_PARTS_H
#define IA_LEARN_METRICS_PARTS_H

#include "learn/metrics/metrics.h"

struct tie {
	double score;
	double one, zero; /* rows (or weights) of each label */
	size_t upto;      /* rows with this score or a lower one */
};

struct ties {
	struct tie *tie; /* [n] by rising score */
	size_t n;
	double one, zero; /* sums */
	double most;      /* rows of the rarer label: for bounds */
	size_t rows;
	int weighted;
};

/* row: which of score, y and weight; NULL: 0 .. n - 1. Without weights their order is nothing. */
void ties_init(struct ties *ties, const double *score, const uint8_t *y, const double *weight,
    const uint32_t *row, size_t n);
void ties_release(struct ties *ties);
double ties_auc(const struct ties *ties); /* NaN with one label */
void ties_deciles(const struct ties *ties, struct metrics_decile *decile);
/* bin[bins]; returns how many have rows. */
size_t ties_bins(const struct ties *ties, size_t bins, struct metrics_bin *bin);

/* successes / n with Wilson's bounds; without them where weighted. */
struct metric metric_share(double successes, double n, int weighted);

#endif
