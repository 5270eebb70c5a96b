/*
 * grouping_parts: inside lib/learn/cluster: what the files of clusters share.
 */
#ifndef IA_LEARN_CLUSTER_GROUPING_PARTS_H
#define IA_LEARN_CLUSTER_GROUPING_PARTS_H

#include "learn/cluster/grouping.h"

bool grouping_names_differ(char *const *name, size_t n);

#endif
