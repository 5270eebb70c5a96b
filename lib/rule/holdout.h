/*
 * holdout: a share of the users is left alone, so that what is done to the others can be measured
 * against them.
 *
 *	struct holdout h;
 *	const char *wrong = holdout_set(&h, "10%", "spring sale", &fault);	NULL, or a sentence
 *	if (holdout_has(&h, user, &scratch)) ...
 *
 * A user is held out where XXH64 (seed 0) of the salt's bytes and then the id's, a number below
 * 2^64, is less than share x 2^64, the share as a double. So it depends on salt, share and id
 * alone: the same in every run and on every machine; a larger share holds out the same users and
 * more; another salt others.
 */
#ifndef IA_RULE_HOLDOUT_H
#define IA_RULE_HOLDOUT_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"

struct holdout {
	uint64_t below; /* share x 2^64 */
	bool everybody; /* 100% */
	struct slice salt;
};

/*
 * share: "10%", NULL: nobody is; salt: NULL is empty, else it lives as long as the holdout. NULL, or
 * a sentence, maybe in fault.
 */
const char *holdout_set(struct holdout *holdout, const char *share, const char *salt,
    struct fault *fault);
bool holdout_has(const struct holdout *holdout, struct slice user, struct buffer *scratch);

#endif
