/*
 * walk: the pure part of retention: one user's events in, cells out.
 *
 *	retention_walk(&scratch, event, n);		days, and where the user's life begins
 *	for each day k that is a cohort's: retention_count(&rules, &scratch, event, n, k, cell);
 *	retention_scratch_release(&scratch);
 *
 * Definitions (they are those of ia-retention(1)):
 * A bucket is the number of a calendar period (or, where active days are counted, of a day). A
 * user's start is the first event that RETENTION_START marks. In calendar periods event e of a user
 * lies in period bucket(e) - bucket(start) of theirs; in periods of a length in (time(e) -
 * time(start)) / length. Period 0 counts only what comes from the start on, in the user's order; so
 * the start itself counts if it is a return event.
 * A user is in cell c if they have at least at_least return events: exact: in period c; bracket: in
 * the periods of bracket c together; rolling: in some one period from c on.
 */
#ifndef IA_ANALYSIS_RETENTION_WALK_H
#define IA_ANALYSIS_RETENTION_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RETENTION_START = 1, RETENTION_RETURN = 2 };
enum retention_mode { RETENTION_EXACT, RETENTION_ROLLING, RETENTION_BRACKET };

struct retention_rules {
	enum retention_mode mode;
	int64_t length_us; /* of a period; 0: calendar periods */
	uint64_t at_least;
	uint64_t last;           /* the last period that has a cell */
	const uint32_t *bracket; /* [last + 1] a period's cell; NULL: the period itself */
};

struct retention_event {
	int64_t time, bucket;
	uint32_t flags;
};

#define RETENTION_NONE SIZE_MAX

/* What a user did in one bucket. */
struct retention_day {
	int64_t bucket;
	uint64_t returns;    /* return events */
	uint64_t from_start; /* ... from the bucket's first start event on */
	size_t start;        /* that event; RETENTION_NONE */
};

struct retention_scratch {
	struct retention_day *day; /* [n], buckets ascend */
	size_t n, capacity;
	size_t first; /* the day of the user's start; RETENTION_NONE */
};

/* event [n]: in the user's order. */
void retention_walk(struct retention_scratch *scratch, const struct retention_event *event,
    size_t n);
/*
 * The same where only days are known, in any order: each is marked with its flags, then the walk
 * ends. It must do with one return event a day.
 */
void retention_begin(struct retention_scratch *scratch);
void retention_mark(struct retention_scratch *scratch, int64_t bucket, uint32_t flags);
void retention_end(struct retention_scratch *scratch);
/*
 * Adds 1 to the cells that the user is in as one of the cohort of a day with a start. Rolling: to
 * the last of them only; the others are the sums from behind.
 */
void retention_count(const struct retention_rules *rules, const struct retention_scratch *scratch,
    const struct retention_event *event, size_t n, size_t day, uint64_t *cell);
/*
 * Was the user there on that day: the start's own, or a later one with enough return events?
 */
bool retention_active(const struct retention_rules *rules, const struct retention_scratch *scratch,
    size_t day);
void retention_scratch_release(struct retention_scratch *scratch);

#endif
