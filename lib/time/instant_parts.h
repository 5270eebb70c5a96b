/*
 * instant_parts: what the files about time share inside lib/time, and tests look at.
 */
#ifndef IA_TIME_INSTANT_PARTS_H
#define IA_TIME_INSTANT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone;

struct civil {
	int year, month, day, hour, minute, second;
	int64_t fraction_us; /* 0 .. 999999 */
};

/* Instants that can be written with a year of four digits. */
#define INSTANT_LEAST (INT64_C(-62167219200) * 1000000)
#define INSTANT_MOST (INT64_C(253402300800) * 1000000 - 1)

bool civil_is_valid(const struct civil *civil); /* second 60 is; hour 24 is not */
/* us since 1970 by the local clock; valid ones only. */
int64_t civil_local(const struct civil *civil);
void civil_of_local(struct civil *civil, int64_t local);

/* x within -most to most: keeps arithmetic on any instant from overflowing. */
static inline int64_t
bounded(int64_t x, int64_t most)
{
	return x < -most ? -most : x > most ? most : x;
}

#define INSTANT_BOUND (INT64_C(1) << 62) /* 146,000 years to each side */

int64_t floor_divide(int64_t a, int64_t b); /* b > 0 */
int64_t floor_rest(int64_t a, int64_t b);

/* The instant; false: it lies outside the years 0000 to 9999. */
static inline bool
instant_accept(int64_t instant, int64_t *out)
{
	*out = instant;
	return instant >= INSTANT_LEAST && instant <= INSTANT_MOST;
}

/* What stands behind the clock time: nothing, .digits, Z, an offset; local becomes UTC. */
bool instant_read_suffix(const char *ptr, size_t len, const struct zone *zone, int64_t local,
    int64_t *out);
/* +HH:MM, +HHMM, +HH (or with -): us; false: not an offset, or beyond 23:59. */
bool offset_read(const char *ptr, size_t len, int64_t *out);
/* YYYY-MM-DDTHH:MM:SS from 19 bytes, eight at a time, or false. */
bool instant_read_clock(const char *ptr, int64_t *local);
/* instant_read without instant_read_clock: a date, perhaps with a clock time, or a number. */
bool instant_read_plain(const char *ptr, size_t len, const struct zone *zone, int64_t *out);
bool instant_read_civil(const char *ptr, size_t len, const struct zone *zone, int64_t *out);
bool instant_read_number(const char *ptr, size_t len, const struct zone *zone, int64_t *out);

/* [-]digits[.digits][e[+-]digits] as plain digits. */
struct numeral {
	bool negative;
	const char *whole, *fraction; /* in the text, or in shifted */
	size_t nwhole, nfraction;
	char shifted[80]; /* where there is an exponent */
};

bool numeral_read(const char *ptr, size_t len, struct numeral *out);
/* As microseconds, the unit of the numeral being 10^-places seconds; toward minus infinity. */
bool numeral_scale(const struct numeral *numeral, int places, int64_t *out);

#endif
