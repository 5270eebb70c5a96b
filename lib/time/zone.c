#include "time/zone.h"

#include "time/calendar.h"
#include "time/instant.h"
#include "time/instant_parts.h"

#define CYCLE_US (146097 * DAY_US) /* 400 Gregorian years, whole weeks */
#define MARGIN_US (26 * HOUR_US)   /* more than any offset (RFC 8536, 3.2) */

/* How many cycles lie between t and the years that the table covers. */
static int64_t
cycles_past(const struct zone *zone, int64_t t)
{
	return t < zone->cycle_end ? 0 : (t - zone->cycle_end) / CYCLE_US + 1;
}

int64_t
zone_offset(const struct zone *zone, int64_t instant)
{
	if (zone == NULL)
		return 0;
	instant = bounded(instant, INSTANT_BOUND);
	instant -= cycles_past(zone, instant) * CYCLE_US;
	return zone->offset[timeline_find(&zone->utc, instant)];
}

int64_t
zone_stretch(const struct zone *zone, int64_t instant, int64_t *from, int64_t *until)
{
	*from = INT64_MIN;
	*until = INT64_MAX;
	if (zone == NULL)
		return 0;
	instant = bounded(instant, INSTANT_BOUND);
	int64_t past = cycles_past(zone, instant) * CYCLE_US;
	size_t k = timeline_find(&zone->utc, instant - past);

	if (k > 0)
		*from = zone->utc.at[k] + past;
	if (k + 1 < zone->utc.n)
		*until = zone->utc.at[k + 1] + past;
	else if (zone->cycle_end != INT64_MAX)
		*until = zone->cycle_end + past;
	return zone->offset[k];
}

int64_t
zone_instant(const struct zone *zone, int64_t local)
{
	if (zone == NULL)
		return local;
	local = bounded(local, INSTANT_BOUND);
	int64_t within = local - cycles_past(zone, local) * CYCLE_US;

	return local - zone->offset[timeline_find(&zone->local, within)];
}

int64_t
zone_first(const struct zone *zone, int64_t local, bool hours)
{
	int64_t past = cycles_past(zone, local) * CYCLE_US;

	local -= past;
	for (size_t i = timeline_find(&zone->utc, local - MARGIN_US);; i++) {
		int64_t offset = hours ? floor_rest(zone->offset[i], HOUR_US) : zone->offset[i];
		int64_t t = local - offset;

		t = t > zone->utc.at[i] ? t : zone->utc.at[i];
		if (i + 1 == zone->utc.n || t < zone->utc.at[i + 1])
			return t + past;
	}
}
