/*
 * segment: groups that a business names: rules in a text, tried in order on each row.
 *
 *	struct segments s = { .file = "rules.txt" };
 *	if (!segments_read(&s, &fault) || !segments_check(&s, false, &fault)) ...	before there is any input
 *	scan_start(scan);
 *	if (!segments_bind(&s, &options, scan, &fault)) ...
 *	size_t k = segments_first(&s, batch, row, &scratch);		s.n: none holds
 *	segments_release(&s);
 *
 * A line is blank, a comment that begins with #, or one of
 *	NAME: EXPR [-> ACTION]
 *	else: NAME [-> ACTION]		holds where no rule above does; the last rule. "NAME: else" is the same
 * NAME ends at the first colon, EXPR at the first -> or # outside its quotes and backticks (neither
 * has a meaning in the language, so nothing is ambiguous; a # there begins a comment), ACTION with
 * the line. Blanks around them do not count. A NAME or ACTION that is one text in double quotes
 * stands without them (\" and \\ inside).
 *
 * Errors: a fault with FILE:LINE:COLUMN (a byte, from 1). EXIT_USAGE; a file that cannot be read:
 * EXIT_SYSTEM.
 * Limits: 16 MiB of text, 10,000 rules. Const after binding: many threads may use it.
 */
#ifndef IA_RULE_SEGMENT_H
#define IA_RULE_SEGMENT_H

#include "expr/expr.h"

struct segment_rule {
	struct slice name;
	struct slice action; /* ptr NULL: none */
	struct slice text;   /* the expression; is_else: empty */
	/* where the expression begins in the file, from 1, in bytes */
	size_t line, column;
	size_t begin;      /* the column at which the rule begins */
	bool is_else;      /* holds where no rule above does */
	struct expr *expr; /* after segments_bind; is_else: NULL */
};

struct segments {
	const char *file;          /* for messages */
	struct segment_rule *rule; /* [n], in order */
	size_t n, capacity;
	struct arena arena;
};

bool segments_read(struct segments *segments, struct fault *fault); /* the file */
bool segments_parse(struct segments *segments, struct slice text, struct fault *fault);

/*
 * Every expression is right, no name comes twice, every rule can hold: none stands behind else,
 * contradicts itself, or (unless all: every rule is tried) holds only where one above already does.
 * The last is found where it follows from comparing the parts between && and ||: equal texts, or a
 * number's ranges (x > 20 after x > 10).
 */
bool segments_check(const struct segments *segments, bool all, struct fault *fault);

/* Columns by name; options: as in expr_new. A missing column has the scan's exit status. */
bool segments_bind(struct segments *segments, const struct expr_options *options, struct scan *scan,
    struct fault *fault);

/* The first rule that holds; n: none does. */
size_t segments_first(const struct segments *segments, const struct batch *batch, size_t row,
    struct expr_scratch *scratch);
/*
 * The next from k on that holds, where every rule is tried; before: whether one did before. n: no
 * more.
 */
size_t segments_next(const struct segments *segments, size_t k, bool before,
    const struct batch *batch, size_t row, struct expr_scratch *scratch);
void segments_release(struct segments *segments);

/*
 * The built-in rules of ia-segment --rfm, on scores r, f, m of 1 (least) to 5 (most). Names and
 * ranges are those that Putler published ("RFM Analysis For Successful Customer Segmentation",
 * putler.com), as in rfm_segment of the R package rfm 0.2.2 (ranges of r, and of the mean of f and
 * m); where these overlap recency decides, so that each of the 125 scores has exactly one name.
 */
struct slice segments_rfm(void);

#endif
