#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "features/answer.h"

void
answer_begin(struct tool *tool, struct features *features, struct writer *w, struct buffer *out,
    bool names)
{
	size_t n;
	const struct slice *asked = features_names(features, &n);
	struct slice *name = memory_array(FEATURES_FIXED + n, sizeof *name);

	for (size_t k = 0; k < FEATURES_FIXED + n; k++)
		name[k] =
		    k < FEATURES_FIXED ? slice_text(features_fixed[k]) : asked[k - FEATURES_FIXED];
	writer_init_names(w, out, tool_format(tool, false), tool_delimiter(tool), name,
	    FEATURES_FIXED + n, !names);
	free(name);
}

static void
write_value(struct writer *w, const struct features_value *v)
{
	if (v->type == FEATURES_IS_COUNT)
		write_count(w, v->count);
	else if (v->type == FEATURES_IS_NUMBER)
		write_number(w, v->number);
	else if (v->kind == KIND_ABSENT)
		write_missing(w);
	else if (v->kind == KIND_TEXT)
		write_text(w, v->text);
	else
		write_json(w, v->text);
}

void
answer_row(struct writer *w, const struct features_row *row)
{
	write_text(w, row->user);
	write_instant(w, row->first_seen);
	write_instant(w, row->last_seen);
	write_number(w, row->tenure_days);
	write_number(w, row->last_login_days);
	write_count(w, row->events);
	write_count(w, row->active_days);
	write_count(w, row->sessions);
	write_number(w, row->activity_score);
	if (row->purchases_known)
		write_count(w, row->purchases);
	else
		write_missing(w);
	write_number(w, row->purchases_known ? row->purchase_frequency : NAN);
	write_number(w, row->revenue_known ? row->avg_order_value : NAN);
	write_number(w, row->revenue_known ? row->revenue : NAN);
	write_number(w, row->trend);
	for (size_t k = 0; k < row->nvalue; k++)
		write_value(w, &row->value[k]);
	write_end(w);
}
