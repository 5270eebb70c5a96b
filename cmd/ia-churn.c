/*
 * ia-churn: who is about to leave: a model fitted, rows scored, scores judged, the model shown.
 *
 * In      rows, such as a row a user from ia-features; fit and eval: with a label
 * Out     fit, eval: metric, value, low, high; show: a row a feature; score: the rows with
 *         churn_probability, risk, reasons, holdout
 * Memory  score: constant; eval: 40 bytes a row; fit: eight bytes a number, and the method's own
 */
#include "analysis/columns/columns.h"
#include "learn/churn/answer.h"
#include "learn/churn/options.h"
#include "learn/churn/scorer.h"
#include "rule/score_rows.h"
#include "tool/tool.h"

struct options {
	struct churn_options fit;
	struct texts columns, exclude;
	const char *holdout, *salt;
	uint64_t reasons;
	bool deciles, calibration, summary;
};

static const struct option table[] = {
	TEXT('l', "label", "COLUMN", AT(fit.label), "what came true: 0 or 1"),
	TEXT('m', "model", "FILE", AT(fit.model), "the model, as JSON"),
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

static const struct about about = {
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

struct churn_tool {
	struct tool tool;
	struct options o;
	struct churn churn;
	struct scoring scoring;
	struct predicting predicting;
	struct holdout holdout;
	struct roles roles;
	struct answer_table answer;
};

static void
fit(struct churn_tool *t)
{
	const struct options *o = &t->o;
	struct tool *tool = &t->tool;
	struct churn_asked asked = CHURN_DEFAULT;
	struct columns c = { .roles = &t->roles,
		.memory = tool_memory(tool),
		.fault = &tool->fault };

	tool_require(tool, churn_options_take(&o->fit, o->columns.at, o->columns.n, &asked));
	tool_start(tool);
	tool_roles(tool, &t->roles, 0);
	struct column_choice choice = { o->columns.at, o->exclude.at, o->columns.n, o->exclude.n,
		o->fit.label, o->fit.time_split,
		role_name(&t->roles.options, scan_schema(tool->scan), ROLE_USER),
		t->roles.options.user != NULL };
	if (!columns_bind(&c, tool->scan, &choice))
		tool_check(tool, scan_fault(tool->scan));
	struct scan_work work = columns_work(&c);

	tool_fold(tool, &work);
	struct churn_data data = { columns_raw(&c, o->columns.n > 0), c.ncolumn, c.n, c.y, c.when,
		columns_group(&c), c.bytes };

	churn_resources(&asked, scan_threads(tool->scan), c.memory, tool_warn_sentence, tool);
	if (churn_learn(&t->churn, &data, o->fit.label, &asked, &tool->fault))
		churn_write(&t->churn, &tool->file, &tool->fault);
	tool_write_file(tool, o->fit.model);
	churn_answer_evaluation(&t->answer, &t->churn);
	columns_release(&c);
}

static void
read_model(struct churn_tool *t)
{
	struct tool *tool = &t->tool;

	tool_require(tool,
	    t->o.fit.model == NULL ? "give a model: --model FILE (ia-churn fit writes it)" : NULL);
	churn_read(&t->churn, t->o.fit.model, tool_read_file(tool, t->o.fit.model), &tool->fault);
	tool_check(tool, &tool->fault);
	t->scoring = (struct scoring){ .churn = &t->churn,
		.nreason = (size_t)t->o.reasons,
		.piece = scorer_piece(&t->churn),
		.fail = tool_check_fault,
		.self = tool };
	t->predicting = (struct predicting){ .self = &t->scoring,
		.model_new = scorer_new,
		.model_end = scorer_end,
		.begin = scorer_begin,
		.value = scorer_value,
		.run = scorer_run,
		.piece = t->scoring.piece,
		.check = t->o.holdout != NULL ? roles_check_users : NULL,
		.checked = &t->roles };
}

static void
score(struct churn_tool *t)
{
	const struct options *o = &t->o;
	struct tool *tool = &t->tool;
	struct score_rows rows = { .predicting = &t->predicting,
		.reasons = o->reasons > 0 ? scorer_reasons : NULL,
		.holdout = o->holdout != NULL ? &t->holdout : NULL,
		.risk = t->churn.risk };
	char error[HOLDOUT_ERROR];

	tool_require(tool, holdout_options(&t->holdout, o->holdout, o->salt, error));
	read_model(t);
	tool_require(tool, churn_thresholds(o->fit.thresholds, t->churn.risk));
	score_rows_names(&rows, "churn_probability");
	struct tool_added added = { .name = rows.name,
		.n = rows.n,
		.fill = score_rows_fill,
		.end = score_rows_end,
		.self = &rows,
		.scratch = sizeof(struct predicted) };

	tool_scan_options(tool)->live = true;
	tool_add_start(tool, &added);
	if (!predicting_bind(&t->predicting, tool->scan, churn_column, &t->churn))
		tool_check(tool, scan_fault(tool->scan));
	if (o->holdout != NULL)
		tool_roles(tool, &t->roles, ROLE_USER);
	rows.user = t->roles.user;
	tool_add_rows(tool, &added);
}

static void
eval(struct churn_tool *t)
{
	const struct options *o = &t->o;
	struct metrics_params params = { o->fit.threshold, 10, 1 };
	struct tool *tool = &t->tool;

	tool_require(tool, metrics_check(&params));
	tool_require(tool,
	    o->deciles && o->calibration ? "options --deciles and --calibration: give one of them"
					 : NULL);
	read_model(t);
	tool_start(tool);
	if (!predicting_bind(&t->predicting, tool->scan, churn_column, &t->churn))
		tool_check(tool, scan_fault(tool->scan));
	struct outcomes outcomes = { .predicting = &t->predicting,
		.memory = tool_memory(tool),
		.fault = &tool->fault,
		.label = tool_column(tool, o->fit.label != NULL ? o->fit.label : t->churn.label,
		    COLUMN_REQUIRED) };
	struct scan_work work = outcomes_work(&outcomes);

	tool_fold(tool, &work);
	params.threads = scan_threads(tool->scan);
	churn_answer_scores(&t->answer, outcomes.score, outcomes.y, outcomes.n, &params,
	    o->deciles           ? CHURN_DECILES
		: o->calibration ? CHURN_BINS
				 : CHURN_METRICS);
	outcomes_release(&outcomes);
}

static void
show(struct churn_tool *t)
{
	read_model(t);
	churn_answer_model(&t->answer, &t->churn, t->o.summary, &t->tool.fault);
}

int
main(int argc, char **argv)
{
	static void (*const work[])(struct churn_tool * t) = { fit, score, eval, show };
	struct churn_tool t = { .o.fit = CHURN_OPTIONS_DEFAULT };

	work[tool_open_command(&t.tool, &about, commands, 4, table, &t.o, argc, argv)](&t);
	if (t.answer.columns != NULL)
		tool_answer_rows(&t.tool, &t.answer);
	scoring_note(&t.scoring, tool_warn_sentence, &t.tool);
	answer_table_release(&t.answer);
	predicting_release(&t.predicting);
	churn_release(&t.churn);
	return tool_close(&t.tool);
}
