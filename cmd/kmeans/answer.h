/*
 * answer: what ia-kmeans writes in the place of rows.
 */
#ifndef IA_CMD_KMEANS_ANSWER_H
#define IA_CMD_KMEANS_ANSWER_H

#include "analysis/columns/numbers.h"
#include "kmeans/options.h"
#include "learn/cluster/grouping.h"
#include "tool/tool.h"

/* A row a cluster: its size, its share, the means of the columns. */
void answer_summary(struct tool *tool, const struct grouping *grouping,
    const struct numbers_sums *sums);
/* A row a number of clusters, options->first to options->last; none where there are no rows. */
void answer_choice(struct tool *tool, const struct grouping *grouping,
    const struct options *options);

#endif
