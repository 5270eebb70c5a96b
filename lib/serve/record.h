/*
 * record: an event as it was sent, to the line that is stored.
 *
 *	struct record_maker maker = { 0 };
 *	if (!record_write(&maker, text, &sent, &lines, &refusal))
 *		... refusal.bad, refusal.message
 *	record_maker_release(&maker);
 *
 * Out: {"user_id":..,"event":..,"timestamp":..,"received_at":..,"event_id":..,"anonymous_id":..,
 * "skew_ms":..,"ip":..,"agent":.., and the rest as sent} and a line end. Values keep their source
 * text; the time becomes RFC 3339 UTC. What is sent under one of these names and is not what it
 * says becomes props.NAME. The user is the first of user_id, userId, distinct_id that is set, else
 * the anonymous id, else sent->visitor. The event's own id stays, whatever becomes of its time; one
 * without gets sent->id, which counts on.
 *
 * Errors: false with a code of read/bad.h, a place in the text and a sentence; out is as it was.
 */
#ifndef IA_SERVE_RECORD_H
#define IA_SERVE_RECORD_H

#include "base/buffer.h"
#include "base/slice.h"
#include "read/bad.h"
#include "read/json_walk.h"

struct record_maker {
	struct json_keys keys;
	struct json_walk walk;
};

/* Event ids of our own: a random word of this run, and a number; never the same twice. */
struct event_ids {
	uint64_t run;
	_Atomic uint64_t next;
};

/* What is known of a request beside its text. */
struct sent {
	int64_t received;      /* us */
	int64_t sent_at;       /* us, of the whole batch; INT64_MIN: not said */
	struct slice ip;       /* "" : not kept */
	struct slice agent;    /* JSON text with its quotes; "": not kept */
	struct slice visitor;  /* stands for who has no id; "": such events are refused */
	size_t max_event;      /* bytes of one event's text */
	struct event_ids *ids; /* shared by all threads */
};

struct refusal {
	enum bad bad;
	size_t place; /* in the event's text, from 0 */
	char message[200];
};

bool record_write(struct record_maker *maker, struct slice text, const struct sent *sent,
    struct buffer *out, struct refusal *refusal);
void record_maker_release(struct record_maker *maker);

/* A JSON value that is a time; false: it is none. */
bool record_time(struct slice value, enum kind kind, int64_t *instant);
/* Any bytes as a JSON string with its quotes; bad UTF-8 becomes U+FFFD. */
void record_quote(struct buffer *out, const char *ptr, size_t len);

#endif
