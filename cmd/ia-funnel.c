/*
 * ia-funnel: how many users take each step, in order, in time.
 *
 * In      events: a user, an event and a time a row
 * Out     a row a step: step, name, users, from_previous, ...; --users: a row a user
 * Memory  some 20 bytes and the user's id for each event that matters; past -S it spills
 */
#include <stdlib.h>

#include "base/memory.h"
#include "funnel/columns.h"
#include "funnel/options.h"
#include "tool/tool.h"

static const struct option table[] = {
	EXPRS('s', "steps", "A,B,...", AT(steps), "names of events, in order"),
	NAMED(0, "step", "NAME=EXPR", AT(step), "one step; may be repeated"),
	DURATION('w', "within", "DURATION", AT(funnel.rules.within_us),
	    "a whole chain fits in this time"),
	CHOICE(0, "order", "ORDER", "ordered|strict|any", AT(funnel.rules.order),
	    "ordered, strict or any"),
	EXPR(0, "exclude", "EXPR", AT(funnel.exclude), "such an event in between breaks a chain"),
	LIST(0, "optional", "NAME", AT(optional), "this step may be left out"),
	TEXT(0, "hold", "COL", AT(funnel.hold), "all steps share the value of this column"),
	CHOICE(0, "per", "UNIT", "user|session", AT(per), "session: a chain lies in one session"),
	DURATION(0, "session", "DURATION", AT(session), "longest gap in a session; default: 30m"),
	CHOICE(0, "ties", "ORDER", "input|any", AT(funnel.rules.ties_any),
	    "events of one instant: input or any"),
	FLAG(0, "reenter", AT(funnel.rules.reenter), "count every completed chain of a user"),
	TEXT(0, "by", "COL", AT(funnel.by), "a funnel for each value at its start"),
	CHOICE(0, "every", "PERIOD", "day|week|month", AT(funnel.every),
	    "one for each day, week or month"),
	CHOICE(0, "enter", "WHICH", "each|first", AT(funnel.enter_first),
	    "each value and period, or by the first start only"),
	FLAG(0, "ci", AT(ci), "add bounds of 95 % (Wilson)"),
	FLAG(0, "users", AT(users), "list who got how far, when, and why no further"),
	OPTIONS_SEQUENCES,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "step,name,users,from_previous,from_first,dropped,median_time,p90_time" },
	{ "--ci",
	    "step,name,users,from_previous,from_first,dropped,median_time,p90_time,"
	    "from_previous_low,from_previous_high,from_first_low,from_first_high" },
	{ "--by COL", "<COL>,step,name,...,complete" },
	{ "--every PERIOD", "<PERIOD>,step,name,...,complete" },
	{ "--users", "user_id,step,name,time_<K>,...,stopped" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_DO,
	.shapes = shapes,
	.name = "ia-funnel",
	.takes_files = true,
	.line = "how many users take each step, in order, in time",
	.synopsis = "--steps A,B,... [options] [FILE ...]",
	.example = "ia-funnel --steps view,cart,pay --within 7d --by channel events.csv",
};

struct job {
	struct tool tool;
	struct options o;
	struct slice column[FUNNEL_COLUMNS]; /* of the answer */
	size_t ncolumn;
	struct writer *list; /* --users: [thread] */
};

static void
check(struct job *job)
{
	struct funnel_params *p = &job->o.funnel;
	struct fault fault = { 0 };

	p->week_start = job->tool.week_start;
	funnel_room(p, tool_memory(&job->tool), job->tool.common.temp, job->tool.zone);
	tool_require(&job->tool, options_take(&job->o));
	for (size_t k = 0; k < job->o.optional.n; k++)
		tool_require(&job->tool, funnel_optional(p, job->o.optional.at[k], &fault));
	tool_require(&job->tool, funnel_check(p));
	tool_require(&job->tool,
	    funnel_columns(p, job->o.users, job->o.ci, job->column, &job->ncolumn));
}

