/*
 * nearest_targets: inside lib/learn: the loop of nearest.h for one set of instructions each.
 */
#ifndef IA_LEARN_NEAREST_TARGETS_H
#define IA_LEARN_NEAREST_TARGETS_H

#include "learn/nearest.h"

nearest_function *nearest_avx2(void), *nearest_avx512(void);

#endif
