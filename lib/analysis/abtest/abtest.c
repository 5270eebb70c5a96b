#include "analysis/abtest/parts.h"

#include <stdlib.h>

#include "base/memory.h"
#include "event/reach.h"
#include "event/roles.h"
#include "read/batch.h"
#include "read/scan.h"

static const char *
check_split(const struct abtest_params *p, struct fault *fault)
{
	double all = 0;

	for (size_t k = 0; k < p->nsplit; k++) {
		all += p->split[k].share;
		for (size_t j = 0; j < k; j++)
			if (slice_equal(p->split[j].name, p->split[k].name))
				return fault_usage(fault, "split: %.*s stands there twice",
				    (int)p->split[k].name.len, p->split[k].name.ptr);
	}
	return p->nsplit > 0 && !(all > 1 - 1e-9 && all < 1 + 1e-9)
	    ? fault_usage(fault, "split: the shares add up to %g, not to 1", all)
	    : NULL;
}

static const char *
check_metrics(const struct abtest_params *p, struct fault *fault)
{
	size_t counted = 0, added = 0;

	if (p->nmetric == 0)
		return "metric: what is to be measured? expected a name or NAME=EXPR";
	if (p->nmetric > ABTEST_METRICS)
		return "metric: more than 30";
	for (size_t k = 0; k < p->nmetric; k++) {
		const struct abtest_metric *m = &p->metric[k];

		for (size_t j = 0; j < k; j++)
			if (slice_equal(p->metric[j].name, m->name))
				return fault_usage(fault, "metric: two are called %.*s",
				    (int)m->name.len, m->name.ptr);
		for (unsigned i = 0; i < m->nterm; i++)
			*(m->term[i].counts ? &counted : &added) += 1;
		for (unsigned i = 0; i < m->nterm; i++)
			counted += m->term[i].when != NULL;
		if (m->kind == ABTEST_QUANTILE && (p->sequential || p->since > 0))
			return "metric: a quantile has no row a day";
		if (m->pre != NULL && (m->kind == ABTEST_RATIO || m->kind == ABTEST_QUANTILE))
			return "pre: a ratio or a quantile has no pre-period";
		if (m->pre != NULL && p->exposure != NULL)
			return "pre: events have their own pre-period: --cuped";
	}
	return counted > ABTEST_COUNTED || added > ABTEST_ADDED
	    ? "metric: more than 31 conditions or 26 sums"
	    : NULL;
}

static const char *
check_events(const struct abtest_params *p)
{
	if (p->window_us >= 0)
		return "window: it goes with an exposure";
	if (p->since > 0)
		return "since-exposure: it goes with an exposure";
	return NULL;
}

static const char *
check_days(const struct abtest_params *p)
{
	if (p->since > ABTEST_SINCE)
		return "since-exposure: expected up to 400 days";
	if (p->since > 0 && (p->sequential || p->window_us >= 0))
		return "since-exposure: it goes without --sequential and --window";
	if (p->winsor > 0 && (p->sequential || p->since > 0))
		return "winsor: the cap would be another one every day";
	if (p->sequential && p->one_sided)
		return "one-sided: a sequence has two sides";
	if (!(p->expected >= 1 && p->expected <= 1e15))
		return "expected-users: expected a number of users, at least 1";
	if (p->tau < 0)
		return "tau: expected the size of an effect, above 0";
	return NULL;
}

const char *
abtest_check(const struct abtest_params *p, struct fault *fault)
{
	const char *wrong = check_split(p, fault);

	if (wrong == NULL)
		wrong = check_metrics(p, fault);
	if (wrong == NULL && p->exposure == NULL)
		wrong = check_events(p);
	if (wrong == NULL)
		wrong = check_days(p);
	if (wrong != NULL)
		return wrong;
	if (p->variant == NULL)
		return "variant: which column says who saw what?";
	if (!(p->alpha > 0 && p->alpha < 0.5))
		return "alpha: expected above 0 and below 0.5";
	if (p->winsor != 0 && !(p->winsor > 0.5 && p->winsor < 1))
		return "winsor: expected a share above 50 % and below 100 %, such as 99.9%";
	if (p->by != NULL && p->strata != NULL)
		return "strata: it goes without --by";
	if (p->strata != NULL && p->cuped)
		return "strata: it goes without a pre-period";
	if (p->fieller && (p->strata != NULL || p->cuped || p->sequential || p->one_sided))
		return "lift: Fieller's bounds are for two-sided plain tests";
	return NULL;
}

static void
plan_part(struct abtest *a, struct abtest_part *part, const struct abtest_metric *m, unsigned *bit)
{
	bool rows = a->params.exposure == NULL;

	part->at = -1;
	part->column = m->bare ? rows : !part->term->expression;
	part->keep_zero = m->kind == ABTEST_QUANTILE;
	part->condition = part->term->counts ? part->term->expr : part->term->gate;
	if (part->condition == NULL || (m->bare && rows))
		return;
	part->bit = (*bit)++;
	part->by_name = lookup_add_events(&a->asked, part->condition, UINT32_C(1) << part->bit);
	if (!part->by_name)
		a->evaluated |= UINT32_C(1) << part->bit;
}

