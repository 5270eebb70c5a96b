/*
 * write: inside generate: records to rows of the log, and what --messy does to them.
 */
#ifndef IA_ANALYSIS_GENERATE_WRITE_H
#define IA_ANALYSIS_GENERATE_WRITE_H

#include <string.h>

#include "analysis/generate/story.h"
#include "base/buffer.h"

#define FIELDS 9
#define ROW_MAX 512u

enum mess {
	MESS_COPY,
	MESS_NO_DURATION,
	MESS_LONG_DURATION,
	MESS_NEGATIVE_DURATION,
	MESS_NO_PRICE,
	MESS_NEGATIVE_PRICE,
	MESS_HUGE_PRICE,
	MESS_NO_CHANNEL,
	MESS_NO_ITEM_DETAIL,
	MESS_TIME_SLASHES,
	MESS_TIME_BLANK,
	MESS_TIME_SECONDS,
	MESS_TIME_MILLISECONDS,
	MESS_TIME_OFFSET,
	MESS_KINDS
};

extern const char *const mess_name[MESS_KINDS];

struct planted {
	uint64_t rows, mess[MESS_KINDS];
};

struct fragment {
	char text[95];
	uint8_t len;
};

/* Everything of a row but the user, the time and the duration, ready to copy. */
struct form {
	const struct world *world;
	bool json;
	int64_t start;   /* seconds */
	unsigned digits; /* of a user's number */
	/* what stands before a field's value; the last ends the row */
	struct fragment prefix[FIELDS + 1];
	struct fragment quote;
	struct fragment event[EVENTS_MAX]; /* from the user's number to the time */
	struct fragment after_time;
	/* [PRODUCTS + 1] from the duration to the channel; 0: none */
	struct fragment *item;
	struct fragment tail[CHANNELS][DEVICES];
};

void form_init(struct form *form, const struct world *world);
void form_release(struct form *form);

void form_header(const struct form *form, struct buffer *out);
/* Records of one stretch in order of time. */
void form_rows(const struct form *form, const struct record *record, size_t n, struct buffer *out,
    struct planted *planted);

uint64_t form_price(uint32_t item); /* cents */
const char *form_category(uint32_t item);

static inline bool
form_is_social(const struct form *form)
{
	return form->world->profile == &profile_social;
}

static inline unsigned
form_fields(const struct form *form)
{
	return form_is_social(form) ? 7 : 9;
}

/* Each writes at p, where ROW_MAX bytes are free, and gives the end. */

static inline char *
put(char *p, const struct fragment *f)
{
	memcpy(p, f->text, sizeof f->text); /* of one size, so that it is a few wide moves */
	return p + f->len;
}

static inline char *
put_text(char *p, const char *text)
{
	size_t n = strlen(text);

	memcpy(p, text, n);
	return p + n;
}

static inline char *
put_digits(char *p, uint64_t x, unsigned digits)
{
	for (unsigned k = digits; k > 0; k--) {
		p[k - 1] = (char)('0' + x % 10);
		x /= 10;
	}
	return p + digits;
}

static inline char *
put_two(char *p, uint32_t x) /* below 100 */
{
	p[0] = (char)('0' + x / 10);
	p[1] = (char)('0' + x % 10);
	return p + 2;
}

static inline char *
put_seven(char *p, uint32_t x) /* below 10,000,000 */
{
	uint32_t high = x / 10000, low = x % 10000;

	*p++ = (char)('0' + high / 100);
	p = put_two(p, high % 100);
	p = put_two(p, low / 100);
	return put_two(p, low % 100);
}

/* The id of a user: 7 digits or more. */
static inline char *
put_user(const struct form *form, char *p, uint32_t number)
{
	*p++ = 'u';
	return form->digits == 7 ? put_seven(p, number) : put_digits(p, number, form->digits);
}

/* with quotes; NULL: missing */
char *form_put_value(const struct form *form, char *p, const char *text);
char *form_put_cents(char *p, uint64_t cents);
char *form_put_item(const struct form *form, char *p, uint32_t item);

#endif
