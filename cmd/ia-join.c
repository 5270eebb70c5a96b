/*
 * ia-join: two answers about the same users: every left row with the columns of the right.
 *
 * In      rows, left (standard input where one operand is given), and rows, right
 * Out     the left rows in their order, the right's columns behind theirs
 * Memory  the right side's keys and values; past -S its values stand in a file
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "join/rows.h"

struct options {
	struct texts key;
	const char *right, *missing, *prefix;
	bool inner, anti, first, all;
};

static const struct option table[] = {
	LIST('k', "key", "COLUMN,...", AT(key),
	    "the same in both; or LEFT=RIGHT; default: the user"),
	READS(0, "right", "FILE", AT(right), "the right side; all operands are the left then"),
	FLAG(0, "inner", AT(inner), "only rows that have a match"),
	FLAG(0, "anti", AT(anti), "only rows that have none, as they came"),
	FLAG(0, "first", AT(first), "of right rows with one key the first"),
	FLAG(0, "all", AT(all), "a row for each of them"),
	TEXT(0, "missing", "VALUE", AT(missing), "what rows without a match get in its columns"),
	TEXT(0, "prefix", "TEXT", AT(prefix), "before the names of the right's columns"),
	OPTIONS_EVENTS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "*,..." },
	{ "--anti", "*" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_CLEAN,
	.shapes = shapes,
	.name = "ia-join",
	.line = "two answers about the same users in one",
	.synopsis = "[-k COLUMN,...] [--inner | --anti] [options] [LEFT] RIGHT",
	.example = "ia-features events.csv | ia-join plans.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	char *file; /* the right's */
	size_t nkey;
	struct slice *left, *right; /* [nkey]: names */
	int *key;
	struct join_rows rows;
};

static const char *
check(const struct options *o)
{
	if (o->inner && o->anti)
		return "inner: or anti, not both";
	if (o->first && o->all)
		return "first: or all, not both";
	if (o->anti && (o->missing != NULL || o->prefix != NULL || o->all))
		return "anti: adds no columns";
	return NULL;
}

/* The last operand is the right side; what is before it the left. */
static void
take_operands(struct job *job)
{
	struct tool *tool = &job->tool;

	job->file = (char *)(uintptr_t)job->o.right;
	if (job->file != NULL)
		return;
	if (tool->nfile < 1 || tool->nfile > 2)
		tool_fail(tool, EXIT_USAGE, "expected two files, or one and standard input");
	job->file = tool->files[--tool->nfile];
	if (strcmp(job->file, "-") == 0)
		tool_fail(tool, EXIT_USAGE, "the right side is a file: give it a name");
}

/* -k a,b=c */
static void
take_keys(struct job *job)
{
	size_t n = job->o.key.n;

	job->nkey = n > 0 ? n : 1;
	job->left = memory_array(job->nkey, sizeof *job->left);
	job->right = memory_array(job->nkey, sizeof *job->right);
	for (size_t k = 0; k < n; k++) {
		const char *text = job->o.key.at[k], *equal = strchr(text, '=');

		job->left[k] = job->right[k] = slice_text(text);
		if (equal == NULL)
			continue;
		job->left[k].len = (size_t)(equal - text);
		job->right[k] = slice_text(equal + 1);
	}
}

static void
read_right(struct job *job)
{
	struct tool *tool = &job->tool;
	struct right_params params = { .file = job->file,
		.scan = tool_beside(tool),
		.key = job->right,
		.nkey = job->o.key.n,
		.roles = { .user = tool->common.user },
		.repeats = job->o.all             ? RIGHT_ALL
		    : job->o.first || job->o.anti ? RIGHT_FIRST
						  : RIGHT_REFUSE,
		.memory = tool_memory(tool) };

	if (job->o.key.n == 0)
		job->left[0] = role_name(&params.roles, scan_schema(tool->scan), ROLE_USER);
	job->rows.right = right_new(&params, &tool->fault);
	tool_check(tool, &tool->fault);
	if (right_unkeyed(job->rows.right) > 0)
		tool_warn(tool, "%s: rows without a key, left out: %" PRIu64, job->file,
		    right_unkeyed(job->rows.right));
}

static void
join_rows(struct job *job)
{
	struct tool *tool = &job->tool;
	struct join_rows *rows = &job->rows;
	struct slice missing = slice_text(job->o.missing != NULL ? job->o.missing : "");

	rows->what = job->o.anti ? JOIN_ANTI : job->o.inner ? JOIN_INNER : JOIN_LEFT;
	rows->key = job->key;
	rows->nkey = job->nkey;
	rows->missing = missing.len > 0 ? cell_text(missing) : cell_missing();
	join_plan(tool, rows, job->o.prefix != NULL ? job->o.prefix : "");
	struct scan_work work = join_work(rows);

	tool_map(tool, &work);
	tool_check(tool, &tool->fault); /* of a file with the right's values */
	join_rows_release(rows);
	free(job->left);
	free(job->right);
	free(job->key);
}

int
main(int argc, char **argv)
{
	struct job job = { .o.key = { 0 } };
	struct tool *tool = &job.tool;

	tool_open(tool, &about, table, &job.o, argc, argv);
	tool_require(tool, check(&job.o));
	take_operands(&job);
	take_keys(&job);
	tool_rows(tool);
	tool_scan_options(tool)->live = true;
	tool_start(tool);
	read_right(&job);
	job.key = memory_array(job.nkey, sizeof *job.key);
	for (size_t k = 0; k < job.nkey; k++)
		job.key[k] = scan_column(tool->scan, job.left[k], COLUMN_REQUIRED);
	tool_check(tool, scan_fault(tool->scan));
	join_rows(&job);
	return tool_close(tool);
}
