/*
 * retention: who comes back: cohorts by the period of their start, and when they return.
 *
 *	if ((sentence = retention_check(&params, &fault)) != NULL) ...	wrong usage
 *	struct retention *r = retention_new(&params);
 *	tool_analyse(&tool, &retention_analysis, r);
 *	for (size_t k = 0; k < retention_nline(r); k++) ... retention_cell(r, k, c)
 *	retention_free(r);
 *
 * What is counted: walk.h and ia-retention(1). The same machine answers lifecycle and
 * stickiness. All counts are sums over threads. How far the data reaches is the period of the
 * last event of the input, whichever: a period is over if an event lies in a later one; periods of
 * a length are over if they have ended at the last event's time for every user of the cohort.
 * Memory: an event takes some 10 bytes and the id; where every event is a return and one is enough,
 * those of a user in 64 periods that follow take 20 bytes and the id together, mostly. A line of
 * counts for each cohort and value of --by.
 */
#ifndef IA_ANALYSIS_RETENTION_RETENTION_H
#define IA_ANALYSIS_RETENTION_RETENTION_H

#include "analysis/retention/walk.h"
#include "time/calendar.h"
#include "event/analysis.h"
#include "expr/expr.h"

enum retention_answer { RETENTION_COHORTS, RETENTION_LIFECYCLE, RETENTION_STICKINESS };

#define RETENTION_UNASKED UINT64_MAX
#define RETENTION_PERIODS 3660 /* the most */

struct retention_params {
	const char *period;         /* "day", "week", "month", "24h"; NULL: day or week */
	uint64_t periods;           /* RETENTION_UNASKED: 14 */
	int sunday;                 /* 1: weeks begin on Sunday */
	int mode;                   /* enum retention_mode */
	const char *const *bracket; /* [nbracket] their last periods */
	size_t nbracket;            /* 0: the usual, 1,3,7,14,30 */
	int every;                  /* 1: a cohort for each period with a start */
	uint64_t at_least;          /* return events; RETENTION_UNASKED: 1 */
	bool lifecycle, stickiness; /* in the place of cohorts */
	/*
	 * The period (day, week or month) and how many of them are counted are chosen by the times;
	 * of cohorts for which none of both was asked.
	 */
	bool fit;
	struct expr *start, *returns; /* NULL: any event; borrowed */
	const char *by;               /* a column; NULL: none */
	const struct zone *zone;
	size_t memory; /* bytes that the run may hold; 0: no limit */
};

#define RETENTION_DEFAULT \
	{ \
		.periods = RETENTION_UNASKED, .at_least = RETENTION_UNASKED \
	}

struct retention;

/* NULL, or a sentence of wrong usage, maybe in fault. */
const char *retention_check(const struct retention_params *params, struct fault *fault);
enum retention_answer retention_answer(const struct retention_params *params);

struct retention *retention_new(const struct retention_params *params); /* that were checked */
/* Without names of events there need be no column of them. Remarks: names that no event has. */
extern const struct analysis retention_analysis;

/*
 * After it: lines in the order of the answer, by value of --by. Of each value the line "all"
 * comes first, then those of cohorts or periods (lifecycle: periods without a gap, and no "all").
 */
size_t retention_nline(const struct retention *retention);
size_t retention_ncell(const struct retention *retention, size_t line);
/* The cells of cohorts: "0", "1", ... or "0", "1", "2-3", ... RETENTION_LABEL bytes. */
#define RETENTION_LABEL 48
size_t retention_label(const struct retention *retention, size_t cell, char *out);

/* How many cells a line has at the most. */
size_t retention_cells(const struct retention *retention);

struct retention_line {
	struct slice by;
	bool all;
	int64_t index; /* of the period, see retention_name */
	uint64_t size; /* users of the cohort; active ones of the period; all of them */
};
struct retention_line retention_line(const struct retention *retention, size_t line);
/* How many cells are complete, from cell 0 on; of all: for some cohort; of a period: 1 or 0. */
size_t retention_over(const struct retention *retention, size_t line);
/* "2026-03-01", "2026-03" or "all"; RETENTION_LABEL bytes. */
size_t retention_name(const struct retention *retention, size_t line, char *out);

/*
 * Cohorts: users in the cell. Stickiness: users active on cell + 1 days. Lifecycle: new, returning,
 * resurrected, dormant.
 */
struct retention_cell {
	uint64_t size, users; /* all: of the cohorts whose cell is complete */
	bool reached;         /* by the data; of all: some cell is complete */
	bool complete;
};
struct retention_cell retention_cell(const struct retention *retention, size_t line, size_t cell);
/*
 * Stickiness of a line: the mean of daily active users over those of the period (DAU/WAU, DAU/MAU);
 * of all: of the mean day over the mean period. Of periods that are over; NaN: there is none.
 */
double retention_daily(const struct retention *retention, size_t line);
/* The largest lower bound (Wilson, 95 %) of a rate behind cell 0 that is complete. */
double retention_most(const struct retention *retention);
void retention_free(struct retention *retention);

#endif
