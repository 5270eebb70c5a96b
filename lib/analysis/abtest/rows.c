/* What a row says: its arm, its group, which terms count it, and the numbers of the others. */
#include <stdlib.h>

#include "analysis/abtest/parts.h"
#include "base/category.h"
#include "base/memory.h"
#include "event/roles.h"
#include "read/batch.h"
#include "read/scan.h"

void *
abtest_thread_new(void *self, unsigned number)
{
	struct abtest *a = self;
	struct abtest_thread *t = memory_new(sizeof *t);

	(void)number;
	t->arms.intern = &a->arms;
	t->groups.intern = &a->groups;
	t->clock = (struct period_clock)PERIOD_CLOCK(a->params.zone, PERIOD_DAY, 1);
	unknown_names_init(&t->unknown);
	abtest_cells_init(&t->cells);
	return t;
}

void
abtest_thread_end(void *self, void *thread)
{
	struct abtest *a = self;
	struct abtest_thread *t = thread;

	abtest_cells_merge(a, &a->cells, &t->cells);
	unknown_names_join(&a->unknown, &t->unknown);
	repeats_merge(&a->repeats, &t->repeats);
	a->counts.exposed += t->counts.exposed;
	a->counts.crossovers += t->counts.crossovers;
	a->counts.incomplete += t->counts.incomplete;
	a->counts.unassigned += t->counts.unassigned;
	a->counts.no_covariate += t->counts.no_covariate;
	abtest_cells_release(&t->cells, a->params.nmetric);
	unknown_names_release(&t->unknown);
	repeats_release(&t->repeats);
	expr_scratch_release(&t->expression);
	free(t);
}

static uint32_t
number_of(struct abtest *a, struct intern_cache *cache, struct slice name, uint32_t most)
{
	uint32_t k;

	if (atomic_load_explicit(&a->crowded, memory_order_relaxed))
		return 0;
	k = intern_cached(cache, name);
	if (k < most)
		return k;
	atomic_store_explicit(&a->crowded, true, memory_order_relaxed);
	return 0;
}

/* Of a hold-out: 1 was left alone, 0 was treated; another value is taken as it is, and refused. */
static struct slice
arm_name(const struct abtest *a, struct slice value)
{
	int flag = a->params.holdout ? category_flag(value) : -1;

	if (flag < 0)
		return value;
	return flag ? SLICE("holdout") : SLICE("treated");
}

uint32_t
abtest_arm(struct abtest *a, struct abtest_thread *t, const struct batch *batch, size_t row)
{
	if (batch_missing(batch, a->variant, row))
		return ABTEST_NOBODY;
	return number_of(a, &t->arms, arm_name(a, batch_value(batch, a->variant, row)),
	    ABTEST_ARMS);
}

uint32_t
abtest_group(struct abtest *a, struct abtest_thread *t, const struct batch *batch, size_t row)
{
	struct slice name = slice_of(NULL, 0);

	if (a->group < 0)
		return 0;
	if (!batch_missing(batch, a->group, row))
		name = batch_value(batch, a->group, row);
	return number_of(a, &t->groups, name, ABTEST_GROUPS);
}

uint32_t
abtest_mask(struct abtest *a, struct abtest_thread *t, const struct batch *batch, size_t row)
{
	uint32_t mask = 0;

	if (a->asked.slot != NULL) {
		mask = lookup_find(&a->asked, batch_value(batch, a->event, row));
		t->unknown.seen |= mask;
	}
	if ((a->evaluated & ABTEST_EXPOSED) != 0 &&
	    expr_true(a->params.exposure, batch, row, &t->expression))
		mask |= ABTEST_EXPOSED;
	for (size_t k = 0; k < a->npart && (a->evaluated & ~ABTEST_EXPOSED) != 0; k++) {
		const struct abtest_part *p = &a->part[k];

		if (p->condition != NULL && !p->by_name &&
		    expr_true(p->condition, batch, row, &t->expression))
			mask |= UINT32_C(1) << p->bit;
	}
	return mask;
}

static int
refuse(struct batch *batch, size_t row, int column, struct slice value)
{
	const char *expected =
	    value.ptr == NULL ? "a number of at most 1e140" : batch_expected_number(value);

	return batch_bad(batch, row, column, BAD_NUMBER, expected) == VERDICT_MISSING ? 0 : -1;
}

int
abtest_column_number(struct batch *batch, size_t row, int column, double *x)
{
	struct slice value;
	int truth;

	if (batch_missing(batch, column, row))
		return 0;
	value = batch_value(batch, column, row);
	if (number_read(value.ptr, value.len, x))
		return *x <= ABTEST_SUM_LIMIT && *x >= -ABTEST_SUM_LIMIT
		    ? 1
		    : refuse(batch, row, column, slice_of(NULL, 0));
	truth = category_truth(value);
	if (truth < 0)
		return refuse(batch, row, column, value);
	*x = truth;
	return 1;
}

