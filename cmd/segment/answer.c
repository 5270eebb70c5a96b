#include "segment/answer.h"

/* Its name and action; NULL: none held. */
static void
write_rule(struct writer *w, const struct segment_rule *rule)
{
	if (rule != NULL)
		write_text(w, rule->name);
	else
		write_missing(w);
	if (rule != NULL && rule->action.ptr != NULL)
		write_text(w, rule->action);
	else
		write_missing(w);
}

void
answer_counts(struct tool *tool, const struct segments *s, const struct segment_rows *rows,
    bool holdout)
{
	struct writer *w = tool_answer(tool, holdout ? ANSWER_COUNTS ",holdout" : ANSWER_COUNTS);

	writer_bar(w, "share");
	for (size_t k = 0; k < s->n + (rows->count[s->n] > 0); k++) {
		write_rule(w, k < s->n ? &s->rule[k] : NULL);
		write_count(w, rows->count[k]);
		write_share(w, rows->count[k], rows->rows);
		if (holdout)
			write_count(w, rows->held[k]);
		write_end(w);
	}
}
