/* From counts to comparisons. */
#include <math.h>
#include <stdlib.h>

#include "analysis/drivers/parts.h"
#include "base/fault.h"
#include "base/memory.h"
#include "stats/interval.h"
#include "stats/multiple.h"
#include "stats/strata.h"

/* Those who reached the threshold, and those who did not, of one stratum. */
static struct fourfold
stratum_table(const struct drivers *d, uint32_t class, unsigned threshold, size_t stratum)
{
	const struct drivers_tally *did = &d->did[class];
	const uint64_t *all = d->all.at + stratum * 2;
	struct fourfold t = { 0 };

	for (unsigned k = threshold; k < d->params.nthreshold && stratum < did->nstratum; k++) {
		const uint64_t *cell = did->at + (stratum * d->params.nthreshold + k) * 2;

		t.a += cell[1];
		t.b += cell[0];
	}
	t.c = all[1] - t.a;
	t.d = all[0] - t.b;
	return t;
}

static void
compare(const struct drivers *d, uint32_t class, unsigned threshold, struct drivers_row *row)
{
	struct strata strata = { 0 };
	struct fourfold *u = &row->users;
	double did, did_not;

	*row = (struct drivers_row){ .event = intern_key(&d->names, class),
		.at_least = d->params.at_least[threshold] };
	for (size_t s = 0; s < d->all.nstratum; s++) {
		struct fourfold t = stratum_table(d, class, threshold, s);

		strata_add(&strata, t);
		u->a += t.a;
		u->b += t.b;
		u->c += t.c;
		u->d += t.d;
	}
	did = (double)u->a / (double)(u->a + u->b);
	did_not = (double)u->c / (double)(u->c + u->d);
	row->difference = did - did_not;
	row->lift = did / did_not;
	row->phi = fourfold_phi(*u);
	row->p = fourfold_fisher(*u);
	fourfold_difference(*u, INTERVAL_Z95, &row->low, &row->high);
	row->adjusted = strata_odds(&strata);
	row->adjusted_p = strata_p(&strata);
	strata_odds_interval(&strata, INTERVAL_Z95, &row->adjusted_low, &row->adjusted_high);
}

/* How many users did it so often. */
static uint64_t
doers(const struct drivers *d, uint32_t class, unsigned threshold)
{
	const struct drivers_tally *did = &d->did[class];
	uint64_t n = 0;

	for (size_t s = 0; s < did->nstratum; s++)
		for (unsigned k = threshold; k < d->params.nthreshold; k++)
			n += did->at[(s * d->params.nthreshold + k) * 2] +
			    did->at[(s * d->params.nthreshold + k) * 2 + 1];
	return n;
}

static void
try_event(struct drivers *d, uint32_t class)
{
	for (unsigned k = 0; k < d->params.nthreshold; k++) {
		uint64_t did = doers(d, class, k), did_not = d->users - did;

		if (did == 0 || did_not == 0)
			continue;
		if (did < d->params.least_users || did_not < d->params.least_users) {
			d->untried++;
			continue;
		}
		d->row = memory_grow(d->row, &d->capacity_row, d->nrow + 1, sizeof *d->row);
		compare(d, class, k, &d->row[d->nrow++]);
	}
}

/* The strongest first, then by name. Where one phi is NaN, all are. */
static int
by_phi(const void *a, const void *b)
{
	const struct drivers_row *x = a, *y = b;
	int names = slice_compare(x->event, y->event);

	if (x->phi < y->phi || x->phi > y->phi)
		return x->phi > y->phi ? -1 : 1;
	return names != 0 ? names : (x->at_least > y->at_least) - (x->at_least < y->at_least);
}

bool
drivers_total(void *self)
{
	struct drivers *d = self;
	double *p;

	if (atomic_load(&d->crowded)) {
		fault_set(&d->fault, EXIT_DATA,
		    "more than %u different events: choose the column of events with -e, or give "
		    "groups of events one name first (ia-clean --map)",
		    DRIVERS_NAMES);
		return false;
	}
	drivers_settle(d);
	for (size_t s = 0; s < d->all.nstratum; s++) {
		d->users += d->all.at[2 * s] + d->all.at[2 * s + 1];
		d->met += d->all.at[2 * s + 1];
	}
	for (uint32_t c = 0; c < d->ndid; c++)
		if (d->params.nevent == 0 || (c < d->nnamed && (d->flag[c] & DRIVERS_TRIED) != 0))
			try_event(d, c);
	p = memory_array(d->nrow, sizeof *p);
	for (size_t k = 0; k < d->nrow; k++)
		p[k] = d->row[k].p;
	multiple_discoveries(p, d->nrow, p);
	for (size_t k = 0; k < d->nrow; k++)
		d->row[k].q = p[k];
	free(p);
	if (d->nrow > 0)
		qsort(d->row, d->nrow, sizeof *d->row, by_phi);
	return !fault_is_set(&d->fault);
}

size_t
drivers_nrow(const struct drivers *d)
{
	return d->nrow;
}

const struct drivers_row *
drivers_row(const struct drivers *d, size_t k)
{
	return &d->row[k];
}
