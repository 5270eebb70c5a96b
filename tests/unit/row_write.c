/*
 * Rows on their way from input to output: expectations written by hand, and random rows whose
 * output is put together in the test by a plain loop. Everything runs in both lanes, with tiny
 * blocks and large ones.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/random.h"
#include "row_help.h"

static const char events[] = "user,n,note\n0010,1.50,\"a \"\"b\"\"\"\n9007199254740993,,\n";

static void
test_as_it_came(void **state)
{
	struct job job = { .output = FORMAT_CSV };

	(void)state;
	for (int runs = 0; runs < 2; runs++) {
		job.runs = runs;
		check(job, events, events);
		check(job, "a,b\r\n1,2\r\n\r\n3,\"x\r\ny\"\r\n", "a,b\n1,2\n3,\"x\r\ny\"\n");
		check(job, "a,b\n1,2\n3,4", "a,b\n1,2\n3,4\n");
		check(job, "a\n\"\"\nx\n", "a\n\"\"\nx\n");
		check(job, "\"a\",b,\"c\"\"\"\n1,2,\"3\"\n", "\"a\",b,\"c\"\"\"\n1,2,\"3\"\n");
		job.output = FORMAT_NDJSON;
		check(job, "{\"a\": 1.50,\"b\":{\"z\":[1, 2]}}\r\n\n{}\n{\"a\":null}",
		    "{\"a\": 1.50,\"b\":{\"z\":[1, 2]}}\n{}\n{\"a\":null}\n");
		job.output = FORMAT_CSV;
	}
	job.no_header = true;
	check(job, "1,2\n3,4\n", "1,2\n3,4\n");
}

static bool
change_n_and_add(struct row_plan *plan, int *cell)
{
	cell[0] = row_plan_change(plan, SLICE("n"));
	cell[1] = row_plan_append(plan, SLICE("flag"));
	return cell[0] >= 0 && cell[1] >= 0 && row_plan_change(plan, SLICE("n")) == cell[0] &&
	    row_plan_ncell(plan) == 2;
}

static void
first_row_changes(bool marked, const int *number, struct cell *cell)
{
	if (marked)
		cell[number[0]] = cell_number(12.5);
	cell[number[1]] = marked ? cell_text(SLICE("x,\"y\"")) : cell_missing();
}

static void
test_patch(void **state)
{
	struct job job = { .output = FORMAT_CSV,
		.plan = change_n_and_add,
		.row = first_row_changes };

	(void)state;
	job.mark = "0010";
	check(job, events,
	    "user,n,note,flag\n0010,12.5,\"a \"\"b\"\"\",\"x,\"\"y\"\"\"\n9007199254740993,,,\n");
	job.output = FORMAT_NDJSON;
	check(job, "{\"n\": 1, \"u\": \"0010\"}\n{\"u\":2}\n",
	    "{\"n\": 12.5, \"u\": \"0010\",\"flag\":\"x,\\\"y\\\"\"}\n{\"u\":2,\"flag\":null}\n");
	job.mark = "{}";
	check(job, "{}\n{ }\n", "{\"n\":12.5,\"flag\":\"x,\\\"y\\\"\"}\n{\"flag\":null}\n");
	job.mark = "true";
	check(job, "{\"flag\":true,\"n\":{\"a\":\"}\"} }\n{\"flag\":1}\n",
	    "{\"flag\":\"x,\\\"y\\\"\",\"n\":12.5}\n{\"flag\":null}\n");
}

static void
all_states(bool marked, const int *number, struct cell *cell)
{
	cell[number[0]] = cell_literal(marked ? SLICE("1e2") : SLICE("{\"a\":1}"));
	cell[number[1]] = cell_text(SLICE(""));
}

static void
test_states(void **state)
{
	struct job job = { .output = FORMAT_NDJSON, .plan = change_n_and_add, .row = all_states };

	(void)state;
	job.mark = "5";
	check(job, "n\n5\n6\n", "{\"n\":1e2,\"flag\":\"\"}\n{\"n\":{\"a\":1},\"flag\":\"\"}\n");
	job.output = FORMAT_CSV;
	check(job, "n\n5\n6\n", "n,flag\n1e2,\n\"{\"\"a\"\":1}\",\n");
	check(job, "{\"n\":5}\n{\"n\":6}\n", "n,flag\n1e2,\n\"{\"\"a\"\":1}\",\n");
}

static bool
change_only(struct row_plan *plan, int *cell)
{
	cell[0] = row_plan_change(plan, SLICE("n"));
	return cell[0] >= 0;
}

static void
all_missing(bool marked, const int *number, struct cell *cell)
{
	(void)marked;
	cell[number[0]] = cell_missing();
}

/* A sole field that is empty is "": an empty line would be no record. */
static void
test_sole_column(void **state)
{
	struct job job = { .output = FORMAT_CSV, .plan = change_only, .row = all_missing };

	(void)state;
	check(job, "n\n5\n\"6\"\n", "n\n\"\"\n\"\"\n");
	check(job, "{\"n\":5}\n{\"n\":null}\n", "n\n\"\"\n\"\"\n");
	check(job, "m\n5\n", ": no-column");
}

static bool
two_cells(struct row_plan *plan, int *cell)
{
	cell[0] = row_plan_change(plan, SLICE("b"));
	cell[1] = row_plan_change(plan, SLICE("a"));
	return cell[0] == 0 && cell[1] == 1;
}

static void
two_values(bool marked, const int *number, struct cell *cell)
{
	cell[number[0]] = cell_number(2.5);
	cell[number[1]] = marked ? cell_missing() : cell_number(1);
}

