#include "analysis/profile/column_kind.h"

#include <strings.h>

#include "time/instant.h"
#include "base/number.h"
#include "stats/counted.h"

enum { IS_INTEGER = 1, IS_NUMBER = 2, IS_TIME = 4, IS_BOOLEAN = 8 };

static bool
is_integer(struct slice value)
{
	size_t i = value.len > 1 && (value.ptr[0] == '-' || value.ptr[0] == '+');

	for (; i < value.len; i++)
		if (value.ptr[i] < '0' || value.ptr[i] > '9')
			return false;
	return true;
}

static bool
is_boolean(struct slice value)
{
	return (value.len == 4 && strncasecmp(value.ptr, "true", 4) == 0) ||
	    (value.len == 5 && strncasecmp(value.ptr, "false", 5) == 0);
}

static bool
read_time(const struct value_times *times, struct slice value, int64_t *out)
{
	if (times->format != NULL)
		return instant_read_format(value.ptr, value.len, times->format, times->zone, out);
	return instant_read(value.ptr, value.len, times->zone, out);
}

static void
keep_text(struct buffer *kept, struct slice text)
{
	buffer_clear(kept);
	buffer_add(kept, text.ptr, text.len);
}

static struct slice
kept_text(const struct buffer *kept)
{
	return slice_of(kept->ptr, kept->len);
}

/*
 * Takes a value whose place in the order is c against the low one, d against the high one (<0, 0,
 * >0).
 */
static void
take_extremes(struct extremes *e, int c, int d, const struct extremes *from)
{
	struct slice low = kept_text(&from->low_text), high = kept_text(&from->high_text);

	if (!e->any || c < 0 || (c == 0 && slice_compare(low, kept_text(&e->low_text)) < 0)) {
		keep_text(&e->low_text, low);
		e->low = from->low;
		e->low_time = from->low_time;
	}
	if (!e->any || d > 0 || (d == 0 && slice_compare(high, kept_text(&e->high_text)) < 0)) {
		keep_text(&e->high_text, high);
		e->high = from->high;
		e->high_time = from->high_time;
	}
	e->any = true;
}

static int
order_of_numbers(double a, double b)
{
	return (a > b) - (a < b);
}

