#include "event/roles.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/bits.h"
#include "base/fault.h"
#include "base/format.h"
#include "read/bad.h"
#include "read/batch.h"
#include "read/scan.h"
#include "time/instant.h"

/*
 * What a role's column is called where nobody says so: the default, then the aliases, the finer
 * time before the coarser.
 */
static const char *const user_names[] = { "user_id", "userId", "distinct_id", "user_pseudo_id",
	"用户ID", "customer_id", NULL };
static const char *const event_names[] = { "event", "event_name", "action", "事件", "event_type",
	NULL };
static const char *const time_names[] = { "timestamp", "time", "ts", "event_timestamp",
	"event_time", "时间", "date", NULL };
/* Ids of those who have not logged in: never taken unasked. */
static const char *const visitor_names[] = { "device_id", "anonymous_id", "anonymousId", NULL };

static bool
is_called(struct slice column, struct slice name)
{
	return column.len == name.len && strncasecmp(column.ptr, name.ptr, name.len) == 0;
}

/* The column of that name, else one of it in other letters (UserID, TIMESTAMP). ptr NULL: none. */
static struct slice
find_column(const struct schema *schema, struct slice name)
{
	struct slice found = { 0 };

	for (size_t c = 0; c < schema->ncolumn; c++) {
		if (slice_equal(schema->name[c], name))
			return schema->name[c];
		if (found.ptr == NULL && is_called(schema->name[c], name))
			found = schema->name[c];
	}
	return found;
}

static const char *
given_name(const struct roles_options *options, unsigned role)
{
	return role == ROLE_USER ? options->user
	    : role == ROLE_EVENT ? options->event
				 : options->time;
}

static const char *const *
usual_names(unsigned role)
{
	return role == ROLE_USER ? user_names : role == ROLE_EVENT ? event_names : time_names;
}

struct slice
role_name(const struct roles_options *options, const struct schema *schema, unsigned role)
{
	const char *given = given_name(options, role);
	const char *const *names = usual_names(role);

	if (given != NULL)
		return slice_text(given);
	for (size_t k = 0; names[k] != NULL; k++) {
		struct slice found = find_column(schema, slice_text(names[k]));

		if (found.ptr != NULL)
			return found;
	}
	return slice_text(names[0]);
}

static char
role_letter(unsigned role)
{
	return role == ROLE_USER ? 'u' : role == ROLE_EVENT ? 'e' : 't';
}

/* A column that has one of the names and is not the one that is; ptr NULL: none. */
static struct slice
find_other(const struct schema *schema, const char *const *names, struct slice taken)
{
	for (size_t k = 0; names[k] != NULL; k++)
		for (size_t c = 0; c < schema->ncolumn; c++)
			if (is_called(schema->name[c], slice_text(names[k])) &&
			    !slice_equal(schema->name[c], taken))
				return schema->name[c];
	return (struct slice){ 0 };
}

bool
role_doubt(const struct roles_options *options, const struct schema *schema, unsigned role,
    char *out)
{
	const char *const *names = usual_names(role);
	struct slice taken = role_name(options, schema, role), other;
	char quoted[2][FAULT_QUOTE];

	if (given_name(options, role) != NULL || slice_equal(taken, slice_text(names[0])))
		return false;
	other = find_other(schema, names, taken);
	if (other.ptr == NULL)
		return false;
	snprintf(out, ROLE_DOUBT, "the %s is column %s; if it is %s: -%c",
	    role == ROLE_USER        ? "user"
		: role == ROLE_EVENT ? "event"
				     : "time",
	    fault_quote(quoted[0], taken.ptr, taken.len),
	    fault_quote(quoted[1], other.ptr, other.len), role_letter(role));
	return true;
}

/* A usual name that the header lacks: how to give another. */
static void
advise(struct fault *fault, unsigned role)
{
	size_t len = strlen(fault->text);

	if (strstr(fault->text, ": no-column: ") != NULL)
		snprintf(fault->text + len, sizeof fault->text - len, "; name it with -%c COLUMN",
		    role_letter(role));
}

static bool
bind_role(struct roles *roles, struct scan *scan, unsigned role, int *column)
{
	*column = -1;
	if ((roles->wanted & role) == 0)
		return true;
	*column =
	    scan_column(scan, role_name(&roles->options, scan_schema(scan), role), COLUMN_REQUIRED);
	if (*column < 0 && given_name(&roles->options, role) == NULL)
		advise(scan_fault(scan), role);
	return *column >= 0;
}

bool
roles_bind(struct roles *roles, const struct roles_options *options, struct scan *scan,
    unsigned wanted)
{
	roles->options = *options;
	roles->wanted = wanted;
	return bind_role(roles, scan, ROLE_USER, &roles->user) &&
	    bind_role(roles, scan, ROLE_EVENT, &roles->event) &&
	    bind_role(roles, scan, ROLE_TIME, &roles->time);
}

bool
roles_instant(const struct roles *roles, struct slice value, int64_t *out)
{
	const struct roles_options *o = &roles->options;

	if (o->time_format != NULL)
		return instant_read_format(value.ptr, value.len, o->time_format, o->zone, out);
	return instant_read(value.ptr, value.len, o->zone, out);
}

/* The last day that was read: rows mostly come by time. */
struct day {
	uint64_t low;  /* "2026-03-" */
	uint16_t high; /* "01" */
	bool known;
	int64_t start;
};

