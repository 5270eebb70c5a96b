/*
 * ia-nps: would they recommend us: net promoter scores, and how sure they are.
 *
 * In      rows with a score from 0 to 10: answers of a survey
 * Out     a row a group and period: answers, promoters, passives, detractors, nps, low, high;
 *         --compare: a row a period: from, to, nps_from, nps_to, difference, low, high, p
 * Memory  100 bytes a group and period, and thread
 */
#include "nps/answer.h"

static const struct option table[] = {
	TEXT('s', "score", "COLUMN", AT(score), "answers from 0 to 10"),
	TEXT('b', "by", "COLUMN", AT(by), "for each value of this column"),
	CHOICE(0, "every", "PERIOD", "day|week|month", AT(every), "day, week or month of the time"),
	LIST(0, "compare", "A,B", AT(compare), "two values of --by: B less A, with bounds"),
	OPTIONS_EVENTS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", ANSWER_SCORES },
	{ "--by COLUMN", "<COLUMN>," ANSWER_SCORES },
	{ "--every PERIOD", "<PERIOD>," ANSWER_SCORES },
	{ "--by COLUMN --compare A,B", ANSWER_DIFFERENCES },
	{ "--by COLUMN --every PERIOD --compare A,B", "<PERIOD>," ANSWER_DIFFERENCES },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_ACT,
	.shapes = shapes,
	.name = "ia-nps",
	.line = "would they recommend us: net promoter scores with bounds",
	.synopsis = "--score COLUMN [--by COLUMN] [--every PERIOD] [options] [FILE ...]",
	.example = "ia-nps --score answer --by plan --every month survey.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	struct roles roles;
};

static const char *
check(const struct options *o)
{
	if (o->score == NULL)
		return "score: give the column of the answers";
	if (o->compare.n > 0 && o->by == NULL)
		return "compare: needs --by, whose values they are";
	if (o->compare.n > 0 &&
	    (o->compare.n != 2 || strcmp(o->compare.at[0], o->compare.at[1]) == 0))
		return "compare: expected two different values, such as free,paid";
	return NULL;
}

static struct nps *
count(struct job *job)
{
	struct tool *tool = &job->tool;
	const struct options *o = &job->o;
	struct nps_params params = { .by = -1,
		.timed = o->every >= 0,
		.every = options_period(o),
		.week_start = tool->week_start,
		.zone = tool->zone,
		.roles = &job->roles };

	if (params.timed)
		tool_roles(tool, &job->roles, ROLE_TIME);
	params.score = tool_column(tool, o->score, COLUMN_REQUIRED);
	if (o->by != NULL)
		params.by = tool_column(tool, o->by, COLUMN_REQUIRED);
	struct nps *nps = nps_new(&params);
	struct scan_work work = nps_work(nps);

	tool_fold(tool, &work);
	return nps;
}

int
main(int argc, char **argv)
{
	struct job job = { .o.every = -1 };
	struct tool *tool = &job.tool;

	tool_open(tool, &about, table, &job.o, argc, argv);
	tool_require(tool, check(&job.o));
	tool_start(tool);
	struct nps *nps = count(&job);

	if (job.o.compare.n > 0)
		answer_differences(tool, &job.o, nps);
	else
		answer_scores(tool, &job.o, nps);
	nps_free(nps);
	return tool_close(tool);
}
