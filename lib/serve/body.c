#include "serve/body.h"

#include <stdio.h>

static bool
refuse_whole(struct body *body, enum bad bad, size_t place, const char *message)
{
	body->whole.bad = bad;
	body->whole.place = place;
	snprintf(body->whole.message, sizeof body->whole.message, "%s", message);
	return false;
}

static void
refuse_event(struct body *body, struct slice text, const struct refusal *refusal)
{
	size_t index = body->stored + body->refused;

	buffer_format(&body->list,
	    "%s{\"index\":%zu,\"code\":\"%s\",\"message\":", body->refused > 0 ? "," : "", index,
	    bad_name(refusal->bad));
	record_quote(&body->list, refusal->message, strlen(refusal->message));
	buffer_byte(&body->list, '}');
	body->refused++;
	body->by_code[refusal->bad]++;
	if (!body->keeps_rejects)
		return;
	buffer_add(&body->rejects, "{\"file\":", 8);
	record_quote(&body->rejects, body->source, strlen(body->source));
	buffer_format(&body->rejects,
	    ",\"line\":%zu,\"col\":%zu,\"code\":\"%s\",\"message\":", index + 1, refusal->place + 1,
	    bad_name(refusal->bad));
	record_quote(&body->rejects, refusal->message, strlen(refusal->message));
	buffer_add(&body->rejects, ",\"raw\":", 7);
	record_quote(&body->rejects, text.ptr, text.len);
	buffer_add(&body->rejects, "}\n", 2);
}

static bool
add_event(struct body *body, struct record_maker *maker, struct slice text)
{
	struct refusal refusal;

	if (body->stored + body->refused >= body->max_batch) {
		body->too_many = true;
		return refuse_whole(body, BAD_LINE_TOO_LONG, 0, "there are too many events");
	}
	if (record_write(maker, text, &body->sent, &body->lines, &refusal))
		body->stored++;
	else
		refuse_event(body, text, &refusal);
	return true;
}

static bool
add_array(struct body *body, struct record_maker *maker, struct slice array)
{
	struct slice element;

	for (size_t at = 0; json_element(array, &at, &element);)
		if (!add_event(body, maker, element))
			return false;
	return true;
}

/* Is the whole of it a value of JSON? Repeated keys are looked at event by event. */
static bool
walk_whole(struct body *body, struct json_walk *walk, struct slice text, bool any_root)
{
	walk->text = text.ptr;
	walk->len = text.len;
	walk->keys = NULL;
	walk->any_root = any_root;
	if (json_walk(walk)) {
		walk->any_root = false;
		return true;
	}
	walk->any_root = false;
	return refuse_whole(body, walk->bad, walk->place, walk->found);
}

/* {"batch": [...]}, and no event by itself? */
static bool
find_batch(struct body *body, const struct json_walk *walk, struct slice *array)
{
	bool found = false;

	for (size_t k = 0; k < walk->nmember; k++) {
		const struct json_member *m = &walk->member[k];
		struct slice key = slice_of(walk->text + m->key, m->key_len);
		struct slice value = slice_of(walk->text + m->value, m->value_len);

		if (slice_equal(key, SLICE("\"event\"")))
			return false;
		if (slice_equal(key, SLICE("\"batch\"")) && m->kind == KIND_ARRAY) {
			*array = value;
			found = true;
		}
		if (slice_equal(key, SLICE("\"sentAt\"")) || slice_equal(key, SLICE("\"sent_at\"")))
			record_time(value, m->kind, &body->sent.sent_at);
	}
	return found;
}

static bool
first_line_is_whole(struct record_maker *maker, struct slice text, const char *end)
{
	maker->walk.text = text.ptr;
	maker->walk.len = (size_t)(end - text.ptr);
	maker->walk.keys = NULL;
	return json_walk(&maker->walk);
}

static bool
add_lines(struct body *body, struct record_maker *maker, struct slice text)
{
	const char *end = text.ptr + text.len;

	for (const char *p = text.ptr; p < end;) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		struct slice line = slice_of(p, (size_t)((stop == NULL ? end : stop) - p));

		p += line.len + 1;
		while (line.len > 0 && strchr(" \t\r", line.ptr[line.len - 1]) != NULL &&
		    line.ptr[line.len - 1] != '\0')
			line.len--;
		if (line.len > 0 && !add_event(body, maker, line))
			return false;
	}
	return true;
}

static struct slice
trim(struct slice text)
{
	if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0)
		text = slice_of(text.ptr + 3, text.len - 3);
	while (text.len > 0 && memchr(" \t\r\n", text.ptr[0], 4) != NULL)
		text = slice_of(text.ptr + 1, text.len - 1);
	while (text.len > 0 && memchr(" \t\r\n", text.ptr[text.len - 1], 4) != NULL)
		text.len--;
	return text;
}

static bool
read_text(struct body *body, struct record_maker *maker, struct slice text)
{
	const char *line_end;
	struct slice array;

	if (text.len == 0)
		return refuse_whole(body, BAD_EMPTY_INPUT, 0, "there is no event");
	if (text.ptr[0] == '[')
		return walk_whole(body, &maker->walk, text, true) && add_array(body, maker, text);
	line_end = memchr(text.ptr, '\n', text.len);
	if (line_end != NULL && first_line_is_whole(maker, text, line_end))
		return add_lines(body, maker, text);
	if (!walk_whole(body, &maker->walk, text, false))
		return false;
	if (find_batch(body, &maker->walk, &array))
		return add_array(body, maker, array);
	body->sent.sent_at = INT64_MIN; /* of one event: record_write finds it */
	return add_event(body, maker, text);
}

bool
body_read(struct body *body, struct record_maker *maker, struct slice text)
{
	text = trim(text);
	if (read_text(body, maker, text))
		return true;
	buffer_clear(&body->lines);
	buffer_clear(&body->list);
	buffer_clear(&body->rejects);
	body->stored = body->refused = 0;
	memset(body->by_code, 0, sizeof body->by_code);
	refuse_event(body, text, &body->whole);
	return false;
}

void
body_release(struct body *body)
{
	buffer_release(&body->lines);
	buffer_release(&body->list);
	buffer_release(&body->rejects);
}