int
abtest_number(const struct abtest_part *part, struct abtest_thread *t, struct batch *batch,
    size_t row, double *x)
{
	struct expr_value v;

	if (part->column)
		return abtest_column_number(batch, row, part->at, x);
	expr_value(part->term->expr, batch, row, &t->expression, &v);
	if (v.type == EXPR_MISSING)
		return 0;
	if (v.type == EXPR_BOOLEAN)
		*x = v.boolean;
	else if (v.type == EXPR_NUMBER)
		*x = v.number;
	else
		return refuse(batch, row, -1, v.text);
	return *x <= ABTEST_SUM_LIMIT && *x >= -ABTEST_SUM_LIMIT
	    ? 1
	    : refuse(batch, row, -1, slice_of(NULL, 0));
}

bool
abtest_has_room(struct abtest *a)
{
	if (!atomic_load_explicit(&a->full, memory_order_relaxed))
		return true;
	fault_set(scan_fault(a->scan), EXIT_SYSTEM,
	    "the values of a quantile or a winsorised metric take more than the memory allows: give it "
	    "more with -S");
	return false;
}

/* All parts of a row: false where it is left out. */
static bool
read_row(struct abtest *a, struct abtest_thread *t, struct batch *batch, size_t row, bool *has)
{
	uint32_t mask = abtest_mask(a, t, batch, row);

	for (size_t k = 0; k < a->npart; k++) {
		const struct abtest_part *p = &a->part[k];
		int found = 1;

		t->sum[k] = 0;
		if (p->condition != NULL && (p->term->counts || (mask >> p->bit & 1) == 0))
			t->sum[k] = mask >> p->bit & 1;
		else
			found = abtest_number(p, t, batch, row, &t->sum[k]);
		if (found < 0)
			return false;
		has[k] = found > 0;
	}
	return true;
}

/* What the row says of each metric; false: it is left out. */
static bool
unit_of_row(struct abtest *a, struct abtest_thread *t, struct batch *batch, size_t row,
    struct abtest_unit *u)
{
	bool has[2 * ABTEST_METRICS];

	if (!read_row(a, t, batch, row, has))
		return false;
	for (size_t k = 0; k < a->params.nmetric; k++) {
		size_t p = a->first[k];
		bool ratio = a->metric[k].kind == ABTEST_RATIO;
		int pre = 1;

		u->has[k] = has[p] && (!ratio || has[p + 1]);
		u->x[k] = t->sum[p];
		u->y[k] = ratio ? t->sum[p + 1] : 0;
		if (a->pre[k] < 0)
			continue;
		pre = abtest_column_number(batch, row, a->pre[k], &u->y[k]);
		t->counts.no_covariate += pre == 0;
		if (pre < 0)
			return false;
	}
	return true;
}

static void
add_row(struct abtest *a, struct abtest_thread *t, const struct batch *batch, size_t row,
    int64_t time, const struct abtest_unit *u)
{
	struct abtest_cell_key key = { .slot = ABTEST_BEGINNING };
	uint32_t cell;

	key.arm = abtest_arm(a, t, batch, row);
	if (key.arm == ABTEST_NOBODY) {
		t->counts.unassigned++;
		return;
	}
	key.group = abtest_group(a, t, batch, row);
	if (a->params.sequential)
		key.slot = period_clock_index(&t->clock, time);
	cell = abtest_cell(&t->cells, &key, a->params.nmetric);
	t->counts.exposed++;
	if (a->user >= 0 && !batch_missing(batch, a->user, row))
		repeats_add(&t->repeats, batch_value(batch, a->user, row));
	t->cells.cell[cell]->units++;
	for (size_t k = 0; k < a->params.nmetric; k++)
		t->cells.cell[cell]->sum[k].units += u->has[k];
	abtest_add(a, &t->cells, cell, u, 1);
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct abtest *a = self;
	struct abtest_thread *t = thread;
	int64_t *times = NULL;
	struct abtest_unit unit = { 0 };

	(void)block;
	(void)out;
	if (a->params.sequential) {
		times = memory_array(batch->nrow, sizeof *times);
		roles_check(a->roles, batch, times);
	}
	if (a->asked.slot != NULL)
		unknown_names_note(&t->unknown, &a->asked, batch, a->event);
	for (size_t i = 0; i < batch->nrow; i++)
		if (!batch_skips(batch, i) && unit_of_row(a, t, batch, i, &unit)) {
			add_row(a, t, batch, i, times != NULL ? times[i] : 0, &unit);
			batch->written++;
		}
	if (a->params.sequential)
		free(times);
}

static bool
tick(void *self, const struct scan_totals *totals)
{
	struct abtest *a = self;

	(void)totals;
	return abtest_has_room(a);
}

struct scan_work
abtest_work(struct abtest *a)
{
	return (struct scan_work){ .self = a,
		.thread_new = abtest_thread_new,
		.work = work,
		.tick = tick,
		.thread_end = abtest_thread_end };
}
