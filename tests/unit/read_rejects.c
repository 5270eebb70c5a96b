/*
 * The scan and bad records: told by a callback, too many of them, none passed on behind a fault.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "base/memory.h"
#include "read_help.h"

#define TEXT(literal) literal, sizeof literal - 1

/* Bad values told by the callback. */
struct judge {
	int column;
	bool in_turn;
	size_t rows;
};

static void
judge_rows(struct judge *judge, struct batch *batch, struct buffer *out)
{
	for (size_t i = 0; i < batch->nrow; i++) {
		struct slice v = batch_value(batch, judge->column, i);
		bool bad = v.len > 0 && v.ptr[0] == 'x';

		if (batch_skips(batch, i))
			continue;
		if (bad &&
		    batch_bad(batch, i, judge->column, BAD_NUMBER, "a number") != VERDICT_MISSING)
			continue;
		buffer_add(out, bad ? "-" : v.ptr, bad ? 1 : v.len);
		buffer_byte(out, '\n');
		batch->written++;
	}
}

static void
judge_work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct judge *judge = self;

	(void)thread;
	(void)block;
	if (!judge->in_turn)
		judge_rows(judge, batch, out);
}

static struct buffer judged;

static void
judge_turn(void *self, struct batch *batch, void *block, struct buffer *out)
{
	struct judge *judge = self;

	(void)block;
	if (judge->in_turn)
		judge_rows(judge, batch, out);
	judge->rows += batch->nrow;
}

static bool
judge_write(void *self, const char *ptr, size_t len)
{
	(void)self;
	buffer_add(&judged, ptr, len);
	return true;
}

static void
bad_values(enum on_error on_error, bool in_turn, const char *text, const char *expected,
    const char *fault, unsigned long rejected, unsigned long altered)
{
	for (unsigned threads = 1; threads < 5; threads++) {
		struct scan_options o = SCAN_OPTIONS_DEFAULT;
		struct judge judge = { .in_turn = in_turn };
		const struct scan_work work = { .self = &judge,
			.work = judge_work,
			.turn = judge_turn,
			.write = judge_write };
		char *name = file_of(text, strlen(text));
		struct scan *scan;

		o.on_error = on_error;
		o.max_rejects = 1;
		o.threads = threads;
		o.block_size = 16 * threads;
		scan = scan_new(&o, &name, 1);
		assert_true(scan_start(scan));
		judge.column = scan_column(scan, SLICE("n"), COLUMN_REQUIRED);
		scan_run(scan, &work);
		buffer_byte(&judged, '\0');
		assert_string_equal(judged.ptr, expected);
		if (fault != NULL)
			assert_non_null(strstr(scan_fault(scan)->text, fault));
		else
			assert_string_equal(scan_fault(scan)->text, "");
		assert_int_equal(scan_totals(scan)->rejected, rejected);
		assert_int_equal(scan_totals(scan)->altered, altered);
		scan_free(scan);
		buffer_release(&judged);
		judged = (struct buffer){ 0 };
	}
}

static void
values(void **state)
{
	static const char text[] = "k,n\na,1\nb,x2\nc,3\nd\ne,\"x5\"\nf,6\n";

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		bad_values(ON_ERROR_FAIL, turn, text, "1\n",
		    ".txt:3:3: bad-number: column \"n\": expected a number: \"x2\"", 0, 0);
		bad_values(ON_ERROR_SKIP, turn, text, "1\n3\n6\n", NULL, 3, 0);
		bad_values(ON_ERROR_KEEP, turn, text, "1\n-\n3\n\n-\n6\n", NULL, 0, 3);
		bad_values(ON_ERROR_FAIL, turn, "k,n\na\nb,x\n", "", ".txt:2:2: short-row: ", 0, 0);
	}
}

