/*
 * truth: inside generate: what was planted, as one JSON object.
 */
#ifndef IA_ANALYSIS_GENERATE_TRUTH_H
#define IA_ANALYSIS_GENERATE_TRUTH_H

#include "analysis/generate/write.h"

bool truth_write(const struct form *form, const struct planted *planted, generate_write write,
    void *self);

#endif
