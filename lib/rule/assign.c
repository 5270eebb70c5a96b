#include "rule/assign.h"

#include <math.h>

#include "base/hash.h"
#include "base/number.h"

bool
assign_share_read(const char *text, struct slice *name, double *share)
{
	const char *equal = strrchr(text, '=');
	size_t len;
	bool is_share;

	*share = NAN;
	if (equal == NULL) {
		*name = slice_text(text);
		return name->len > 0;
	}
	len = strlen(equal + 1);
	*name = slice_of(text, (size_t)(equal - text));
	if (!number_read(equal + 1, len, share) &&
	    !(share_read(equal + 1, len, share, &is_share) && is_share))
		return false;
	return name->len > 0 && *share > 0 && *share <= 1;
}

static const char *
read_variant(struct assign *a, size_t k, const char *text, struct fault *fault)
{
	char quoted[FAULT_QUOTE];

	if (!assign_share_read(text, &a->name[k], &a->share[k]))
		return fault_usage(fault,
		    "variants: expected NAME=SHARE such as b=0.5, found %.150s",
		    fault_quote(quoted, text, strlen(text)));
	if (k > 0 && isnan(a->share[k]) != isnan(a->share[0]))
		return "variants: either all have a share or none has";
	for (size_t j = 0; j < k; j++)
		if (slice_equal(a->name[j], a->name[k]))
			return fault_usage(fault, "variants: twice the same: %.150s",
			    fault_quote(quoted, a->name[k].ptr, a->name[k].len));
	return NULL;
}

const char *
assign_set(struct assign *a, const char *const *text, size_t n, const char *salt,
    struct fault *fault)
{
	double all = 0;

	*a = (struct assign){ .n = n };
	if (n < 2 || n > ASSIGN_VARIANTS)
		return "variants: expected 2 to 100, such as a=0.5,b=0.5";
	if (salt == NULL || *salt == '\0')
		return "salt: each experiment needs a name of its own, or the same users are together in all";
	a->salt = slice_text(salt);
	for (size_t k = 0; k < n; k++) {
		const char *wrong = read_variant(a, k, text[k], fault);

		if (wrong != NULL)
			return wrong;
	}
	for (size_t k = 0; k < n; k++) {
		if (isnan(a->share[k]))
			a->share[k] = 1 / (double)n;
		all += a->share[k];
		a->below[k] = all >= 1 ? UINT64_MAX : (uint64_t)ldexp(all, 64);
	}
	return all > 1 - 1e-9 && all < 1 + 1e-9
	    ? NULL
	    : fault_usage(fault, "variants: the shares add up to %.10g, not to 1", all);
}

struct slice
assign_user(const struct assign *a, struct slice user, struct buffer *scratch)
{
	uint64_t hash;
	size_t k = 0;

	buffer_clear(scratch);
	buffer_add(scratch, a->salt.ptr, a->salt.len);
	buffer_add(scratch, user.ptr, user.len);
	hash = hash_published(scratch->ptr, scratch->len);
	while (k + 1 < a->n && hash >= a->below[k])
		k++;
	return a->name[k];
}
