#include "kmeans/answer.h"

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

void
answer_choice(struct tool *tool, const struct kmeans_choice *choice, size_t n)
{
	struct writer *w =
	    tool_answer(tool, "k,inertia,silhouette,calinski_harabasz,davies_bouldin,best");

	for (size_t j = 0; j < n; j++) {
		write_count(w, choice[j].k);
		write_number(w, choice[j].inertia);
		write_number(w, choice[j].score.silhouette);
		write_number(w, choice[j].score.calinski_harabasz);
		write_number(w, choice[j].score.davies_bouldin);
		write_flag(w, choice[j].best);
		write_end(w);
	}
}
