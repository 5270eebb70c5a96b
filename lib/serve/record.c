#include "serve/record.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/utf8.h"
#include "read/batch.h"
#include "time/instant.h"

#define MILLISECOND_US INT64_C(1000)
/* The years 0000 to 9999: what can be written. */
#define INSTANT_FIRST (INT64_C(-62167219200) * SECOND_US)
#define INSTANT_LAST (INT64_C(253402300800) * SECOND_US - 1)
#define TIME_TEXT 64 /* bytes of a decoded time */

enum part { USER, EVENT, TIME, ID, ANONYMOUS, SENT_AT, PARTS };

/* The names of each, the first that is set counts. */
static const char *const names[PARTS][4] = {
	[USER] = { "user_id", "userId", "distinct_id" },
	[EVENT] = { "event", "event_name", "eventName" },
	[TIME] = { "timestamp", "originalTimestamp" },
	[ID] = { "event_id", "eventId", "messageId" },
	[ANONYMOUS] = { "anonymous_id", "anonymousId" },
	[SENT_AT] = { "sent_at", "sentAt" },
};

/* The names of what is written. */
static const char *const own[] = { "user_id", "event", "timestamp", "received_at", "event_id",
	"anonymous_id", "skew_ms", "ip", "agent" };
#define OWN (sizeof own / sizeof *own)

struct parts {
	const struct json_member *at[PARTS]; /* NULL: not set */
	unsigned place[PARTS];               /* in names */
};

static bool
refuse(struct refusal *refusal, enum bad bad, size_t place, const char *message)
{
	refusal->bad = bad;
	refusal->place = place;
	snprintf(refusal->message, sizeof refusal->message, "%s", message);
	return false;
}

static bool
is_set(const struct json_member *m)
{
	return m->kind != KIND_NULL && !(m->kind == KIND_TEXT && m->value_len == 2);
}

/* Which part a member may be, and the place of its name; PARTS: none. */
static enum part
part_of(struct slice name, unsigned *place)
{
	for (unsigned p = 0; p < PARTS; p++)
		for (unsigned k = 0; k < 4 && names[p][k] != NULL; k++)
			if (slice_equal(name, slice_text(names[p][k]))) {
				*place = k;
				return (enum part)p;
			}
	return PARTS;
}

static void
find_parts(const struct json_walk *walk, struct parts *parts)
{
	*parts = (struct parts){ 0 };
	for (size_t k = 0; k < walk->nmember; k++) {
		const struct json_member *m = &walk->member[k];
		unsigned place;
		enum part p = part_of(m->name, &place);

		if (p == PARTS || !is_set(m))
			continue;
		if (parts->at[p] == NULL || place < parts->place[p]) {
			parts->at[p] = m;
			parts->place[p] = place;
		}
	}
}

/* An id or a name: a text or a number. */
static bool
check_key(const struct parts *parts, enum part part, struct refusal *refusal)
{
	const struct json_member *m = parts->at[part];
	char text[100];

	if (m == NULL || m->kind == KIND_TEXT || m->kind == KIND_NUMBER)
		return true;
	snprintf(text, sizeof text, "%s: expected a text or a number",
	    names[part][parts->place[part]]);
	return refuse(refusal, BAD_TYPE, m->value, text);
}

bool
record_time(struct slice value, enum kind kind, int64_t *instant)
{
	char text[TIME_TEXT];

	if (kind == KIND_NUMBER)
		return instant_read(value.ptr, value.len, NULL, instant);
	if (kind != KIND_TEXT || value.len > sizeof text)
		return false;
	value = json_decode(value, text);
	return instant_read(value.ptr, value.len, NULL, instant);
}

static struct slice
value_of(const struct json_walk *walk, const struct json_member *m)
{
	return slice_of(walk->text + m->value, m->value_len);
}

/* The event's time by our clock, and what was added to its own. */
static bool
find_time(const struct json_walk *walk, const struct parts *parts, const struct sent *sent,
    int64_t *instant, int64_t *skew)
{
	const struct json_member *m = parts->at[TIME], *at = parts->at[SENT_AT];
	int64_t sent_at = sent->sent_at;

	*skew = INT64_MIN;
	*instant = sent->received;
	if (m == NULL)
		return true;
	if (!record_time(value_of(walk, m), m->kind, instant))
		return false;
	if (at != NULL)
		record_time(value_of(walk, at), at->kind, &sent_at);
	if (sent_at == INT64_MIN)
		return true;
	*skew = sent->received - sent_at;
	*instant += *skew;
	return true;
}

static bool
check_parts(const struct json_walk *walk, const struct parts *parts, const struct sent *sent,
    struct refusal *refusal)
{
	static const enum part keys[] = { USER, EVENT, ID, ANONYMOUS };

	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
		if (!check_key(parts, keys[k], refusal))
			return false;
	if (parts->at[EVENT] == NULL)
		return refuse(refusal, BAD_EMPTY_KEY, walk->len, "event: there is none");
	if (parts->at[USER] == NULL && parts->at[ANONYMOUS] == NULL && sent->visitor.len == 0)
		return refuse(refusal, BAD_EMPTY_KEY, walk->len,
		    "userId: neither it nor anonymousId is set");
	return true;
}

void
record_quote(struct buffer *out, const char *ptr, size_t len)
{
	buffer_byte(out, '"');
	for (size_t k = 0; k < len;) {
		unsigned char c = (unsigned char)ptr[k];
		size_t n = c < 0x80 ? 1 : utf8_length(ptr + k, len - k);
		char escaped[8];

		if (n == 0) {
			buffer_add(out, "\xEF\xBF\xBD", 3);
			n = 1;
		} else if (c == '"' || c == '\\') {
			buffer_byte(out, '\\');
			buffer_byte(out, (char)c);
		} else if (c < 0x20) {
			snprintf(escaped, sizeof escaped, "\\u%04x", c == 0 ? 0xFFFDu : c);
			buffer_add(out, escaped, 6);
		} else {
			buffer_add(out, ptr + k, n);
		}
		k += n;
	}
	buffer_byte(out, '"');
}

