/*
 * instant: microseconds since 1970-01-01T00:00:00Z in 64 bits, from and to text; durations.
 *
 *	int64_t t;
 *	if (!instant_read(ptr, len, zone, &t)) ... bad-time
 *	n = instant_write(out, t);		2026-03-01T10:00:05Z
 *
 * Read without being told (instant_read):
 *	2026-03-01T10:00:05[.digits][Z| UTC|+HH:MM|+HHMM|+HH|-HH:MM...]	T, t or one space; Z or z
 *	2026-03-01T10:00[...], 2026-03-01, 2026/03/01 [HH:MM[:SS[.digits]]]
 *	epoch: [-]digits[.digits]: |x| < 1e11 seconds, < 1e14 milliseconds, < 1e17 microseconds,
 *	else nanoseconds (to the microsecond, toward minus infinity); 8 digits are seconds too
 * Years 0000 to 9999; second 60 is the next minute's 0; hour 24 is an error; more than six digits
 * of fraction are cut. Without an offset the time is in zone (NULL: UTC). Impossible days are
 * errors, as is what lies outside the years 0000 to 9999 in UTC.
 *
 * Durations: a sum of parts, digits[.digits] with us ms s m (min) h d w: 90s 30m 24h 7d 2w 1h30m; a
 * bare 0.
 */
#ifndef IA_TIME_INSTANT_H
#define IA_TIME_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone;

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

#define INSTANT_WIDTH 40 /* bytes that instant_write needs at the most */

bool instant_read(const char *ptr, size_t len, const struct zone *zone, int64_t *out);
/* RFC 3339, UTC, Z; a fraction of 0, 3 or 6 digits. */
size_t instant_write(char *out, int64_t instant);

/*
 * By a format as in strptime/strftime: %Y %m %d %H %M %S %y %b %B %a %A %j %e %I %p %T %D %F %R %z
 * %Z(name, read and ignored) %s (epoch) %f (fraction, 1 to 9 digits) %% and literal bytes; a blank
 * matches blanks. Years have all their digits, two or four. English names. Without %z the time is
 * in zone. instant_format_check gives NULL or a sentence.
 */
const char *instant_format_check(const char *format);
bool instant_read_format(const char *ptr, size_t len, const char *format, const struct zone *zone,
    int64_t *out);
/* At most INSTANT_FORMAT_WIDTH bytes; 0: it did not fit. */
#define INSTANT_FORMAT_WIDTH 256
size_t instant_write_format(char *out, int64_t instant, const char *format,
    const struct zone *zone);

bool duration_read(const char *ptr, size_t len, int64_t *out_us); /* not negative */
/* The largest whole unit, days and weeks from two on: 90s, 30m, 24h, 7d, 2w; NUMBER_WIDTH. */
size_t duration_write(char *out, int64_t us);

/* Civil dates, proleptic Gregorian (Hinnant, chrono-Compatible Low-Level Date Algorithms, 2013). */
int64_t days_from_civil(int year, int month, int day); /* days since 1970-01-01 */
void civil_from_days(int64_t days, int *year, int *month, int *day);

#endif
