/*
 * Zone files and POSIX rules: whatever they hold, look-ups end, offsets stay below 26 hours, and a
 * period's start is not after its next.
 */
#include <string.h>

#include "time/calendar.h"
#include "time/instant.h"
#include "time/zone.h"
#include "fuzz.h"

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
use(const struct zone *zone)
{
	for (int64_t t = INT64_C(-9000000000000000000); t < INT64_C(8000000000000000000);
	     t += INT64_C(333333333333333333)) {
		int64_t offset = zone_offset(zone, t);

		must(offset > -26 * HOUR_US && offset < 26 * HOUR_US);
		zone_instant(zone, t);
		for (enum period k = PERIOD_HOUR; k <= PERIOD_YEAR; k++)
			must(period_start(zone, k, 1, t) <= period_next(zone, k, 1, t));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = malloc(size + 1);
	struct transitions t = { 0 };
	struct posix_zone rule;

	memcpy(copy, data, size);
	if (tzif_read(&t, copy, size)) {
		struct zone *zone = zone_build(&t);

		use(zone);
		zone_close(zone);
	}
	if (posix_zone_read(&rule, (const char *)copy, size) && rule.has_summer)
		posix_day_seconds(&rule.start, 2026);
	free(t.list);
	free(copy);
	return 0;
}
