/*
 * match: a Perl-compatible regular expression (PCRE2), compiled once; plain texts and anchors take
 * a shorter way.
 *
 *	if (!matcher_new(&m, pattern, &fault)) ...	what is wrong with the pattern
 *	struct match_room room = { 0 };			one a thread
 *	switch (matcher_find(m, text, &room)) ...	MATCH_FOUND, MATCH_NONE, MATCH_GAVE_UP
 *	match_room_release(&room);
 *	matcher_free(m);
 *
 * Text is UTF-8 and "." a character, a line end too; $ is the end of the text alone. \d \w \s and
 * [:classes:] are those of ASCII. Const after matcher_new: many threads may use it.
 *
 * Limits: 1000 bytes of pattern. A pattern may need time beyond all bounds, such as (a+)+$; it is
 * given MATCH_STEPS steps a byte of the text and MATCH_STEPS_LEAST in all, then matching gives up:
 * the time is linear in the text.
 */
#ifndef IA_EXPR_MATCH_H
#define IA_EXPR_MATCH_H

#include "base/fault.h"
#include "base/slice.h"

#define MATCH_STEPS 100u
#define MATCH_STEPS_LEAST 1000000u

struct matcher;

enum match { MATCH_NONE, MATCH_FOUND, MATCH_GAVE_UP };

/* What matching needs; filled when it is first used. */
struct match_room {
	void *data, *context, *stack;
};

/* false: fault (EXIT_USAGE), what is wrong alone: "a [ without its ]". */
bool matcher_new(struct matcher **matcher, struct slice pattern, struct fault *fault);
enum match matcher_find(const struct matcher *matcher, struct slice text, struct match_room *room);
void match_room_release(struct match_room *room);
void matcher_free(struct matcher *matcher);

#endif
