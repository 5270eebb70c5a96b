/*
 * json_walk: one record, byte by byte: is it JSON as we take it, where are its members, and if
 * not, where is the first fault and which.
 *
 *	struct json_walk walk = { .text = ptr, .len = len, .keys = &keys };
 *	if (!json_walk(&walk)) ... walk.bad, walk.place, walk.found, walk.expected
 *	json_walk_release(&walk);
 *
 * This is the plain definition that the fast lane is held against, and the one place where the
 * codes and places of refusals come from: the first fault from the left. Recursion is bounded
 * by DEPTH_MAX.
 */
#ifndef IA_READ_JSON_WALK_H
#define IA_READ_JSON_WALK_H

#include "read/json_keys.h"
#include "read/lane.h"

/* A member of the root; offsets from the record's first byte. */
struct json_member {
	struct slice name;       /* decoded; in the text, or in the arena of keys */
	size_t key, key_len;     /* with the quotes */
	size_t value, value_len; /* source text */
	enum kind kind;
	bool key_escaped, value_escaped; /* a string with a backslash in it */
};

/* For repairs: where a member of any object begins, and where the next of the same object does. */
struct json_span {
	size_t start, next;
	bool repeated; /* a later one has the same key */
};

struct json_walk {
	const char *text;
	size_t len;
	struct json_keys *keys; /* NULL: names and repeated keys are not looked at */
	bool any_root;          /* any value, not only an object */
	bool repair;            /* repeated keys are no fault: span says which to leave out */

	struct json_member *member; /* [nmember], those of the root */
	size_t nmember, capacity_member;
	struct json_span *span; /* [nspan], where repair, in the order of start */
	size_t nspan, capacity_span;

	enum bad bad;
	size_t place;         /* offset of the byte to blame; len: behind the end */
	const char *found;    /* "a control byte in a string" */
	const char *expected; /* "expected a value", or NULL */

	size_t at; /* of the walk itself */
	unsigned depth;
	uint32_t object; /* number of the newest object */
};

bool json_walk(struct json_walk *walk);
void json_walk_release(struct json_walk *walk); /* what member and span hold */

/*
 * The elements of an array that was walked and found good, one after the other: *at is 0 at first.
 * false: there are no more.
 */
bool json_element(struct slice array, size_t *at, struct slice *element);

#endif
