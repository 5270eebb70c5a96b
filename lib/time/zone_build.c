/* From transitions to a zone that answers in constant time. */
#include <stdlib.h>

#include "time/calendar.h"
#include "time/instant.h"
#include "base/memory.h"
#include "time/zone.h"

#define STRETCH 43 /* 2^43 us between two guesses */

static int64_t
us_of_seconds(int64_t seconds)
{
	const int64_t most = INT64_MAX / SECOND_US;

	/* Files may hold -2^59 for the big bang. */
	if (seconds < -most)
		return INT64_MIN + 1;
	return seconds < most ? seconds * SECOND_US : INT64_MAX;
}

/* The guesses, from the first real point to the last. */
static void
timeline_index(struct timeline *line)
{
	if (line->n < 3)
		return;
	const int64_t year_1800 = INT64_C(-5364662400) * SECOND_US;
	int64_t last = line->at[line->n - 1];

	line->first = line->at[1] > year_1800 ? line->at[1] : year_1800;
	if (last < line->first)
		return;
	line->nguess = (size_t)(((uint64_t)last - (uint64_t)line->first) >> STRETCH) + 1;
	line->guess = memory_array(line->nguess, sizeof *line->guess);
	size_t k = 0;

	for (size_t i = 0; i < line->nguess; i++) {
		int64_t start = line->first + (int64_t)((uint64_t)i << STRETCH);

		while (k + 1 < line->n && line->at[k + 1] <= start)
			k++;
		line->guess[i] = (uint32_t)k;
	}
}

size_t
timeline_find(const struct timeline *line, int64_t at)
{
	size_t k = 0;

	if (line->nguess > 0 && at >= line->first) {
		size_t i = (size_t)(((uint64_t)at - (uint64_t)line->first) >> STRETCH);

		k = line->guess[i < line->nguess ? i : line->nguess - 1];
	}
	while (k + 1 < line->n && line->at[k + 1] <= at)
		k++;
	return k;
}

struct zone *
zone_build(const struct transitions *t)
{
	struct zone *zone = memory_new(sizeof *zone);
	size_t n = t->n + 1;

	zone->utc = (struct timeline){ .at = memory_array(n, sizeof(int64_t)), .n = n };
	zone->local = (struct timeline){ .at = memory_array(n, sizeof(int64_t)), .n = n };
	zone->offset = memory_array(n, sizeof(int64_t));
	zone->utc.at[0] = zone->local.at[0] = INT64_MIN;
	zone->offset[0] = t->first_offset * SECOND_US;
	for (size_t i = 1; i < n; i++) {
		int64_t at = us_of_seconds(t->list[i - 1].at);

		zone->offset[i] = t->list[i - 1].offset * SECOND_US;
		zone->utc.at[i] = at;
		int64_t more =
		    zone->offset[i] > zone->offset[i - 1] ? zone->offset[i] : zone->offset[i - 1];

		if (__builtin_add_overflow(at, more, &zone->local.at[i]))
			zone->local.at[i] = at;
	}
	timeline_index(&zone->utc);
	timeline_index(&zone->local);
	zone->cycle_end = t->cycles ? zone->utc.at[n - 1] - 366 * DAY_US : INT64_MAX;
	return zone;
}

void
zone_close(struct zone *zone)
{
	if (zone == NULL)
		return;
	free(zone->utc.at);
	free(zone->utc.guess);
	free(zone->local.at);
	free(zone->local.guess);
	free(zone->offset);
	free(zone);
}
