#include "time/instant_format.h"

#include <string.h>

#include "time/instant.h"
#include "time/instant_count.h"
#include "time/instant_parts.h"
#include "time/calendar.h"
#include "base/number.h"

const char *const format_months[12] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };
const char *const format_days[7] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday" };

const char *
format_shorthand(char directive)
{
	switch (directive) {
	case 'T': return "%H:%M:%S";
	case 'D': return "%m/%d/%y";
	case 'F': return "%Y-%m-%d";
	case 'R': return "%H:%M";
	default: return NULL;
	}
}

const char *
instant_format_check(const char *format)
{
	if (instant_count_of(format) != COUNT_NONE)
		return NULL;
	if (strchr(format, '%') == NULL)
		return "expected a time format with % such as %Y-%m-%d, or s, ms, us, ns or excel";
	for (const char *p = format; *p != '\0'; p++) {
		if (*p != '%')
			continue;
		p++;
		if (*p == '\0')
			return "a time format ends in %";
		if (strchr(FORMAT_DIRECTIVES, *p) == NULL)
			return "a time format has an unknown directive; known are %Y %m %d %H %M "
			       "%S %f %y %b %B %a %A %j %e %I %p %T %D %F %R %z %Z %s %%";
	}
	return NULL;
}

struct output {
	char *p;
	const char *end;
	bool full;
};

static void
put(struct output *out, const char *ptr, size_t len)
{
	if (out->full || (size_t)(out->end - out->p) < len) {
		out->full = true;
		return;
	}
	memcpy(out->p, ptr, len);
	out->p += len;
}

static void
put_padded(struct output *out, int64_t x, int width)
{
	char text[NUMBER_WIDTH], *end = text;
	uint64_t size = x < 0 ? 0 - (uint64_t)x : (uint64_t)x, limit = 1;

	for (int i = 0; i < width; i++)
		limit *= 10;
	if (x < 0)
		*end++ = '-';
	end = size < limit ? digits_write_padded(end, size, width) : digits_write(end, size);
	put(out, text, (size_t)(end - text));
}

static void
put_offset(struct output *out, int64_t offset)
{
	int64_t minutes = offset / MINUTE_US;

	put(out, offset < 0 ? "-" : "+", 1);
	minutes = minutes < 0 ? -minutes : minutes;
	put_padded(out, minutes / 60 * 100 + minutes % 60, 4);
}

struct moment {
	struct civil civil;
	int64_t instant, offset;
	int weekday;         /* 0 Sunday */
	int64_t day_of_year; /* 1 to 366 */
	bool is_utc;
};

static void
put_name(struct output *out, const char *name, bool short_form)
{
	put(out, name, short_form ? 3 : strlen(name));
}

static void
put_directive(struct output *out, char directive, const struct moment *m)
{
	const struct civil *c = &m->civil;

	switch (directive) {
	case 'Y': put_padded(out, c->year, 4); break;
	case 'm': put_padded(out, c->month, 2); break;
	case 'd': put_padded(out, c->day, 2); break;
	case 'e':
		put(out, " ", c->day < 10);
		put_padded(out, c->day, 1);
		break;
	case 'H': put_padded(out, c->hour, 2); break;
	case 'I': put_padded(out, (c->hour + 11) % 12 + 1, 2); break;
	case 'M': put_padded(out, c->minute, 2); break;
	case 'S': put_padded(out, c->second, 2); break;
	case 'f': put_padded(out, c->fraction_us, 6); break;
	case 'y': put_padded(out, floor_rest(c->year, 100), 2); break;
	case 'j': put_padded(out, m->day_of_year, 3); break;
	case 'b':
	case 'h':
	case 'B': put_name(out, format_months[c->month - 1], directive != 'B'); break;
	case 'a':
	case 'A': put_name(out, format_days[m->weekday], directive == 'a'); break;
	case 'p': put(out, c->hour < 12 ? "AM" : "PM", 2); break;
	case 's': put_padded(out, floor_divide(m->instant, SECOND_US), 1); break;
	case 'z': put_offset(out, m->offset); break;
	case 'Z':
		if (m->is_utc)
			put(out, "UTC", 3);
		else
			put_offset(out, m->offset);
		break;
	default: put(out, &directive, 1); break;
	}
}

static void
put_format(struct output *out, const char *format, const struct moment *m)
{
	for (const char *p = format; *p != '\0'; p++) {
		if (*p != '%' || p[1] == '\0') {
			put(out, p, 1);
			continue;
		}
		p++;
		const char *longhand = format_shorthand(*p);

		for (const char *q = longhand; q != NULL && *q != '\0'; q++) {
			if (*q == '%')
				put_directive(out, *++q, m);
			else
				put(out, q, 1);
		}
		if (longhand == NULL)
			put_directive(out, *p, m);
	}
}

size_t
instant_write_format(char *out, int64_t instant, const char *format, const struct zone *zone)
{
	struct output output = { .p = out, .end = out + INSTANT_FORMAT_WIDTH };
	enum instant_count count = instant_count_of(format);
	int64_t offset = zone_offset(zone, instant);
	int64_t local = bounded(instant, INSTANT_BOUND) + offset;
	struct moment m = { .instant = instant, .offset = offset, .is_utc = zone == NULL };
	int64_t days = floor_divide(local, DAY_US);

	if (count != COUNT_NONE)
		return instant_write_count(out, instant, count, zone);
	civil_of_local(&m.civil, local);
	m.weekday = (int)floor_rest(days + 4, 7);
	m.day_of_year = days - days_from_civil(m.civil.year, 1, 1) + 1;
	put_format(&output, format, &m);
	return output.full ? 0 : (size_t)(output.p - out);
}
