/*
 * ia-stats: what is in each column, or how often each value of one is.
 *
 * In      rows
 * Out     a row a column: column, type, count, missing, distinct, min, max, mean, sd, p1, ..., p99,
 *         top; estimate_error where something is an estimate;
 *         with --freq a row a value: value, count, share
 * Memory  about 24 bytes a distinct value; past -S distinct, quantiles and top are estimated
 */
#include <math.h>

#include "analysis/profile/profile.h"
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

static const struct about about = {
	.name = "ia-stats",
	.line = "what is in each column, or how often each value of one is",
	.synopsis = "[--columns A,B,...] [--by COLUMN] [--freq COLUMN] [options] [FILE ...]",
	.example = "ia-stats --freq event events.csv",
	.takes_files = true,
};

static const char answer[] =
    "column,type,count,missing,distinct,min,max,mean,sd,p1,p25,p50,p75,p99,top";

struct report {
	struct tool *tool;
	const struct options *options;
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

/* literal: source text of JSON, or a number that may be one. */
static void
write_value(struct writer *w, struct slice value, bool literal)
{
	if (value.len == 0)
		write_missing(w);
	else if (literal)
		write_json(w, value);
	else
		write_text(w, value);
}

static void
remember(struct report *r, const struct description *d)
{
	r->error = d->error;
	buffer_clear(&r->column);
	buffer_add(&r->column, d->column.ptr, d->column.len);
	buffer_clear(&r->group);
	buffer_add(&r->group, d->group.ptr, d->group.len);
}

/* With groups once for all of them: the worst. */
static void
warn_estimated(struct report *r)
{
	char column[FAULT_QUOTE], group[FAULT_QUOTE];
	bool by = r->options->by != NULL;

	if (r->error <= 0)
		return;
	fault_quote(column, r->column.ptr, r->column.len);
	fault_quote(group, r->group.ptr, r->group.len);
	tool_warn(r->tool,
	    "column %s%s%s: distinct is an estimate (standard error %s%.1f %%), quantiles and top "
	    "come from a sample of rows: more memory (-S) makes them exact",
	    column, by ? " of group " : "", by ? group : "", by ? "up to " : "", 100 * r->error);
	r->error = 0;
}

static void
write_description(void *self, const struct description *d)
{
	struct report *r = self;
	struct writer *w = r->writer;

	if (r->options->by != NULL && r->options->columns.n == 0 &&
	    slice_equal(d->column, slice_text(r->options->by)))
		return;
	if (r->options->by != NULL)
		write_value(w, d->group, false);
	write_text(w, d->column);
	write_value(w, slice_text(column_type_name(d->type)), false);
	write_count(w, d->count);
	write_count(w, d->missing);
	write_count(w, d->distinct);
	write_value(w, d->min, d->min_is_json);
	write_value(w, d->max, d->max_is_json);
	write_number(w, d->mean);
	write_number(w, d->sd);
	for (int i = 0; i < PROFILE_QUANTILES; i++) {
		if (d->type == COLUMN_TIME && !isnan(d->quantile[i]))
			write_instant(w, llround(d->quantile[i]));
		else
			write_number(w, d->quantile[i]);
	}
	write_value(w, description_top(d, &r->text), false);
	if (r->estimated)
		write_number(w, d->error > 0 ? d->error : NAN);
	write_end(w);
	if (d->error > r->error)
		remember(r, d);
	if (r->options->by == NULL)
		warn_estimated(r);
}

static void
write_frequency(void *self, const struct frequency *f)
{
	struct report *r = self;

	if (r->options->by != NULL)
		write_value(r->writer, f->group, false);
	write_value(r->writer, f->value, f->is_json);
	write_count(r->writer, f->count);
	write_share(r->writer, f->count, f->total);
	write_end(r->writer);
}

/*
 * The columns that were asked for; all of a CSV file; none for NDJSON: they come with the records.
 */
static void
add_columns(struct report *r)
{
	struct tool *tool = r->tool;
	const struct options *o = r->options;
	const struct schema *schema = scan_schema(tool->scan);
	bool all = o->freq == NULL && o->columns.n == 0 && schema->format != FORMAT_NDJSON;

	if (o->freq != NULL)
		profile_column(r->profile, slice_text(o->freq),
		    tool_column(tool, o->freq, COLUMN_REQUIRED));
	for (size_t k = 0; k < o->columns.n; k++)
		profile_column(r->profile, slice_text(o->columns.at[k]),
		    tool_column(tool, o->columns.at[k], COLUMN_REQUIRED));
	for (size_t k = 0; k < schema->ncolumn && all; k++) {
		int column = scan_column_at(tool->scan, k, 0);

		tool_check(tool, scan_fault(tool->scan));
		profile_column(r->profile, schema->name[k], column);
	}
}

static void
begin(struct report *r)
{
	struct slice name[32] = { slice_text(r->options->by != NULL ? r->options->by : "") };
	size_t n = r->options->by != NULL;
	const char *at = r->options->freq != NULL ? "value,count,share" : answer;

	for (size_t len; *at != '\0'; at += len + (at[len] == ',')) {
		len = strcspn(at, ",");
		name[n++] = slice_of(at, len);
	}
	if (r->estimated)
		name[n++] = SLICE("estimate_error");
	r->writer = tool_answer_names(r->tool, name, n);
	writer_keys(r->writer, "column");
	writer_bar(r->writer, "share");
}

int
main(int argc, char **argv)
{
	struct options o = { 0 };
	struct tool tool;
	struct report r = { .tool = &tool, .options = &o };

	tool_open(&tool, &about, table, &o, argc, argv);
	tool_require(&tool, check(&o));
	bool all = o.freq == NULL && o.columns.n == 0;

	tool_scan_options(&tool)->members = all;
	tool_start(&tool);
	const struct schema *schema = scan_schema(tool.scan);
	bool json = schema->format == FORMAT_NDJSON;
	struct profile_options options = {
		.times = { .zone = tool.zone, .format = tool.common.time_format },
		.by = o.by != NULL ? tool_column(&tool, o.by, COLUMN_REQUIRED) : -1,
		.strings = json,
		.members = json && all,
		.threads = scan_threads(tool.scan),
		.memory = o.freq == NULL ? tool_memory(&tool) : 0,
		.expected = json && all ? schema->ncolumn : 0,
	};

	r.profile = profile_new(&options);
	add_columns(&r);
	struct scan_work work = profile_work(r.profile);

	tool_fold(&tool, &work);
	if (profile_check(r.profile) != NULL)
		tool_fail(&tool, EXIT_DATA, "%s", profile_check(r.profile));
	r.estimated = profile_is_estimated(r.profile);
	begin(&r);
	if (o.freq != NULL)
		profile_frequencies(r.profile, write_frequency, &r);
	else
		profile_describe(r.profile, write_description, &r);
	warn_estimated(&r);
	profile_free(r.profile);
	buffer_release(&r.text);
	buffer_release(&r.column);
	buffer_release(&r.group);
	return tool_close(&tool);
}
