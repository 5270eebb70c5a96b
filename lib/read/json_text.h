/*
 * json_text: the smallest pieces of JSON text (RFC 8259): escapes, UTF-8 sequences, numbers,
 * skipping.
 *
 * Only lib/read's json_*.c include it. Nothing here allocates.
 */
#ifndef IA_READ_JSON_TEXT_H
#define IA_READ_JSON_TEXT_H

#include <stdint.h>

#include "base/format.h"
#include "base/slice.h"

/*
 * The escape at ptr (which holds a backslash): bytes of source it takes, 2, 6 or 12 (a pair of
 * surrogates), 0 where it is none. *code is its code point.
 */
size_t json_escape(const char *ptr, size_t len, uint32_t *code);

static inline bool
json_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes that a number, or what was meant as one, consists of. */
size_t json_number_run(const char *ptr, size_t len);
bool json_number_is(const char *ptr, size_t len); /* the grammar alone */
/* A number by the grammar: is it a finite double? */
bool json_number_fits(const char *ptr, size_t len);

/* What a value is, from its first byte; KIND_ABSENT: no value begins so. */
enum kind json_kind(char first);

/*
 * Behind the value, string or blanks at ptr. Made for text that was checked: on any other it
 * stays within end, and gives NULL or some place.
 */
const char *json_skip_blanks(const char *ptr, const char *end);
const char *json_skip_string(const char *ptr, const char *end);
const char *json_skip_value(const char *ptr, const char *end);

/*
 * json_reach on text that was checked. depth: levels that it may still go down.
 */
struct slice json_reach_checked(struct slice source, struct slice path, enum kind *kind);

#endif