static void
plan(struct abtest *a)
{
	unsigned bit = 0;

	for (size_t k = 0; k < a->params.nmetric; k++) {
		struct abtest_metric *m = &a->metric[k];

		a->first[k] = a->npart;
		if (m->bare && a->params.exposure == NULL) {
			m->kind = ABTEST_SUM;
			m->term[0].counts = false;
		}
		for (unsigned i = 0; i < m->nterm; i++) {
			a->part[a->npart].term = &m->term[i];
			plan_part(a, &a->part[a->npart++], m, &bit);
		}
		a->kept[k] = m->kind == ABTEST_QUANTILE ||
		    (a->params.winsor > 0 && (m->kind == ABTEST_SUM || m->kind == ABTEST_COUNT));
	}
	if (a->params.exposure != NULL &&
	    !lookup_add_events(&a->asked, a->params.exposure, ABTEST_EXPOSED))
		a->evaluated |= ABTEST_EXPOSED;
}

struct abtest *
abtest_new(const struct abtest_params *params)
{
	struct abtest *a = memory_new(sizeof *a);

	a->params = *params;
	memcpy(a->metric, params->metric, params->nmetric * sizeof *a->metric);
	a->params.metric = a->metric;
	for (size_t k = 0; k < params->nmetric; k++)
		a->params.cuped |= a->metric[k].pre != NULL;
	intern_init(&a->arms);
	intern_init(&a->groups);
	abtest_cells_init(&a->cells);
	unknown_names_init(&a->unknown);
	a->user = a->event = a->variant = a->group = a->time = -1;
	a->first_exposure = INT64_MAX;
	a->reach_last = INT64_MIN;
	plan(a);
	return a;
}

static bool
bind_part(struct abtest_part *p, struct scan *scan)
{
	if (p->condition != NULL && !expr_bind(p->condition, scan))
		return false;
	if (!p->column)
		return p->condition == p->term->expr || expr_bind(p->term->expr, scan);
	p->at = scan_column(scan, slice_text(p->term->text), COLUMN_REQUIRED);
	return p->at >= 0;
}

static bool
bind(void *self, struct scan *scan)
{
	struct abtest *a = self;
	const char *group = a->params.by != NULL ? a->params.by : a->params.strata;

	a->scan = scan;
	a->variant = scan_column(scan, slice_text(a->params.variant), COLUMN_REQUIRED);
	if (a->variant < 0)
		return false;
	if (group != NULL) {
		a->group = scan_column(scan, slice_text(group), COLUMN_REQUIRED);
		if (a->group < 0)
			return false;
	}
	for (size_t k = 0; k < a->params.nmetric; k++) {
		const char *pre = a->metric[k].pre;

		a->pre[k] = -1;
		if (pre != NULL)
			a->pre[k] = scan_column(scan, slice_text(pre), COLUMN_REQUIRED);
		if (pre != NULL && a->pre[k] < 0)
			return false;
	}
	for (size_t k = 0; k < a->npart; k++)
		if (!bind_part(&a->part[k], scan))
			return false;
	return a->params.exposure == NULL || expr_bind(a->params.exposure, scan);
}

/* The user, where there is one: to see whether each has one row. */
static bool
bind_user(struct abtest *a, struct scan *scan, const struct roles *roles)
{
	const struct schema *schema = scan_schema(scan);
	struct slice name = role_name(&roles->options, schema, ROLE_USER);

	for (size_t k = 0; k < schema->ncolumn && a->user < 0; k++)
		if (slice_equal(schema->name[k], name)) {
			a->user = scan_column(scan, name, 0);
			return a->user >= 0;
		}
	return true;
}

bool
abtest_bind(struct abtest *a, struct scan *scan, struct roles *roles)
{
	a->roles = roles;
	if (!bind(a, scan) || !bind_user(a, scan, roles))
		return false;
	struct slice event = role_name(&roles->options, scan_schema(scan), ROLE_EVENT);

	if (a->asked.slot != NULL)
		a->event = scan_column(scan, event, COLUMN_REQUIRED);
	return a->asked.slot == NULL || a->event >= 0;
}

static unsigned
roles_of(const void *self)
{
	(void)self;
	return ROLE_USER | ROLE_EVENT | ROLE_TIME;
}

static void
ended(void *self, const struct sequence_end *end)
{
	struct abtest *a = self;

	a->reach_first = end->reach->first;
	a->reach_last = end->reach->n > 0 ? end->reach->last : INT64_MIN;
}

static void
sequences(void *self, struct roles *roles, struct sequence_spec *spec)
{
	struct abtest *a = self;

	a->user = roles->user;
	a->event = roles->event;
	spec->self = a;
	spec->roles = roles;
	spec->nword = 1;
	spec->text = true;
	spec->thread_new = abtest_thread_new;
	spec->rows = abtest_event_rows;
	spec->ended = ended;
	spec->user = abtest_user;
	spec->thread_end = abtest_thread_end;
}

bool
abtest_finish(struct abtest *a)
{
	return abtest_total(a);
}

const struct fault *
abtest_fault(const void *self)
{
	const struct abtest *a = self;

	return &a->fault;
}

const struct analysis abtest_analysis = { .roles = roles_of,
	.bind = bind,
	.sequences = sequences,
	.total = abtest_total,
	.fault = abtest_fault,
	.remark = abtest_remark };

size_t
abtest_nrow(const struct abtest *a)
{
	return a->nrow;
}

const struct abtest_row *
abtest_row(const struct abtest *a, size_t k)
{
	return &a->row[k];
}

void
abtest_free(struct abtest *a)
{
	abtest_cells_release(&a->cells, a->params.nmetric);
	unknown_names_release(&a->unknown);
	repeats_release(&a->repeats);
	lookup_release(&a->asked);
	intern_release(&a->arms);
	intern_release(&a->groups);
	free(a->arm);
	free(a->group_of);
	free(a->look);
	free(a->row);
	free(a);
}