/* In whatever order the cells were asked for and the values stand. */
static void
test_two_cells(void **state)
{
	struct job job = { .output = FORMAT_CSV,
		.plan = two_cells,
		.row = two_values,
		.mark = "no" };

	(void)state;
	check(job, "a,x,b\n0,yes,0\n0,no,0\n", "a,x,b\n1,yes,2.5\n,no,2.5\n");
	job.delimiter = '.';
	check(job, "a,x,b\n0,y.es,0\n", "a.x.b\n1.\"y.es\".\"2.5\"\n");
	job.output = FORMAT_NDJSON;
	check(job, "{\"b\":0,\"a\":0}\n{\"a\":0,\"x\":\"no\",\"b\":0}\n{\"x\":\"no\"}\n{}\n",
	    "{\"b\":2.5,\"a\":1}\n{\"a\":null,\"x\":\"no\",\"b\":2.5}\n{\"x\":\"no\",\"b\":2.5}\n"
	    "{\"b\":2.5,\"a\":1}\n");
}

static void
test_records_left_out_and_mended(void **state)
{
	struct job job = { .output = FORMAT_CSV, .on_error = ON_ERROR_SKIP };

	(void)state;
	for (int runs = 0; runs < 2; runs++) {
		job.runs = runs;
		job.on_error = ON_ERROR_SKIP;
		check(job, "a,b\n1,2\nx\n3,4\n5,6\n7,8,9\n", "a,b\n1,2\n3,4\n5,6\n");
		job.on_error = ON_ERROR_KEEP;
		check(job, "a,b\n1,2\nx\n3,4\n7,8,9\n5,6\n", "a,b\n1,2\nx,\n3,4\n7,8\n5,6\n");
		job.on_error = ON_ERROR_SKIP;
		job.refuse = "bad";
		check(job, "a,b\nbad,2\n1,2\n3,bad\nbad,bad\n5,6\n7,8\nx,bad\n",
		    "a,b\n1,2\n5,6\n7,8\n");
		job.refuse = NULL;
		job.on_error = ON_ERROR_KEEP;
	}
	job.runs = false;
	job.plan = select_rename;
	job.row = some_cells;
	check(job, "n,a,c\n1\n", "\"C \"\"1\"\"\",new,n\n,0,z\n");
}

/* Random tables: what comes out is put together here field by field. */
static void
make_table(struct random *r, char *input, char *want, const char *changed)
{
	static const char *const values[][2] = { { "x", "x" }, { "", "" }, { "\"q\"", "\"q\"" },
		{ "\"a,\"\"b\"", "\"a,\"\"b\"" }, { "12.50", "12.50" },
		{ "\xE4\xB8\xAD", "\xE4\xB8\xAD" } };
	char *in = input, *to = want;
	size_t n = (size_t)random_below(r, 40);

	in += sprintf(in, "a,n,b\n");
	to += sprintf(to, "a,n,b,flag\n");
	for (size_t i = 0; i < n; i++) {
		const char *a = values[random_below(r, 6)][0], *b = values[random_below(r, 6)][0];

		in += sprintf(in, "%s,%zu,%s\n", a, i, b);
		to += sprintf(to, "%s,%s,%s,%s\n", a, changed, b, changed);
	}
}

static void
number_both(bool marked, const int *number, struct cell *cell)
{
	(void)marked;
	cell[number[0]] = cell_number(0.1);
	cell[number[1]] = cell_number(0.1);
}

static void
test_random_tables(void **state)
{
	struct job job = { .output = FORMAT_CSV, .plan = change_n_and_add, .row = number_both };
	static char input[4000], want[4000];
	struct random r;

	(void)state;
	random_seed(&r, 7);
	for (int k = 0; k < 100; k++) {
		make_table(&r, input, want, "0.1");
		check(job, input, want);
	}
}

static void
test_files_with_other_headers(void **state)
{
	struct job job = { .output = FORMAT_CSV };

	(void)state;
	check_two(job, "a,b\n1,2\n", "b,a\n3,\"4\"\n", "a,b\n1,2\n\"4\",3\n");
	check_two(job, "a,b\n1,2\n", "a,b\n3,4\n", "a,b\n1,2\n3,4\n");
	check_two(job, "a,b,a\n1,2,3\n", "b,a,a\n4,5,6\n", "a,b,a\n1,2,3\n5,4,6\n");
	check_two(job, "a,b,a,c\n1,2,3,4\n", "b,a,c,a\n2,1,4,3\n", "a,b,a,c\n1,2,3,4\n1,2,3,4\n");
	check_two(job, "a,a,b\n1,2,3\n", "b,a,a\n3,1,2\n", "a,a,b\n1,2,3\n1,2,3\n");
	check_two(job, "a,b\n1,2\n", "a\n3\n", ": no-column");
	check_two(job, "a,b\n1,2\n", "a,b,c\n3,4,5\n", ": no-column");
	job.plan = change_n_and_add;
	job.row = first_row_changes;
	job.mark = "1,2";
	check_two(job, "a,n\n1,2\n", "n,a\n3,4\n", "a,n,flag\n1,12.5,\"x,\"\"y\"\"\"\n4,3,\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_it_came),
		cmocka_unit_test(test_patch),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_sole_column),
		cmocka_unit_test(test_two_cells),
		cmocka_unit_test(test_records_left_out_and_mended),
		cmocka_unit_test(test_random_tables),
		cmocka_unit_test(test_files_with_other_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
