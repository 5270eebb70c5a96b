/*
 * ia-abtest: did it work: each arm of an experiment against the control.
 *
 * In      a row a user; with --exposure events; power: nothing; assign: rows with a user
 * Out     a row a metric and variant: metric, variant, warning, users, mean, ..., verdict, test;
 *         power: a row with users and days; assign: the rows with variant
 * Memory  of rows 3 KiB for each arm, group, day and metric; of events some 20 bytes and the id
 *         for each that matters; past -S they spill
 */
#include <math.h>

#include "abtest/job.h"

static const struct option table[] = {
	TEXT('v', "variant", "COLUMN", AT(abtest.variant), "who saw what"),
	CALL('m', "metric", "METRIC,...", abtest_metric,
	    "COLUMN, NAME=EXPR, NAME=sum(COLUMN), ..."),
	TEXT(0, "control", "NAME", AT(abtest.control), "the variant that nothing was done to"),
	EXPR('x', "exposure", "EXPR", AT(abtest.exposure), "of events: such a one is an exposure"),
	DURATION('w', "window", "DURATION", AT(abtest.window_us), "metrics count so long after it"),
	LIST(0, "split", "NAME=SHARE,...", AT(split), "as it was planned; default: all alike"),
	FLAG(0, "cuped", AT(cuped), "less noise, by what was done before"),
	DURATION(0, "lookback", "DURATION", AT(abtest.lookback_us),
	    "how long before; default: 14d"),
	LIST(0, "pre", "METRIC=COLUMN,...", AT(pre), "of rows: the same by columns"),
	TEXT(0, "winsor", "SHARE", AT(winsor), "higher values than 99.9% of them are pulled down"),
	TEXT(0, "strata", "COLUMN", AT(abtest.strata), "compared within, then put together"),
	TEXT('b', "by", "COLUMN", AT(abtest.by), "also for each value, and whether they differ"),
	FLAG(0, "sequential", AT(abtest.sequential), "a row a day, valid at every look"),
	NUMBER(0, "expected-users", "N", AT(abtest.expected), "at the decision; default: 5000"),
	NUMBER(0, "tau", "X", AT(abtest.tau), "mixture of effects of this size (mSPRT) instead"),
	COUNT(0, "since-exposure", "DAYS", AT(abtest.since), "a row for each day since exposure"),
	CHOICE(0, "adjust", "HOW", "holm|bh|none", AT(abtest.adjust), "for many tests"),
	LIST(0, "guardrail", "NAME>=-2%,...", AT(guardrail), "what must not get worse than that"),
	LIST(0, "less", "NAME,...", AT(less), "metrics of which less is better"),
	CHOICE(0, "test", "TEST", "auto|z|wald|fisher|welch", AT(abtest.test), "of two shares"),
	CHOICE(0, "lift-bounds", "HOW", "delta|fieller", AT(abtest.fieller),
	    "how the lift's are made"),
	NUMBER(0, "alpha", "X", AT(abtest.alpha), "default: 0.05"),
	FLAG(0, "one-sided", AT(abtest.one_sided), "only what is better counts"),
	TEXT(0, "holdout", "COLUMN", AT(holdout), "0/1 of ia-churn score instead of --variant"),
	NUMBER(0, "baseline", "X", AT(baseline), "power: the control's share, or mean"),
	NUMBER(0, "sd", "X", AT(sd), "power: of a mean"),
	TEXT(0, "lift", "SHARE", AT(lift), "power: to be seen, such as 10%"),
	FLAG(0, "mde", AT(mde), "power: the least lift that --users see"),
	COUNT(0, "users", "N", AT(users), "power: in all arms"),
	COUNT(0, "users-per-day", "N", AT(users_per_day), "power: gives the days"),
	NUMBER(0, "power", "X", AT(power), "power: to see it with; 0.8"),
	NUMBER(0, "ratio", "X", AT(ratio), "power: treated for each of control; 1"),
	NUMBER(0, "correlation", "R", AT(correlation), "power: with --cuped, of before and after"),
	FLAG(0, "on-lift", AT(on_lift), "power: the lift is tested, as GrowthBook does"),
	LIST(0, "variants", "NAME=SHARE,...", AT(variants), "assign: to these"),
	TEXT(0, "salt", "TEXT", AT(salt), "assign: another text for each experiment"),
	OPTIONS_UNTIL,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", ANSWER_ABTEST },
	{ "--by COLUMN", "<COLUMN>," ANSWER_ABTEST ",p_interaction" },
	{ "--sequential", "day," ANSWER_ABTEST },
	{ "--since-exposure DAYS", "days," ANSWER_ABTEST },
	{ "power", ANSWER_POWER },
	{ "assign", "*,variant" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_ACT,
	.shapes = shapes,
	.name = "ia-abtest",
	.line = "did it work: each arm of an experiment against the control",
	.synopsis = "[power | assign] --variant COLUMN --metric METRIC,... [options] [FILE ...]",
	.example = "ia-abtest -x exposure -v variant -m 'pay,revenue=sum(price)' events.csv",
	.takes_files = true,
};

static const struct command commands[] = {
	{ "power",
	    "baseline sd lift mde users users-per-day power ratio correlation on-lift alpha one-sided "
	    "sequential expected-users",
	    "power --baseline X --lift SHARE [--users-per-day N] [options]",
	    "ia-abtest power --baseline 0.05 --lift 10% --users-per-day 3000", false },
	{ "assign", "variants salt",
	    "assign --variants a=0.5,b=0.5 --salt TEXT [options] [FILE ...]",
	    "ia-abtest assign --variants a=0.5,b=0.5 --salt 'spring sale' users.csv", true },
};
static const char others[] =
    "baseline sd lift mde users users-per-day power ratio correlation on-lift "
    "variants salt";

/* What belongs to another form. */
static void
refuse_others(struct job *job)
{
	char name[32];

	for (const char *p = others; *p != '\0'; p += strcspn(p, " "), p += *p == ' ') {
		size_t len = strcspn(p, " ");

		memcpy(name, p, len);
		name[len] = '\0';
		if (tool_asks(&job->tool, name))
			tool_fail(&job->tool, EXIT_USAGE,
			    "option --%s goes with ia-abtest power or ia-abtest assign", name);
	}
}

static bool
has_column(const struct schema *schema, const char *name)
{
	for (size_t k = 0; k < schema->ncolumn; k++)
		if (slice_equal(schema->name[k], slice_text(name)))
			return true;
	return false;
}

static void
analyse_rows(struct job *job)
{
	struct tool *tool = &job->tool;
	struct scan_work work = abtest_work(job->abtest);

	tool_roles(tool, &job->roles, job->o.abtest.sequential ? ROLE_TIME : 0);
	if (!abtest_bind(job->abtest, tool->scan, &job->roles))
		tool_check(tool, scan_fault(tool->scan));
	tool_fold(tool, &work);
	abtest_finish(job->abtest);
	tool_check_asked(tool, abtest_fault(job->abtest));
	tool_remarks(tool, &abtest_analysis, job->abtest);
}

static void
analyse(struct job *job)
{
	struct abtest_params *p = &job->o.abtest;
	struct tool *tool = &job->tool;
	struct fault fault = { 0 };

	refuse_others(job);
	tool_require(tool, abtest_options(&job->o, &fault));
	tool_require(tool,
	    p->exposure == NULL && tool->common.until != NULL ? "until: it goes with --exposure"
							      : NULL);
	tool_start(tool);
	p->zone = tool->zone;
	p->memory = tool_memory(tool);
	if (p->holdout && p->by == NULL && p->strata == NULL &&
	    has_column(scan_schema(tool->scan), "risk"))
		p->by = "risk";
	job->group = p->by;
	job->abtest = abtest_new(p);
	if (p->exposure != NULL)
		tool_analyse(tool, &abtest_analysis, job->abtest);
	else
		analyse_rows(job);
	abtest_answer(job);
	abtest_free(job->abtest);
}

int
main(int argc, char **argv)
{
	static void (*const work[])(struct job * job) = { abtest_power, abtest_assign, analyse };
	struct job job = { .o = { .abtest = ABTEST_DEFAULT,
			       .baseline = NAN,
			       .sd = NAN,
			       .power = 0.8,
			       .ratio = 1,
			       .users = ABTEST_NOT_GIVEN,
			       .users_per_day = ABTEST_NOT_GIVEN } };
	size_t which = tool_open_either(&job.tool, &about, commands, 2, table, &job.o, argc, argv);

	work[which](&job);
	int status = tool_close(&job.tool);

	arena_release(&job.o.texts);
	return status;
}
