/*
 * ia-churn: who is about to leave: a model fitted, rows scored, scores judged, the model shown.
 *
 * In      rows, such as a row a user from ia-features; fit and eval: with a label
 * Out     fit, eval: metric, value, low, high; show: a row a feature; score: the rows and its own
 * Memory  score: constant; eval: 40 bytes a row; fit: eight bytes a number, and the method's own
 */
#include "churn/answer.h"
#include "churn/job.h"

static const struct option table[] = {
	TEXT('l', "label", "COLUMN", AT(fit.label), "what came true: 0 or 1"),
	WRITES('m', "model", "FILE", AT(fit.model), "the model, as JSON"),
	CHOICE(0, "method", "NAME", "logistic|forest|xgboost", AT(fit.method),
	    "logistic (default), forest or xgboost"),
	LIST('c', "columns", "COLUMN,...", AT(columns), "to learn from; default: all but the user"),
	LIST('x', "exclude", "COLUMN,...", AT(exclude), "not to learn from"),
	COUNT(0, "max-levels", "N", AT(fit.max_levels),
	    "texts of a column that count; default: 50"),
	NUMBER(0, "test", "SHARE", AT(fit.test), "rows kept for the evaluation; default: 0.2"),
	TEXT(0, "time-split", "COLUMN", AT(fit.time_split), "keep the latest ones by this column"),
	COUNT(0, "folds", "N", AT(fit.folds), "evaluate by cross-validation instead"),
	COUNT(0, "seed", "N", AT(fit.seed), "of what is random; default: 42"),
	FLAG(0, "balance", AT(fit.balance), "each label weighs as much as the other"),
	NUMBER(0, "penalty", "X", AT(fit.penalty), "logistic: on squared coefficients; default: 1"),
	COUNT(0, "trees", "N", AT(fit.trees), "default: forest 300, xgboost 200"),
	COUNT(0, "depth", "N", AT(fit.depth), "of a tree; default: forest 12, xgboost 3"),
	COUNT(0, "min-leaf", "N", AT(fit.min_leaf), "in a leaf; default: forest 5, xgboost 1"),
	NUMBER(0, "rate", "X", AT(fit.rate), "xgboost: learning rate; default: 0.1"),
	NUMBER(0, "threshold", "P", AT(fit.threshold), "from here on 1 is predicted; default: 0.5"),
	TEXT(0, "thresholds", "P,P", AT(fit.thresholds), "where medium and high risk begin"),
	COUNT(0, "reasons", "N", AT(reasons), "add reasons: the N columns that drove it"),
	TEXT(0, "holdout", "SHARE", AT(holdout), "add holdout: 1 for this share of users"),
	TEXT(0, "salt", "TEXT", AT(salt), "another text holds out other users"),
	FLAG(0, "deciles", AT(deciles), "a row a tenth: lift and capture"),
	FLAG(0, "calibration", AT(calibration), "a row a bin: predicted and observed"),
	FLAG(0, "summary", AT(summary), "what it was made of, not its features"),
	OPTIONS_EVENTS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "fit", "metric,value,low,high" },
	{ "score", "*,churn_probability,risk" },
	{ "score --reasons N", "*,churn_probability,risk,reasons" },
	{ "score --holdout SHARE", "*,churn_probability,risk,holdout" },
	{ "eval", "metric,value,low,high" },
	{ "eval --deciles",
	    "decile,rows,positives,mean_score,rate,low,high,lift,capture,"
	    "total_lift,total_capture" },
	{ "eval --calibration", "bin,rows,positives,predicted,observed,low,high" },
	{ "show", "feature,importance,..." },
	{ "show --summary", "name,value" },
	{ NULL, NULL },
};

static const struct together together[] = {
	{ "trees depth min-leaf", "default: forest 300 12 5, xgboost 200 3 1" },
	{ NULL, NULL },
};

static const struct about about = {
	.together = together,
	.job = JOB_NEXT,
	.shapes = shapes,
	.name = "ia-churn",
	.line = "who is about to leave, and why",
	.synopsis = "fit|score|eval|show --model FILE [options] [FILE ...]",
	.example = "ia-churn fit -l is_churn -m m.json old.csv && ia-churn score -m m.json new.csv",
	.takes_files = true,
};

static const struct command commands[] = {
	{ "fit",
	    "label model method columns exclude max-levels test time-split folds seed balance penalty trees depth "
	    "min-leaf rate threshold thresholds",
	    "fit --label COLUMN --model FILE [--method NAME] [options] [FILE ...]",
	    "ia-churn fit --label is_churn --model m.json users.csv", true },
	{ "score", "model thresholds reasons holdout salt",
	    "score --model FILE [--reasons N] [options] [FILE ...]",
	    "ia-features events.csv | ia-churn score --model m.json --reasons 3", true },
	{ "eval", "model label threshold deciles calibration",
	    "eval --model FILE [options] [FILE ...]",
	    "ia-churn eval --model m.json --deciles users.csv", true },
	{ "show", "model summary", "show --model FILE [--summary] [options]",
	    "ia-churn show --model m.json", false },
};

