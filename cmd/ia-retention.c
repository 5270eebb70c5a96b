/*
 * ia-retention: who comes back, and after how long.
 *
 * In      events: a user and a time a row
 * Out     a row a cohort and period: cohort, size, period, users, rate, complete
 * Memory  20 bytes and the id for 64 periods of a user, or 10 an event; past -S it spills
 */
#include "retention/answer.h"
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
	OPTIONS_SEQUENCES,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "cohort,size,period,users,rate,complete" },
	{ "--by COL", "<COL>,cohort,size,period,users,rate,complete" },
	{ "--matrix", "cohort,size,complete,<K>,..." },
	{ "--lifecycle", "period,new,returning,resurrected,dormant,complete" },
	{ "--stickiness", "period,days,user_weeks,share,dau_wau,complete" },
	{ "--stickiness --period month", "period,days,user_months,share,dau_mau,complete" },
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
};

static void
check(struct job *job)
{
	struct retention_params *p = &job->o.retention;
	struct fault fault = { 0 };

	p->bracket = job->o.brackets.at;
	p->nbracket = job->o.brackets.n;
	p->zone = job->tool.zone;
	p->sunday = job->tool.common.sunday;
	p->memory = tool_memory(&job->tool);
	if (tool_for_eyes(&job->tool))
		options_for_eyes(&job->o);
	tool_require(&job->tool, options_together(&job->o));
	tool_require(&job->tool, retention_check(p, &fault));
	tool_require(&job->tool, retention_columns_check(p, job->o.matrix));
}

int
main(int argc, char **argv)
{
	struct job job = { .o = { .retention = RETENTION_DEFAULT } };

	tool_open(&job.tool, &about, table, &job.o, argc, argv);
	check(&job);
	tool_start(&job.tool);
	struct retention *retention = retention_new(&job.o.retention);

	tool_analyse(&job.tool, &retention_analysis, retention);
	answer_write(&job.tool, &job.o, retention);
	retention_free(retention);
	return tool_close(&job.tool);
}