static void
too_many_rejects(void **state)
{
	static char text[20000];
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told told;
	size_t n = (size_t)sprintf(text, "a,b\n");

	(void)state;
	for (int i = 0; i < 300; i++)
		n += (size_t)sprintf(text + n, i % 8 == 0 ? "%d\n" : "%d,1\n", i);
	o.on_error = ON_ERROR_SKIP;
	for (unsigned threads = 1; threads < 4; threads++) {
		o.threads = threads;
		o.block_size = 16 * threads;
		o.max_rejects_is_share = true;
		o.max_rejects = 0.1;
		tell(&told, o, text,
		    n); /* 1 of 8: told at the first bad record from the 100th on */
		assert_int_equal(told.fault.exit, EXIT_DATA);
		assert_non_null(strstr(told.fault.text, "14 of 105 records rejected"));
		assert_non_null(strstr(told.fault.text, ".txt:106:4: short-row: "));
		told_release(&told);
		o.max_rejects = 0.14;
		tell(&told, o, text, n);
		assert_int_equal(told.fault.exit, EXIT_DONE);
		assert_int_equal(told.totals.bad[BAD_SHORT_ROW], 38);
		told_release(&told);
		o.max_rejects_is_share = false;
		o.max_rejects = 4;
		tell(&told, o, text, n);
		assert_non_null(strstr(told.fault.text, ".txt:34:3: short-row: "));
		told_release(&told);
	}
}

/* Rows that a callback refused count once among the records that were read. */
static void
too_many_bad_values(void **state)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct judge judge = { .in_turn = false };
	const struct scan_work work = { .self = &judge,
		.work = judge_work,
		.turn = judge_turn,
		.write = judge_write };
	char text[2000], *name;
	struct scan *scan;
	size_t n = (size_t)sprintf(text, "k,n\n");

	(void)state;
	for (int i = 1; i <= 130; i++)
		n += (size_t)sprintf(text + n,
		    i == 61        ? "short\n"
			: i == 122 ? "a,x\n"
				   : "a,%d\n",
		    i);
	name = file_of(text, n);
	o.on_error = ON_ERROR_SKIP;
	o.max_rejects = 0.01;
	scan = scan_new(&o, &name, 1);
	assert_true(scan_start(scan));
	judge.column = scan_column(scan, SLICE("n"), COLUMN_REQUIRED);
	assert_false(scan_run(scan, &work));
	assert_non_null(strstr(scan_fault(scan)->text, "2 of 122 records rejected"));
	assert_non_null(strstr(scan_fault(scan)->text, ".txt:123:3: bad-number: "));
	scan_free(scan);
	buffer_release(&judged);
	judged = (struct buffer){ 0 };
}

/* Blocks that are ready before one that fails are not passed on. */
static void
slow_work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct timespec pause = { .tv_nsec = 100000000 };

	if (batch->order < 20)
		nanosleep(&pause, NULL);
	tell_rows(self, thread, batch, block, out);
}

static void
nothing_behind_a_fault(void **state)
{
	static const char text[] =
	    "a,b\n1,2\n3\n5,6666666\n5,6666666\n5,6666666\n5,6666666\n5,6666666\n";
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	struct told told = { .ncolumn = 2 };
	const struct scan_work work = { .self = &told, .work = slow_work, .write = tell_write };
	char *name = file_of(text, sizeof text - 1);
	struct scan *scan;

	(void)state;
	o.threads = 4;
	o.block_size = 16;
	scan = scan_new(&o, &name, 1);
	assert_true(scan_start(scan));
	scan_column_at(scan, 0, 0);
	scan_column_at(scan, 1, 0);
	assert_false(scan_run(scan, &work));
	buffer_byte(&told.text, '\0');
	assert_string_equal(told.text.ptr, "[1|1][2|2]\n");
	told_release(&told);
	scan_free(scan);
}

/* All bad records come before the hundredth: told at the end. */
static void
rejects_at_the_end(void **state)
{
	struct scan_options o = SCAN_OPTIONS_DEFAULT;
	char text[2000];
	struct told told;
	size_t n = (size_t)sprintf(text, "a,b\n");

	(void)state;
	for (int i = 0; i < 150; i++)
		n += (size_t)sprintf(text + n, i < 90 ? "%d\n" : "%d,1\n", i);
	o.on_error = ON_ERROR_SKIP;
	tell(&told, o, text, n);
	assert_int_equal(told.fault.exit, EXIT_DATA);
	assert_non_null(strstr(told.fault.text, "90 of 150 records rejected"));
	told_release(&told);
	tell(&told, o, text, n - 310); /* 98 records: few, but above the share */
	assert_int_equal(told.fault.exit, EXIT_DATA);
	assert_non_null(strstr(told.fault.text, "records rejected"));
	told_release(&told);
	o.max_rejects = 1;
	tell(&told, o, text, n - 310);
	assert_int_equal(told.fault.exit, EXIT_DONE);
	told_release(&told);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(too_many_rejects),
		cmocka_unit_test(too_many_bad_values),
		cmocka_unit_test(nothing_behind_a_fault),
		cmocka_unit_test(rejects_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
