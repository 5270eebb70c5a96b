/*
 * json_repair: what --on-error=keep does to a record; see json_lane.h.
 */
#include "base/utf8.h"
#include "read/json_lane.h"
#include "read/json_text.h"

/* A byte that begins no UTF-8 sequence becomes U+FFFD. */
static void
replace_bytes(const char *ptr, size_t len, struct buffer *out)
{
	for (size_t i = 0; i < len;) {
		size_t n = utf8_length(ptr + i, len - i);

		if (n > 0)
			buffer_add(out, ptr + i, n);
		else
			buffer_add(out, "\xef\xbf\xbd", 3);
		i += n > 0 ? n : 1;
	}
}

/* Members with a later one of the same name go, each with the comma behind it. */
static void
leave_out(const struct json_walk *walk, struct buffer *out)
{
	size_t done = 0;

	for (size_t i = 0; i < walk->nspan; i++) {
		const struct json_span *span = &walk->span[i];

		if (!span->repeated || span->start < done)
			continue;
		buffer_add(out, walk->text + done, span->start - done);
		done = span->next;
	}
	buffer_add(out, walk->text + done, walk->len - done);
}

bool
json_repair(const struct json_walk *walk, struct buffer *fixed)
{
	struct json_walk mend = { .keys = walk->keys, .repair = true };
	struct buffer text = { 0 };
	bool good;

	replace_bytes(walk->text, walk->len, &text);
	mend.text = text.ptr;
	mend.len = text.len;
	buffer_clear(fixed);
	good = json_walk(&mend);
	if (good)
		leave_out(&mend, fixed);
	json_walk_release(&mend);
	buffer_release(&text);
	return good;
}
