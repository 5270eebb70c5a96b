/*
 * nearest_centre_targets: inside lib/learn/cluster: the loop of nearest_centre.h for one set of
 * instructions each.
 */
#ifndef IA_LEARN_CLUSTER_NEAREST_CENTRE_TARGETS_H
#define IA_LEARN_CLUSTER_NEAREST_CENTRE_TARGETS_H

#include "learn/cluster/nearest_centre.h"

nearest_centre_function *nearest_centre_avx2(void), *nearest_centre_avx512(void);

#endif
