/*
 * ia-kmeans: groups that the data suggests.
 *
 * In      rows with columns of numbers
 * Out     the rows with their cluster; --summary: a row a cluster; --choose: a row a number of
 *         clusters
 * Memory  eight bytes a number, read twice; --assign: constant, read once
 */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "kmeans/answer.h"
#include "kmeans/options.h"

static const struct option table[] = {
	COUNT('k', "clusters", "N", AT(kmeans.k), "how many clusters"),
	LIST('c', "columns", "COLUMN,...", AT(columns), "numbers that make rows alike"),
	CHOICE(0, "scale", "HOW", "zscore|robust|minmax|none", AT(scale),
	    "zscore, robust, minmax or none; default: zscore"),
	LIST(0, "log", "COLUMN,...", AT(log), "take the logarithm of 1 + the value"),
	CHOICE(0, "missing", "HOW", "error|skip|mean", AT(missing),
	    "error, skip (no cluster) or mean; default: error"),
	TEXT(0, "choose", "MIN..MAX", AT(choose), "write how well each number of clusters fits"),
	FLAG(0, "summary", AT(summary), "a row a cluster: size, share, means"),
	FLAG(0, "distance", AT(distance), "add the distance to the cluster's centre"),
	WRITES(0, "model", "FILE", AT(model), "write the clusters there, for --assign"),
	READS(0, "assign", "FILE", AT(assign), "put rows into the clusters of a model"),
	READS(0, "centres", "FILE", AT(centres), "begin with these rows, and Lloyd alone"),
	COUNT(0, "restarts", "N", AT(kmeans.restarts), "starts to try; default: 10"),
	COUNT(0, "max-iter", "N", AT(kmeans.max_iter), "turns at the most; default: 300"),
	NUMBER(0, "tol", "X", AT(kmeans.tol), "when centres stand still; default: 1e-4"),
	COUNT(0, "seed", "N", AT(kmeans.seed), "of what is random; default: 42"),
	OPTIONS_ROWS,
	OPTION_END,
};

static const struct shape shapes[] = {
	{ "", "*,cluster" },
	{ "--distance", "*,cluster,distance" },
	{ "--summary", "cluster,size,share,<COLUMN>,..." },
	{ "--choose MIN..MAX", "k,inertia,silhouette,calinski_harabasz,davies_bouldin,best" },
	{ NULL, NULL },
};

static const struct about about = {
	.job = JOB_WHO,
	.shapes = shapes,
	.name = "ia-kmeans",
	.line = "groups that the data suggests",
	.synopsis = "-k N --columns COLUMN,... | --assign FILE [options] [FILE ...]",
	.example = "ia-kmeans -k 3 --columns activity_score,revenue --summary users.csv",
	.takes_files = true,
};

struct job {
	struct tool tool;
	struct options o;
	struct grouping grouping;
	struct numbers numbers;
};

static void
begin(struct job *job)
{
	const struct options *o = &job->o;
	struct tool *tool = &job->tool;

	if (o->assign != NULL) {
		grouping_read(&job->grouping, o->assign, tool_read_file(tool, o->assign),
		    &tool->fault);
		tool_check(tool, &tool->fault);
		return;
	}
	grouping_begin(&job->grouping, o->columns.at, o->columns.n, o->log.at, o->log.n,
	    &tool->fault);
	tool_check_asked(tool, &tool->fault);
}

/* First pass: all rows, scaled; and, but for --choose, their clusters. */
static void
fit(struct job *job)
{
	struct scan_work work = numbers_work(&job->numbers, grouping_take, &job->grouping);
	const struct options *o = &job->o;
	struct grouping *g = &job->grouping;
	struct tool *tool = &job->tool;
	size_t k = o->kmeans.k;
	double *start = NULL;

	tool_fold(tool, &work);
	if (o->centres != NULL)
		start = numbers_file(o->centres, g->column, g->d, &k, &tool->fault);
	if (grouping_scale(g, (enum scale)o->scale, o->kmeans.threads, &tool->fault) &&
	    o->choose == NULL)
		grouping_fit(g, &o->kmeans, start, k, &tool->fault);
	tool_check_asked(tool, &tool->fault);
	free(start);
	if (g->model.k < k && g->nlabel > 0)
		tool_warn(tool, "no more than %zu rows differ: %zu clusters", g->model.k,
		    g->model.k);
	if (o->model != NULL) {
		grouping_write(g, &tool->file, &tool->fault);
		tool_write_file(tool, o->model);
	}
	if (o->choose == NULL)
		tool_again(tool);
}

static void
start(struct job *job, struct tool_added *added)
{
	struct options *o = &job->o;
	struct tool *tool = &job->tool;

	tool_scan_options(tool)->twice |= o->choose == NULL && o->assign == NULL;
	tool_scan_options(tool)->live = o->assign != NULL && !o->summary;
	tool_scan_options(tool)->block_size = 1 << 16; /* little beside the matrix */
	if (o->choose == NULL && !o->summary)
		tool_add_start(tool, added);
	else
		tool_start(tool);
	job->numbers.missing = (enum numbers_missing)o->missing;
	job->numbers.log = job->grouping.scaling.log;
	if (!numbers_bind(&job->numbers, tool->scan, job->grouping.column, job->grouping.d))
		tool_check(tool, scan_fault(tool->scan));
	job->grouping.memory = tool_memory(tool);
	o->kmeans.threads = scan_threads(tool->scan);
	if (o->assign == NULL)
		fit(job);
}

static bool
fill(void *self, struct batch *batch, size_t i, struct cell *cell, void *row)
{
	const struct job *job = self;
	size_t place = job->o.distance ? SIZE_MAX : numbers_place(&job->numbers, batch, i);
	enum numbers_found found = NUMBERS_PART;
	double squared;

	cell[0] = cell[1] = cell_missing();
	if (place < job->grouping.nlabel) {
		cell[0] = cell_number(job->grouping.label[place]);
	} else if (job->grouping.model.k > 0 &&
	    (found = numbers_row(&job->numbers, batch, i, row)) == NUMBERS_WHOLE) {
		cell[0] = cell_number(grouping_assign(&job->grouping, row, &squared));
		cell[1] = cell_number(sqrt(squared));
	}
	return found != NUMBERS_OUT;
}

static void
summarise(struct job *job)
{
	struct numbers_sums *sums =
	    numbers_sums_new(&job->numbers, job->grouping.model.k, grouping_group, &job->grouping);
	struct scan_work work = numbers_sums_work(sums);

	tool_fold(&job->tool, &work);
	answer_summary(&job->tool, &job->grouping, sums);
	numbers_sums_free(sums);
}

int
main(int argc, char **argv)
{
	struct job job = { .o.kmeans = KMEANS_DEFAULT };
	struct tool *tool = &job.tool;
	struct options *o = &job.o;

	tool_open(tool, &about, table, o, argc, argv);
	tool_require(tool, options_take(o));
	begin(&job);
	struct tool_added added = { .name = (const char *const[]){ "cluster", "distance" },
		.n = 1 + o->distance,
		.fill = fill,
		.self = &job,
		.scratch = job.grouping.d * sizeof(double) };

	start(&job, &added);
	if (o->choose != NULL)
		answer_choice(tool, &job.grouping, o);
	else if (o->summary)
		summarise(&job);
	else
		tool_add_rows(tool, &added);
	grouping_release(&job.grouping);
	numbers_release(&job.numbers);
	return tool_close(tool);
}
