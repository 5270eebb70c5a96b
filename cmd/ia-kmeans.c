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

#include "analysis/columns/numbers.h"
#include "base/memory.h"
#include "learn/cluster/grouping.h"
#include "learn/cluster/kmeans_choose.h"
#include "tool/tool.h"

struct options {
	struct grouping_asked asked;
	struct texts columns, log;
};

static const struct option table[] = {
	COUNT('k', "clusters", "N", AT(asked.kmeans.k), "how many clusters"),
	LIST('c', "columns", "COLUMN,...", AT(columns), "numbers that make rows alike"),
	CHOICE(0, "scale", "HOW", "zscore|robust|minmax|none", AT(asked.scale),
	    "zscore, robust, minmax or none; default: zscore"),
	LIST(0, "log", "COLUMN,...", AT(log), "take the logarithm of 1 + the value"),
	CHOICE(0, "missing", "HOW", "error|skip|mean", AT(asked.missing),
	    "error, skip (no cluster) or mean; default: error"),
	TEXT(0, "choose", "MIN..MAX", AT(asked.choose),
	    "write how well each number of clusters fits"),
	FLAG(0, "summary", AT(asked.summary), "a row a cluster: size, share, means"),
	FLAG(0, "distance", AT(asked.distance), "add the distance to the cluster's centre"),
	WRITES(0, "model", "FILE", AT(asked.model), "write the clusters there, for --assign"),
	READS(0, "assign", "FILE", AT(asked.assign), "put rows into the clusters of a model"),
	READS(0, "centres", "FILE", AT(asked.centres), "begin with these rows, and Lloyd alone"),
	COUNT(0, "restarts", "N", AT(asked.kmeans.restarts), "starts to try; default: 10"),
	COUNT(0, "max-iter", "N", AT(asked.kmeans.max_iter), "turns at the most; default: 300"),
	NUMBER(0, "tol", "X", AT(asked.kmeans.tol), "when centres stand still; default: 1e-4"),
	COUNT(0, "seed", "N", AT(asked.kmeans.seed), "of what is random; default: 42"),
	OPTIONS_ROWS,
	OPTION_END,
};

static const struct about about = {
	.name = "ia-kmeans",
	.line = "groups that the data suggests",
	.synopsis = "-k N --columns COLUMN,... | --assign FILE [options] [FILE ...]",
	.example = "ia-kmeans -k 3 --columns activity_score,revenue --summary users.csv",
	.takes_files = true,
};

struct kmeans_tool {
	struct tool tool;
	struct options o;
	struct grouping grouping;
	struct numbers numbers;
};

/* First pass: all rows, scaled; and, but for --choose, their clusters. */
static void
fit(struct kmeans_tool *t)
{
	struct scan_work work = numbers_work(&t->numbers, grouping_take, &t->grouping);
	const struct grouping_asked *asked = &t->o.asked;
	struct grouping *g = &t->grouping;
	struct tool *tool = &t->tool;
	size_t k = asked->kmeans.k;
	double *start = NULL;

	tool_fold(tool, &work);
	if (asked->centres != NULL)
		start = numbers_file(asked->centres, g->column, g->d, &k, &tool->fault);
	if (grouping_scale(g, (enum scale)asked->scale, asked->kmeans.threads, &tool->fault) &&
	    asked->choose == NULL)
		grouping_fit(g, &asked->kmeans, start, k, &tool->fault);
	tool_check(tool, &tool->fault);
	free(start);
	if (g->model.k < k && g->nlabel > 0)
		tool_warn(tool, "no more than %zu rows differ: %zu clusters", g->model.k,
		    g->model.k);
	if (asked->model != NULL) {
		grouping_write(g, &tool->file, &tool->fault);
		tool_write_file(tool, asked->model);
	}
	if (asked->choose == NULL)
		tool_again(tool);
}

static void
start(struct kmeans_tool *t, struct tool_added *added)
{
	struct grouping_asked *asked = &t->o.asked;
	struct tool *tool = &t->tool;

	tool_scan_options(tool)->twice |= asked->choose == NULL && asked->assign == NULL;
	tool_scan_options(tool)->live = asked->assign != NULL && !asked->summary;
	tool_scan_options(tool)->block_size = 1 << 16; /* little beside the matrix */
	if (asked->choose == NULL && !asked->summary)
		tool_add_start(tool, added);
	else
		tool_start(tool);
	t->numbers.missing = (enum numbers_missing)asked->missing;
	t->numbers.log = t->grouping.scaling.log;
	if (!numbers_bind(&t->numbers, tool->scan, t->grouping.column, t->grouping.d))
		tool_check(tool, scan_fault(tool->scan));
	t->grouping.memory = tool_memory(tool);
	asked->kmeans.threads = scan_threads(tool->scan);
	if (asked->assign == NULL)
		fit(t);
}

