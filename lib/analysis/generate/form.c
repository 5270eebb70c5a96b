/*
 * form: what a row is put together from, made once for the format and the profile.
 */
#include "analysis/generate/write.h"

#include <stdlib.h>

#include "time/instant.h"
#include "base/memory.h"
#include "base/number.h"

static const char *const category[] = { "electronics", "fashion", "sports", "books", "grocery",
	"health", "toys", "office", "pets", "outdoors", "music", "beauty" };

static const char *const shop_fields[FIELDS] = { "user_id", "event", "timestamp", "duration",
	"price", "product_id", "product_category", "channel", "device" };
static const char *const social_fields[FIELDS] = { "user_id", "event", "timestamp", "duration",
	"target_id", "channel", "device" };

static void
fragment_end(struct fragment *f, const char *from, const char *end)
{
	f->len = (uint8_t)(end - from);
	memcpy(f->text, from, f->len);
}

static void
fragment_set(struct fragment *f, const char *text)
{
	fragment_end(f, text, text + strlen(text));
}

/* A text value with its quotes; NULL: missing. */
char *
form_put_value(const struct form *form, char *p, const char *text)
{
	if (text == NULL)
		return form->json ? put_text(p, "null") : p;
	p = put(p, &form->quote);
	p = put_text(p, text);
	return put(p, &form->quote);
}

uint64_t
form_price(uint32_t item)
{
	uint64_t draw = mix(item * UINT64_C(77) + 5), octave = draw & 7;

	return (199 + (draw >> 8) % 300) << octave >> (octave > 5 ? 1 : 0);
}

const char *
form_category(uint32_t item)
{
	return category[mix(item * UINT64_C(77) + 6) % (sizeof category / sizeof category[0])];
}

char *
form_put_cents(char *p, uint64_t cents)
{
	p += count_write(p, cents / 100);
	*p++ = '.';
	return put_two(p, (uint32_t)(cents % 100));
}

char *
form_put_item(const struct form *form, char *p, uint32_t item)
{
	p = put(p, &form->quote);
	*p++ = 'p';
	p = put_digits(p, item, 6);
	return put(p, &form->quote);
}

static void
prefixes_init(struct form *form)
{
	const char *const *names = form_is_social(form) ? social_fields : shop_fields;
	const struct generate_params *params = &form->world->params;
	char delimiter = params->format == FORMAT_TSV ? '\t' : params->delimiter;
	char text[sizeof form->prefix[0].text];

	for (unsigned k = 0; k < form_fields(form); k++) {
		char *p = text;

		if (form->json) {
			*p++ = k > 0 ? ',' : '{';
			*p++ = '"';
			p = put_text(p, names[k]);
			p = put_text(p, "\":");
		} else if (k > 0) {
			*p++ = delimiter;
		}
		fragment_end(&form->prefix[k], text, p);
	}
	fragment_set(&form->prefix[FIELDS], form->json ? "}\n" : "\n");
}

static void
items_init(struct form *form)
{
	char text[256], *p;

	form->item = memory_array(PRODUCTS + 1, sizeof *form->item);
	for (uint32_t k = 0; k <= PRODUCTS; k++) {
		p = put(text, &form->prefix[4]);
		if (form_is_social(form)) {
			p = k > 0 ? form_put_item(form, p, k) : form_put_value(form, p, NULL);
		} else if (k == 0) {
			p = form_put_value(form, p, NULL);
			p = form_put_value(form, put(p, &form->prefix[5]), NULL);
			p = form_put_value(form, put(p, &form->prefix[6]), NULL);
		} else {
			p = form_put_cents(p, form_price(k));
			p = form_put_item(form, put(p, &form->prefix[5]), k);
			p = form_put_value(form, put(p, &form->prefix[6]), form_category(k));
		}
		fragment_end(&form->item[k], text, p);
	}
}

void
form_init(struct form *form, const struct world *world)
{
	char text[256], *p;

	*form = (struct form){ .world = world,
		.json = world->params.format == FORMAT_NDJSON,
		.digits = 7 };
	form->start = world->params.start / SECOND_US - (world->params.start % SECOND_US < 0);
	for (uint64_t n = world->params.users; n > UINT64_C(10000000); n /= 10)
		form->digits++;
	fragment_set(&form->quote, form->json ? "\"" : "");
	prefixes_init(form);
	for (unsigned e = 0; e < world->profile->nevent; e++) {
		p = put(text, &form->quote);
		p = form_put_value(form, put(p, &form->prefix[1]), world->profile->event[e]);
		p = put(put(p, &form->prefix[2]), &form->quote);
		fragment_end(&form->event[e], text, p);
	}
	p = put(put(text, &form->quote), &form->prefix[3]);
	fragment_end(&form->after_time, text, p);
	items_init(form);

	unsigned last = form_fields(form) - 1;
	for (unsigned c = 0; c < CHANNELS; c++)
		for (unsigned d = 0; d < DEVICES; d++) {
			p = form_put_value(form, put(text, &form->prefix[last - 1]),
			    channel_name[c]);
			p = form_put_value(form, put(p, &form->prefix[last]), device_name[d]);
			p = put(p, &form->prefix[FIELDS]);
			fragment_end(&form->tail[c][d], text, p);
		}
}

void
form_release(struct form *form)
{
	free(form->item);
}

void
form_header(const struct form *form, struct buffer *out)
{
	const char *const *names = form_is_social(form) ? social_fields : shop_fields;
	char *p = buffer_reserve(out, ROW_MAX);

	if (form->json || form->world->params.no_header)
		return;
	for (unsigned k = 0; k < form_fields(form); k++)
		p = put_text(put(p, &form->prefix[k]), names[k]);
	buffer_advance(out, put(p, &form->prefix[FIELDS]));
}
