/* What is asked for: thresholds, the outcome and its window. */
#include <string.h>

#include "analysis/drivers/drivers.h"
#include "base/number.h"

#define DAYS_MOST 36525
#define HORIZON_US (7 * DAY_US)

const char *
drivers_at_least(struct drivers_params *p, const char *list)
{
	static const char wrong[] = "expected counts that grow, such as 1,2,3,5";
	const char *end;

	p->nthreshold = 0;
	for (;; list = end + 1) {
		uint64_t *n = &p->at_least[p->nthreshold];

		end = list + strcspn(list, ",");
		if (p->nthreshold == DRIVERS_THRESHOLDS)
			return "more than 32 counts";
		if (!count_read(list, (size_t)(end - list), n) ||
		    *n <= (p->nthreshold > 0 ? n[-1] : 0))
			return wrong;
		p->nthreshold++;
		if (*end == '\0')
			return NULL;
	}
}

const char *
drivers_days(struct drivers_params *p, const char *text)
{
	static const char wrong[] = "expected day:N or day:N..M, such as day:7 or day:7..13, "
				    "or a condition";
	uint64_t *from = &p->first_day, *to = &p->last_day;
	const char *dots = strstr(text, "..");
	size_t len = dots != NULL ? (size_t)(dots - text) : strlen(text);

	if (!count_read(text, len, from))
		return wrong;
	*to = *from;
	if (dots != NULL && !count_read(dots + 2, strlen(dots + 2), to))
		return wrong;
	return *from <= *to && *to <= DAYS_MOST ? NULL : wrong;
}

const char *
drivers_check(struct drivers_params *p, struct fault *fault)
{
	if (p->early_us <= 0)
		return "early: longer than 0";
	if (p->horizon_us == 0)
		return "horizon: longer than 0";
	if (p->outcome != NULL) {
		p->from_us = p->early_us;
		if (__builtin_add_overflow(p->from_us,
			p->horizon_us > 0 ? p->horizon_us : HORIZON_US, &p->to_us))
			p->to_us = INT64_MAX;
		return NULL;
	}
	if (p->horizon_us > 0)
		return "horizon: goes with a condition; write day:N..M for events on "
		       "several days";
	p->from_us = (int64_t)p->first_day * DAY_US;
	p->to_us = ((int64_t)p->last_day + 1) * DAY_US;
	if (p->from_us >= p->early_us)
		return NULL;
	return fault_usage(fault,
	    "outcome: day %lu begins before the early time is over, so that what is done early "
	    "could be the outcome itself",
	    (unsigned long)p->first_day);
}
