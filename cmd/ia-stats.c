/*
 * ia-stats: what is in each column, or how often each value of one is.
 *
 * In      rows
 * Out     a row a column, or with --freq a row a value: stats/answer.h names their columns
 * Memory  about 24 bytes a distinct value; past -S distinct, quantiles and top are estimated
 */
#include "stats/answer.h"
#include "tool/tool.h"

struct options {
	struct texts columns;
	const char *by, *freq;
};

static const struct option table[] = {
	LIST('c', "columns", "A,B,...", AT(columns), "these columns; default: all"),
	TEXT('b', "by", "COLUMN", AT(by), "for each value of this column"),
	TEXT('f', "freq", "COLUMN", AT(freq),
	    "its values with count and share, most frequent first"),
	OPTIONS_ROWS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", ANSWER_DESCRIPTION },
	{ "--by COLUMN", "<COLUMN>," ANSWER_DESCRIPTION },
	{ "--freq COLUMN", ANSWER_FREQUENCY },
	{ "--freq COLUMN --by COLUMN", "<COLUMN>," ANSWER_FREQUENCY },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_CLEAN,
	.shapes = shapes,
	.name = "ia-stats",
	.line = "what is in each column, or how often each value of one is",
	.synopsis = "[--columns A,B,...] [--by COLUMN] [--freq COLUMN] [options] [FILE ...]",
	.example = "ia-stats --freq event events.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	struct profile *profile;
	struct writer *writer;
	struct buffer text;
	bool estimated;              /* some row is: a column says how well */
	struct buffer column, group; /* of the worst one */
	double error;
};

static const char *
check(const struct options *o)
{
	return o->freq != NULL && o->columns.n > 0
	    ? "options --freq and --columns: give one of them"
	    : NULL;
}

static void
remember(struct job *job, const struct description *d)
{
	job->error = d->error;
	buffer_clear(&job->column);
	buffer_add(&job->column, d->column.ptr, d->column.len);
	buffer_clear(&job->group);
	buffer_add(&job->group, d->group.ptr, d->group.len);
}

/* With groups once for all of them: the worst. */
static void
warn_estimated(struct job *job)
{
	char column[FAULT_QUOTE], group[FAULT_QUOTE];
	bool by = job->o.by != NULL;

	if (job->error <= 0)
		return;
	fault_quote(column, job->column.ptr, job->column.len);
	fault_quote(group, job->group.ptr, job->group.len);
	tool_warn(&job->tool,
	    "column %s%s%s: distinct is an estimate (standard error %s%.1f %%), quantiles and top "
	    "come from a sample of rows: more memory (-S) makes them exact",
	    column, by ? " of group " : "", by ? group : "", by ? "up to " : "", 100 * job->error);
	job->error = 0;
}

static void
write_description(void *self, const struct description *d)
{
	struct job *job = self;

	if (job->o.by != NULL && job->o.columns.n == 0 &&
	    slice_equal(d->column, slice_text(job->o.by)))
		return;
	answer_description(job->writer, d, job->o.by != NULL, job->estimated, &job->text);
	if (d->error > job->error)
		remember(job, d);
	if (job->o.by == NULL)
		warn_estimated(job);
}

static void
write_frequency(void *self, const struct frequency *f)
{
	struct job *job = self;

	answer_frequency(job->writer, f, job->o.by != NULL);
}

/*
 * The columns that were asked for; all of a CSV file; none for NDJSON: they come with the records.
 */
static void
add_columns(struct job *job)
{
	struct tool *tool = &job->tool;
	const struct options *o = &job->o;
	const struct schema *schema = scan_schema(tool->scan);
	bool all = o->freq == NULL && o->columns.n == 0 && schema->format != FORMAT_NDJSON;

	if (o->freq != NULL)
		profile_column(job->profile, slice_text(o->freq),
		    tool_column(tool, o->freq, COLUMN_REQUIRED));
	for (size_t k = 0; k < o->columns.n; k++)
		profile_column(job->profile, slice_text(o->columns.at[k]),
		    tool_column(tool, o->columns.at[k], COLUMN_REQUIRED));
	for (size_t k = 0; k < schema->ncolumn && all; k++) {
		int column = scan_column_at(tool->scan, k, 0);

		tool_check(tool, scan_fault(tool->scan));
		profile_column(job->profile, schema->name[k], column);
	}
}

static void
begin(struct job *job)
{
	struct slice name[32] = { slice_text(job->o.by != NULL ? job->o.by : "") };
	size_t n = job->o.by != NULL;
	const char *at = job->o.freq != NULL ? ANSWER_FREQUENCY : ANSWER_DESCRIPTION;

	for (size_t len; *at != '\0'; at += len + (at[len] == ',')) {
		len = strcspn(at, ",");
		name[n++] = slice_of(at, len);
	}
	if (job->estimated)
		name[n++] = SLICE("estimate_error");
	job->writer = tool_answer_names(&job->tool, name, n);
	writer_keys(job->writer, "column");
	writer_bar(job->writer, "share");
}

int
main(int argc, char **argv)
{
	struct job job = { 0 };
	struct options *o = &job.o;
	struct tool *tool = &job.tool;

	tool_open(tool, &about, table, o, argc, argv);
	tool_require(tool, check(o));
	bool all = o->freq == NULL && o->columns.n == 0;

	tool_scan_options(tool)->members = all;
	tool_start(tool);
	const struct schema *schema = scan_schema(tool->scan);
	bool json = schema->format == FORMAT_NDJSON;
	struct profile_options options = {
		.times = { .zone = tool->zone, .format = tool->common.time_format },
		.by = o->by != NULL ? tool_column(tool, o->by, COLUMN_REQUIRED) : -1,
		.strings = json,
		.members = json && all,
		.threads = scan_threads(tool->scan),
		.memory = o->freq == NULL ? tool_memory(tool) : 0,
		.expected = json && all ? schema->ncolumn : 0,
	};

	job.profile = profile_new(&options);
	add_columns(&job);
	struct scan_work work = profile_work(job.profile);

	tool_fold(tool, &work);
	if (profile_check(job.profile) != NULL)
		tool_fail(tool, EXIT_DATA, "%s", profile_check(job.profile));
	job.estimated = profile_is_estimated(job.profile);
	begin(&job);
	if (o->freq != NULL)
		profile_frequencies(job.profile, write_frequency, &job);
	else
		profile_describe(job.profile, write_description, &job);
	warn_estimated(&job);
	profile_free(job.profile);
	buffer_release(&job.text);
	buffer_release(&job.column);
	buffer_release(&job.group);
	return tool_close(tool);
}
