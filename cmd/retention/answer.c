#include "retention/answer.h"

#include "retention/columns.h"

struct answer {
	const struct options *o;
	const struct retention *retention;
	struct writer *w;
	bool table;  /* --matrix for eyes */
	double most; /* what is shaded darkest */
};

/* The value of --by, and the cohort or period. */
static void
write_line(const struct answer *a, size_t line)
{
	struct retention_line l = retention_line(a->retention, line);
	char name[RETENTION_LABEL];

	if (a->o->retention.by != NULL)
		write_text_or_missing(a->w, l.by);
	write_text(a->w, slice_of(name, retention_name(a->retention, line, name)));
}

/* more: a number between its rate and whether it is complete; NULL: none. */
static void
write_cell(const struct answer *a, struct retention_cell c, const double *more)
{
	if (c.reached) {
		write_count(a->w, c.users);
		write_share(a->w, c.users, c.size);
	} else {
		write_missing(a->w);
		write_missing(a->w);
	}
	if (more != NULL)
		write_fixed(a->w, *more, 6);
	write_flag(a->w, c.complete);
	write_end(a->w);
}

static void
write_long(const struct answer *a, size_t line)
{
	bool brackets = a->o->retention.mode == RETENTION_BRACKET;
	char label[RETENTION_LABEL];

	for (size_t k = 0; k < retention_ncell(a->retention, line); k++) {
		struct retention_cell c = retention_cell(a->retention, line, k);
		struct slice name = slice_of(label, retention_label(a->retention, k, label));

		write_line(a, line);
		write_count(a->w, c.size);
		if (brackets)
			write_text(a->w, name);
		else
			write_count(a->w, k);
		write_cell(a, c, NULL);
	}
}

/* For eyes three digits are enough, and a cell that is not over has a star. */
static void
write_matrix_cell(const struct answer *a, struct retention_cell c)
{
	double rate = (double)c.users / (double)c.size;

	if (!c.reached)
		write_missing(a->w);
	else if (!a->table)
		write_share(a->w, c.users, c.size);
	else
		write_shaded(a->w, rate, 3, a->most, c.complete ? '\0' : '*');
}

/* What the rates of "all" are of: each period has its own cohorts that are over. */
static void
write_denominators(const struct answer *a, size_t line)
{
	if (a->o->retention.by != NULL)
		write_missing(a->w);
	write_text(a->w, SLICE("of"));
	write_missing(a->w);
	write_missing(a->w);
	for (size_t k = 0; k < retention_ncell(a->retention, line); k++) {
		struct retention_cell c = retention_cell(a->retention, line, k);

		if (c.reached)
			write_count(a->w, c.size);
		else
			write_missing(a->w);
	}
	write_end(a->w);
}

static void
write_matrix(const struct answer *a, size_t line)
{
	write_line(a, line);
	write_count(a->w, retention_line(a->retention, line).size);
	write_count(a->w, retention_over(a->retention, line));
	for (size_t k = 0; k < retention_ncell(a->retention, line); k++)
		write_matrix_cell(a, retention_cell(a->retention, line, k));
	write_end(a->w);
	if (a->table && retention_line(a->retention, line).all)
		write_denominators(a, line);
}

static void
write_lifecycle(const struct answer *a, size_t line)
{
	write_line(a, line);
	for (size_t k = 0; k < retention_ncell(a->retention, line); k++)
		write_count(a->w, retention_cell(a->retention, line, k).users);
	write_flag(a->w, retention_over(a->retention, line) > 0);
	write_end(a->w);
}

static void
write_stickiness(const struct answer *a, size_t line)
{
	double daily = retention_daily(a->retention, line);

	for (size_t k = 0; k < retention_ncell(a->retention, line); k++) {
		write_line(a, line);
		write_count(a->w, k + 1);
		write_cell(a, retention_cell(a->retention, line, k), &daily);
	}
}

void
answer_write(struct tool *tool, const struct options *o, const struct retention *retention)
{
	const struct retention_params *p = &o->retention;
	struct answer a = { .o = o, .retention = retention };
	struct arena names = { 0 };
	struct slice *column;
	size_t n = retention_columns(retention, p, o->matrix, &names, &column);
	void (*write)(const struct answer *, size_t) = write_long;

	if (p->lifecycle)
		write = write_lifecycle;
	else if (p->stickiness)
		write = write_stickiness;
	else if (o->matrix)
		write = write_matrix;

	a.w = tool_answer_names(tool, column, n);
	writer_keys(a.w, o->matrix ? "cohort" : p->stickiness ? "days" : "period");
	a.table = o->matrix && tool_format(tool, true) == FORMAT_TABLE;
	a.most = retention_most(retention);
	if (a.table)
		writer_legend(a.w, a.most, 3, "* not over");
	for (size_t line = 0; line < retention_nline(retention); line++)
		write(&a, line);
	arena_release(&names);
}
