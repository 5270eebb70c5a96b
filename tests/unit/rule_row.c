/*
 * Rows on their way from input to output: expectations written by hand, and random rows whose output is put
 * together in the test by a plain loop. Everything runs in both lanes, with tiny blocks and large ones.
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
#include "rule/row.h"

#define CELLS_MAX 8

/* What a test does to a plan, and to each row. */
struct job {
	enum format output;
	char delimiter;
	bool infer, no_header;
	enum on_error on_error;
	bool runs;	/* by row_write_run */
	bool (*plan)(struct row_plan *plan, int *cell);
	void (*row)(bool marked, const int *number, struct cell *cell);
	const char *mark;		/* in the records that row calls marked */
	const char *refuse;		/* in the records that are told to be bad */
	enum format input;
	/* run */
	struct row_plan *made;
	int number[CELLS_MAX];
	struct buffer out;
};

static bool
holds(const struct batch *batch, size_t row, const char *mark)
{
	char record[1000];

	snprintf(record, sizeof record, "%.*s", (int)batch->row[row].len, batch->base + batch->row[row].at);
	return strstr(record, mark) != NULL;
}

static void
work(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	struct job *job = self;

	(void)thread, (void)block;
	for (size_t i = 0; job->refuse != NULL && i < batch->nrow; i++)
		if (holds(batch, i, job->refuse))
			batch_bad(batch, i, -1, BAD_TIME, "a better record");
	if (job->runs) {
		batch->written += row_write_run(job->made, batch, 0, batch->nrow, out);
		return;
	}
	for (size_t i = 0; i < batch->nrow; i++) {
		struct cell cell[CELLS_MAX];

		if (batch_skips(batch, i))
			continue;
		row_cells_clear(cell, CELLS_MAX);
		if (job->row != NULL)
			job->row(job->mark == NULL || holds(batch, i, job->mark), job->number, cell);
		if (row_write(job->made, batch, i, cell, out))
			batch->written++;
	}
}

static bool
keep(void *self, const char *ptr, size_t len)
{
	struct job *job = self;

	buffer_add(&job->out, ptr, len);
	return true;
}

/* The files' texts through the job; the output, or ": " and the fault. Lives until the next call. */
static const char *
run_once(struct job job, const struct scan_options *options, char **files, size_t nfile)
{
	static char result[1 << 20];
	struct row_options ro = { job.output, job.delimiter, job.infer, job.no_header };
	struct scan_work how = { .self = &job, .work = work, .write = keep };
	struct scan *scan = scan_new(options, files, nfile);
	struct fault fault = { 0 };
	bool good = scan_start(scan);

	job.out = (struct buffer){ 0 };
	job.made = good ? row_plan_new(&ro, scan, &fault) : NULL;
	good = good && job.made != NULL && row_plan_discover(job.made);
	good = good && (job.plan == NULL || job.plan(job.made, job.number));
	if (good)
		row_plan_header(job.made, &job.out);
	if (good && scan_run(scan, &how))
		snprintf(result, sizeof result, "%.*s", (int)job.out.len, job.out.ptr);
	else
		snprintf(result, sizeof result, ": %s",
		    fault_is_set(&fault) ? fault.text : scan_fault(scan)->text);
	row_plan_free(job.made);
	buffer_release(&job.out);
	scan_free(scan);
	return result;
}

static char path[2][64];
static char *files[2] = { path[0], path[1] };

static void
write_input(size_t k, const char *text)
{
	FILE *f;

	strcpy(path[k], "/tmp/ia-row-XXXXXX");
	f = fdopen(mkstemp(path[k]), "w");
	fputs(text, f);
	fclose(f);
}

static void
check_files(struct job job, size_t nfile, const char *want)
{
	for (int way = 0; way < 4; way++) {
		struct scan_options options = SCAN_OPTIONS_DEFAULT;
		const char *got;

		options.twice = true;
		options.threads = 2;
		options.format = job.input;
		options.careful = way & 1;
		options.block_size = way & 2 ? 64 : 0;
		options.on_error = job.on_error;
		options.max_rejects = 1;
		options.no_header = job.no_header;
		got = run_once(job, &options, files, nfile);
		if (want[0] == ':' ? strstr(got, want + 2) == NULL : strcmp(got, want) != 0)
			fail_msg("way %d: got\n%s\nnot\n%s", way, got, want);
	}
}

static void
check(struct job job, const char *input, const char *want)
{
	write_input(0, input);
	check_files(job, 1, want);
	unlink(path[0]);
}

static void
check_two(struct job job, const char *first, const char *second, const char *want)
{
	write_input(0, first);
	write_input(1, second);
	check_files(job, 2, want);
	unlink(path[0]);
	unlink(path[1]);
}

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
	struct job job = { .output = FORMAT_CSV, .plan = change_n_and_add, .row = first_row_changes };

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
select_rename(struct row_plan *plan, int *cell)
{
	struct slice names[] = { SLICE("c"), SLICE("new"), SLICE("n") };

	cell[1] = row_plan_append(plan, SLICE("new"));
	cell[0] = row_plan_change(plan, SLICE("n"));
	return row_plan_select(plan, names, 3) && row_plan_rename(plan, SLICE("c"), SLICE("C \"1\""));
}

