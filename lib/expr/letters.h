/*
 * letters: upper and lower case of UTF-8 text, one letter to one letter.
 *
 *	char out[s.len];
 *	struct slice low = letters_lower(s, out);
 *
 * ASCII, Latin (to U+017F, Vietnamese O and U with horn, and U+1E00 to U+1EFF), Greek, Cyrillic,
 * Armenian and full-width letters, by the simple mappings of the Unicode Character Database; all
 * else stays. The result is never longer than the text. Sharp s has no capital here; Turkish
 * dotless i gives I and dotted I gives i.
 */
#ifndef IA_EXPR_LETTERS_H
#define IA_EXPR_LETTERS_H

#include "base/slice.h"

struct slice letters_lower(struct slice text, char *out); /* out: text.len bytes */
struct slice letters_upper(struct slice text, char *out);
size_t letters_count(struct slice text); /* characters (code points) */
/* The part from character from (0 is the first) on, at most n characters. */
struct slice letters_part(struct slice text, size_t from, size_t n);

#endif
