/*
 * assign: which variant of an experiment a user sees.
 *
 *	struct assign a;
 *	const char *wrong = assign_set(&a, text, n, "spring sale", &fault);	"a=0.5", "b=0.5"
 *	struct slice variant = assign_user(&a, user, &scratch);
 *
 * The hash is that of rule/holdout.h: XXH64 (seed 0) of the salt's bytes and then the id's, a
 * number h below 2^64. With the variants in their order the user sees the first whose share, added
 * to those before it, times 2^64 is above h, and the last where none is. So it depends on salt,
 * shares and id alone, and "holdout=0.1,treated=0.9" holds out those whom a holdout of 10 % with
 * the same salt does.
 */
#ifndef IA_RULE_ASSIGN_H
#define IA_RULE_ASSIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/slice.h"

#define ASSIGN_VARIANTS 100u

struct assign {
	size_t n;
	struct slice name[ASSIGN_VARIANTS];
	double share[ASSIGN_VARIANTS];
	uint64_t below[ASSIGN_VARIANTS]; /* of all up to this one, times 2^64 */
	struct slice salt;
};

/*
 * text[n]: "NAME=SHARE" each, or names alone: all alike; they live as long as assign. NULL, or a
 * sentence, maybe in fault.
 */
const char *assign_set(struct assign *assign, const char *const *text, size_t n, const char *salt,
    struct fault *fault);
struct slice assign_user(const struct assign *assign, struct slice user, struct buffer *scratch);

/*
 * "a=0.5", or "a=50%": name and share; NaN where no share stands there. false: neither. Shares that
 * follow are of the same kind.
 */
bool assign_share_read(const char *text, struct slice *name, double *share);

#endif
