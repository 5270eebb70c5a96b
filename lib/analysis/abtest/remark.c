/* What must be known before an effect is read. */
#include <math.h>

#include "analysis/abtest/parts.h"

static uint64_t
units_of(const struct abtest *a, size_t arm)
{
	uint64_t n = 0;

	for (uint32_t c = 0; c < a->cells.keys.n; c++)
		if (abtest_cell_key(&a->cells, c).arm == a->arm[arm].code)
			n += a->cells.cell[c]->units;
	return n;
}

static void
list_arms(const struct abtest *a, struct remark *r)
{
	for (size_t k = 0; k < a->narm && k < 8; k++) {
		char quoted[FAULT_QUOTE];

		remark_add(r, "%s%s %llu users", k > 0 ? ", " : "",
		    fault_quote_short(quoted, a->arm[k].name.ptr, a->arm[k].name.len, 30),
		    (unsigned long long)units_of(a, k));
		if (!isnan(a->arm[k].share))
			remark_add(r, " (planned %g %%)", 100 * a->arm[k].share);
	}
}

static bool
mismatch(const struct abtest *a, struct remark *r)
{
	if (a->params.since > 0 || !(a->ratio_p < 0.01))
		return false;
	remark_add(r,
	    a->ratio_p < 0.001
		? "SAMPLE RATIO MISMATCH, p = %.2g: do not trust any effect below; the arms are not as "
		  "large as planned: "
		: "the arms may not be as large as planned, p = %.2g: ",
	    a->ratio_p);
	list_arms(a, r);
	return true;
}

static bool
no_plan(const struct abtest *a, struct remark *r)
{
	if (!a->params.holdout || a->params.nsplit > 0)
		return false;
	remark_add(r,
	    "how many were to be held out is not said, so that the sample ratio is not checked: "
	    "a split such as holdout=0.1,treated=0.9 says it");
	return true;
}

static bool
crossovers(const struct abtest *a, struct remark *r)
{
	unsigned long long n = a->counts.crossovers, all = a->counts.exposed;

	if (n == 0)
		return false;
	remark_add(r,
	    "%llu of %llu exposed users (%.1f %%) saw more than one variant: they are in no arm", n,
	    all, 100 * (double)n / (double)all);
	if ((double)n > 0.01 * (double)all)
		remark_add(r, "; more than 1 %% is a fault of the assignment");
	return true;
}

static bool
incomplete(const struct abtest *a, struct remark *r)
{
	if (a->counts.incomplete == 0)
		return false;
	remark_add(r, "%llu users are left out: their window is not over when the input ends",
	    (unsigned long long)a->counts.incomplete);
	return true;
}

static bool
unassigned(const struct abtest *a, struct remark *r)
{
	if (a->counts.unassigned == 0)
		return false;
	remark_add(r, "%llu %s without a variant are left out",
	    (unsigned long long)a->counts.unassigned,
	    a->params.exposure != NULL ? "exposures" : "rows");
	return true;
}

static bool
early(const struct abtest *a, struct remark *r)
{
	const struct abtest_row *last = a->nrow > 0 ? &a->row[a->nrow - 1] : NULL;

	if (last == NULL || (last->warning & ABTEST_EARLY) == 0)
		return false;
	remark_add(r,
	    "too early: less than 3 days; days of the week differ, and so do the first users");
	return true;
}

static bool
nobody(const struct abtest *a, struct remark *r)
{
	if (a->narm > 1)
		return false;
	remark_add(r,
	    a->narm == 0 ? "nobody was exposed: there is nothing to compare"
			 : "there is one arm: there is nothing to compare");
	return true;
}

static bool
repeats(const struct abtest *a, struct remark *r)
{
	if (a->repeated == 0)
		return false;
	remark_add(r,
	    "%.2g %% of the users have several rows, and each counts as a user: all looks surer "
	    "than it is; add them up to a row a user first",
	    100 * (double)a->repeated / (double)a->users);
	return true;
}

static bool
missing(const struct abtest *a, struct remark *r)
{
	if (a->counts.no_covariate == 0)
		return false;
	remark_add(r, "%llu values of the pre-period are missing: taken as 0",
	    (unsigned long long)a->counts.no_covariate);
	return true;
}

static bool
strata(const struct abtest *a, struct remark *r)
{
	if (a->strata_left == 0)
		return false;
	remark_add(r, "%llu strata are left out: they have no users of both arms",
	    (unsigned long long)a->strata_left);
	return true;
}

static bool (*const said[])(const struct abtest *, struct remark *) = { mismatch, crossovers,
	nobody, repeats, early, no_plan, incomplete, unassigned, missing, strata };
#define SAID (sizeof said / sizeof *said)

/* The caps, then names that no event has: *at goes on behind what is said. */
static bool
cap(const struct abtest *a, size_t k, struct remark *r)
{
	if (!a->kept[k] || a->metric[k].kind == ABTEST_QUANTILE || isnan(a->cap[k]))
		return false;
	remark_add(r, "%.*s: values above %.10g are taken as that: %llu users",
	    (int)a->metric[k].name.len, a->metric[k].name.ptr, a->cap[k],
	    (unsigned long long)a->capped[k]);
	return true;
}

bool
abtest_remark(const void *self, size_t *at, struct remark *remark)
{
	const struct abtest *a = self;
	const struct unknown_names *list[] = { &a->unknown };
	size_t names, base = SAID + a->params.nmetric;

	while (*at < SAID)
		if (said[(*at)++](a, remark))
			return true;
	while (*at < base)
		if (cap(a, (*at)++ - SAID, remark))
			return true;
	names = *at - base;
	if (!unknown_names_next(&a->asked, list, 1, &names, remark))
		return false;
	*at = base + names;
	return true;
}
