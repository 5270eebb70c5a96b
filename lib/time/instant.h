/*
 * instant: microseconds since 1970-01-01T00:00:00Z in 64 bits, from and to text; durations.
 *
 *	int64_t t;
 *	if (!instant_read(ptr, len, zone, &t)) ... bad-time
 *	n = instant_write(out, t);		2026-03-01T10:00:05Z
 *
 * Read without being told (instant_read):
 * - 2026-03-01T10:00:05[.digits][Z| UTC| GMT|[ ]+HH:MM|+HHMM|+HH|-HH:MM...]: T, t or one space; Z
 *   or z; a comma for the point
 * - 2026-03-01T10:00[...], 2026-03-01; / or . for -; one digit or two of month, day and hour
 * - 2026年3月1日, with 10:00[:05] or 10时00分[05秒] behind it; 20260301T100005
 * - numbers, [-]digits[.digits][e[+-]digits]: YYYYMMDD and YYYYMMDDhhmmss from the year 1000 on,
 *   else |x| < 1e11 seconds, < 1e14 milliseconds, < 1e17 microseconds, else nanoseconds (to the
 *   microsecond, toward minus infinity)
 * Years 0000 to 9999; second 60 is the next minute's 0; hour 24 is an error; more than six digits
 * of fraction are cut. Without an offset the time is in zone (NULL: UTC). Impossible days are
 * errors, as is what lies outside the years 0000 to 9999 in UTC.
 *
 * Durations: a sum of parts, digits[.digits] with us ms s m (min) h d w, or 秒 分钟 小时 天 周:
 * 90s 30m 24h 7d 2w 1h30m 7天; a bare 0.
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
/* YYYYMMDD or YYYYMMDDhhmmss, of 1900 to 2100: instant_read takes it as that date. */
bool instant_is_compact(const char *ptr, size_t len);
/* Of the years 1990 to 2100. */
static inline bool
instant_is_likely(int64_t instant)
{
	return instant >= INT64_C(631152000) * SECOND_US &&
	    instant < INT64_C(4133980800) * SECOND_US;
}

/*
 * What was read as instant is a bare number, and the instant not likely: a counter, a spreadsheet's
 * day, or in another unit. Then out says so: "45352" is read as 1970-01-01T12:35:52Z; INSTANT_DOUBT
 * bytes.
 */
#define INSTANT_DOUBT 160
bool instant_doubt(const char *ptr, size_t len, int64_t instant, char *out);
/*
 * What a text that is no instant should have been, for a message: "a time such as ...", and the
 * formats that it may have where that can be seen (03/04/2026). out: INSTANT_EXPECTED bytes.
 */
#define INSTANT_EXPECTED 200
const char *instant_expected(const char *ptr, size_t len, char *out);
/* RFC 3339, UTC, Z; a fraction of 0, 3 or 6 digits. */
size_t instant_write(char *out, int64_t instant);

/*
 * By a format as in strptime/strftime: %Y %m %d %H %M %S %y %b %B %a %A %j %e %I %p %T %D %F %R %z
 * %Z(name, read and ignored) %s (epoch) %f (fraction, 1 to 9 digits) %% and literal bytes; a blank
 * matches blanks. Years have all their digits, two or four. English names. Without %z the time is
 * in zone. Or one of the names in instant_count.h: s, ms, us, ns, excel. instant_format_check gives
 * NULL or a sentence.
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
