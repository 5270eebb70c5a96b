/*
 * Rows on their way out: which columns and keys they have, by which names, in which order.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "row_help.h"

static bool
select_twice(struct row_plan *plan, int *cell)
{
	struct slice names[] = { SLICE("a"), SLICE("b"), SLICE("a") };

	(void)cell;
	return row_plan_select(plan, names, 3);
}

static bool
rename_to_another(struct row_plan *plan, int *cell)
{
	(void)cell;
	return row_plan_rename(plan, SLICE("a"), SLICE("b"));
}

static void
test_names_once(void **state)
{
	struct job job = { .output = FORMAT_CSV, .plan = select_twice };

	(void)state;
	check(job, "a,b\n1,2\n", ": column \"a\" is selected twice");
	job.plan = rename_to_another;
	check(job, "a,b\n1,2\n", ": there is a column \"b\" already");
	check(job, "a,c\n1,2\n", "b,c\n1,2\n");
}

static bool
drop_odd_names(struct row_plan *plan, int *cell)
{
	(void)cell;
	return row_plan_drop(plan, SLICE("q\"x")) && row_plan_drop(plan, SLICE("\\\"")) &&
	    row_plan_drop(plan, SLICE("a\\")) && row_plan_rename(plan, SLICE("\n"), SLICE("\t"));
}

static void
test_names_with_escapes(void **state)
{
	struct job job = { .output = FORMAT_NDJSON, .plan = drop_odd_names };

	(void)state;
	check(job, "{\"q\\\"x\":1,\"a\\\\\":\"\\\\\",\"z\":3,\"\\\\\\\"\":4,\"\\n\":5}\n",
	    "{\"z\":3,\"\\t\":5}\n");
}

static void
test_select(void **state)
{
	struct job job = { .output = FORMAT_CSV, .plan = select_rename, .row = some_cells };

	(void)state;
	check(job, "n,a,c\n1,2,3\n", "\"C \"\"1\"\"\",new,n\n3,0,z\n");
	job.output = FORMAT_NDJSON;
	check(job, "n,a,c\n1,2,\"3\"\"\"\n", "{\"C \\\"1\\\"\":\"3\\\"\",\"new\":0,\"n\":\"z\"}\n");
	check(job, "{\"n\":1,\"c\":[1, 2],\"x\":0}\n",
	    "{\"C \\\"1\\\"\":[1, 2],\"new\":0,\"n\":\"z\"}\n");
	check(job, "{\"n\":1,\"a\":1}\n", ": no-column");
	check(job, "n,a\n1,2\n", ": no-column");
}

static bool
drop_rename(struct row_plan *plan, int *cell)
{
	cell[0] = row_plan_change(plan, SLICE("n"));
	return row_plan_drop(plan, SLICE("a")) && row_plan_drop(plan, SLICE("b")) &&
	    row_plan_rename(plan, SLICE("n"), SLICE("m"));
}

static void
first_changes(bool marked, const int *number, struct cell *cell)
{
	if (marked)
		cell[number[0]] = cell_number(7);
}

static void
test_drop_and_rename(void **state)
{
	struct job job = { .output = FORMAT_CSV, .plan = drop_rename, .row = first_changes };

	(void)state;
	check(job, "a,n,b,c\n1,2,3,\"4\"\n", "m,c\n7,\"4\"\n");
	job.output = FORMAT_NDJSON;
	check(job, "{\"a\":1,\"n\":2,\"b\":3,\"c\":\"4\"}\n", "{\"m\":7,\"c\":\"4\"}\n");
	check(job, "{\"n\" : 2 , \"b\" : 3 , \"a\" : {\"a\":1} }\n", "{\"m\":7}\n");
	check(job, "{ \"b\":3,\"a\":1 ,\"n\":2}\n", "{ \"m\":7}\n");
	check(job, "{\"b\":3 , \"a\":1 ,  \"n\":2}\n", "{\"m\":7}\n");
	check(job, "{\"x\":1,\"a\":1,\"b\":\"}\",\"n\":0}\n", "{\"x\":1,\"m\":7}\n");
	check(job, "{\"n\":0,\"x\":\"\\\"a\\\":\",\"a\":\"\\\\\",\"b\":\"\\\"\"}\n",
	    "{\"m\":7,\"x\":\"\\\"a\\\":\"}\n");
	check(job, "{\"a\":1,\"b\":2,\"n\":3,\"m\":4,\"k\":5}\n", "{\"m\":7,\"k\":5}\n");
	check(job, "{\"m\":4,\"a\":1,\"b\":2,\"n\":3}\n", "{\"m\":7}\n");
	job.mark = "\"n\"";
	check(job, "{\"a\":1,\"b\":2,\"n\":3}\n{\"m\":4}\n{\"a\":1}\n",
	    "{\"m\":7}\n{\"m\":4}\n{}\n");
	check(job, "{\"a\":1,\"n\":3}\n", ": no-column");
}

static bool
nested(struct row_plan *plan, int *cell)
{
	cell[0] = row_plan_change(plan, SLICE("p.price"));
	return row_plan_drop(plan, SLICE("p.secret")) &&
	    row_plan_rename(plan, SLICE("p.city"), SLICE("city"));
}

static bool
nested_price(struct row_plan *plan, int *cell)
{
	struct slice names[] = { SLICE("p"), SLICE("p.price") };

	if (!row_plan_select(plan, names, 2) ||
	    !row_plan_rename(plan, SLICE("p.price"), SLICE("all")))
		return false;
	cell[0] = row_plan_change(plan, SLICE("all"));
	return cell[0] >= 0;
}

static void
test_nested(void **state)
{
	struct job job = { .output = FORMAT_NDJSON,
		.plan = nested,
		.row = first_changes,
		.mark = "secret" };

	(void)state;
	check(job,
	    "{\"p\":{\"secret\":1,\"price\": 2,\"city\":\"B\"},\"u\":1}\n{\"p\":{\"price\":3}}\n{\"p\":1}\n",
	    "{\"p\":{\"price\": 7},\"u\":1,\"city\":\"B\"}\n{\"p\":{\"price\":3}}\n{\"p\":1}\n");
	job.output = FORMAT_CSV;
	job.plan = nested_price;
	job.mark = NULL;
	check(job, "{\"p\":{\"price\":2,\"a\":\"x\"}}\n",
	    "p,all\n\"{\"\"price\"\":7,\"\"a\"\":\"\"x\"\"}\",7\n");
}

static void
test_between_formats(void **state)
{
	struct job job = { .output = FORMAT_NDJSON };

	(void)state;
	check(job, "a,b\n0010,\"x\ny\"\n,-1.50\n",
	    "{\"a\":\"0010\",\"b\":\"x\\ny\"}\n{\"a\":\"\",\"b\":\"-1.50\"}\n");
	check(job, "a,b,a\n1,2,3\n", ": dup-column");
	job.infer = true;
	check(job, "a,b\n0010,-1.50\n,true\n+1,.5\n5.,1e9\n-,0\n\"7\",0.0\n1.e5,-0\n",
	    "{\"a\":\"0010\",\"b\":-1.50}\n{\"a\":null,\"b\":true}\n{\"a\":1,\"b\":0.5}\n"
	    "{\"a\":5,\"b\":1e9}\n{\"a\":\"-\",\"b\":0}\n{\"a\":7,\"b\":0.0}\n{\"a\":1e5,\"b\":-0}\n");
	check(job, "a,b\nTRUE,False\n-.5,+.5e1\n00,-007\n1e400,.\n+0,-5.\n\"tRuE\",truer\n",
	    "{\"a\":true,\"b\":false}\n{\"a\":-0.5,\"b\":0.5e1}\n{\"a\":\"00\",\"b\":\"-007\"}\n"
	    "{\"a\":\"1e400\",\"b\":\".\"}\n{\"a\":0,\"b\":-5}\n{\"a\":true,\"b\":\"truer\"}\n");
	job = (struct job){ .output = FORMAT_TSV };
	check(job, "a,b\nx\ty,\"1,\"\n", "a\tb\n\"x\ty\"\t\"1,\"\n");
	job = (struct job){ .output = FORMAT_CSV, .delimiter = ';' };
	check(job, "a,b\nx;y,1\n", "a;b\n\"x;y\";1\n");
}

/* The keys of all records, in the order in which they first appear. */
static void
test_discover(void **state)
{
	struct job job = { .output = FORMAT_CSV };

	(void)state;
	check(job,
	    "{\"a\":1.50,\"b\":\"x,\\\"\\u4e2d\"}\n{\"c\":{\"z\":[1,\"q\"]},\"a\":null}\n{}\n{\"b\":true}\n",
	    "a,b,c\n1.50,\"x,\"\"\xE4\xB8\xAD\",\n,,\"{\"\"z\"\":[1,\"\"q\"\"]}\"\n,,\n,true,\n");
	check(job, "{\"a\":\"\\\",\\\"zz\\\":1,\\\"\",\"b\":[\"}\",{\"c\":\"]\"}]}\n",
	    "a,b\n\"\"\",\"\"zz\"\":1,\"\"\",\"[\"\"}\"\",{\"\"c\"\":\"\"]\"\"}]\"\n");
	check(job, "{\"k\\u0061\":1,\"k\":2}\n{\"ka\":3}\n", "ka,k\n1,2\n3,\n");
	job.input = FORMAT_NDJSON;
	check(job, "", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_once),
		cmocka_unit_test(test_names_with_escapes),
		cmocka_unit_test(test_select),
		cmocka_unit_test(test_drop_and_rename),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_between_formats),
		cmocka_unit_test(test_discover),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
