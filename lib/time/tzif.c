/* TZif files, versions 1 to 4: RFC 8536 and its successor RFC 9636. */
#include <string.h>

#include "time/instant.h"
#include "time/instant_parts.h"
#include "base/memory.h"
#include "time/zone.h"

#define HEADER 44                       /* bytes: magic, version, 15 unused, six counts */
#define MOST_SECONDS (INT64_C(1) << 40) /* transitions are not later: 34,000 years */

struct tzif {
	const unsigned char *data; /* behind the header */
	size_t nisut, nisstd, nleap, ntime, ntype, nchar;
	size_t width; /* bytes of a time: 4 in version 1, else 8 */
	int version;
};

static uint32_t
be_32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t
be_time(const unsigned char *p, size_t width)
{
	if (width == 4)
		return (int32_t)be_32(p);
	return (int64_t)((uint64_t)be_32(p) << 32 | be_32(p + 4));
}

static size_t
block_size(const struct tzif *f)
{
	return f->ntime * (f->width + 1) + f->ntype * 6 + f->nchar + f->nleap * (f->width + 4) +
	    f->nisstd + f->nisut;
}

/* One header and data block at *ptr; both move behind it. */
static bool
read_block(struct tzif *f, const unsigned char **ptr, size_t *len, size_t width)
{
	const unsigned char *p = *ptr;

	if (*len < HEADER || memcmp(p, "TZif", 4) != 0)
		return false;
	f->version = p[4] == 0 ? 1 : p[4] - '0';
	f->nisut = be_32(p + 20);
	f->nisstd = be_32(p + 24);
	f->nleap = be_32(p + 28);
	f->ntime = be_32(p + 32);
	f->ntype = be_32(p + 36);
	f->nchar = be_32(p + 40);
	f->width = width;
	f->data = p + HEADER;
	size_t size = HEADER + block_size(f);

	if (f->version < 1 || f->ntype == 0 || size > *len)
		return false;
	*ptr += size;
	*len -= size;
	return true;
}

void
transitions_add(struct transitions *t, int64_t at, int64_t offset)
{
	t->list = memory_grow(t->list, &t->capacity, t->n + 1, sizeof *t->list);
	t->list[t->n++] = (struct transition){ at, offset };
}

/* The offsets of all types lie within what RFC 8536, 3.2, allows. */
static bool
types_are_good(const struct tzif *f, const unsigned char *type)
{
	for (size_t i = 0; i < f->ntype; i++) {
		int64_t offset = (int32_t)be_32(type + 6 * i);

		if (offset < -89999 || offset > 93599)
			return false;
	}
	return true;
}

static bool
read_table(struct transitions *t, const struct tzif *f)
{
	const unsigned char *index = f->data + f->ntime * f->width, *type = index + f->ntime;

	if (f->nleap > 0 || !types_are_good(f, type))
		return false;
	t->first_offset = (int32_t)be_32(type);
	for (size_t i = 0; i < f->ntime; i++) {
		int64_t at = be_time(f->data + i * f->width, f->width);

		if (index[i] >= f->ntype || at > MOST_SECONDS ||
		    (t->n > 0 && at <= t->list[t->n - 1].at))
			return false;
		transitions_add(t, at, (int32_t)be_32(type + 6 * index[i]));
	}
	return true;
}

static int64_t
last_offset(const struct transitions *t)
{
	return t->n > 0 ? t->list[t->n - 1].offset : t->first_offset;
}

/* Two at the same time are one: summer time all the year ends where it begins. */
static void
add_later(struct transitions *t, int64_t at, int64_t offset)
{
	if (t->n > 0 && at < t->list[t->n - 1].at)
		return;
	if (t->n > 0 && at == t->list[t->n - 1].at)
		t->n--;
	if (offset != last_offset(t))
		transitions_add(t, at, offset);
}

/* What the rule says from the last transition on, for 400 years: then the calendar repeats. */
static void
extend(struct transitions *t, const struct posix_zone *rule)
{
	int year = 1900, month, day;
	int64_t last = t->n > 0 ? t->list[t->n - 1].at : INT64_MIN;

	if (!rule->has_summer) {
		/* The footer agrees with the last type; where there was none it is the only one. */
		if (t->n == 0)
			t->first_offset = rule->standard;
		return;
	}
	if (last > INT64_MIN)
		civil_from_days(floor_divide(last, 86400), &year, &month, &day);
	if (year < 1900)
		year = 1900;
	for (int y = year; y <= year + 402; y++) {
		int64_t summer = posix_day_seconds(&rule->start, y) - rule->standard;
		int64_t winter = posix_day_seconds(&rule->end, y) - rule->summer;

		bool ends_first = winter < summer;

		for (int k = 0; k < 2; k++) {
			bool to_summer = (k == 0) != ends_first;
			int64_t at = to_summer ? summer : winter;

			if (at > last)
				add_later(t, at, to_summer ? rule->summer : rule->standard);
		}
	}
	t->cycles = t->n > 0 && t->list[t->n - 1].at > days_from_civil(year + 401, 6, 1) * 86400;
}

bool
tzif_read(struct transitions *t, const unsigned char *ptr, size_t len)
{
	struct tzif f;
	struct posix_zone rule;

	if (!read_block(&f, &ptr, &len, 4))
		return false;
	if (f.version == 1)
		return read_table(t, &f);
	if (!read_block(&f, &ptr, &len, 8) || !read_table(t, &f))
		return false;
	/* The footer: a line end, the rule, a line end; an empty rule says nothing. */
	const unsigned char *end = len > 1 && *ptr == '\n' ? memchr(ptr + 1, '\n', len - 1) : NULL;

	if (end == NULL)
		return false;
	size_t n = (size_t)(end - ptr - 1);

	if (n == 0)
		return true;
	if (!posix_zone_read(&rule, (const char *)ptr + 1, n))
		return false;
	extend(t, &rule);
	return true;
}
