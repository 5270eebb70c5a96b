#include "learn/churn/drift.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "stats/interval.h"

#define SENTENCE 900
#define NAMED 5u       /* columns that are told */
#define SHOWN 30u      /* bytes of a name */
#define FEW_BEYOND 100 /* one row in so many may be beyond before it is told */
#define FEW_ROWS 30u   /* before their mean says something */

void
drift_init(struct drift *d, const struct encoding *encoding)
{
	*d = (struct drift){ .column = memory_array(encoding->ncolumn, sizeof *d->column) };
}

void
drift_release(struct drift *d)
{
	free(d->column);
	*d = (struct drift){ 0 };
}

static void
add_sample(struct drift_column *to, struct slice value)
{
	if (value.len > DRIFT_SAMPLE)
		value.len = DRIFT_SAMPLE;
	if (to->unseen > 0 && slice_compare(slice_of(to->sample, to->len), value) <= 0)
		return;
	memcpy(to->sample, value.ptr, value.len);
	to->len = value.len;
}

void
drift_value(struct drift *d, const struct encoding_column *c, size_t k, enum encoding_found found,
    struct slice value, const double *x)
{
	struct drift_column *to = &d->column[k];

	if (found == ENCODING_NEW) {
		add_sample(to, value);
		to->unseen++;
	}
	if (c->text || !c->value || (*x >= c->low && *x <= c->high) || isnan(c->low))
		return;
	to->beyond++;
	to->far += *x > c->high + (c->high - c->low) || *x < c->low - (c->high - c->low);
}

void
drift_row(struct drift *d, double probability)
{
	uint64_t share = (uint64_t)(probability * 0x1p32);

	d->rows++;
	d->total += share;
	d->squares += (share >> 16) * (share >> 16);
}

void
drift_merge(struct drift *all, const struct drift *part, const struct encoding *encoding)
{
	if (all->column == NULL)
		drift_init(all, encoding);
	for (size_t k = 0; k < encoding->ncolumn; k++) {
		struct drift_column *to = &all->column[k];
		const struct drift_column *from = &part->column[k];

		if (from->unseen > 0)
			add_sample(to, slice_of(from->sample, from->len));
		to->unseen += from->unseen;
		to->beyond += from->beyond;
		to->far += from->far;
	}
	all->rows += part->rows;
	all->total += part->total;
	all->squares += part->squares;
}

static void
tell_unseen(const struct drift_column *d, const struct encoding_column *c, char *sentence)
{
	char name[FAULT_QUOTE], value[FAULT_QUOTE], level[FAULT_QUOTE] = "other";

	if (!c->other)
		fault_quote_short(level, c->level[0], strlen(c->level[0]), DRIFT_SAMPLE);
	snprintf(sentence, SENTENCE,
	    "%" PRIu64 " value%s no text that the fit saw in column %s, such as %s: %s %s",
	    d->unseen, d->unseen == 1 ? " is" : "s are",
	    fault_quote_short(name, c->name, strlen(c->name), DRIFT_SAMPLE),
	    fault_quote_short(value, d->sample, d->len, DRIFT_SAMPLE),
	    d->unseen == 1 ? "it counts as" : "they count as", level);
}

/* Levels: a line for each of the first columns that have something to be told. */
static void
tell_levels(const struct drift *d, const struct encoding *encoding,
    void (*warn)(void *self, const char *sentence), void *self)
{
	char sentence[SENTENCE];
	size_t told = 0;

	for (size_t k = 0; k < encoding->ncolumn; k++) {
		if (d->column[k].unseen == 0 || told++ >= NAMED)
			continue;
		tell_unseen(&d->column[k], &encoding->column[k], sentence);
		warn(self, sentence);
	}
	if (told <= NAMED)
		return;
	snprintf(sentence, sizeof sentence, "and such values in %zu more columns", told - NAMED);
	warn(self, sentence);
}

/* Numbers: a line for all columns. */
static void
tell_ranges(const struct drift *d, const struct encoding *encoding,
    void (*warn)(void *self, const char *sentence), void *self)
{
	char sentence[SENTENCE], name[FAULT_QUOTE];
	size_t told = 0, at;

	at = (size_t)snprintf(sentence, sizeof sentence,
	    "beyond what the fit saw, so that probabilities are guesses:");
	for (size_t k = 0; k < encoding->ncolumn; k++) {
		const struct encoding_column *c = &encoding->column[k];
		const struct drift_column *column = &d->column[k];

		if ((column->far == 0 && column->beyond <= d->rows / FEW_BEYOND) || told++ >= NAMED)
			continue;
		fault_quote_short(name, c->name, strlen(c->name), SHOWN);
		at += (size_t)snprintf(sentence + at, sizeof sentence - at,
		    "%s column %.90s in %" PRIu64 " of %" PRIu64 " rows (fit: %.6g to %.6g)",
		    told > 1 ? "," : "", name, column->beyond, d->rows, c->low, c->high);
	}
	if (told > NAMED)
		snprintf(sentence + at, sizeof sentence - at, " and %zu more", told - NAMED);
	if (told > 0)
		warn(self, sentence);
}

/* The mean probability beside the bounds of the base rate, as far as so many rows can tell. */
static void
tell_mean(const struct drift *d, const struct churn *churn,
    void (*warn)(void *self, const char *sentence), void *self)
{
	double n = (double)d->rows, mean = (double)d->total * 0x1p-32 / n,
	       variance = (double)d->squares * 0x1p-32 / n - mean * mean,
	       reach = INTERVAL_Z95 * sqrt(fmax(variance, 0) / n), low, high;
	char sentence[SENTENCE];

	interval_wilson(churn->positives, churn->rows, INTERVAL_Z95, &low, &high);
	if (churn->balance || d->rows < FEW_ROWS || (mean - reach <= high && mean + reach >= low))
		return;
	snprintf(sentence, sizeof sentence,
	    "the mean probability of %" PRIu64
	    " rows is %.3g, %s the base rate of the fit, %.3g (%.3g to %.3g): these are other users, "
	    "or another time",
	    d->rows, mean, mean > high ? "above" : "below",
	    (double)churn->positives / (double)churn->rows, low, high);
	warn(self, sentence);
}

void
drift_note(const struct drift *d, const struct churn *churn,
    void (*warn)(void *self, const char *sentence), void *self)
{
	if (d->column == NULL || d->rows == 0)
		return;
	tell_levels(d, &churn->encoding, warn, self);
	tell_ranges(d, &churn->encoding, warn, self);
	tell_mean(d, churn, warn, self);
}
