/* Columns added to rows that are passed on. */
#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tool/tool.h"

#define ADDED_MAX 8

struct scratch {
	struct cell *cell; /* [row_plan_ncell] */
	void *own;
};

static bool
has_column(const struct schema *schema, struct slice name)
{
	for (size_t k = 0; k < schema->ncolumn; k++)
		if (slice_equal(schema->name[k], name))
			return true;
	return false;
}

void
tool_add_start(struct tool *tool, struct tool_added *added)
{
	assert(added->n <= ADDED_MAX);
	tool_rows(tool);
	tool_start(tool);
	added->plan = tool_row_plan(tool, false, true);
	for (size_t k = 0; k < added->n; k++) {
		struct slice name = slice_text(added->name[k]);

		added->cell[k] = has_column(scan_schema(tool->scan), name)
		    ? row_plan_change(added->plan, name)
		    : row_plan_append(added->plan, name);
	}
	tool_check(tool, &tool->fault);
	tool_check(tool, scan_fault(tool->scan));
}

void
tool_again(struct tool *tool)
{
	if (!scan_rewind(tool->scan))
		tool_check(tool, scan_fault(tool->scan));
}

static void *
scratch_new(void *self, unsigned thread)
{
	const struct tool_added *added = self;
	struct scratch *s = memory_new(sizeof *s);

	(void)thread;
	s->cell = memory_array(row_plan_ncell(added->plan), sizeof *s->cell);
	s->own = memory_new(added->scratch);
	row_cells_clear(s->cell, row_plan_ncell(added->plan));
	return s;
}

static void
add_to_rows(void *self, void *thread, struct batch *batch, void *block, struct buffer *out)
{
	const struct tool_added *added = self;
	struct scratch *s = thread;
	struct cell filled[ADDED_MAX] = { 0 };

	(void)block;
	for (size_t i = 0; i < batch->nrow; i++) {
		if (batch_skips(batch, i) || !added->fill(added->self, batch, i, filled, s->own))
			continue;
		for (size_t k = 0; k < added->n; k++)
			s->cell[added->cell[k]] = filled[k];
		batch->written += row_write(added->plan, batch, i, s->cell, out);
	}
}

static void
scratch_end(void *self, void *thread)
{
	const struct tool_added *added = self;
	struct scratch *s = thread;

	if (added->end != NULL)
		added->end(added->self, s->own);
	free(s->cell);
	free(s->own);
	free(s);
}

void
tool_add_rows(struct tool *tool, struct tool_added *added)
{
	struct scan_work work = { .self = added,
		.thread_new = scratch_new,
		.work = add_to_rows,
		.thread_end = scratch_end };

	tool_header(tool, added->plan);
	tool_map(tool, &work);
	row_plan_free(added->plan);
	added->plan = NULL;
}