/* The values of --by and --every, the user (--users), the number of a step and its name. */
static void
write_step(const struct job *job, struct writer *w, struct slice by, int64_t period,
    struct slice user, unsigned k)
{
	const struct funnel_params *p = &job->o.funnel;
	char text[FUNNEL_NAME];

	if (p->by != NULL)
		write_text_or_missing(w, by);
	if (p->every >= 0)
		write_text(w,
		    slice_of(text,
			period_write(text, p->zone, funnel_period(p), p->week_start, period)));
	if (job->o.users)
		write_text(w, user);
	write_count(w, k + 1);
	write_text(w, funnel_step_name(p, k, text));
}

static void
write_cell(const struct job *job, struct writer *w, struct funnel_cell c)
{
	write_count(w, c.users);
	write_share(w, c.users, c.previous);
	write_share(w, c.users, c.first);
	write_count(w, c.previous - c.users);
	write_seconds(w, c.median_us);
	write_seconds(w, c.p90_us);
	for (int b = 0; job->o.ci && b < 4; b++)
		write_rate(w, c.bound[b]);
	if (job->o.funnel.by != NULL || job->o.funnel.every >= 0)
		write_flag(w, c.complete);
	write_end(w);
}

static void
write_groups(struct job *job, struct funnel *funnel)
{
	struct writer *w = tool_answer_names(&job->tool, job->column, job->ncolumn);
	struct slice by;
	int64_t period;

	writer_bar(w, "users");
	for (size_t g = 0; g < funnel_ngroup(funnel); g++) {
		funnel_group(funnel, g, &by, &period);
		for (unsigned k = 0; k < job->o.funnel.rules.nstep; k++) {
			write_step(job, w, by, period, by, k);
			write_cell(job, w, funnel_cell(funnel, g, k));
		}
	}
}

/* --users: a line of one user, on any thread. */
static void
list_user(void *self, unsigned thread, const struct funnel_listed *user, struct buffer *out)
{
	static const char *const why[] = { "", "time", "excluded", "order", "end" };
	struct job *job = self;
	struct writer *w = &job->list[thread];
	const struct funnel_chain *chain = user->chain;

	w->out = out;
	write_step(job, w, user->by, user->period, user->user, chain->level - 1);
	for (unsigned k = 0; k < job->o.funnel.rules.nstep; k++) {
		if ((chain->taken >> k & 1) != 0)
			write_instant(w, chain->time[k]);
		else
			write_missing(w);
	}
	write_text_or_missing(w, slice_text(why[user->stopped]));
	write_end(w);
}

/* A writer a thread. The names of columns wait in a buffer until the input ended well. */
static void
list_begin(struct job *job)
{
	unsigned n = scan_threads(job->tool.scan);
	struct buffer names = { 0 };

	job->list = memory_array(n, sizeof *job->list);
	for (unsigned t = 0; t < n; t++)
		writer_init_names(&job->list[t], &names, tool_format(&job->tool, false),
		    tool_delimiter(&job->tool), job->column, job->ncolumn, t > 0);
	tool_write(&job->tool, names.ptr, names.len);
	buffer_release(&names);
	job->o.funnel.list = list_user;
	job->o.funnel.self = job;
}

int
main(int argc, char **argv)
{
	struct job job = { .o = { .funnel = FUNNEL_DEFAULT, .session = -1 } };

	tool_open(&job.tool, &about, table, &job.o, argc, argv);
	check(&job);
	if (job.o.users)
		tool_whole(&job.tool, "users: rows of users are joined, not merged");
	tool_start(&job.tool);
	if (job.o.users)
		list_begin(&job);
	struct funnel *funnel = funnel_new(&job.o.funnel);

	tool_analyse(&job.tool, &funnel_analysis, funnel);
	if (!job.o.users)
		write_groups(&job, funnel);
	for (unsigned t = 0; job.list != NULL && t < scan_threads(job.tool.scan); t++)
		writer_release(&job.list[t]);
	free(job.list);
	funnel_free(funnel);
	return tool_close(&job.tool);
}
