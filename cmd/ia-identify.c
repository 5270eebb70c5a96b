/*
 * ia-identify: who an anonymous visitor was: events before a login get the user's id.
 *
 * In      events with a user, an anonymous id and a time; alias files
 * Out     the events, users filled in; --links: a row a device
 * Memory  each id and some 60 bytes a device; --mode last-touch 24 bytes a row with both ids
 */
#include <inttypes.h>

#include "identify/passes.h"
#include "tool/tool.h"

#define COLUMNS_LINKS "anonymous_id,user_id,first_seen,events,conflict"

struct options {
	const char *anonymous;
	struct texts aliases;
	int mode;
	bool merge_users, links;
};

static const struct option table[] = {
	TEXT('a', "anonymous", "COLUMN", AT(anonymous), "the device, where it is not anonymous_id"),
	CHOICE('m', "mode", "MODE", "first|last-touch|strict", AT(mode),
	    "first, last-touch or strict; default: first"),
	READS_SOME(0, "aliases", "FILE", AT(aliases),
	    "anonymous_id,user_id: more links; repeatable"),
	FLAG(0, "merge-users", AT(merge_users), "aliases may join users who both logged in"),
	FLAG(0, "links", AT(links), "write a row a device instead"),
	OPTIONS_EVENTS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "*" },
	{ "--links", COLUMNS_LINKS },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_CLEAN,
	.shapes = shapes,
	.name = "ia-identify",
	.line = "who an anonymous visitor was",
	.synopsis = "[--anonymous COLUMN] [--mode MODE] [--aliases FILE] [options] [FILE ...]",
	.example = "ia-identify --mode last-touch events.csv | ia-funnel --steps view,pay",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	struct passes passes;
};

static void
bind(struct job *job)
{
	struct tool *tool = &job->tool;
	const struct schema *schema = scan_schema(tool->scan);
	struct roles_options names = { .user = tool->common.user };
	unsigned need = schema->format == FORMAT_NDJSON ? 0 : COLUMN_REQUIRED;
	struct slice user = role_name(&names, schema, ROLE_USER);

	tool_roles(tool, &job->passes.roles, ROLE_TIME);
	job->passes.user = scan_column(tool->scan, user, need);
	job->passes.device = tool_column(tool, job->o.anonymous, COLUMN_REQUIRED);
	if (!job->o.links)
		row_plan_change(job->passes.plan, user); /* its only cell */
	tool_check(tool, scan_fault(tool->scan));
}

static void
read_links(struct job *job)
{
	struct tool *tool = &job->tool;
	struct scan_options beside = tool_beside(tool);
	struct scan_work work = passes_see(&job->passes);

	job->passes.fault = scan_fault(tool->scan);
	for (size_t k = 0; k < job->o.aliases.n; k++)
		if (!links_read(job->passes.links, (char *)(uintptr_t)job->o.aliases.at[k], &beside,
			&tool->fault))
			tool_check(tool, &tool->fault);
	if (!job->o.links)
		scan_not_last(tool->scan);
	tool_fold(tool, &work);
	links_settle(job->passes.links);
}

static void
write_links(struct job *job)
{
	struct writer *w = tool_answer(&job->tool, COLUMNS_LINKS);

	for (size_t k = 0; k < links_count(job->passes.links); k++) {
		struct links_device d = links_device(job->passes.links, k);

		write_text(w, d.id);
		write_text_or_missing(w, d.user);
		write_instant(w, d.first_seen);
		write_count(w, d.rows);
		write_flag(w, d.conflict);
		write_end(w);
	}
}

static void
write_rows(struct job *job)
{
	struct tool *tool = &job->tool;
	struct scan_work work = passes_fill(&job->passes);

	tool_again(tool);
	tool_header(tool, job->passes.plan);
	tool_map(tool, &work);
	tool_warn(tool, "rows that got a user: %" PRIu64 ", that have none: %" PRIu64,
	    job->passes.filled, job->passes.left);
	if (job->passes.merged > 0)
		tool_warn(tool, "rows that got the user that theirs is an alias of: %" PRIu64,
		    job->passes.merged);
}

int
main(int argc, char **argv)
{
	struct job job = { .o.anonymous = "anonymous_id" };
	struct tool *tool = &job.tool;

	tool_open(tool, &about, table, &job.o, argc, argv);
	if (!job.o.links)
		tool_rows(tool);
	tool_scan_options(tool)->twice |= !job.o.links;
	tool_start(tool);
	if (!job.o.links)
		job.passes.plan = tool_row_plan(tool, false, true);
	job.passes.memory = tool_memory(tool);
	job.passes.links = links_new((enum links_mode)job.o.mode, job.o.merge_users);
	bind(&job);
	read_links(&job);
	if (job.o.links)
		write_links(&job);
	else
		write_rows(&job);
	passes_release(&job.passes);
	return tool_close(tool);
}