static void
read_model(struct job *job)
{
	struct tool *tool = &job->tool;

	tool_require(tool,
	    job->o.fit.model == NULL ? "give a model: --model FILE (ia-churn fit writes it)"
				     : NULL);
	churn_read(&job->churn, job->o.fit.model, tool_read_file(tool, job->o.fit.model),
	    &tool->fault);
	tool_check(tool, &tool->fault);
	job->scoring = (struct scoring){ .churn = &job->churn,
		.nreason = (size_t)job->o.reasons,
		.piece = scorer_piece(&job->churn),
		.fail = tool_check_fault,
		.self = tool };
	job->predicting = (struct predicting){ .self = &job->scoring,
		.model_new = scorer_new,
		.model_end = scorer_end,
		.begin = scorer_begin,
		.value = scorer_value,
		.run = scorer_run,
		.piece = job->scoring.piece,
		.check = job->o.holdout != NULL ? roles_check_users : NULL,
		.checked = &job->roles };
}

static void
score(struct job *job)
{
	const struct options *o = &job->o;
	struct tool *tool = &job->tool;
	struct score_rows rows = { .predicting = &job->predicting,
		.reasons = o->reasons > 0 ? scorer_reasons : NULL,
		.holdout = o->holdout != NULL ? &job->holdout : NULL,
		.risk = job->churn.risk };
	struct fault fault = { 0 };

	tool_require(tool, holdout_set(&job->holdout, o->holdout, o->salt, &fault));
	read_model(job);
	tool_require(tool, churn_thresholds(o->fit.thresholds, job->churn.risk));
	score_rows_names(&rows, "churn_probability");
	struct tool_added added = { .name = rows.name,
		.n = rows.n,
		.fill = score_rows_fill,
		.end = score_rows_end,
		.self = &rows,
		.scratch = sizeof(struct predicted) };

	tool_scan_options(tool)->live = true;
	tool_add_start(tool, &added);
	if (!predicting_bind(&job->predicting, tool->scan, churn_column, &job->churn))
		tool_check(tool, scan_fault(tool->scan));
	if (o->holdout != NULL)
		tool_roles(tool, &job->roles, ROLE_USER);
	rows.user = job->roles.user;
	tool_add_rows(tool, &added);
}

static void
eval(struct job *job)
{
	const struct options *o = &job->o;
	struct metrics_params params = { o->fit.threshold, 10, 1 };
	struct tool *tool = &job->tool;

	tool_require(tool, metrics_check(&params));
	tool_require(tool,
	    o->deciles && o->calibration ? "options --deciles and --calibration: give one of them"
					 : NULL);
	read_model(job);
	tool_start(tool);
	if (!predicting_bind(&job->predicting, tool->scan, churn_column, &job->churn))
		tool_check(tool, scan_fault(tool->scan));
	struct outcomes outcomes = { .predicting = &job->predicting,
		.memory = tool_memory(tool),
		.fault = &tool->fault,
		.label = tool_column(tool, o->fit.label != NULL ? o->fit.label : job->churn.label,
		    COLUMN_REQUIRED) };
	struct scan_work work = outcomes_work(&outcomes);

	tool_fold(tool, &work);
	params.threads = scan_threads(tool->scan);
	churn_answer_scores(&job->answer, outcomes.score, outcomes.y, outcomes.n, &params,
	    o->deciles           ? CHURN_DECILES
		: o->calibration ? CHURN_BINS
				 : CHURN_METRICS);
	outcomes_release(&outcomes);
}

static void
show(struct job *job)
{
	read_model(job);
	churn_answer_model(&job->answer, &job->churn, job->o.summary, &job->tool.fault);
}

int
main(int argc, char **argv)
{
	static void (*const work[])(struct job * job) = { churn_fit, score, eval, show };
	struct job job = { .o.fit = CHURN_OPTIONS_DEFAULT };

	work[tool_open_command(&job.tool, &about, commands, 4, table, &job.o, argc, argv)](&job);
	if (job.answer.columns != NULL)
		tool_answer_rows(&job.tool, &job.answer);
	scoring_note(&job.scoring, tool_warn_sentence, &job.tool);
	answer_table_release(&job.answer);
	predicting_release(&job.predicting);
	churn_release(&job.churn);
	return tool_close(&job.tool);
}
