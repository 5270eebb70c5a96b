/*
 * metric: what is measured of each user, as the command line has it.
 *
 *	struct abtest_metric m = { 0 };
 *	const char *wrong = abtest_metric_read(&m, "revenue=sum(price)/count(view)", &arena, &fault);
 *
 * A term whose text is an expression is to be compiled into its expr, and its when into gate.
 *
 * NAME=EXPR, NAME=count(EXPR), NAME=sum(COLUMN or EXPR[, EXPR]), NAME=sum(..)/sum(..) (either may
 * be count), NAME=quantile(COLUMN or EXPR,Q); a name alone is a column of rows, or of events the
 * event.
 */
#ifndef IA_ANALYSIS_ABTEST_METRIC_H
#define IA_ANALYSIS_ABTEST_METRIC_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/fault.h"
#include "expr/expr.h"

#define ABTEST_METRICS 30u

enum abtest_kind { ABTEST_SHARE, ABTEST_COUNT, ABTEST_SUM, ABTEST_RATIO, ABTEST_QUANTILE };

struct abtest_term {
	const char *text;
	bool counts;       /* rows for which it holds, else it is a number that is added up */
	bool expression;   /* text is one; else a column */
	struct expr *expr; /* of text; of a bare name: that of the event */
	const char *when;  /* sum(COLUMN, EXPR): only where this holds; NULL: everywhere */
	struct expr *gate; /* of when */
};

/* What is not to get worse: not below the margin, or (most) not above it. */
struct abtest_guard {
	bool is_set, most, relative;
	double margin;
};

struct abtest_metric {
	struct slice name;
	enum abtest_kind kind;
	bool bare; /* a name alone */
	struct abtest_term term[2];
	unsigned nterm;
	double quantile;
	bool less; /* the smaller the better */
	struct abtest_guard guard;
	const char *pre; /* rows: the column of the pre-period; NULL: none */
};

/* Texts go to the arena, where they do not stand in text itself. NULL, or a sentence. */
const char *abtest_metric_read(struct abtest_metric *metric, const char *text, struct arena *arena,
    struct fault *fault);
/* "NAME>=-2%", "NAME<=0.01", to the metric of that name. */
const char *abtest_guard_read(struct abtest_metric *metric, size_t n, const char *text,
    struct fault *fault);

#endif
