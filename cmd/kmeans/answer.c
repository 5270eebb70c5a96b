#include <stdlib.h>

#include "base/memory.h"
#include "kmeans/answer.h"
#include "learn/cluster/kmeans_choose.h"

void
answer_summary(struct tool *tool, const struct grouping *grouping, const struct numbers_sums *sums)
{
	struct writer *w =
	    tool_answer_more(tool, "cluster,size,share", grouping->column, grouping->d);

	writer_bar(w, "share");
	for (size_t j = 0; j < grouping->model.k; j++) {
		write_count(w, j);
		write_count(w, numbers_sums_count(sums, j));
		write_share(w, numbers_sums_count(sums, j), numbers_sums_total(sums));
		for (size_t c = 0; c < grouping->d; c++)
			write_number(w, numbers_sums_mean(sums, j, c));
		write_end(w);
	}
}

static void
write_choice(struct writer *w, const struct kmeans_choice *choice)
{
	write_count(w, choice->k);
	write_number(w, choice->inertia);
	write_number(w, choice->score.silhouette);
	write_number(w, choice->score.calinski_harabasz);
	write_number(w, choice->score.davies_bouldin);
	write_flag(w, choice->best);
	write_end(w);
}

void
answer_choice(struct tool *tool, const struct grouping *grouping, const struct options *o)
{
	size_t n = grouping->rows.n > 0 ? (size_t)(o->last - o->first + 1) : 0;
	struct kmeans_choice *choice = memory_array(n, sizeof *choice);

	if (n > 0 && !kmeans_choose(&grouping->rows, &o->kmeans, o->first, o->last, choice))
		tool_warn(tool,
		    "no number of clusters stands out from random data of the same spread");
	struct writer *w =
	    tool_answer(tool, "k,inertia,silhouette,calinski_harabasz,davies_bouldin,best");

	for (size_t j = 0; j < n; j++)
		write_choice(w, &choice[j]);
	free(choice);
}
