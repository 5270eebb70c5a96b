/*
 * json_careful: the careful lane of NDJSON: what jansson says is JSON, with the places that a
 * walk of our own finds.
 *
 * jansson parses every record whole. It gives no places of members and would write 99.90 as
 * 99.900000000000006, so values are slices of the source; it swallows a NUL behind a number and
 * takes any root, so the walk goes first.
 */
#include <errno.h>
#include <jansson.h>

#include "base/memory.h"
#include "read/json_lane.h"

static bool
refuse(struct json_lane *t, size_t at, size_t len)
{
	const struct json_walk *w = &t->walk;
	const char *guess;

	if (w->bad == BAD_UTF8) {
		guess = utf8_guess(t->block->base + at + w->place, len - w->place);
		return block_refuse(t->block, field_of(at, len, KIND_OBJECT), at + w->place, w->bad,
		    "%s (if it is %s: iconv -f %s -t UTF-8 %.200s)", w->found, guess, guess,
		    lane_operand(t->lane));
	}
	return block_refuse(t->block, field_of(at, len, KIND_OBJECT), at + w->place, w->bad,
	    "%s%s%s", w->found, w->expected != NULL ? ", " : "",
	    w->expected != NULL ? w->expected : "");
}

/*
 * What jansson makes of a record that the walk found good. NULL: it does not think so (walk
 * says why).
 */
static json_t *
load(struct json_walk *w)
{
	json_error_t error;
	json_t *root;

	errno = 0;
	root =
	    json_loadb(w->text, w->len, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	/* jansson does not always say when an allocation failed */
	if (errno == ENOMEM ||
	    (root == NULL &&
		(json_error_code(&error) == json_error_out_of_memory ||
		    json_error_code(&error) == json_error_unknown)))
		memory_exhausted();
	if (root != NULL)
		return root;
	w->bad = json_error_code(&error) == json_error_numeric_overflow ? BAD_NUMBER : BAD_JSON;
	w->place = error.position > 0 ? (size_t)error.position - 1 : 0;
	w->found = "no JSON";
	w->expected = NULL;
	return NULL;
}

struct slice
json_careful_text(json_t *root, struct slice name)
{
	json_t *text = json_object_getn(root, name.ptr, name.len);

	return slice_of(json_string_value(text), json_string_length(text));
}

/* false: not a good record; walk says why. */
static bool
take_record(struct json_lane *t, size_t at, size_t len)
{
	struct block *block = t->block;
	json_t *root;

	json_lane_extra(t, len);
	json_lane_room(t);
	t->walk.text = block->base + at;
	t->walk.len = len;
	if (!json_walk(&t->walk) || (root = load(&t->walk)) == NULL)
		return false;
	json_add_row(t, at, len, root);
	json_decref(root);
	return true;
}

bool
json_careful(struct json_lane *t, size_t at, size_t len)
{
	struct block *block = t->block;
	size_t to;

	if (take_record(t, at, len))
		return true;
	if (t->lane->on_error != ON_ERROR_KEEP || !json_repair(&t->walk, &t->fixed))
		return refuse(t, at, len);
	to = block_extra(block, t->fixed.len + LANE_PAD);
	memcpy(block->base + to, t->fixed.ptr, t->fixed.len);
	memset(block->base + to + t->fixed.len, 0, LANE_PAD);
	if (!take_record(t, to, t->fixed.len))
		return refuse(t, at, len);
	block->altered++;
	return true;
}
