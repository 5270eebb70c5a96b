/* What stands above the columns and before the lines. */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/retention/parts.h"
#include "base/memory.h"

static size_t
label_of(const struct retention_plan *plan, size_t cell, char *out)
{
	const uint32_t *bound = plan->bound;

	if (cell == 0 || bound == NULL || bound[cell] == bound[cell - 1] + 1)
		return (size_t)snprintf(out, RETENTION_LABEL, "%zu",
		    bound == NULL ? cell : bound[cell]);
	return (size_t)snprintf(out, RETENTION_LABEL, "%lu-%lu", (unsigned long)bound[cell - 1] + 1,
	    (unsigned long)bound[cell]);
}

size_t
retention_label(const struct retention *r, size_t cell, char *out)
{
	return label_of(&r->plan, cell, out);
}

size_t
retention_name(const struct retention *r, size_t line, char *out)
{
	const struct retention_place *l = &r->line[line];
	enum period period = r->plan.period;

	if (l->all)
		return (size_t)snprintf(out, RETENTION_LABEL, "all");
	return period_write(out, NULL, period, r->plan.week_start,
	    period_of_index(NULL, period, r->plan.week_start, l->index));
}

static const char *const cohorts[] = { "cohort", "size", "period", "users", "rate", "complete" };
static const char *const matrix[] = { "cohort", "size", "complete" };
static const char *const lifecycle[] = { "period", "new", "returning", "resurrected", "dormant",
	"complete" };
static const char *const weekly[] = { "period", "days", "user_weeks", "share", "dau_wau",
	"complete" };
static const char *const monthly[] = { "period", "days", "user_months", "share", "dau_mau",
	"complete" };

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

size_t
retention_plan_columns(const struct retention_plan *plan, const struct retention_params *p,
    struct arena *arena, struct slice **column)
{
	const char *const *name = p->lifecycle ? lifecycle
	    : p->stickiness                    ? plan->period == PERIOD_WEEK ? weekly : monthly
	    : p->matrix                        ? matrix
					       : cohorts;
	size_t nname = p->lifecycle ? COUNT_OF(lifecycle)
	    : p->stickiness         ? COUNT_OF(weekly)
	    : p->matrix             ? COUNT_OF(matrix)
				    : COUNT_OF(cohorts),
	       n = 0;
	char label[RETENTION_LABEL];

	*column = arena_alloc(arena, (1 + nname + plan->ncell) * sizeof **column);
	if (p->by != NULL)
		(*column)[n++] = slice_text(p->by);
	for (size_t k = 0; k < nname; k++)
		(*column)[n++] = slice_text(name[k]);
	for (size_t k = 0; p->matrix && k < plan->ncell; k++)
		(*column)[n++] = arena_slice(arena, slice_of(label, label_of(plan, k, label)));
	return n;
}

size_t
retention_columns(const struct retention *r, struct arena *arena, struct slice **column)
{
	return retention_plan_columns(&r->plan, &r->params, arena, column);
}
