/* Sums of all threads to arms, groups and slots of time, and these to the rows of the answer. */
#include <math.h>
#include <stdlib.h>

#include "analysis/abtest/parts.h"
#include "base/memory.h"
#include "stats/experiment/ratio.h"

#define EARLY_US (3 * DAY_US)

/* What a control is called where nobody says. */
static const char *const controls[] = { "control", "Control", "CONTROL", "holdout", "baseline",
	"off", "original", "A", "a", "0", "false" };

static int
by_name(const void *x, const void *y)
{
	const struct abtest_arm *a = x, *b = y;

	return slice_compare(a->name, b->name);
}

static size_t
find_arm(const struct abtest *a, struct slice name)
{
	size_t k = 0;

	while (k < a->narm && !slice_equal(a->arm[k].name, name))
		k++;
	return k;
}

/* Those of the plan, in its order, else those that came, by name. */
static bool
list_arms(struct abtest *a)
{
	size_t seen = intern_count(&a->arms);
	char quoted[FAULT_QUOTE];

	a->arm = memory_array(seen + a->params.nsplit + 1, sizeof *a->arm);
	for (size_t k = 0; k < a->params.nsplit; k++)
		a->arm[a->narm++] = (struct abtest_arm){ a->params.split[k].name, ABTEST_NOBODY,
			a->params.split[k].share };
	for (uint32_t c = 0; c < seen; c++) {
		struct slice name = intern_key(&a->arms, c);
		size_t k = find_arm(a, name);

		if (k == a->narm && a->params.nsplit > 0) {
			fault_set(&a->fault, EXIT_DATA,
			    "an arm that was not planned: %s is a value of the variant, and not in the split",
			    fault_quote(quoted, name.ptr, name.len));
			return false;
		}
		if (k == a->narm)
			a->arm[a->narm++].name = name;
		a->arm[k].code = c;
		if (a->params.nsplit == 0)
			a->arm[k].share = a->params.holdout ? NAN : 1 / (double)seen;
	}
	if (a->params.nsplit == 0)
		qsort(a->arm, a->narm, sizeof *a->arm, by_name);
	return true;
}

static size_t
guess_control(const struct abtest *a)
{
	for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
		size_t k = find_arm(a, slice_text(controls[i]));

		if (k < a->narm)
			return k;
	}
	return a->narm;
}

static void
list_names(const struct abtest *a, struct remark *remark)
{
	char quoted[FAULT_QUOTE];

	for (size_t k = 0; k < a->narm && k < 6; k++)
		remark_add(remark, "%s%s", k > 0 ? ", " : "",
		    fault_quote_short(quoted, a->arm[k].name.ptr, a->arm[k].name.len, 30));
	if (a->narm > 6)
		remark_add(remark, ", ...");
}

/* The control comes first. */
static bool
put_control_first(struct abtest *a)
{
	const char *asked = a->params.control;
	size_t k = asked != NULL ? find_arm(a, slice_text(asked)) : guess_control(a);
	struct remark names = { .text = "" };
	struct abtest_arm control;

	if (a->narm == 0)
		return true;
	if (k == a->narm) {
		list_names(a, &names);
		fault_set(&a->fault, EXIT_USAGE,
		    asked != NULL ? "control: no variant is called so; there are: %s"
				  : "control: which variant is it? there are: %s",
		    names.text);
		return false;
	}
	control = a->arm[k];
	memmove(a->arm + 1, a->arm, k * sizeof *a->arm);
	a->arm[0] = control;
	return true;
}

static bool
check_holdout(struct abtest *a)
{
	char quoted[FAULT_QUOTE];

	for (size_t k = 0; a->params.holdout && k < a->narm; k++) {
		struct slice name = a->arm[k].name;

		if (slice_equal(name, SLICE("holdout")) || slice_equal(name, SLICE("treated")))
			continue;
		fault_set(&a->fault, EXIT_DATA, "holdout: expected 0 or 1, found %s",
		    fault_quote(quoted, name.ptr, name.len));
		return false;
	}
	return true;
}

