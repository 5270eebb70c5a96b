/* What must be said about the answer, and what the user may have meant otherwise. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/drivers/parts.h"
#include "base/fault.h"
#include "base/memory.h"

#define FEW_EXPECTED 5 /* Cochran's rule */
#define DISCOVERY 0.05
#define NAME_SHOWN 40 /* bytes of a name in a sentence */
#define NAMES_SHOWN 3

static const char *
quoted(char *out, struct slice name)
{
	return fault_quote_short(out, name.ptr, name.len, NAME_SHOWN);
}

static void
remark_users(const struct drivers *d, struct remark *out)
{
	char time[INSTANT_WIDTH + 1] = "";
	int64_t last = atomic_load(&d->last);

	if (last != INT64_MIN)
		time[instant_write(time, last)] = '\0';
	if (d->users == 0 && d->open > 0)
		remark_add(out,
		    "no user's outcome can be known yet: the last event is of %s; take an earlier "
		    "outcome or a longer log",
		    time);
	else if (d->users > 0)
		remark_add(out, "%" PRIu64 " user%s, of whom %.1f %% met the outcome", d->users,
		    d->users == 1 ? "" : "s", 100 * (double)d->met / (double)d->users);
	if (d->users > 0 && d->open > 0)
		remark_add(out,
		    "; left out, as theirs is not over at %s, when the input ends: %" PRIu64, time,
		    d->open);
	if (d->without > 0)
		remark_add(out, "%sleft out, without an event that --start means: %" PRIu64,
		    *out->text != '\0' ? "; " : "", d->without);
}

static void
remark_small(const struct drivers *d, struct remark *out)
{
	size_t small = 0;

	for (size_t k = 0; k < d->nrow; k++)
		small += fourfold_least_expected(d->row[k].users) < FEW_EXPECTED;
	if (d->untried > 0)
		remark_add(out,
		    "comparisons not made, of fewer than %" PRIu64
		    " users on one side (--min-users): %" PRIu64,
		    d->params.least_users, d->untried);
	if (small > 0)
		remark_add(out,
		    "%scomparisons with a small cell, of fewer than %d expected users, so that "
		    "rates may be far off: %zu of %zu",
		    *out->text != '\0' ? "; " : "", FEW_EXPECTED, small, d->nrow);
}

static bool
is_outcome(const struct drivers *d, uint32_t class)
{
	bool named = class < d->nnamed && (d->flag[class] & DRIVERS_OUTCOME) != 0;

	return named || (d->seen[class] & DRIVERS_IS_OUTCOME) != 0;
}

/* Is there a comparison of this event? */
static bool
is_tried(const struct drivers *d, struct slice name)
{
	size_t k = 0;

	while (k < d->nrow && !slice_equal(d->row[k].event, name))
		k++;
	return k < d->nrow;
}

/* Who does something early and again later has a habit; the early part drives nothing. */
static void
remark_contained(const struct drivers *d, struct remark *out)
{
	uint32_t *class = drivers_by_name(d);
	size_t n = intern_count(&d->names), contained = 0, tried = 0;
	char name[FAULT_QUOTE], list[NAMES_SHOWN * (FAULT_QUOTE + 8)] = "";

	for (size_t k = 0; k < n; k++) {
		if (!is_tried(d, intern_key(&d->names, class[k])))
			continue;
		tried++;
		if (!is_outcome(d, class[k]))
			continue;
		if (contained++ < NAMES_SHOWN)
			snprintf(list + strlen(list), sizeof list - strlen(list), "%s%.60s",
			    *list != '\0' ? ", " : "",
			    quoted(name, intern_key(&d->names, class[k])));
	}
	free(class);
	if (contained > 0 && (contained < tried || tried == 1))
		remark_add(out,
		    "the outcome itself contains %s%s: who does it early and again later has a "
		    "habit; look at the other events",
		    list, contained > NAMES_SHOWN ? ", ..." : "");
}

static void
remark_survivors(const struct drivers *d, struct remark *out)
{
	if (d->nrow > 0 && d->params.early_us > DAY_US)
		remark_add(out,
		    "who left within --early had less time to do anything: see that what is found "
		    "holds with a shorter one");
}

/* Does it hold among users equally active? Odds without a bound have no lower one either. */
static bool
stands(const struct drivers_row *row)
{
	return row->adjusted_low > 1 || (isinf(row->adjusted) && row->adjusted_p < DISCOVERY);
}

