/*
 * calendar: time zones and the days, weeks and months in them.
 *
 *	struct zone *zone = zone_open("Europe/Berlin", &fault);
 *	int64_t day = period_start(zone, PERIOD_DAY, 1, instant);
 *	int64_t next = period_next(zone, PERIOD_DAY, 1, day);
 *	zone_close(zone);
 *
 * Zones are the system's TZif files (RFC 8536), $TZDIR or /usr/share/zoneinfo, with the POSIX rule
 * in the footer for what comes after the table; "UTC", "Z" and fixed offsets "+08:00" need no file.
 * NULL is UTC. A zone is const after opening and may be used by many threads; look-ups take no
 * lock, no system call and constant time. Days, weeks, months, quarters and years are those of the
 * local clock; hours are local too, but an hour that comes twice counts twice.
 */
#ifndef IA_TIME_CALENDAR_H
#define IA_TIME_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct zone;

enum period { PERIOD_HOUR, PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };

struct zone *zone_open(const char *name, struct fault *fault); /* NULL with a fault: no such zone */
void zone_close(struct zone *zone);

/* Microseconds to add to UTC for local time. */
int64_t zone_offset(const struct zone *zone, int64_t instant);
/* The same, and the stretch in which it stays so: from *from, before *until. Years to 9999. */
int64_t zone_stretch(const struct zone *zone, int64_t instant, int64_t *from, int64_t *until);
/* Local to UTC: of an hour that comes twice, the first; one left out is moved on by the gap. */
int64_t zone_instant(const struct zone *zone, int64_t local);

/* week_start: 1 Monday ... 7 Sunday. The first instant of the period that holds instant. */
int64_t period_start(const struct zone *zone, enum period period, int week_start, int64_t instant);
int64_t period_next(const struct zone *zone, enum period period, int week_start, int64_t start);
int64_t period_add(const struct zone *zone, enum period period, int week_start, int64_t start,
    int64_t n);

/*
 * A number that grows by one from period to period, for buckets: days since 1970-01-01 in the zone,
 * weeks, months since 1970-01, ... (local calendar). period_of_index is its start.
 */
int64_t period_index(const struct zone *zone, enum period period, int week_start, int64_t instant);
int64_t period_of_index(const struct zone *zone, enum period period, int week_start, int64_t index);

/*
 * "2026-03-01" day and week, "2026-03" month, "2026-Q1", "2026", "2026-03-01T10"; 32 bytes or less.
 */
size_t period_write(char *out, const struct zone *zone, enum period period, int week_start,
    int64_t start);

#endif
