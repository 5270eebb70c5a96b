/* ia-churn fit: rows to a model and its evaluation. */
#include "analysis/columns/columns.h"
#include "churn/answer.h"
#include "churn/job.h"

void
churn_fit(struct job *job)
{
	const struct options *o = &job->o;
	struct tool *tool = &job->tool;
	struct churn_asked asked = CHURN_DEFAULT;
	struct columns c = { .roles = &job->roles,
		.memory = tool_memory(tool),
		.fault = &tool->fault };

	tool_require(tool, churn_options_take(&o->fit, o->columns.at, o->columns.n, &asked));
	tool_start(tool);
	tool_roles(tool, &job->roles, 0);
	struct column_choice choice = { o->columns.at, o->exclude.at, o->columns.n, o->exclude.n,
		o->fit.label, o->fit.time_split,
		role_name(&job->roles.options, scan_schema(tool->scan), ROLE_USER),
		job->roles.options.user != NULL };
	if (!columns_bind(&c, tool->scan, &choice))
		tool_check(tool, scan_fault(tool->scan));
	struct scan_work work = columns_work(&c);

	tool_fold(tool, &work);
	struct churn_data data = { columns_raw(&c, o->columns.n > 0), c.ncolumn, c.n, c.y, c.when,
		columns_group(&c), c.bytes };

	churn_resources(&asked, scan_threads(tool->scan), c.memory, tool_warn_sentence, tool);
	if (churn_learn(&job->churn, &data, o->fit.label, &asked, &tool->fault))
		churn_write(&job->churn, &tool->file, &tool->fault);
	tool_check_asked(tool, &tool->fault);
	tool_write_file(tool, o->fit.model);
	churn_answer_evaluation(&job->answer, &job->churn);
	columns_release(&c);
}
