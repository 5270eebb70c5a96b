/*
 * parts: inside lib/analysis/abtest: abtest between the files that rows, events, cells and answers
 * are in.
 *
 * A record of events: word 0 is the mask of the terms that count it and of ABTEST_EXPOSED; its
 * text is the numbers of the arm and the group where it is an exposure, then a byte and a double
 * for each term that adds a number up.
 */
#ifndef IA_ANALYSIS_ABTEST_PARTS_H
#define IA_ANALYSIS_ABTEST_PARTS_H

#include <stdatomic.h>

#include "analysis/abtest/abtest.h"
#include "analysis/abtest/repeats.h"
#include "analysis/count/lookup.h"
#include "analysis/count/period_clock.h"
#include "analysis/count/unknown_names.h"
#include "base/intern.h"
#include "base/map.h"

#define ABTEST_EXPOSED (UINT32_C(1) << 31)
#define ABTEST_COUNTED 31u /* terms that count */
#define ABTEST_ADDED 26u   /* terms that add up: their bytes fit in a record */
#define ABTEST_SUM_LIMIT 1e140
#define ABTEST_NOBODY UINT32_MAX
#define ABTEST_BEGINNING INT64_MIN /* the only slot, where there are no days */

/* A term of a metric, and what a row brings along for it. */
struct abtest_part {
	const struct abtest_term *term;
	bool column; /* at: of the scan */
	int at;
	struct expr *condition; /* that sets the bit; NULL: none does */
	unsigned bit;           /* of the mask */
	bool by_name;           /* the event's name alone decides */
	bool keep_zero;         /* 0 is a value, not nothing */
};

/* One metric's sums of the units of a cell. */
struct abtest_sum {
	uint64_t units;
	int64_t ones, others;    /* units with the value 1, with another than 0 or 1 */
	struct moments *moments; /* NULL: of nothing, or not needed */
};

/* Units of one arm and group (by or strata), in one slot of time. */
struct abtest_cell {
	uint64_t units;
	struct abtest_sum sum[]; /* [nmetric] */
};

struct abtest_cell_key {
	int64_t slot; /* the index of a day, days since exposure, or ABTEST_BEGINNING */
	uint32_t arm, group;
};

/* A value that is kept, of a metric that is winsorised or a quantile. */
struct abtest_value {
	double x, y;
	uint32_t cell;
};

struct abtest_values {
	struct abtest_value *at; /* [n] */
	size_t n, capacity;
};

/* What a unit says of each metric: x, with y beside it, where has. */
struct abtest_unit {
	double x[ABTEST_METRICS], y[ABTEST_METRICS];
	bool has[ABTEST_METRICS];
};

struct abtest_arm {
	struct slice name;
	uint32_t code; /* ABTEST_NOBODY: nobody was in it */
	double share;  /* planned; NaN: there is no plan */
};

/* What earlier looks left over: the least p, and what lies in all intervals. */
struct abtest_look {
	bool begun;
	double p, low, high, lift_low, lift_high;
};

struct abtest_counts {
	uint64_t exposed, crossovers, incomplete, unassigned, no_covariate;
};

struct abtest_cells {
	struct map keys; /* struct abtest_cell_key */
	struct abtest_cell **cell;
	size_t capacity;
	struct abtest_values values[ABTEST_METRICS];
};

struct abtest {
	struct abtest_params params;
	struct abtest_metric metric[ABTEST_METRICS];
	struct abtest_part part[2 * ABTEST_METRICS];
	size_t npart, first[ABTEST_METRICS];   /* of a metric's terms */
	struct lookup asked;                   /* names to masks */
	uint32_t evaluated;                    /* bits that are expressions */
	bool kept[ABTEST_METRICS];             /* values are kept */
	int pre[ABTEST_METRICS];               /* rows: columns; -1: none */
	int user, event, variant, group, time; /* columns; -1: none */
	struct roles *roles;
	int64_t reach_first, reach_last; /* of all events */
	_Atomic int64_t first_exposure;
	struct intern arms, groups;
	atomic_bool crowded, full;
	atomic_size_t kept_bytes;
	struct scan *scan;

	struct abtest_cells cells; /* of all threads */
	struct abtest_counts counts;
	struct repeats repeats; /* of rows */
	uint64_t users, repeated;
	struct unknown_names unknown;
	double cap[ABTEST_METRICS];
	uint64_t capped[ABTEST_METRICS];
	uint64_t strata_left; /* strata without users of both arms */
	double ratio_p;       /* of all, at the end; NaN: not asked */

