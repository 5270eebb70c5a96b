/*
 * expr: the expression language, compiled once, evaluated on rows.
 *
 *	struct expr *e = expr_new(SLICE("event == \"pay\" && price > 100"), &options, &fault);
 *	if (!expr_bind(e, scan)) ...			asks the scan for its columns
 *	struct expr_scratch scratch = { 0 };		one a thread
 *	if (expr_true(e, batch, row, &scratch)) ...
 *	expr_free(e);
 *
 * Language: see man/man7/ia-expr.7. Errors: NULL and a fault (EXIT_USAGE) with the text, a caret's
 * place (":7: expected a value") and the nearest function or column name. Const after binding: many
 * threads may use it.
 */
#ifndef IA_EXPR_EXPR_H
#define IA_EXPR_EXPR_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/fault.h"
#include "expr/match.h"
#include "read/scan.h"

struct expr;
struct zone;

/*
 * What went wrong with a value, not with a text: a pattern that gave up (match.h). The first on any
 * thread stays; from then on patterns match nothing, and who runs the scan ends it.
 */
struct expr_trouble {
	atomic_bool is_set;
	struct fault fault; /* EXIT_DATA; to be read when the threads are through */
};

struct expr_options {
	struct slice event_column;    /* a bare name where bare_event: means event == "name" */
	struct slice time_column;     /* compared with a text that is a time: as instants */
	bool bare_event;              /* "pay" alone is event == "pay" */
	const struct zone *zone;      /* of times without an offset, of day() and so on */
	int week_start;               /* 7: weeks begin on Sunday; 0 or 1: on Monday */
	const char *time_format;      /* NULL: recognised */
	struct expr_trouble *trouble; /* NULL: a pattern that gives up matches nothing */
};

/* One of several that are told apart by a name. */
struct expr_named {
	struct slice name;
	struct expr *expr;
};

enum expr_type { EXPR_MISSING, EXPR_BOOLEAN, EXPR_NUMBER, EXPR_TEXT };

struct expr_value {
	enum expr_type type;
	bool boolean;
	double number;
	struct slice text; /* borrowed from the batch, the expression or the scratch */
	/*
	 * The whole expression is one field as it came: how (then text is its source, also where it
	 * holds a number). KIND_ABSENT: computed.
	 */
	enum kind kind;
};

struct expr_scratch {
	struct arena arena; /* cleared at each evaluation */
	struct match_room room;
};

struct expr *expr_new(struct slice text, const struct expr_options *options, struct fault *fault);
/* scan_column for each name; fault in the scan */
bool expr_bind(struct expr *expr, struct scan *scan);
/*
 * No column has the name of the k-th: adds to the scan's fault that a text stands in quotes, where
 * it may be one.
 */
void expr_hint(const struct expr *expr, size_t k, struct fault *fault);
size_t expr_ncolumn(const struct expr *expr);
struct slice expr_column(const struct expr *expr, size_t k);  /* names it reads */
bool expr_column_optional(const struct expr *expr, size_t k); /* only in missing(), coalesce() */

void expr_value(const struct expr *expr, const struct batch *batch, size_t row,
    struct expr_scratch *scratch, struct expr_value *out);
bool expr_true(const struct expr *expr, const struct batch *batch, size_t row,
    struct expr_scratch *scratch); /* a missing or false value is not */

/*
 * Is the expression "event == NAME" or "event in (NAMES)"? Then matching needs no evaluation: the
 * names come in *names, [*n], else false. (Borrowed from the expression.)
 */
bool expr_is_event(const struct expr *expr, const struct slice **names, size_t *n);
bool expr_is_events(const struct expr *expr); /* the same, asked alone; NULL: no */

/*
 * Values that are not in a batch (ia-clean: changed by an earlier rule): get is asked for column k
 * of the expression's own list instead.
 */
typedef struct slice (*expr_get)(void *self, size_t k, enum kind *kind);
void expr_value_of(const struct expr *expr, expr_get get, void *self, struct expr_scratch *scratch,
    struct expr_value *out);

bool expr_true_of(const struct expr *expr, expr_get get, void *self, struct expr_scratch *scratch);

/*
 * A value of a time column: by format where there is one (NULL: recognised). RFC 3339 in UTC is
 * taken beside any
 * format: it is what ia-clean --time makes of such a column.
 */
bool expr_read_time(struct slice text, const char *format, const struct zone *zone, int64_t *out);

void expr_scratch_release(struct expr_scratch *scratch);
void expr_free(struct expr *expr);

#endif
