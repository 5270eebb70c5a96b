/*
 * Roles: times of the common shape against the reader of single times, names and aliases, bad keys
 * and times.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "read/bad.h"
#include "read/batch.h"
#include "read/scan.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "event/roles.h"

static const char *const times[] = {
	"2026-03-01T10:00:05Z",
	"2026-03-01T23:59:59Z",
	"2026-03-01 00:00:00Z",
	"2026-03-02T10:00:05",
	"2026-03-02 10:00:06",
	"2026-03-02T10:00:05.123456Z",
	"2026-03-02T10:00:05+01:00",
	"2026-03-02",
	"1772359205",
	"1772359205123",
	"2026/03/02 10:00",
	"2024-02-29T12:00:00Z",
	"2016-12-31T23:59:60Z",
	"0000-01-01T00:00:00Z",
	"9999-12-31T23:59:59Z",
	"2026-03-02t10:00:05z",
	"2026-03-02T09:59:59Z",
};

/* Each a bad time of the length that is read quickly, or near it. */
static const char *const bad[] = {
	"2026-03-02T24:00:00Z",
	"2026-03-02T10:60:00Z",
	"2026-03-02T10:00:61Z",
	"2026-02-30T10:00:00Z",
	"2026-03-02T10-00:00Z",
	"2026-03-02T1a:00:00Z",
	"2026-03-02T10:0/:00Z",
	"2026-03-02X10:00:00Z",
	"2026x03-02T10:00:00Z",
	"2026-03-02T10:00:00X",
	"2026-13-02T10:00:00Z",
	"",
	"x",
	"2026-03-02T10:00:00ZZ",
};

struct key_set {
	struct roles roles;
	int64_t time[100];
	size_t n;
};

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct key_set *seen = self;
	int64_t got[100];

	(void)thread;
	(void)block;
	(void)out;
	roles_check(&seen->roles, batch, got);
	for (size_t i = 0; i < batch->nrow; i++)
		if (!batch_skips(batch, i))
			seen->time[seen->n++] = got[i];
}

/* A log with a line for each time, read with one thread. */
static struct scan *
read_log(const char *header, const char *const *line, size_t n, enum on_error on_error,
    const struct roles_options *options, unsigned wanted, struct key_set *seen)
{
	struct scan_options scan_options = SCAN_OPTIONS_DEFAULT;
	struct scan_work scan_work = { .self = seen, .work = work };
	char path[] = "/tmp/ia-roles-XXXXXX", *files[] = { path };
	FILE *f = fdopen(mkstemp(path), "w");
	struct scan *scan;

	fprintf(f, "%s\n", header);
	for (size_t i = 0; i < n; i++)
		fprintf(f, line == times || line == bad ? "u,e,%s\n" : "%s\n", line[i]);
	fclose(f);
	scan_options.threads = 1;
	scan_options.on_error = on_error;
	scan_options.max_rejects = 1;
	scan = scan_new(&scan_options, files, 1);
	memset(seen, 0, sizeof *seen);
	if (scan_start(scan) && roles_bind(&seen->roles, options, scan, wanted))
		scan_run(scan, &scan_work);
	unlink(path);
	return scan;
}

static void
quick_is_plain(void **state)
{
	struct fault fault = { 0 };
	struct zone *zones[] = { NULL, zone_open("Europe/Berlin", &fault) };
	struct key_set seen;

	(void)state;
	for (size_t z = 0; z < 2; z++) {
		struct roles_options options = { .zone = zones[z] };
		size_t n = sizeof times / sizeof *times;
		struct scan *scan = read_log("user_id,event,timestamp", times, n, ON_ERROR_FAIL,
		    &options, ROLE_USER | ROLE_EVENT | ROLE_TIME, &seen);

		assert_int_equal(seen.n, n);
		for (size_t i = 0; i < n; i++) {
			int64_t want;

			assert_true(instant_read(times[i], strlen(times[i]), zones[z], &want));
			assert_int_equal(seen.time[i], want);
		}
		scan_free(scan);
	}
	zone_close(zones[1]);
}

static void
bad_times(void **state)
{
	struct roles_options options = { 0 };
	size_t n = sizeof bad / sizeof *bad;
	struct key_set seen;

	(void)state;
	for (int mode = ON_ERROR_SKIP; mode <= ON_ERROR_KEEP; mode++) {
		struct scan *scan = read_log("user_id,event,timestamp", bad, n, (enum on_error)mode,
		    &options, ROLE_USER | ROLE_TIME, &seen);

		assert_int_equal(seen.n, 0);
		assert_int_equal(scan_totals(scan)->bad[BAD_TIME], n);
		assert_int_equal(scan_totals(scan)->rejected, n);
		assert_int_equal(scan_totals(scan)->altered, 0);
		scan_free(scan);
	}
}

static void
bad_keys(void **state)
{
	static const char *const lines[] = { ",e,2026-03-01", "u,,2026-03-01", "u,e,2026-03-01" };
	struct roles_options options = { 0 };
	struct key_set seen;
	struct scan *scan = read_log("user_id,event,timestamp", lines, 3, ON_ERROR_SKIP, &options,
	    ROLE_USER | ROLE_EVENT | ROLE_TIME, &seen);

	(void)state;
	assert_int_equal(seen.n, 1);
	assert_int_equal(scan_totals(scan)->bad[BAD_EMPTY_KEY], 2);
	scan_free(scan);
	scan = read_log("user_id,event,timestamp", lines + 1, 2, ON_ERROR_FAIL, &options,
	    ROLE_USER | ROLE_EVENT, &seen);
	assert_int_equal(seen.n, 0);
	assert_int_equal(scan_fault(scan)->exit, EXIT_DATA);
	assert_non_null(strstr(scan_fault(scan)->text, ":2:3: empty-key:"));
	scan_free(scan);
}

static void
names(void **state)
{
	struct slice name[] = { SLICE("date"), SLICE("ts"), SLICE("action"), SLICE("distinct_id"),
		SLICE("when") };
	struct schema schema = { .ncolumn = 5, .name = name };
	struct roles_options options = { 0 };

	(void)state;
	assert_true(slice_equal(role_name(&options, &schema, ROLE_USER), SLICE("distinct_id")));
	assert_true(slice_equal(role_name(&options, &schema, ROLE_EVENT), SLICE("action")));
	assert_true(slice_equal(role_name(&options, &schema, ROLE_TIME), SLICE("ts")));
	options.time = "when";
	assert_true(slice_equal(role_name(&options, &schema, ROLE_TIME), SLICE("when")));
	schema.ncolumn = 0;
	assert_true(slice_equal(role_name(&options, &schema, ROLE_USER), SLICE("user_id")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quick_is_plain),
		cmocka_unit_test(bad_times),
		cmocka_unit_test(bad_keys),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