/* Is what goes with it the most more than that active users do more of everything? */
static void
say_strongest(const struct drivers_row *best, struct remark *out)
{
	char name[FAULT_QUOTE];

	remark_add(out, "%s at least %" PRIu64 " time%s goes with the outcome the most",
	    quoted(name, best->event), best->at_least, best->at_least == 1 ? "" : "s");
	if (isnan(best->adjusted))
		remark_add(out, ", which cannot be told among users equally active (adjusted)");
	else if (!stands(best))
		remark_add(out, ", but not among users equally active (adjusted)");
	remark_add(out, ": an association, not a cause; an experiment tells, see ia-drivers(1)");
}

static void
remark_strongest(const struct drivers *d, struct remark *out)
{
	size_t found = 0;

	for (size_t k = 0; k < d->nrow; k++)
		found += d->row[k].q < DISCOVERY;
	if (d->users > 0 && (d->met == 0 || d->met == d->users))
		remark_add(out, "%s met the outcome: there is nothing to tell apart",
		    d->met == 0 ? "nobody" : "everybody");
	else if (d->users > 0 && d->nrow == 0 && d->untried == 0)
		remark_add(out,
		    "there is nothing to compare: what is counted was done by all or by none");
	else if (d->nrow > 0 && found == 0)
		remark_add(out, "nothing stands out: no comparison of %zu has q < 0.05", d->nrow);
	else if (d->nrow > 0 && d->row[0].q < DISCOVERY && d->row[0].phi > 0)
		say_strongest(&d->row[0], out);
	else if (d->nrow > 0)
		remark_add(out,
		    "of %zu comparisons %zu have q < 0.05: associations, not causes; an experiment "
		    "tells, see ia-drivers(1)",
		    d->nrow, found);
}

/* The name, seen in some row, that is like an option's. */
static void
remark_unseen(const struct drivers *d, uint32_t class, struct remark *out)
{
	size_t n = intern_count(&d->names), seen = 0;
	char name[FAULT_QUOTE], like[FAULT_QUOTE];
	const char **list;
	uint32_t *sorted;
	ptrdiff_t near;

	if (atomic_load(&d->last) == INT64_MIN || (d->seen[class] & DRIVERS_SEEN) != 0)
		return;
	list = memory_array(n, sizeof *list);
	sorted = drivers_by_name(d);
	for (size_t k = 0; k < n; k++)
		if ((d->seen[sorted[k]] & DRIVERS_SEEN) != 0)
			list[seen++] = memory_text(intern_key(&d->names, sorted[k]).ptr,
			    intern_key(&d->names, sorted[k]).len);
	near = nearest_name(intern_key(&d->names, class).ptr, intern_key(&d->names, class).len,
	    list, seen);
	out->in_vain = true;
	remark_add(out, "no event is named %.80s", quoted(name, intern_key(&d->names, class)));
	if (near >= 0)
		remark_add(out, " (did you mean %.80s?)", quoted(like, slice_text(list[near])));
	remark_add(out, "; ia-stats --freq event lists them");
	for (size_t k = 0; k < seen; k++)
		free((void *)list[k]);
	free(list);
	free(sorted);
}

bool
drivers_remark(const void *self, size_t *at, struct remark *remark)
{
	static void (*const tell[])(const struct drivers *, struct remark *) = { remark_users,
		remark_small, remark_contained, remark_survivors, remark_strongest };
	const struct drivers *d = self;
	const size_t n = sizeof tell / sizeof *tell;

	while (*at < n + d->nnamed && *remark->text == '\0') {
		size_t k = (*at)++;

		if (k < n)
			tell[k](d, remark);
		else
			remark_unseen(d, (uint32_t)(k - n), remark);
	}
	return *remark->text != '\0';
}

struct named {
	struct slice name;
	uint32_t class;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return slice_compare(x->name, y->name);
}

uint32_t *
drivers_by_name(const struct drivers *d)
{
	size_t n = intern_count(&d->names);
	struct named *list = memory_array(n, sizeof *list);
	uint32_t *class = memory_array(n, sizeof *class);

	for (uint32_t k = 0; k < n; k++)
		list[k] = (struct named){ intern_key(&d->names, k), k };
	if (n > 0)
		qsort(list, n, sizeof *list, by_name);
	for (size_t k = 0; k < n; k++)
		class[k] = list[k].class;
	free(list);
	return class;
}
