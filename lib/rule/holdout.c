#include "rule/holdout.h"

#include <math.h>

#include "base/hash.h"
#include "base/number.h"

const char *
holdout_set(struct holdout *holdout, const char *share, const char *salt, struct fault *fault)
{
	char quoted[FAULT_QUOTE];
	bool is_share;
	double x;

	if (share == NULL)
		return salt != NULL ? "salt: it needs a holdout" : NULL;
	if (!share_read(share, strlen(share), &x, &is_share) || !is_share) {
		return fault_usage(fault, "holdout: expected a share such as 10%%, found %s",
		    fault_quote(quoted, share, strlen(share)));
	}
	holdout->everybody = x >= 1;
	holdout->below = x >= 1 ? 0 : (uint64_t)ldexp(x, 64);
	holdout->salt = slice_text(salt != NULL ? salt : "");
	return NULL;
}

bool
holdout_has(const struct holdout *holdout, struct slice user, struct buffer *scratch)
{
	if (holdout->salt.len > 0) {
		buffer_clear(scratch);
		buffer_add(scratch, holdout->salt.ptr, holdout->salt.len);
		buffer_add(scratch, user.ptr, user.len);
		user = slice_of(scratch->ptr, scratch->len);
	}
	return holdout->everybody || hash_published(user.ptr, user.len) < holdout->below;
}
