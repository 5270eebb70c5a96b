#include "learn/churn/scorer.h"

#include <math.h>
#include <stdlib.h>

#include "base/category.h"
#include "base/memory.h"

#define PIECE_BYTES (512u << 10)
#define PIECE_LEAST 64u
#define PIECE_MOST 2048u
#define LEAST_TOLD 0.005

size_t
scorer_piece(const struct churn *churn)
{
	size_t piece = PIECE_BYTES / sizeof(double) / churn->encoding.p;

	return piece < PIECE_LEAST ? PIECE_LEAST : piece > PIECE_MOST ? PIECE_MOST : piece;
}

void *
scorer_new(void *scoring)
{
	const struct scoring *all = scoring;
	size_t p = all->churn->encoding.p, ncolumn = all->churn->encoding.ncolumn;
	struct scorer *s = memory_new(sizeof *s);

	s->all = all;
	s->x = memory_array(all->piece, p * sizeof *s->x);
	s->whole = memory_array(all->piece, sizeof *s->whole);
	drift_init(&s->drift, &all->churn->encoding);
	if (all->nreason > 0) {
		s->phi = memory_array(all->piece, p * sizeof *s->phi);
		s->value = memory_array(all->piece, ncolumn * sizeof *s->value);
		s->reason = memory_array(ncolumn, sizeof *s->reason);
		s->added = memory_array(ncolumn, sizeof *s->added);
	}
	return s;
}

const double *
scorer_begin(void *scorer, size_t nrow)
{
	struct scorer *s = scorer;

	buffer_clear(&s->text);
	if (nrow > s->room) {
		s->room = nrow + nrow / 2;
		s->probability = memory_resize(s->probability, s->room, sizeof *s->probability);
		s->end = memory_resize(s->end, s->room, sizeof *s->end);
	}
	return s->probability;
}

bool
scorer_value(void *scorer, size_t i, size_t column, struct slice value)
{
	struct scorer *s = scorer;
	const struct encoding *e = &s->all->churn->encoding;
	const struct encoding_column *c = &e->column[column];
	double *x = s->x + i * e->p + c->first;
	enum encoding_found found = encoding_value(c, value, x);
	bool good = found != ENCODING_NO_NUMBER;

	if (s->value != NULL)
		s->value[i * e->ncolumn + column] = value;
	if (good)
		drift_value(&s->drift, c, column, found, value, x);
	s->whole[i] = good; /* of a bad row nothing more comes */
	return good;
}

/* The columns that added most, into reason; of equal ones the first. How many. */
static size_t
choose(const double *added, size_t ncolumn, struct reason *reason, size_t most)
{
	size_t n = 0;

	for (size_t c = 0; c < ncolumn; c++) {
		size_t at = n;

		while (at > 0 && fabs(added[c]) > fabs(reason[at - 1].value))
			at--;
		if (at >= most || fabs(added[c]) < LEAST_TOLD)
			continue;
		n += n < most;
		for (size_t k = n - 1; k > at; k--)
			reason[k] = reason[k - 1];
		reason[at] = (struct reason){ (uint32_t)c, added[c] };
	}
	return n;
}

static void
tell(struct scorer *s, const struct reason *reason, struct slice value)
{
	const char *name = s->all->churn->encoding.column[reason->column].name;
	char text[NUMBER_WIDTH];

	buffer_add(&s->text, name, strlen(name));
	buffer_byte(&s->text, '=');
	if (category_missing(value))
		value = SLICE("missing");
	buffer_add(&s->text, value.ptr, value.len);
	buffer_add(&s->text, reason->value >= 0 ? " (+" : " (", reason->value >= 0 ? 3 : 2);
	buffer_add(&s->text, text, number_write_fixed(text, reason->value, 2));
	buffer_byte(&s->text, ')');
}

static void
explain(struct scorer *s, size_t first, size_t n)
{
	const struct encoding *e = &s->all->churn->encoding;
	struct fault fault = { 0 };
	double base;

	if (!learner_reasons(&s->all->churn->learner, s->x, n, s->phi, &base, &fault))
		s->all->fail(s->all->self, &fault);
	for (size_t i = 0; i < n; i++) {
		const double *phi = s->phi + i * e->p;

		for (size_t c = 0; c < e->ncolumn; c++) {
			s->added[c] = 0;
			for (size_t j = 0; j < e->column[c].n; j++)
				s->added[c] += phi[e->column[c].first + j];
		}
		size_t told = choose(s->added, e->ncolumn, s->reason, s->all->nreason);

		for (size_t k = 0; k < told; k++) {
			buffer_add(&s->text, "; ", k > 0 ? 2 : 0);
			tell(s, &s->reason[k], s->value[i * e->ncolumn + s->reason[k].column]);
		}
		s->end[first + i] = s->text.len;
	}
}

void
scorer_run(void *scorer, size_t first, size_t n)
{
	struct scorer *s = scorer;
	struct fault fault = { 0 };

	if (!learner_predict(&s->all->churn->learner, s->x, n, s->probability + first, &fault))
		s->all->fail(s->all->self, &fault);
	for (size_t i = 0; i < n; i++) {
		if (s->whole[i])
			drift_row(&s->drift, s->probability[first + i]);
		s->whole[i] = false;
	}
	if (s->all->nreason > 0)
		explain(s, first, n);
}

struct slice
scorer_reasons(const void *scorer, size_t row)
{
	const struct scorer *s = scorer;
	size_t at = row > 0 ? s->end[row - 1] : 0;

	return s->end[row] > at ? slice_of(s->text.ptr + at, s->end[row] - at) : SLICE("");
}

void
scorer_end(void *scoring, void *scorer)
{
	struct scoring *all = scoring;
	struct scorer *s = scorer;

	drift_merge(&all->drift, &s->drift, &all->churn->encoding);
	drift_release(&s->drift);
	free(s->whole);
	free(s->probability);
	free(s->x);
	free(s->phi);
	free(s->added);
	free(s->reason);
	free(s->value);
	free(s->end);
	buffer_release(&s->text);
	free(s);
}

void
scoring_note(struct scoring *all, void (*warn)(void *self, const char *sentence), void *self)
{
	drift_note(&all->drift, all->churn, warn, self);
	drift_release(&all->drift);
}
