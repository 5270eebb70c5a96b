/*
 * write: records to rows: a dozen copies of fragments each; and what --messy does to them.
 */
#include "analysis/generate/write.h"

#include "time/instant.h"
#include "base/number.h"

#define COPIES_LATE 16u /* a copy may come this many rows after its row */

const char *const mess_name[MESS_KINDS] = { "copies", "missing_duration", "duration_over_24h",
	"negative_duration", "missing_price", "negative_price", "huge_price", "missing_channel",
	"missing_item_detail", "time_with_slashes", "time_with_blank", "time_in_seconds",
	"time_in_milliseconds", "time_with_offset" };

/* The day of the last row, so that a date is made once a day. */
struct clock {
	int64_t day;
	char date[16]; /* YYYY-MM-DDT */
};

static void
clock_set(struct clock *clock, int64_t day)
{
	char text[INSTANT_WIDTH];

	clock->day = day;
	instant_write(text, day * DAY_US);
	memcpy(clock->date, text, 11);
}

static inline int64_t
day_of(int64_t second)
{
	return second >= 0 ? second / 86400 : -((-second + 86399) / 86400);
}

static inline char *
put_clock(struct clock *clock, char *p, int64_t second, char separator)
{
	int64_t day = day_of(second);
	uint32_t rest = (uint32_t)(second - day * 86400);

	if (day != clock->day)
		clock_set(clock, day);
	memcpy(p, clock->date, 16);
	p[10] = separator;
	put_two(p + 11, rest / 3600);
	p[13] = ':';
	put_two(p + 14, rest / 60 % 60);
	p[16] = ':';
	put_two(p + 17, rest % 60);
	return p + 19;
}

static inline char *
put_milliseconds(char *p, uint64_t ms)
{
	if (ms < 10000)
		*p++ = (char)('0' + ms / 1000);
	else
		p += count_write(p, ms / 1000);
	*p++ = '.';
	*p++ = (char)('0' + ms / 100 % 10);
	return put_two(p, (uint32_t)(ms % 100));
}

static inline char *
put_item(const struct form *form, char *p, const struct record *r)
{
	if (form_is_social(form) && (r->event == E_FRIEND || r->event == E_MESSAGE)) {
		p = put(put(p, &form->prefix[4]), &form->quote);
		p = put_user(form, p, r->item);
		return put(p, &form->quote);
	}
	return put(p, &form->item[r->item]);
}

static inline char *
put_row(const struct form *form, struct clock *clock, char *p, const struct record *r)
{
	p = put(put(p, &form->prefix[0]), &form->quote);
	p = put_user(form, p, r->user);
	p = put(p, &form->event[r->event]);
	p = put_clock(clock, p, form->start + (int64_t)(r->time / 1000), 'T');
	*p++ = 'Z';
	p = put(p, &form->after_time);
	p = put_milliseconds(p, r->duration);
	p = put_item(form, p, r);
	return put(p, &form->tail[r->channel][r->device]);
}

/* One of a thousand and twenty-four, by ten bits of draw: which of the kinds, or -1. */
struct chance {
	uint16_t below;
	int8_t kind;
};

static int
mess_of(const struct chance *chance, size_t n, uint64_t draw)
{
	for (size_t k = 0; k < n; k++)
		if ((draw & 1023) < chance[k].below)
			return chance[k].kind;
	return -1;
}

/* What is wrong with a row: one kind for each of five fields, -1: nothing. */
struct wrong {
	int time, duration, price, channel, detail;
};

static struct wrong
wrong_of(const struct form *form, const struct record *r, uint64_t draw)
{
	static const struct chance times[] = { { 10, MESS_TIME_SLASHES }, { 20, MESS_TIME_BLANK },
		{ 30, MESS_TIME_SECONDS }, { 40, MESS_TIME_MILLISECONDS },
		{ 50, MESS_TIME_OFFSET } };
	static const struct chance durations[] = { { 20, MESS_NO_DURATION },
		{ 23, MESS_LONG_DURATION }, { 24, MESS_NEGATIVE_DURATION } };
	static const struct chance prices[] = { { 5, MESS_NO_PRICE }, { 6, MESS_NEGATIVE_PRICE },
		{ 7, MESS_HUGE_PRICE } };
	static const struct chance channels[] = { { 5, MESS_NO_CHANNEL } };
	static const struct chance details[] = { { 5, MESS_NO_ITEM_DETAIL } };
	bool item = r->item > 0 && form->world->profile->item[r->event];
	bool priced = item && !form_is_social(form);

	return (struct wrong){
		.time = mess_of(times, 5, draw >> 10),
		.duration = mess_of(durations, 3, draw >> 20),
		.price = priced ? mess_of(prices, 3, draw >> 30) : -1,
		.channel = r->event != E_REGISTER ? mess_of(channels, 1, draw >> 40) : -1,
		.detail = item ? mess_of(details, 1, draw >> 50) : -1,
	};
}