static int
order_of_times(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static void
take_numbers(struct extremes *e, const struct extremes *from)
{
	if (from->any)
		take_extremes(e, order_of_numbers(from->low, e->low),
		    order_of_numbers(from->high, e->high), from);
}

static void
take_times(struct extremes *e, const struct extremes *from)
{
	if (from->any)
		take_extremes(e, order_of_times(from->low_time, e->low_time),
		    order_of_times(from->high_time, e->high_time), from);
}

static void
take_texts(struct extremes *e, const struct extremes *from)
{
	if (from->any)
		take_extremes(e, slice_compare(kept_text(&from->low_text), kept_text(&e->low_text)),
		    slice_compare(kept_text(&from->high_text), kept_text(&e->high_text)), from);
}

/* One value as extremes of itself; borrows its bytes. */
static struct extremes
only(struct slice value)
{
	struct buffer text = { (char *)(uintptr_t)value.ptr, value.len, value.len };

	return (struct extremes){ .low_text = text, .high_text = text, .any = true };
}

static void
add_number(struct column_kind *account, struct slice value, double x, uint64_t count)
{
	struct extremes *e = &account->number;

	account->numbers += count;
	exact_sum_add(&account->sum, x, count);
	exact_squares_add(&account->squares, x, count);
	if (e->any && x > e->low && x < e->high)
		return;
	struct extremes one = only(value);

	one.low = one.high = x;
	take_numbers(e, &one);
}

static void
add_time(struct column_kind *account, struct slice value, int64_t t)
{
	struct extremes *e = &account->time;

	if (e->any && t > e->low_time && t < e->high_time)
		return;
	struct extremes one = only(value);

	one.low_time = one.high_time = t;
	take_times(e, &one);
}

static void
add_text(struct column_kind *account, struct slice value)
{
	struct extremes *e = &account->text;

	if (e->any && slice_compare(value, kept_text(&e->low_text)) > 0 &&
	    slice_compare(value, kept_text(&e->high_text)) < 0)
		return;
	struct extremes one = only(value);

	take_texts(e, &one);
}

static void
take_top(struct column_kind *account, struct slice value, enum value_kind kind, uint64_t count)
{
	if (count < account->top_count)
		return;
	if (count == account->top_count) {
		int c = slice_compare(value, kept_text(&account->top));

		if (c > 0 || (c == 0 && kind >= account->top_kind))
			return;
	}
	keep_text(&account->top, value);
	account->top_count = count;
	account->top_kind = kind;
}

void
column_kind_add(struct column_kind *account, const struct value_times *times, struct slice value,
    enum value_kind kind, uint64_t count)
{
	unsigned classes = 0;
	double x;
	int64_t t;

	account->count += count;
	take_top(account, value, kind, count);
	add_text(account, value);
	if (number_read(value.ptr, value.len, &x) && kind == VALUE_PLAIN) {
		classes = IS_NUMBER | (is_integer(value) ? IS_INTEGER : 0);
		add_number(account, value, x, count);
	} else if (kind == VALUE_PLAIN && is_boolean(value)) {
		classes = IS_BOOLEAN;
	}
	if ((account->classes & IS_TIME) != 0 &&
	    (kind == VALUE_PLAIN || !number_is(value.ptr, value.len)) &&
	    read_time(times, value, &t)) {
		classes |= IS_TIME;
		add_time(account, value, t);
	}
	account->classes &= classes;
}

void
column_kind_between(struct column_kind *account, struct slice value, enum value_kind kind,
    uint64_t count)
{
	account->count += count;
	take_top(account, value, kind, count);
}

void
column_kind_merge(struct column_kind *account, struct column_kind *other)
{
	account->count += other->count;
	account->numbers += other->numbers;
	account->classes &= other->classes;
	take_numbers(&account->number, &other->number);
	take_times(&account->time, &other->time);
	take_texts(&account->text, &other->text);
	exact_sum_merge(&account->sum, &other->sum);
	exact_squares_merge(&account->squares, &other->squares);
	if (other->top_count > 0)
		take_top(account, kept_text(&other->top), other->top_kind, other->top_count);
}

enum column_type
column_kind_type(const struct column_kind *account)
{
	if (account->count == 0)
		return COLUMN_EMPTY;
	if ((account->classes & IS_INTEGER) != 0)
		return COLUMN_INTEGER;
	if ((account->classes & IS_NUMBER) != 0)
		return COLUMN_NUMBER;
	if ((account->classes & IS_TIME) != 0)
		return COLUMN_TIME;
	return (account->classes & IS_BOOLEAN) != 0 ? COLUMN_BOOLEAN : COLUMN_TEXT;
}

const char *
column_type_name(enum column_type type)
{
	static const char *const names[] = { "", "integer", "number", "time", "boolean", "text" };

	return names[type];
}

bool
value_is_json_number(struct slice x)
{
	size_t i = x.len > 0 && x.ptr[0] == '-';
	const char *point = memchr(x.ptr, '.', x.len);

	if (x.ptr[i] < '0' || x.ptr[i] > '9')
		return false;
	if (x.ptr[i] == '0' && i + 1 < x.len && x.ptr[i + 1] >= '0' && x.ptr[i + 1] <= '9')
		return false;
	return point == NULL || (point + 1 < x.ptr + x.len && point[1] >= '0' && point[1] <= '9');
}

const struct extremes *
column_kind_extremes(const struct column_kind *account)
{
	switch (column_kind_type(account)) {
	case COLUMN_INTEGER:
	case COLUMN_NUMBER: return &account->number;
	case COLUMN_TIME: return &account->time;
	default: return &account->text;
	}
}

static void
release_extremes(struct extremes *e)
{
	buffer_release(&e->low_text);
	buffer_release(&e->high_text);
}

void
column_kind_release(struct column_kind *account)
{
	release_extremes(&account->number);
	release_extremes(&account->time);
	release_extremes(&account->text);
	buffer_release(&account->top);
}

uint64_t
value_word(enum column_type type, const struct value_times *times, struct slice value)
{
	double x = 0;
	int64_t t = 0;

	if (type == COLUMN_TIME) {
		read_time(times, value, &t);
		return word_of_i64(t);
	}
	number_read(value.ptr, value.len, &x);
	return word_of_double(x);
}
