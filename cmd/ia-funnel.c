/*
 * ia-funnel: how many users take each step, in order, in time.
 *
 * In      events: a user, an event and a time a row
 * Out     a row a step: step, name, users, from_previous, ...; --users: a row a user
 * Memory  some 20 bytes and the user's id for each event that matters; past -S it spills
 */
#include <stdlib.h>

#include "analysis/funnel/funnel.h"
#include "base/memory.h"
#include "tool/tool.h"

struct options {
	struct funnel_params funnel;
	struct texts steps, step, optional;
	const char *exclude;
	int64_t session;
	int per;
	bool users, ci;
};

static const struct option table[] = {
	LIST('s', "steps", "A,B,...", AT(steps), "names of events, in order"),
	TEXTS(0, "step", "NAME=EXPR", AT(step), "one step; may be repeated"),
	DURATION('w', "within", "DURATION", AT(funnel.rules.within_us),
	    "a whole chain fits in this time"),
	CHOICE(0, "order", "ORDER", "ordered|strict|any", AT(funnel.rules.order),
	    "ordered, strict or any"),
	TEXT(0, "exclude", "EXPR", AT(exclude), "such an event in between breaks a chain"),
	LIST(0, "optional", "NAME", AT(optional), "this step may be left out"),
	TEXT(0, "hold", "COL", AT(funnel.hold), "all steps share the value of this column"),
	CHOICE(0, "per", "UNIT", "user|session", AT(per), "session: a chain lies in one session"),
	DURATION(0, "session", "DURATION", AT(session), "longest gap in a session; default: 30m"),
	CHOICE(0, "ties", "ORDER", "input|any", AT(funnel.rules.ties_any),
	    "events of one instant: input or any"),
	FLAG(0, "reenter", AT(funnel.rules.reenter), "count every completed chain of a user"),
	TEXT(0, "by", "COL", AT(funnel.by), "a funnel for each value at the first step"),
	CHOICE(0, "every", "PERIOD", "day|week|month", AT(funnel.every),
	    "one for each day, week or month"),
	FLAG(0, "ci", AT(ci), "add bounds of 95 % (Wilson)"),
	FLAG(0, "users", AT(users), "list who got how far, when, and why no further"),
	OPTIONS_NAMED,
	OPTION_END,
};

static const struct about about = {
	.name = "ia-funnel",
	.takes_files = true,
	.line = "how many users take each step, in order, in time",
	.synopsis = "--steps A,B,... [options] [FILE ...]",
	.example = "ia-funnel --steps view,cart,pay --within 7d --by channel events.csv",
};

struct job {
	struct tool tool;
	struct options o;
	struct funnel_step step[FUNNEL_STEPS + 1];
	struct slice column[FUNNEL_COLUMNS]; /* of the answer */
	size_t ncolumn;
	struct writer *list; /* --users: [thread] */
	char error[FUNNEL_ERROR];
};

/*
 * Called twice: for errors before the input is waited for, and when the names of its columns are
 * known.
 */
static void
read_steps(struct job *job)
{
	struct funnel_params *p = &job->o.funnel;
	const struct texts *texts = job->o.steps.n > 0 ? &job->o.steps : &job->o.step;

	tool_require(&job->tool,
	    job->o.steps.n > 0 && job->o.step.n > 0 ? "give --steps or --step, not both" : NULL);
	p->step = job->step;
	p->rules.nstep = (unsigned)texts->n;
	for (size_t k = 0; k < texts->n && k < FUNNEL_STEPS; k++) {
		const char *text = texts->at[k];

		tool_require(&job->tool,
		    funnel_step_split(texts == &job->o.step, &text, &job->step[k].name,
			job->error));
		expr_free(job->step[k].expr);
		job->step[k].expr =
		    tool_expr_of(&job->tool, job->o.step.n > 0 ? "--step" : "--steps", text, true);
	}
	expr_free(p->exclude);
	p->exclude = job->o.exclude != NULL
	    ? tool_expr_of(&job->tool, "--exclude", job->o.exclude, true)
	    : NULL;
	for (size_t k = 0; k < job->o.optional.n; k++)
		tool_require(&job->tool, funnel_optional(p, job->o.optional.at[k], job->error));
	tool_require(&job->tool, funnel_check(p));
}

/* The values of --by and --every, the user (--users), the number of a step and its name. */
static void
write_step(const struct job *job, struct writer *w, struct slice by, int64_t period,
    struct slice user, unsigned k)
{
	const struct funnel_params *p = &job->o.funnel;
	char text[FUNNEL_NAME];

	if (p->by != NULL)
		by.len > 0 ? write_text(w, by) : write_missing(w);
	if (p->every >= 0)
		write_text(w,
		    slice_of(text, period_write(text, p->zone, funnel_period(p), 1, period)));
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
	for (unsigned k = 0; k < job->o.funnel.rules.nstep; k++)
		(chain->taken >> k & 1) != 0 ? write_instant(w, chain->time[k]) : write_missing(w);
	user->stopped == FUNNEL_COMPLETE ? write_missing(w)
					 : write_text(w, slice_text(why[user->stopped]));
	write_end(w);
}

/*
 * A writer a thread. The names of the columns wait in standard output's buffer until the input
 * ended well.
 */
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
	struct funnel_params *p = &job.o.funnel;
	struct sequence_spec spec = { 0 };
	struct roles roles;

	tool_open(&job.tool, &about, table, &job.o, argc, argv);
	funnel_room(p, tool_memory(&job.tool), job.tool.common.temp, job.tool.zone);
	tool_require(&job.tool, funnel_sessions(p, job.o.per == 1, job.o.session));
	read_steps(&job);
	tool_require(&job.tool, funnel_columns(p, job.o.users, job.o.ci, job.column, &job.ncolumn));
	tool_start(&job.tool);
	read_steps(&job);
	if (job.o.users)
		list_begin(&job);
	struct funnel *funnel = funnel_new(p);
	tool_roles(&job.tool, &roles, funnel_roles(p));
	if (!funnel_bind(funnel, job.tool.scan))
		tool_check(&job.tool, scan_fault(job.tool.scan));
	funnel_sequences(funnel, &roles, &spec);
	tool_sequences(&job.tool, &spec);
	if (!job.o.users && funnel_total(funnel))
		write_groups(&job, funnel);
	tool_check(&job.tool, funnel_fault(funnel));
	for (size_t at = 0; funnel_unseen(funnel, &at, job.error);)
		tool_doubt(&job.tool, job.error);
	for (unsigned t = 0; job.list != NULL && t < scan_threads(job.tool.scan); t++)
		writer_release(&job.list[t]);
	free(job.list);
	funnel_free(funnel);
	return tool_close(&job.tool);
}