static char *
put_wrong_time(const struct form *form, struct clock *clock, char *p, const struct record *r,
    int wrong)
{
	int64_t second = form->start + (int64_t)(r->time / 1000);
	char *from = p;

	switch (wrong) {
	case MESS_TIME_SECONDS: return p + integer_write(p, second);
	case MESS_TIME_MILLISECONDS: return p + integer_write(p, second * 1000);
	case MESS_TIME_OFFSET:
		return put_text(put_clock(clock, p, second + 8 * 3600, 'T'), "+08:00");
	case MESS_TIME_BLANK: return put_clock(clock, p, second, ' ');
	case MESS_TIME_SLASHES:
		p = put_clock(clock, p, second, ' ');
		from[4] = from[7] = '/';
		return p;
	default:
		p = put_clock(clock, p, second, 'T');
		*p++ = 'Z';
		return p;
	}
}

static char *
put_wrong_duration(const struct form *form, char *p, const struct record *r, int wrong)
{
	switch (wrong) {
	case MESS_NO_DURATION: return form_put_value(form, p, NULL);
	case MESS_LONG_DURATION:
		return put_milliseconds(p, UINT64_C(90000000) + r->duration * UINT64_C(1000));
	case MESS_NEGATIVE_DURATION: *p++ = '-'; return put_milliseconds(p, r->duration);
	default: return put_milliseconds(p, r->duration);
	}
}

static char *
put_wrong_item(const struct form *form, char *p, const struct record *r, const struct wrong *wrong)
{
	const char *group = wrong->detail < 0 ? form_category(r->item) : NULL;

	if (wrong->price < 0 && wrong->detail < 0)
		return put_item(form, p, r);
	p = put(p, &form->prefix[4]);
	if (form_is_social(form))
		return form_put_value(form, p, NULL);
	if (wrong->price == MESS_NEGATIVE_PRICE)
		*p++ = '-';
	if (wrong->price == MESS_NO_PRICE)
		p = form_put_value(form, p, NULL);
	else
		p = form_put_cents(p,
		    form_price(r->item) * (wrong->price == MESS_HUGE_PRICE ? 10000 : 1));
	p = form_put_item(form, put(p, &form->prefix[5]), r->item);
	return form_put_value(form, put(p, &form->prefix[6]), group);
}

static char *
put_wrong_row(const struct form *form, struct clock *clock, char *p, const struct record *r,
    const struct wrong *wrong)
{
	unsigned last = form_fields(form) - 1;

	p = put(put(p, &form->prefix[0]), &form->quote);
	p = put_user(form, p, r->user);
	p = put(p, &form->event[r->event]);
	p = put_wrong_time(form, clock, p, r, wrong->time);
	p = put(p, &form->after_time);
	p = put_wrong_duration(form, p, r, wrong->duration);
	p = put_wrong_item(form, p, r, wrong);
	if (wrong->channel < 0)
		return put(p, &form->tail[r->channel][r->device]);
	p = form_put_value(form, put(p, &form->prefix[last - 1]), NULL);
	p = form_put_value(form, put(p, &form->prefix[last]), device_name[r->device]);
	return put(p, &form->prefix[FIELDS]);
}

static char *
put_messy(const struct form *form, struct clock *clock, char *p, const struct record *r,
    uint64_t draw, struct planted *planted)
{
	struct wrong wrong = wrong_of(form, r, draw);
	const int kinds[] = { wrong.time, wrong.duration, wrong.price, wrong.channel,
		wrong.detail };
	bool any = false;

	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
		if (kinds[k] >= 0) {
			planted->mess[kinds[k]]++;
			any = true;
		}
	return any ? put_wrong_row(form, clock, p, r, &wrong) : put_row(form, clock, p, r);
}

/* Rows as --messy writes them; one in a hundred comes twice, at once or a few rows later. */
static void
messy_rows(const struct form *form, const struct record *record, size_t n, struct buffer *out,
    struct planted *planted)
{
	struct clock clock = { .day = INT64_MIN };
	char held[ROW_MAX];
	size_t held_len = 0, held_until = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t who = (uint64_t)record[i].user << 8 | record[i].event;
		uint64_t draw = mix2(form->world->key ^ record[i].time, who);
		char *from = buffer_reserve(out, ROW_MAX);
		char *p = put_messy(form, &clock, from, &record[i], draw, planted);
		size_t len = (size_t)(p - from);

		buffer_advance(out, p);
		if ((draw & 1023) < 10 && held_len == 0) {
			memcpy(held, from, len);
			held_len = len;
			held_until = i + (draw >> 60 < 8 ? 0 : 1 + (draw >> 60) % COPIES_LATE);
		}
		if (held_len > 0 && (i >= held_until || i + 1 == n)) {
			buffer_add(out, held, held_len);
			held_len = 0;
			planted->mess[MESS_COPY]++;
			planted->rows++;
		}
	}
	planted->rows += n;
}

void
form_rows(const struct form *form, const struct record *record, size_t n, struct buffer *out,
    struct planted *planted)
{
	struct clock clock = { .day = INT64_MIN };

	if (form->world->params.messy) {
		messy_rows(form, record, n, out, planted);
		return;
	}
	for (size_t i = 0; i < n; i++)
		buffer_advance(out,
		    put_row(form, &clock, buffer_reserve(out, ROW_MAX), &record[i]));
	planted->rows += n;
}
