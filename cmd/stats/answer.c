#include "stats/answer.h"

#include <math.h>

/* literal: source text of JSON, or a number that may be one. */
static void
write_value(struct writer *w, struct slice value, bool literal)
{
	if (value.len == 0)
		write_missing(w);
	else if (literal)
		write_json(w, value);
	else
		write_text(w, value);
}

void
answer_description(struct writer *w, const struct description *d, bool grouped, bool estimated,
    struct buffer *text)
{
	if (grouped)
		write_text_or_missing(w, d->group);
	write_text(w, d->column);
	write_text_or_missing(w, slice_text(column_type_name(d->type)));
	write_count(w, d->count);
	write_count(w, d->missing);
	write_count(w, d->distinct);
	write_value(w, d->min, d->min_is_json);
	write_value(w, d->max, d->max_is_json);
	write_number(w, d->mean);
	write_number(w, d->sd);
	for (int i = 0; i < PROFILE_QUANTILES; i++) {
		if (d->type == COLUMN_TIME && !isnan(d->quantile[i]))
			write_instant(w, llround(d->quantile[i]));
		else
			write_number(w, d->quantile[i]);
	}
	write_text_or_missing(w, description_top(d, text));
	if (estimated)
		write_number(w, d->error > 0 ? d->error : NAN);
	write_end(w);
}

void
answer_frequency(struct writer *w, const struct frequency *f, bool grouped)
{
	if (grouped)
		write_text_or_missing(w, f->group);
	write_value(w, f->value, f->is_json);
	write_count(w, f->count);
	write_share(w, f->count, f->total);
	write_end(w);
}