	struct abtest_arm *arm; /* [narm], the control first */
	size_t narm;
	struct abtest_look *look; /* [1 + ngroup][nmetric][narm], of a sequence */
	uint32_t *group_of;       /* [ngroup]: by name */
	size_t ngroup;
	struct abtest_row *row;
	size_t nrow, capacity_row;
	struct fault fault;
};

struct abtest_thread {
	struct expr_scratch expression;
	struct intern_cache arms, groups;
	struct unknown_names unknown;
	struct abtest_cells cells;
	struct abtest_counts counts;
	struct repeats repeats;
	struct period_clock clock;
	/* of a user, or of a row: what each part has added up, and how many values */
	double sum[2 * ABTEST_METRICS], before[2 * ABTEST_METRICS];
	uint64_t n[2 * ABTEST_METRICS];
};

bool abtest_has_room(struct abtest *a); /* false: scan_fault */
void *abtest_thread_new(void *self, unsigned thread);
void abtest_thread_end(void *self, void *thread);

/* The number of an arm or a group; ABTEST_NOBODY: missing. */
uint32_t abtest_arm(struct abtest *a, struct abtest_thread *t, const struct batch *batch,
    size_t row);
uint32_t abtest_group(struct abtest *a, struct abtest_thread *t, const struct batch *batch,
    size_t row);
/* Which terms count the row. */
uint32_t abtest_mask(struct abtest *a, struct abtest_thread *t, const struct batch *batch,
    size_t row);
/* 1: a number; 0: missing; -1: the row is left out, or the scan stops here. */
int abtest_number(const struct abtest_part *part, struct abtest_thread *t, struct batch *batch,
    size_t row, double *x);
int abtest_column_number(struct batch *batch, size_t row, int column, double *x);

void abtest_event_rows(void *self, void *thread, struct batch *batch, const int64_t *times,
    struct sequence_sink *sink);
void abtest_user(void *self, void *thread, const struct sequence *sequence,
    struct sequence_reply *reply);

void abtest_cells_init(struct abtest_cells *cells);
void abtest_cells_release(struct abtest_cells *cells, size_t nmetric);
uint32_t abtest_cell(struct abtest_cells *cells, const struct abtest_cell_key *key, size_t nmetric);
static inline struct abtest_cell_key
abtest_cell_key(const struct abtest_cells *cells, uint32_t cell)
{
	struct abtest_cell_key key;

	memcpy(&key, map_key(&cells->keys, cell).ptr, sizeof key);
	return key;
}
/* Adds a unit to a cell (sign -1: takes away what it said, but leaves it there). */
void abtest_add(struct abtest *a, struct abtest_cells *cells, uint32_t cell,
    const struct abtest_unit *unit, int sign);
void abtest_cells_merge(struct abtest *a, struct abtest_cells *cells, struct abtest_cells *other);
void abtest_cell_add(struct abtest_cell *cell, const struct abtest_cell *other, size_t nmetric);
struct abtest_cell *abtest_cell_new(size_t nmetric);
void abtest_cell_free(struct abtest_cell *cell, size_t nmetric);
/* Winsorises what was kept, and puts it into the cells' sums. */
void abtest_settle_values(struct abtest *a);

bool abtest_total(void *abtest);
/*
 * The rows of one slot. cell[1 + ngroup][narm]: of all, then of each group by name; no cell is
 * NULL.
 */
struct abtest_slot {
	int64_t slot;
	struct abtest_cell **cell;
	bool early, last;
};
void abtest_judge(struct abtest *a, const struct abtest_slot *slot);

/* One metric of all arms of a group (0: all). */
struct abtest_arms {
	bool share, adjusted, strata;
	struct estimate of[ABTEST_ARMS + 1];  /* [narm], as they are */
	struct estimate set[ABTEST_ARMS + 1]; /* the same, adjusted or weighed by strata */
};
void abtest_estimate(struct abtest *a, const struct abtest_slot *slot, size_t group, size_t metric,
    struct abtest_arms *arms);
/* The effect of arm k; theta or strata as the estimates have it. */
struct effect abtest_effect(struct abtest *a, const struct abtest_slot *slot, size_t group,
    size_t metric, const struct abtest_arms *arms, size_t k);

#endif
