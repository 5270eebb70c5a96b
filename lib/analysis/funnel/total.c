/* What the threads counted added up: groups in order, and their cells. */
#include <math.h>
#include <stdlib.h>

#include "analysis/funnel/parts.h"
#include "base/memory.h"
#include "stats/interval.h"

static const double quantiles[2] = { 0.5, 0.9 };

struct slice
funnel_group_key(const struct funnel *f, uint32_t group, int64_t *period)
{
	struct slice key = intern_key(&f->groups, group);

	memcpy(period, key.ptr, sizeof *period);
	return slice_of(key.ptr + sizeof *period, key.len - sizeof *period);
}

static bool
group_before(const struct funnel *f, uint32_t a, uint32_t b)
{
	int64_t period_a, period_b;
	int c = slice_compare(funnel_group_key(f, a, &period_a), funnel_group_key(f, b, &period_b));

	return c != 0 ? c < 0 : period_a < period_b;
}

/* Merge sort of the groups: by value, then by period. */
static void
sort_groups(const struct funnel *f, uint32_t *order, uint32_t *spare, size_t n)
{
	size_t half = n / 2, i = 0, j = half;

	if (n < 2)
		return;
	sort_groups(f, order, spare, half);
	sort_groups(f, order + half, spare, n - half);
	memcpy(spare, order, half * sizeof *spare);
	for (size_t to = 0; i < half; to++)
		order[to] = j < n && group_before(f, order[j], spare[i]) ? order[j++] : spare[i++];
}

static void
order_groups(struct funnel *f)
{
	uint32_t *spare = memory_array(f->ngroup, sizeof *spare);

	f->order = memory_array(f->ngroup, sizeof *f->order);
	for (size_t g = 0; g < f->ngroup; g++)
		f->order[g] = (uint32_t)g;
	if (f->grouped)
		sort_groups(f, f->order, spare, f->ngroup);
	free(spare);
}

void
funnel_add_up(struct funnel *f)
{
	size_t nstep = f->params.rules.nstep;

	f->ngroup = f->grouped ? intern_count(&f->groups) : 1;
	f->count = memory_array(f->ngroup * nstep, sizeof *f->count);
	f->open = memory_array(f->ngroup, sizeof *f->open);
	for (size_t k = 0; k < f->nthread; k++) {
		const struct funnel_thread *t = f->thread[k];

		for (size_t c = 0; c < t->ngroup * nstep; c++) {
			f->count[c].users += t->count[c].users;
			f->count[c].timed += t->count[c].timed;
		}
		for (size_t g = 0; g < t->ngroup; g++)
			f->open[g] += t->open[g];
	}
	order_groups(f);
}

/* An entry, or a user, whose window was not over when a part ended. */
static void
count_open(void *self, uint64_t group, uint64_t end, uint64_t count)
{
	struct funnel *f = self;

	if (end > funnel_end(f->last))
		f->open[group] += count;
}

static void
count_late(void *self, uint64_t cell, uint64_t end, uint64_t count)
{
	struct funnel *f = self;

	(void)cell;
	if (end > funnel_end(f->last))
		f->thread[0]->nlate += count;
}

bool
funnel_total(void *self)
{
	struct funnel *f = self;
	size_t n;
	struct cell_quantiles **times = memory_array(3 * f->nthread, sizeof *times);
	struct cell_quantiles **ends = times + f->nthread, **user_ends = ends + f->nthread;
	uint64_t *timed;
	bool good;

	funnel_add_up(f);
	n = f->ngroup * f->params.rules.nstep;
	f->quantile = memory_array(2 * n, sizeof *f->quantile);
	timed = memory_array(n, sizeof *timed);
	for (size_t c = 0; c < n; c++)
		timed[c] = f->count[c].timed;
	for (size_t k = 0; k < f->nthread; k++) {
		times[k] = &f->thread[k]->times;
		ends[k] = &f->thread[k]->ends;
		user_ends[k] = &f->thread[k]->user_ends;
	}
	good = f->nthread == 0 ||
	    (cell_quantiles_quantiles(times, f->nthread, timed, quantiles, 2, f->quantile,
		 &f->fault) &&
		cell_quantiles_each(ends, f->nthread, count_open, f, &f->fault) &&
		cell_quantiles_each(user_ends, f->nthread, count_late, f, &f->fault));
	free(timed);
	free(times);
	return good;
}

size_t
funnel_ngroup(const struct funnel *f)
{
	return f->ngroup;
}

void
funnel_group(const struct funnel *f, size_t group, struct slice *by, int64_t *period)
{
	int64_t index;

	*by = slice_of(NULL, 0);
	*period = 0;
	if (!f->grouped)
		return;
	*by = funnel_group_key(f, f->order[group], &index);
	if (f->params.every >= 0)
		*period = period_of_index(f->params.zone, funnel_period(&f->params),
		    f->params.week_start, index);
}

struct funnel_cell
funnel_cell(const struct funnel *f, size_t group, unsigned step)
{
	size_t first = f->order[group] * (size_t)f->params.rules.nstep, at = first + step,
	       before = step;
	struct funnel_cell cell = { .users = f->count[at].users,
		.timed = f->count[at].timed,
		.complete = f->open[f->order[group]] == 0 };

	while (before > 0 && (f->params.rules.optional >> --before & 1) != 0)
		;
	cell.previous = f->count[first + before].users;
	cell.first = f->count[first].users;
	cell.median_us = cell.timed > 0 ? nearbyint(f->quantile[2 * at]) : NAN;
	cell.p90_us = cell.timed > 0 ? nearbyint(f->quantile[2 * at + 1]) : NAN;
	interval_wilson(cell.users, cell.previous, INTERVAL_Z95, &cell.bound[0], &cell.bound[1]);
	interval_wilson(cell.users, cell.first, INTERVAL_Z95, &cell.bound[2], &cell.bound[3]);
	return cell;
}
