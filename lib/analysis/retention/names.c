/* What cells and lines are called. */
#include <stdio.h>

#include "analysis/retention/parts.h"

size_t
retention_label(const struct retention *r, size_t cell, char *out)
{
	const uint32_t *bound = r->plan.bound;

	if (cell == 0 || bound == NULL || bound[cell] == bound[cell - 1] + 1)
		return (size_t)snprintf(out, RETENTION_LABEL, "%zu",
		    bound == NULL ? cell : bound[cell]);
	return (size_t)snprintf(out, RETENTION_LABEL, "%lu-%lu", (unsigned long)bound[cell - 1] + 1,
	    (unsigned long)bound[cell]);
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