static void
some_cells(bool marked, const int *number, struct cell *cell)
{
	cell[number[1]] = cell_number(marked ? 0 : 1);
	if (marked)
		cell[number[0]] = cell_text(SLICE("z"));
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
	struct job job = { .output = FORMAT_CSV, .plan = two_cells, .row = two_values, .mark = "no" };

	(void)state;
	check(job, "a,x,b\n0,yes,0\n0,no,0\n", "a,x,b\n1,yes,2.5\n,no,2.5\n");
	job.delimiter = '.';
	check(job, "a,x,b\n0,y.es,0\n", "a.x.b\n1.\"y.es\".\"2.5\"\n");
	job.output = FORMAT_NDJSON;
	check(job, "{\"b\":0,\"a\":0}\n{\"a\":0,\"x\":\"no\",\"b\":0}\n{\"x\":\"no\"}\n{}\n",
	    "{\"b\":2.5,\"a\":1}\n{\"a\":null,\"x\":\"no\",\"b\":2.5}\n{\"x\":\"no\",\"b\":2.5}\n"
	    "{\"b\":2.5,\"a\":1}\n");
}

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
	check(job, "{\"n\":1,\"c\":[1, 2],\"x\":0}\n", "{\"C \\\"1\\\"\":[1, 2],\"new\":0,\"n\":\"z\"}\n");
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
	check(job, "{\"a\":1,\"b\":2,\"n\":3}\n{\"m\":4}\n{\"a\":1}\n", "{\"m\":7}\n{\"m\":4}\n{}\n");
	check(job, "{\"a\":1,\"n\":3}\n", ": no-column");
}

static bool
nested(struct row_plan *plan, int *cell)
{
	cell[0] = row_plan_change(plan, SLICE("p.price"));
	return row_plan_drop(plan, SLICE("p.secret")) && row_plan_rename(plan, SLICE("p.city"), SLICE("city"));
}

static bool
nested_price(struct row_plan *plan, int *cell)
{
	struct slice names[] = { SLICE("p"), SLICE("p.price") };

	if (!row_plan_select(plan, names, 2) || !row_plan_rename(plan, SLICE("p.price"), SLICE("all")))
		return false;
	cell[0] = row_plan_change(plan, SLICE("all"));
	return cell[0] >= 0;
}

static void
test_nested(void **state)
{
	struct job job = { .output = FORMAT_NDJSON, .plan = nested, .row = first_changes, .mark = "secret" };

	(void)state;
	check(job, "{\"p\":{\"secret\":1,\"price\": 2,\"city\":\"B\"},\"u\":1}\n{\"p\":{\"price\":3}}\n{\"p\":1}\n",
	    "{\"p\":{\"price\": 7},\"u\":1,\"city\":\"B\"}\n{\"p\":{\"price\":3}}\n{\"p\":1}\n");
	job.output = FORMAT_CSV;
	job.plan = nested_price;
	job.mark = NULL;
	check(job, "{\"p\":{\"price\":2,\"a\":\"x\"}}\n", "p,all\n\"{\"\"price\"\":7,\"\"a\"\":\"\"x\"\"}\",7\n");
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
	    "{\"a\":\"0010\",\"b\":-1.50}\n{\"a\":null,\"b\":true}\n{\"a\":\"+1\",\"b\":\".5\"}\n"
	    "{\"a\":\"5.\",\"b\":1e9}\n{\"a\":\"-\",\"b\":0}\n{\"a\":7,\"b\":0.0}\n{\"a\":\"1.e5\",\"b\":-0}\n");
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
	check(job, "{\"a\":1.50,\"b\":\"x,\\\"\\u4e2d\"}\n{\"c\":{\"z\":[1,\"q\"]},\"a\":null}\n{}\n{\"b\":true}\n",
	    "a,b,c\n1.50,\"x,\"\"\xE4\xB8\xAD\",\n,,\"{\"\"z\"\":[1,\"\"q\"\"]}\"\n,,\n,true,\n");
	check(job, "{\"a\":\"\\\",\\\"zz\\\":1,\\\"\",\"b\":[\"}\",{\"c\":\"]\"}]}\n",
	    "a,b\n\"\"\",\"\"zz\"\":1,\"\"\",\"[\"\"}\"\",{\"\"c\"\":\"\"]\"\"}]\"\n");
	check(job, "{\"k\\u0061\":1,\"k\":2}\n{\"ka\":3}\n", "ka,k\n1,2\n3,\n");
	job.input = FORMAT_NDJSON;
	check(job, "", "");
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
		check(job, "a,b\nbad,2\n1,2\n3,bad\nbad,bad\n5,6\n7,8\nx,bad\n", "a,b\n1,2\n5,6\n7,8\n");
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
		{ "\"a,\"\"b\"", "\"a,\"\"b\"" }, { "12.50", "12.50" }, { "\xE4\xB8\xAD", "\xE4\xB8\xAD" } };
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_it_came),
		cmocka_unit_test(test_patch),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_sole_column),
		cmocka_unit_test(test_two_cells),
		cmocka_unit_test(test_names_once),
		cmocka_unit_test(test_names_with_escapes),
		cmocka_unit_test(test_select),
		cmocka_unit_test(test_drop_and_rename),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_between_formats),
		cmocka_unit_test(test_discover),
		cmocka_unit_test(test_files_with_other_headers),
		cmocka_unit_test(test_records_left_out_and_mended),
		cmocka_unit_test(test_random_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
