/*
 * roles: which columns are the user, the event and the time, and their values.
 *
 *	struct roles roles;
 *	roles_bind(&roles, &options, scan, ROLE_USER | ROLE_EVENT | ROLE_TIME);
 *	roles_check(&roles, batch, times);	every row's user and time are right from here on, or skipped
 *
 * Names: from the options, else user_id, event, timestamp, else the first alias (userId,
 * distinct_id, user_pseudo_id, 用户ID, customer_id; event_name, action, 事件, event_type; time, ts,
 * event_timestamp, event_time, 时间, date; letters of any case) that the first file (NDJSON: the
 * first record) has. A user is its bytes: a JSON number's source
 * text, unescaped text; null, true, arrays and objects are bad-type, absent and empty ones
 * empty-key. Events likewise.
 */
#ifndef IA_EVENT_ROLES_H
#define IA_EVENT_ROLES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct batch;
struct scan;
struct schema;
struct zone;

enum { ROLE_USER = 1, ROLE_EVENT = 2, ROLE_TIME = 4 };

struct roles_options {
	const char *user, *event, *time; /* NULL: the default and its aliases */
	const char *time_format;         /* NULL: recognised */
	const struct zone *zone;         /* NULL: UTC */
};

struct roles {
	struct roles_options options;
	unsigned wanted;
	int user, event, time; /* columns of the scan; -1: not wanted */
};

/* The name that a role will have in this input. */
struct slice role_name(const struct roles_options *options, const struct schema *schema,
    unsigned role);

/*
 * Several aliases are there, and nobody said which: which is taken, and another; false: not so.
 * out: ROLE_DOUBT bytes.
 */
#define ROLE_DOUBT 300
bool role_doubt(const struct roles_options *options, const struct schema *schema, unsigned role,
    char *out);

bool roles_bind(struct roles *roles, const struct roles_options *options, struct scan *scan,
    unsigned wanted); /* false: the scan has the fault */

/*
 * Checks the wanted roles of every row, in row order, by batch_bad; times (may be NULL) gets the
 * instant of each row that is not skipped, [batch->nrow]. batch->nrow may shrink (--on-error=fail).
 */
void roles_check(const struct roles *roles, struct batch *batch, int64_t *times);

/* the same for callbacks, without times */
void roles_check_users(const void *roles, struct batch *batch);

/* One value of any column as an instant by the same rules; false: no time. */
bool roles_instant(const struct roles *roles, struct slice value, int64_t *out);

#endif
