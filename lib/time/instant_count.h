/*
 * instant_count: times as counts of one unit: s, ms, us and ns since 1970 UTC, and excel: the days
 * of a spreadsheet by the local clock (1 is 1900-01-01, 45352.5 is 2024-03-01T12:00:00).
 */
#ifndef IA_TIME_INSTANT_COUNT_H
#define IA_TIME_INSTANT_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone;

enum instant_count {
	COUNT_SECONDS,
	COUNT_MILLISECONDS,
	COUNT_MICROSECONDS,
	COUNT_NANOSECONDS,
	COUNT_SHEET,
	COUNT_NONE /* the format is none of these */
};

enum instant_count instant_count_of(const char *format);
/* Exponents are taken (1.7e9); what is finer than a microsecond is cut, toward minus infinity. */
bool instant_read_count(const char *ptr, size_t len, enum instant_count count,
    const struct zone *zone, int64_t *out);
/* A number with as much fraction as there is; INSTANT_WIDTH bytes at the most. */
size_t instant_write_count(char *out, int64_t instant, enum instant_count count,
    const struct zone *zone);

#endif