/* The groups by name: insertion, they are few. */
static void
list_groups(struct abtest *a)
{
	size_t n = a->group >= 0 ? intern_count(&a->groups) : 0;

	a->group_of = memory_array(n + 1, sizeof *a->group_of);
	for (uint32_t g = 0; g < n; g++) {
		size_t at = a->ngroup++;

		for (; at > 0 &&
		     slice_compare(intern_key(&a->groups, a->group_of[at - 1]),
			 intern_key(&a->groups, g)) > 0;
		     at--)
			a->group_of[at] = a->group_of[at - 1];
		a->group_of[at] = g;
	}
}

/*
 * Where the cells of a key are in a slot's array: of its group, by name, 1 and up; arms in order.
 */
static size_t
place_of(const struct abtest *a, const struct abtest_cell_key *key)
{
	size_t k = 0, g = 0;

	while (k < a->narm && a->arm[k].code != key->arm)
		k++;
	while (g < a->ngroup && a->group_of[g] != key->group)
		g++;
	return (a->ngroup > 0 ? g + 1 : 0) * a->narm + k;
}

static int
ascending(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

static size_t
list_slots(const struct abtest *a, int64_t **slot)
{
	size_t n = a->cells.keys.n, kept = 0;

	*slot = memory_array(n + 1, sizeof **slot);
	for (uint32_t c = 0; c < n; c++)
		(*slot)[c] = abtest_cell_key(&a->cells, c).slot;
	qsort(*slot, n, sizeof **slot, ascending);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || (*slot)[kept - 1] != (*slot)[i])
			(*slot)[kept++] = (*slot)[i];
	return kept;
}

/* Is it too early for what was seen up to a slot? */
static bool
is_early(const struct abtest *a, const int64_t *slot, size_t k)
{
	int64_t end = a->reach_last, day;

	if (a->params.exposure == NULL)
		return a->params.sequential && slot[k] - slot[0] < 3;
	if (a->first_exposure == INT64_MAX)
		return false;
	if (a->params.sequential) {
		day = period_of_index(a->params.zone, PERIOD_DAY, 1, slot[k] + 1);
		end = end < day ? end : day;
	}
	return end - a->first_exposure < EARLY_US;
}

static void
add_slot(struct abtest *a, struct abtest_slot *s)
{
	for (uint32_t c = 0; c < a->cells.keys.n; c++) {
		struct abtest_cell_key key = abtest_cell_key(&a->cells, c);
		size_t at;

		if (key.slot != s->slot)
			continue;
		at = place_of(a, &key);
		abtest_cell_add(s->cell[at], a->cells.cell[c], a->params.nmetric);
		if (a->ngroup > 0)
			abtest_cell_add(s->cell[at % a->narm], a->cells.cell[c], a->params.nmetric);
	}
}

static void
clear_slot(struct abtest *a, struct abtest_slot *s, bool again)
{
	for (size_t c = 0; c < (1 + a->ngroup) * a->narm; c++) {
		abtest_cell_free(s->cell[c], a->params.nmetric);
		s->cell[c] = again ? abtest_cell_new(a->params.nmetric) : NULL;
	}
}

static void
judge_slots(struct abtest *a)
{
	size_t n = (1 + a->ngroup) * a->narm, nslot;
	struct abtest_slot s = { .cell = memory_array(n + 1, sizeof *s.cell) };
	int64_t *slot;

	nslot = list_slots(a, &slot);
	a->look = memory_array(n * a->params.nmetric + 1, sizeof *a->look);
	for (size_t k = 0; k < nslot; k++) {
		s.slot = slot[k];
		if (k == 0 || !a->params.sequential)
			clear_slot(a, &s, true);
		add_slot(a, &s);
		s.early = is_early(a, slot, k);
		s.last = k + 1 == nslot;
		abtest_judge(a, &s);
	}
	clear_slot(a, &s, false);
	free(s.cell);
	free(slot);
}

bool
abtest_total(void *self)
{
	struct abtest *a = self;

	a->ratio_p = NAN;
	if (a->crowded) {
		fault_set(&a->fault, EXIT_DATA,
		    "more than 1000 different variants, or groups: is it the right column?");
		return false;
	}
	if (!abtest_has_room(a)) {
		a->fault = *scan_fault(a->scan);
		return false;
	}
	if (!list_arms(a) || !check_holdout(a) || !put_control_first(a))
		return false;
	list_groups(a);
	repeats_count(&a->repeats, &a->users, &a->repeated);
	abtest_settle_values(a);
	judge_slots(a);
	return true;
}
