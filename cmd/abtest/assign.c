#include "abtest/job.h"
#include "event/roles.h"

/* A thread's own; batches are checked once each. */
struct assigning {
	uint64_t order; /* of the batch that was checked, + 1 */
	struct buffer text;
};

static bool
fill(void *self, struct batch *batch, size_t row, struct cell *cell, void *scratch)
{
	struct job *job = self;
	struct assigning *t = scratch;

	if (t->order != batch->order + 1)
		roles_check_users(&job->roles, batch);
	t->order = batch->order + 1;
	if (row >= batch->nrow || batch_skips(batch, row))
		return false;
	*cell = cell_text(
	    assign_user(&job->assign, batch_value(batch, job->roles.user, row), &t->text));
	return true;
}

static void
end(void *self, void *scratch)
{
	struct assigning *t = scratch;

	(void)self;
	buffer_release(&t->text);
}

void
abtest_assign(struct job *job)
{
	static const char *const name[] = { "variant" };
	struct tool *tool = &job->tool;
	struct fault fault = { 0 };
	struct tool_added added = { .name = name,
		.n = 1,
		.scratch = sizeof(struct assigning),
		.fill = fill,
		.end = end,
		.self = job };

	tool_require(tool,
	    assign_set(&job->assign, job->o.variants.at, job->o.variants.n, job->o.salt, &fault));
	tool_scan_options(tool)->live = true;
	tool_add_start(tool, &added);
	tool_roles(tool, &job->roles, ROLE_USER);
	tool_add_rows(tool, &added);
}
