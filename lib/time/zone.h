/*
 * zone: what a time zone is inside lib/time.
 */
#ifndef IA_TIME_ZONE_H
#define IA_TIME_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/*
 * Points of time in order, and a first guess for each stretch of 2^43 us (about 102 days), so that
 * a search is a step or two.
 */
struct timeline {
	int64_t *at; /* [n] us; at[0] is INT64_MIN */
	size_t n;
	int64_t first;   /* where the stretches begin */
	uint32_t *guess; /* [nguess] the last point at or before the stretch's start */
	size_t nguess;
};

struct zone {
	struct timeline utc;   /* when each offset begins */
	struct timeline local; /* from which local time on it is used */
	int64_t *offset;       /* [utc.n] us to add to UTC */
	int64_t cycle_end;     /* from here on offsets repeat every 400 years; INT64_MAX: not */
};

/* A rule of POSIX TZ, as in the footer of a TZif file: "CET-1CEST,M3.5.0,M10.5.0/3". */
struct posix_day {
	char kind; /* J: 1..365 without Feb 29, N: 0..365, M: month.week.day */
	int month, week, day;
	int64_t seconds; /* local time of day, -167 h to 167 h */
};

struct posix_zone {
	int64_t standard, summer; /* seconds to add to UTC */
	bool has_summer;
	struct posix_day start, end;
};

bool posix_zone_read(struct posix_zone *zone, const char *ptr, size_t len);
int64_t posix_day_seconds(const struct posix_day *day, int year); /* local seconds since 1970 */

/* Seconds since 1970 UTC and the offset from there on, as read from a file and its footer. */
struct transition {
	int64_t at;
	int64_t offset;
};

struct transitions {
	struct transition *list;
	size_t n, capacity;
	int64_t first_offset; /* before list[0] */
	bool cycles;          /* the last 400 years of list come again and again */
};

void transitions_add(struct transitions *t, int64_t at, int64_t offset);
/* false: not a TZif file, or one that counts leap seconds. */
bool tzif_read(struct transitions *t, const unsigned char *ptr, size_t len);

struct zone *zone_build(const struct transitions *t);
size_t timeline_find(const struct timeline *line, int64_t at); /* the last point at or before at */

/* The first instant whose local time, by hours alone if hours, is at least local. */
int64_t zone_first(const struct zone *zone, int64_t local, bool hours);

#endif