static bool
fill(void *self, struct batch *batch, size_t i, struct cell *cell, void *row)
{
	const struct kmeans_tool *t = self;
	size_t place = t->o.asked.distance ? SIZE_MAX : numbers_place(&t->numbers, batch, i);
	enum numbers_found found = NUMBERS_PART;
	double squared;

	cell[0] = cell[1] = cell_missing();
	if (place < t->grouping.nlabel) {
		cell[0] = cell_number(t->grouping.label[place]);
	} else if (t->grouping.model.k > 0 &&
	    (found = numbers_row(&t->numbers, batch, i, row)) == NUMBERS_WHOLE) {
		cell[0] = cell_number(grouping_assign(&t->grouping, row, &squared));
		cell[1] = cell_number(sqrt(squared));
	}
	return found != NUMBERS_OUT;
}

static void
summarise(struct kmeans_tool *t)
{
	size_t k = t->grouping.model.k;
	struct numbers_sums *sums = numbers_sums_new(&t->numbers, k, grouping_group, &t->grouping);
	struct scan_work work = numbers_sums_work(sums);

	tool_fold(&t->tool, &work);
	struct writer *w =
	    tool_answer_more(&t->tool, "cluster,size,share", t->grouping.column, t->numbers.d);

	writer_bar(w, "share");
	for (size_t j = 0; j < k; j++) {
		write_count(w, j);
		write_count(w, numbers_sums_count(sums, j));
		write_share(w, numbers_sums_count(sums, j), numbers_sums_total(sums));
		for (size_t c = 0; c < t->numbers.d; c++)
			write_number(w, numbers_sums_mean(sums, j, c));
		write_end(w);
	}
	numbers_sums_free(sums);
}

static void
choose(struct kmeans_tool *t)
{
	const struct grouping_asked *asked = &t->o.asked;
	size_t n = t->grouping.rows.n > 0 ? (size_t)(asked->last - asked->first + 1) : 0;
	struct kmeans_choice *choice = memory_array(n, sizeof *choice);
	struct writer *w =
	    tool_answer(&t->tool, "k,inertia,silhouette,calinski_harabasz,davies_bouldin,best");

	if (n > 0 &&
	    !kmeans_choose(&t->grouping.rows, &asked->kmeans, asked->first, asked->last, choice))
		tool_warn(&t->tool,
		    "no number of clusters stands out from random data of the same spread");
	for (size_t j = 0; j < n; j++) {
		write_count(w, choice[j].k);
		write_number(w, choice[j].inertia);
		write_number(w, choice[j].score.silhouette);
		write_number(w, choice[j].score.calinski_harabasz);
		write_number(w, choice[j].score.davies_bouldin);
		write_flag(w, choice[j].best);
		write_end(w);
	}
	free(choice);
}

int
main(int argc, char **argv)
{
	struct kmeans_tool t = { .o.asked.kmeans = KMEANS_DEFAULT };
	struct tool *tool = &t.tool;
	struct options *o = &t.o;

	tool_open(tool, &about, table, o, argc, argv);
	tool_require(tool, grouping_check(&o->asked, o->columns.n, o->log.n));
	if (o->asked.assign != NULL)
		grouping_read(&t.grouping, o->asked.assign, tool_read_file(tool, o->asked.assign),
		    &tool->fault);
	else
		grouping_begin(&t.grouping, o->columns.at, o->columns.n, o->log.at, o->log.n,
		    &tool->fault);
	tool_check(tool, &tool->fault);
	struct tool_added added = { .name = (const char *const[]){ "cluster", "distance" },
		.n = 1 + o->asked.distance,
		.fill = fill,
		.self = &t,
		.scratch = t.grouping.d * sizeof(double) };

	start(&t, &added);
	if (o->asked.choose != NULL)
		choose(&t);
	else if (o->asked.summary)
		summarise(&t);
	else
		tool_add_rows(tool, &added);
	grouping_release(&t.grouping);
	numbers_release(&t.numbers);
	return tool_close(tool);
}
