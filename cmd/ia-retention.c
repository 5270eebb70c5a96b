/*
 * ia-retention: who comes back, and after how long.
 *
 * In      events: a user and a time a row
 * Out     a row a cohort and period: cohort, size, period, users, rate, complete
 * Memory  20 bytes and the id for 64 periods of a user, or 10 an event; past -S it spills
 */
#include "retention/columns.h"
#include "retention/options.h"
#include "tool/tool.h"

static const struct option table[] = {
	EXPR(0, "start", "EXPR", AT(retention.start),
	    "a user's start: the first such event; default: any"),
	EXPR(0, "return", "EXPR", AT(retention.returns),
	    "what counts as a return; default: any event"),
	TEXT(0, "period", "PERIOD", AT(retention.period), "day, week, month; 24h: from the start"),
	COUNT(0, "periods", "N", AT(retention.periods), "periods after the start; default: 14"),
	CHOICE(0, "week-start", "DAY", "monday|sunday", AT(retention.sunday), "monday or sunday"),
	CHOICE(0, "mode", "MODE", "exact|rolling|bracket", AT(retention.mode),
	    "exact, rolling (then or later) or bracket"),
	LIST(0, "brackets", "N,...", AT(brackets), "ends of brackets; default: 1,3,7,14,30"),
	CHOICE(0, "cohort", "WHICH", "first|every", AT(retention.every),
	    "of the first start, or of every period with one"),
	COUNT(0, "at-least", "N", AT(retention.at_least), "so many return events; default: 1"),
	TEXT(0, "by", "COL", AT(retention.by), "apart for each value at the start"),
	FLAG(0, "matrix", AT(matrix), "a row a cohort, a column a period"),
	FLAG(0, "lifecycle", AT(retention.lifecycle), "new, returning, resurrected, dormant users"),
	FLAG(0, "stickiness", AT(retention.stickiness), "users by active days in a week or month"),
	OPTIONS_NAMED,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "cohort,size,period,users,rate,complete" },
	{ "--by COL", "<COL>,cohort,size,period,users,rate,complete" },
	{ "--matrix", "cohort,size,complete,<K>,..." },
	{ "--lifecycle", "period,new,returning,resurrected,dormant,complete" },
	{ "--stickiness", "period,days,users,share,complete" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_DO,
	.shapes = shapes,
	.name = "ia-retention",
	.takes_files = true,
	.line = "who comes back, and after how long",
	.synopsis = "[--start EXPR] [--return EXPR] [options] [FILE ...]",
	.example = "ia-retention --start register --period week --matrix -o table events.csv",
};

struct job {
	struct tool tool;
	struct options o;
	struct retention *retention;
	struct writer *w;
	bool table;  /* --matrix for eyes */
	double most; /* what is shaded darkest */
};

static void
check(struct job *job)
{
	struct retention_params *p = &job->o.retention;
	struct fault fault = { 0 };

	p->bracket = job->o.brackets.at;
	p->nbracket = job->o.brackets.n;
	p->zone = job->tool.zone;
	p->memory = tool_memory(&job->tool);
	tool_require(&job->tool, options_together(&job->o));
	tool_require(&job->tool, retention_check(p, &fault));
	tool_require(&job->tool, retention_columns_check(p, job->o.matrix));
}

/* The value of --by, and the cohort or period. */
static void
write_line(const struct job *job, size_t line)
{
	struct retention_line l = retention_line(job->retention, line);
	char name[RETENTION_LABEL];

	if (job->o.retention.by != NULL)
		write_text_or_missing(job->w, l.by);
	write_text(job->w, slice_of(name, retention_name(job->retention, line, name)));
}

static void
write_cell(const struct job *job, struct retention_cell c)
{
	if (c.reached) {
		write_count(job->w, c.users);
		write_share(job->w, c.users, c.size);
	} else {
		write_missing(job->w);
		write_missing(job->w);
	}
	write_flag(job->w, c.complete);
	write_end(job->w);
}

static void
write_long(const struct job *job, size_t line)
{
	bool brackets = job->o.retention.mode == RETENTION_BRACKET;
	char label[RETENTION_LABEL];

	for (size_t k = 0; k < retention_ncell(job->retention, line); k++) {
		struct retention_cell c = retention_cell(job->retention, line, k);
		struct slice name = slice_of(label, retention_label(job->retention, k, label));

		write_line(job, line);
		write_count(job->w, c.size);
		if (brackets)
			write_text(job->w, name);
		else
			write_count(job->w, k);
		write_cell(job, c);
	}
}

/* For eyes three digits are enough, and a cell that is not over has a star. */
static void
write_matrix_cell(const struct job *job, struct retention_cell c)
{
	double rate = (double)c.users / (double)c.size;

	if (!c.reached)
		write_missing(job->w);
	else if (!job->table)
		write_share(job->w, c.users, c.size);
	else
		write_shaded(job->w, rate, 3, job->most, c.complete ? '\0' : '*');
}

static void
write_matrix(const struct job *job, size_t line)
{
	write_line(job, line);
	write_count(job->w, retention_line(job->retention, line).size);
	write_count(job->w, retention_over(job->retention, line));
	for (size_t k = 0; k < retention_ncell(job->retention, line); k++)
		write_matrix_cell(job, retention_cell(job->retention, line, k));
	write_end(job->w);
}

static void
write_lifecycle(const struct job *job, size_t line)
{
	write_line(job, line);
	for (size_t k = 0; k < retention_ncell(job->retention, line); k++)
		write_count(job->w, retention_cell(job->retention, line, k).users);
	write_flag(job->w, retention_over(job->retention, line) > 0);
	write_end(job->w);
}

static void
write_stickiness(const struct job *job, size_t line)
{
	for (size_t k = 0; k < retention_ncell(job->retention, line); k++) {
		write_line(job, line);
		write_count(job->w, k + 1);
		write_cell(job, retention_cell(job->retention, line, k));
	}
}

static void
write_answer(struct job *job)
{
	const struct retention_params *p = &job->o.retention;
	struct arena names = { 0 };
	struct slice *column;
	size_t n = retention_columns(job->retention, p, job->o.matrix, &names, &column);
	void (*write)(const struct job *, size_t) = write_long;

	if (p->lifecycle)
		write = write_lifecycle;
	else if (p->stickiness)
		write = write_stickiness;
	else if (job->o.matrix)
		write = write_matrix;

	job->w = tool_answer_names(&job->tool, column, n);
	writer_keys(job->w, job->o.matrix ? "cohort" : p->stickiness ? "days" : "period");
	job->table = job->o.matrix && writer_is_table(job->w);
	job->most = retention_most(job->retention);
	for (size_t line = 0; line < retention_nline(job->retention); line++)
		write(job, line);
	arena_release(&names);
}

int
main(int argc, char **argv)
{
	struct job job = { .o = { .retention = RETENTION_DEFAULT } };

	tool_open(&job.tool, &about, table, &job.o, argc, argv);
	check(&job);
	tool_start(&job.tool);
	job.retention = retention_new(&job.o.retention);
	tool_analyse(&job.tool, &retention_analysis, job.retention);
	write_answer(&job);
	retention_free(job.retention);
	return tool_close(&job.tool);
}