/* Source text on one line: a line end can only stand between tokens there. */
static void
add_source(struct buffer *out, const char *ptr, size_t len)
{
	if (memchr(ptr, '\n', len) == NULL && memchr(ptr, '\r', len) == NULL) {
		buffer_add(out, ptr, len);
		return;
	}
	for (size_t k = 0; k < len; k++)
		if (ptr[k] != '\n' && ptr[k] != '\r')
			buffer_byte(out, ptr[k]);
}

static void
add_text(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

static void
add_member(struct buffer *out, const char *name, struct slice value)
{
	add_text(out, name);
	add_source(out, value.ptr, value.len);
}

static void
add_instant(struct buffer *out, const char *name, int64_t instant)
{
	char text[INSTANT_WIDTH];

	add_text(out, name);
	buffer_byte(out, '"');
	buffer_add(out, text, instant_write(text, instant));
	buffer_byte(out, '"');
}

/* props.NAME of one of our names is one of our names too, so that no two become the same. */
static bool
is_own(struct slice name)
{
	while (name.len > 6 && memcmp(name.ptr, "props.", 6) == 0)
		name = slice_of(name.ptr + 6, name.len - 6);
	for (size_t k = 0; k < OWN; k++)
		if (slice_equal(name, slice_text(own[k])))
			return true;
	return false;
}

static void
add_rest(const struct json_walk *walk, const struct parts *parts, struct buffer *out)
{
	for (size_t k = 0; k < walk->nmember; k++) {
		const struct json_member *m = &walk->member[k];
		unsigned place;
		enum part p = part_of(m->name, &place);

		if (p != PARTS && (parts->at[p] == m || !is_set(m)))
			continue;
		add_text(out, is_own(m->name) ? ",\"props." : ",\"");
		buffer_add(out, walk->text + m->key + 1, m->key_len - 1);
		add_member(out, ":", value_of(walk, m));
	}
}

static void
add_id(const struct json_walk *walk, const struct parts *parts, const struct sent *sent,
    struct buffer *out)
{
	char text[48];

	if (parts->at[ID] != NULL) {
		add_member(out, ",\"event_id\":", value_of(walk, parts->at[ID]));
		return;
	}
	snprintf(text, sizeof text, ",\"event_id\":\"%016llx-%llu\"",
	    (unsigned long long)sent->ids->run, (unsigned long long)sent->ids->next++);
	add_text(out, text);
}

static void
add_who(const struct json_walk *walk, const struct parts *parts, const struct sent *sent,
    const char *name, const struct json_member *m, struct buffer *out)
{
	if (m == NULL)
		m = parts->at[ANONYMOUS];
	add_text(out, name);
	if (m != NULL)
		add_member(out, "", value_of(walk, m));
	else
		record_quote(out, sent->visitor.ptr, sent->visitor.len);
}

static void
add_line(const struct json_walk *walk, const struct parts *parts, const struct sent *sent,
    int64_t instant, int64_t skew, struct buffer *out)
{
	add_who(walk, parts, sent, "{\"user_id\":", parts->at[USER], out);
	add_member(out, ",\"event\":", value_of(walk, parts->at[EVENT]));
	add_instant(out, ",\"timestamp\":", instant);
	add_instant(out, ",\"received_at\":", sent->received);
	add_id(walk, parts, sent, out);
	if (parts->at[ANONYMOUS] != NULL || parts->at[USER] == NULL)
		add_who(walk, parts, sent, ",\"anonymous_id\":", NULL, out);
	if (skew != INT64_MIN) {
		char text[40];

		snprintf(text, sizeof text, ",\"skew_ms\":%lld",
		    (long long)(skew / MILLISECOND_US));
		add_text(out, text);
	}
	if (sent->ip.len > 0) {
		add_text(out, ",\"ip\":");
		record_quote(out, sent->ip.ptr, sent->ip.len);
	}
	if (sent->agent.len > 0)
		add_member(out, ",\"agent\":", sent->agent);
	add_rest(walk, parts, out);
	buffer_add(out, "}\n", 2);
}

bool
record_write(struct record_maker *maker, struct slice text, const struct sent *sent,
    struct buffer *out, struct refusal *refusal)
{
	struct json_walk *walk = &maker->walk;
	struct parts parts;
	int64_t instant, skew;
	char long_text[80];

	if (text.len > sent->max_event) {
		snprintf(long_text, sizeof long_text, "the event has %zu bytes, at most %zu",
		    text.len, sent->max_event);
		return refuse(refusal, BAD_LINE_TOO_LONG, 0, long_text);
	}
	walk->text = text.ptr;
	walk->len = text.len;
	walk->keys = &maker->keys;
	if (!json_walk(walk))
		return refuse(refusal, walk->bad, walk->place, walk->found);
	find_parts(walk, &parts);
	if (!check_parts(walk, &parts, sent, refusal))
		return false;
	if (!find_time(walk, &parts, sent, &instant, &skew) || instant < INSTANT_FIRST ||
	    instant > INSTANT_LAST)
		return refuse(refusal, BAD_TIME, parts.at[TIME]->value,
		    "timestamp: expected a time such as 2026-03-01T10:00:05.123Z");
	add_line(walk, &parts, sent, instant, skew, out);
	return true;
}

void
record_maker_release(struct record_maker *maker)
{
	json_walk_release(&maker->walk);
	json_keys_release(&maker->keys);
}