/* "10:00:05" to microseconds, eight bytes at a time; -1: not so plain. */
static int64_t
clock_read(const char *p)
{
	uint64_t digit = load_64(p) ^ UINT64_C(0x30303A30303A3030), pair;
	unsigned hour, minute, second;

	if (((digit | (digit + UINT64_C(0x0606000606000606))) & UINT64_C(0xF0F0FFF0F0FFF0F0)) != 0)
		return -1;
	pair = digit * 10 + (digit >> 8);
	hour = (unsigned)(pair & 0xFF);
	minute = (unsigned)(pair >> 24 & 0xFF);
	second = (unsigned)(pair >> 48 & 0xFF);
	if (hour > 23 || minute > 59 || second > 59)
		return -1;
	return (int64_t)(hour * 3600 + minute * 60 + second) * SECOND_US;
}

/*
 * The common shapes YYYY-MM-DDTHH:MM:SSZ, and without Z in UTC, on a day that was seen; else by
 * roles_instant.
 */
static inline bool
instant_quick(const struct roles *roles, struct day *day, struct slice v, int64_t *out)
{
	int64_t clock;
	bool plain = v.len == 20 ? v.ptr[19] == 'Z' : v.len == 19 && roles->options.zone == NULL;

	if (!plain || (v.ptr[10] != 'T' && v.ptr[10] != ' ') || roles->options.time_format != NULL)
		return roles_instant(roles, v, out);
	if (!day->known || load_64(v.ptr) != day->low || load_16(v.ptr + 8) != day->high) {
		if (v.ptr[4] != '-' || !instant_read(v.ptr, 10, NULL, &day->start))
			return roles_instant(roles, v, out);
		day->low = load_64(v.ptr);
		day->high = load_16(v.ptr + 8);
		day->known = true;
	}
	clock = clock_read(v.ptr + 11);
	if (clock < 0)
		return roles_instant(roles, v, out);
	*out = day->start + clock;
	return true;
}

static inline bool
is_key(struct field f)
{
	return f.len > 0 && (f.kind == KIND_TEXT || f.kind == KIND_NUMBER);
}

/* A column of the file that may hold the user or the event where the role's own does not. */
static struct slice
find_stand_in(const struct roles *roles, const struct schema *schema, unsigned role)
{
	struct slice taken = role_name(&roles->options, schema, role), other;

	other = find_other(schema, usual_names(role), taken);
	if (other.ptr == NULL && role == ROLE_USER)
		other = find_other(schema, visitor_names, taken);
	return other;
}

/* A user or an event that is none. */
static void
bad_key(const struct roles *roles, struct batch *batch, size_t row, unsigned role)
{
	bool user = role == ROLE_USER, given = given_name(&roles->options, role) != NULL;
	int column = user ? roles->user : roles->event;
	struct field f = batch->column[column][row];
	bool absent = f.kind == KIND_ABSENT && batch->schema->format == FORMAT_NDJSON;
	bool empty = f.kind == KIND_ABSENT || (f.kind == KIND_TEXT && f.len == 0);
	struct slice own = role_name(&roles->options, batch->schema, role);
	struct slice other = find_stand_in(roles, batch->schema, role);
	char expected[300], advice[200] = "";

	if ((empty || f.kind == KIND_NULL) && other.ptr != NULL && other.len <= 40 && own.len <= 40)
		snprintf(advice, sizeof advice,
		    "; it may be in %.*s: -%c %.*s, or ia-clean --set '%.*s=coalesce(%.*s, %.*s)' first",
		    (int)other.len, other.ptr, role_letter(role), (int)other.len, other.ptr,
		    (int)own.len, own.ptr, (int)own.len, own.ptr, (int)other.len, other.ptr);
	else if (absent && !given)
		snprintf(advice, sizeof advice, "; name the %s with -%c KEY",
		    user ? "user" : "event", role_letter(role));
	snprintf(expected, sizeof expected, "%s%s%s", user ? "a user id" : "the name of an event",
	    absent ? "; no such key in this record" : "", advice);
	batch_bad(batch, row, column, empty ? BAD_EMPTY_KEY : BAD_TYPE, expected);
}

/* Are user and event of the row right? Tells where not. */
static bool
check_keys(const struct roles *roles, struct batch *batch, size_t row)
{
	unsigned bad = 0;

	if (roles->user >= 0 && !is_key(batch->column[roles->user][row]))
		bad = ROLE_USER;
	else if (roles->event >= 0 && !is_key(batch->column[roles->event][row]))
		bad = ROLE_EVENT;
	if (bad != 0)
		bad_key(roles, batch, row, bad);
	return bad == 0;
}

static void
bad_time(const struct roles *roles, struct batch *batch, size_t row)
{
	struct slice value = batch_value(batch, roles->time, row);
	char expected[INSTANT_EXPECTED];

	batch_leave_out(batch, row, roles->time, BAD_TIME,
	    roles->options.time_format != NULL ? "a time as in --time-format"
					       : instant_expected(value.ptr, value.len, expected));
}

/* A number that is a time as it stands, though hardly one that was meant. */
static void
doubt_time(const struct roles *roles, struct batch *batch, size_t row, int64_t time)
{
	struct slice value = batch_value(batch, roles->time, row);
	char what[INSTANT_DOUBT];

	if (roles->options.time_format == NULL && !batch_doubts(batch) &&
	    instant_doubt(value.ptr, value.len, time, what))
		batch_doubt(batch, row, roles->time, what);
}

void
roles_check(const struct roles *roles, struct batch *batch, int64_t *times)
{
	struct day day = { .known = false };
	int64_t time;

	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i) || !check_keys(roles, batch, i) || roles->time < 0)
			continue;
		if (is_key(batch->column[roles->time][i]) &&
		    instant_quick(roles, &day, batch_value(batch, roles->time, i), &time)) {
			if (times != NULL)
				times[i] = time;
			if (!instant_is_likely(time))
				doubt_time(roles, batch, i, time);
		} else {
			bad_time(roles, batch, i);
		}
	}
}

void
roles_check_users(const void *roles, struct batch *batch)
{
	roles_check(roles, batch, NULL);
}
