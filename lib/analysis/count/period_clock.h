/*
 * period_clock: the local calendar, quick for instants of one day, and between two changes of the
 * clock.
 *
 *	struct period_clock clock = PERIOD_CLOCK(zone, PERIOD_WEEK, week_start);	one a thread
 *	int64_t index = period_clock_index(&clock, instant);		that of period_index
 */
#ifndef IA_ANALYSIS_COUNT_PERIOD_CLOCK_H
#define IA_ANALYSIS_COUNT_PERIOD_CLOCK_H

#include <stdbool.h>

#include "time/calendar.h"
#include "time/instant.h"

struct period_clock {
	const struct zone *zone;
	enum period period; /* of the index */
	int week_start;
	int64_t from, until, offset; /* the stretch; empty at first */
	int64_t day, index;          /* the last one */
	bool known;
};

#define PERIOD_CLOCK(z, p, w) \
	{ \
		.zone = (z), .period = (p), .week_start = (w), .from = INT64_MAX \
	}

static inline int64_t
period_clock_index(struct period_clock *c, int64_t instant)
{
	if (instant < c->from || instant >= c->until)
		c->offset = zone_stretch(c->zone, instant, &c->from, &c->until);
	int64_t local = instant + c->offset, day = local / DAY_US - (local % DAY_US < 0);

	if (!c->known || day != c->day) {
		c->day = day;
		c->index = period_index(NULL, c->period, c->week_start, local);
		c->known = true;
	}
	return c->index;
}

#endif
