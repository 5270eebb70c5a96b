/*
 * rule_row_help: records through a plan of rows, in both lanes and in small blocks, for tests to
 * compare. Include it after cmocka.h.
 */
#ifndef IA_TESTS_RULE_ROW_HELP_H
#define IA_TESTS_RULE_ROW_HELP_H

#include "base/fault.h"
#include "read/batch.h"
#include "row/row.h"

#define CELLS_MAX 8

/* What a test does to a plan, and to each row. */
struct job {
	enum format output;
	char delimiter;
	bool infer, no_header;
	enum on_error on_error;
	bool runs; /* by row_write_run */
	bool (*plan)(struct row_plan *plan, int *cell);
	void (*row)(bool marked, const int *number, struct cell *cell);
	const char *mark;   /* in the records that row calls marked */
	const char *refuse; /* in the records that are told to be bad */
	enum format input;
	/* run */
	struct row_plan *made;
	int number[CELLS_MAX];
	struct buffer out;
};

static inline bool
holds(const struct batch *batch, size_t row, const char *mark)
{
	char record[1000];

	snprintf(record, sizeof record, "%.*s", (int)batch->row[row].len,
	    batch->base + batch->row[row].at);
	return strstr(record, mark) != NULL;
}

static inline void
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
			job->row(job->mark == NULL || holds(batch, i, job->mark), job->number,
			    cell);
		if (row_write(job->made, batch, i, cell, out))
			batch->written++;
	}
}

static inline bool
keep(void *self, const char *ptr, size_t len)
{
	struct job *job = self;

	buffer_add(&job->out, ptr, len);
	return true;
}

/*
 * The files' texts through the job; the output, or ": " and the fault. Lives until the next call.
 */
static inline const char *
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

static inline void
write_input(size_t k, const char *text)
{
	FILE *f;

	strcpy(path[k], "/tmp/ia-row-XXXXXX");
	f = fdopen(mkstemp(path[k]), "w");
	fputs(text, f);
	fclose(f);
}

static inline void
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
		if (want[0] == ':' ? strstr(got, want) == NULL : strcmp(got, want) != 0)
			fail_msg("way %d: got\n%s\nnot\n%s", way, got, want);
	}
}

static inline void
check(struct job job, const char *input, const char *want)
{
	write_input(0, input);
	check_files(job, 1, want);
	unlink(path[0]);
}

static inline void
check_two(struct job job, const char *first, const char *second, const char *want)
{
	write_input(0, first);
	write_input(1, second);
	check_files(job, 2, want);
	unlink(path[0]);
	unlink(path[1]);
}

static inline bool
select_rename(struct row_plan *plan, int *cell)
{
	struct slice names[] = { SLICE("c"), SLICE("new"), SLICE("n") };

	cell[1] = row_plan_append(plan, SLICE("new"));
	cell[0] = row_plan_change(plan, SLICE("n"));
	return row_plan_select(plan, names, 3) &&
	    row_plan_rename(plan, SLICE("c"), SLICE("C \"1\""));
}

static inline void
some_cells(bool marked, const int *number, struct cell *cell)
{
	cell[number[1]] = cell_number(marked ? 0 : 1);
	if (marked)
		cell[number[0]] = cell_text(SLICE("z"));
}

#endif
