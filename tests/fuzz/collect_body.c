/*
 * What is sent to ia-collect: whatever the bytes are, each event is stored or refused; what is
 * stored is a line each of good JSON without repeated keys that begins with who, what and when, and
 * can be sent again; what is said of the others is good JSON too.
 */
#include <string.h>

#include "fuzz.h"
#include "serve/body.h"

#define EVENT_MOST 4096u
#define BATCH_MOST 50u

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_good(struct json_walk *walk, struct slice text)
{
	walk->text = text.ptr;
	walk->len = text.len;
	return json_walk(walk);
}

static struct body
read_body(struct record_maker *maker, struct event_ids *ids, struct slice text, bool visitor)
{
	struct body body = { .sent = { .received = INT64_C(1772359200123456),
				 .sent_at = INT64_MIN,
				 .ip = SLICE("203.0.113.0"),
				 .visitor = visitor ? SLICE("day-2026-03-01-0") : SLICE(""),
				 .max_event = EVENT_MOST,
				 .ids = ids },
		.max_batch = BATCH_MOST,
		.source = "POST",
		.keeps_rejects = true };

	body_read(&body, maker, text);
	return body;
}

/* The lines are good, and there are as many as there should be. */
static void
check_lines(struct json_walk *walk, const struct buffer *lines, size_t n, const char *first)
{
	const char *p = lines->len > 0 ? lines->ptr : "", *end = p + lines->len;

	for (; n > 0; n--) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		must(stop != NULL && is_good(walk, slice_of(p, (size_t)(stop - p))));
		must(walk->nmember > 0 && slice_equal(walk->member[0].name, slice_text(first)));
		p = stop + 1;
	}
	must(p == end);
}

static void
check_again(struct record_maker *maker, struct event_ids *ids, const struct buffer *lines)
{
	const char *p = lines->len > 0 ? lines->ptr : "", *end = p + lines->len;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		struct slice line = slice_of(p, (size_t)(stop - p));
		struct body again = read_body(maker, ids, line, false);

		must(again.stored == (line.len <= EVENT_MOST) && again.refused == 1 - again.stored);
		body_release(&again);
		p = stop + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_maker maker = { 0 };
	struct json_keys keys = { 0 };
	struct json_walk walk = { .keys = &keys }, any = { .any_root = true };
	struct event_ids ids = { .run = 1, .next = 1 };
	struct body body = read_body(&maker, &ids, slice_of((const char *)data, size), true);
	struct buffer list = { 0 };
	size_t codes = 0;

	check_lines(&walk, &body.lines, body.stored, "user_id");
	check_lines(&walk, &body.rejects, body.refused, "file");
	buffer_byte(&list, '[');
	buffer_add(&list, body.list.ptr, body.list.len);
	buffer_byte(&list, ']');
	must(is_good(&any, slice_of(list.ptr, list.len)));
	for (size_t k = 0; k < BAD_COUNT; k++)
		codes += body.by_code[k];
	must(codes == body.refused && body.stored + body.refused <= BATCH_MOST);
	check_again(&maker, &ids, &body.lines);
	buffer_release(&list);
	body_release(&body);
	json_walk_release(&walk);
	json_walk_release(&any);
	json_keys_release(&keys);
	record_maker_release(&maker);
	return 0;
}
