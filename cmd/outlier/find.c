#include "outlier/find.h"

void
find_values(struct tool *tool, const struct oddity_params *asked, struct oddity *odd)
{
	struct outlier_params params = {
		.method = (enum fence_method)asked->method,
		.cutoff = asked->cutoff,
		.log = asked->log,
		.name = asked->column,
		.column = tool_column(tool, asked->column, COLUMN_REQUIRED),
		.by = asked->by != NULL ? tool_column(tool, asked->by, COLUMN_REQUIRED) : -1,
		.threads = scan_threads(tool->scan),
		.memory = tool_memory(tool),
	};

	odd->outlier = outlier_new(&params);
	struct scan_work work = outlier_work(odd->outlier);

	tool_fold(tool, &work);
	const char *wrong = outlier_settle(odd->outlier);

	if (wrong != NULL)
		tool_fail(tool, EXIT_DATA, "%s", wrong);
	if (!outlier_is_exact(odd->outlier))
		tool_warn(tool,
		    "the limits come from a sample of rows; more memory (-S) makes them exact");
}

void
find_bursts(struct tool *tool, const struct oddity_params *asked, struct oddity *odd,
    struct roles *roles)
{
	struct burst_params params = { .roles = roles,
		.match = asked->burst,
		.max = asked->max,
		.per_us = asked->per_us };
	struct remark remark = { .text = "" };

	tool_roles(tool, roles, asked->by != NULL ? ROLE_TIME : ROLE_USER | ROLE_TIME);
	params.key =
	    asked->by != NULL ? tool_column(tool, asked->by, COLUMN_REQUIRED) : roles->user;
	tool_bind(tool, asked->burst);
	params.event = tool_event_column(tool, asked->burst);
	odd->burst = burst_new(&params);
	struct sequence_spec spec = burst_spec(odd->burst);

	tool_sequences(tool, &spec);
	burst_settle(odd->burst);
	for (size_t at = 0; burst_remark(odd->burst, &at, &remark); remark.text[0] = '\0')
		tool_doubt(tool, remark.text);
}
