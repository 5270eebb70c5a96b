/* forest_bins: cuts between values, and the rows of a fit as bins. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/trees/forest_parts.h"
#include "learn/draw.h"

#define ROW_MAJOR_MOST 64u /* features up to which the bins of a row stand side by side */
#define PIECE 16384u       /* rows that a thread bins at a time */
#define DIGIT 11u          /* bits that one turn of sorting looks at */

void
forest_cuts_init(struct forest *forest, size_t p)
{
	forest->p = p;
	forest->ncut = memory_array(p, sizeof *forest->ncut);
	forest->cut = memory_array(p, sizeof *forest->cut);
}

double *
forest_cuts_room(struct forest *forest, size_t j, size_t n)
{
	size_t room = 1;

	while (room <= n)
		room *= 2;
	forest->ncut[j] = n;
	forest->cut[j] = memory_array(room, sizeof *forest->cut[j]);
	for (size_t c = 0; c < room; c++)
		forest->cut[j][c] = INFINITY;
	return forest->cut[j];
}

/* Bits whose order as numbers is that of the doubles. */
static uint64_t
order_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double
value_of(uint64_t order)
{
	uint64_t bits = order >> 63 ? order & ~(UINT64_C(1) << 63) : ~order;
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

/* By digits, the lowest first. */
static void
sort(double *value, size_t n)
{
	uint64_t *from = memory_array(n, sizeof *from), *to = memory_array(n, sizeof *to), *other;

	for (size_t i = 0; i < n; i++)
		from[i] = order_of(value[i]);
	for (unsigned shift = 0; shift < 64; shift += DIGIT) {
		uint32_t place[1u << DIGIT] = { 0 }, next = 0;

		for (size_t i = 0; i < n; i++)
			place[from[i] >> shift & ((1u << DIGIT) - 1)]++;
		if (place[from[0] >> shift & ((1u << DIGIT) - 1)] == n)
			continue;
		for (size_t d = 0; d < 1u << DIGIT; d++) {
			uint32_t count = place[d];

			place[d] = next;
			next += count;
		}
		for (size_t i = 0; i < n; i++)
			to[place[from[i] >> shift & ((1u << DIGIT) - 1)]++] = from[i];
		other = from;
		from = to;
		to = other;
	}
	for (size_t i = 0; i < n; i++)
		value[i] = value_of(from[i]);
	free(from);
	free(to);
}

/* A cut with low on its left and high on its right; low < high. */
static double
between(double low, double high)
{
	double middle = low / 2 + high / 2;

	return middle >= low && middle < high ? middle : low;
}

/*
 * Where bins of about equal weight end: at[] counts values; a value that fills a bin alone gets
 * one.
 */
static size_t
quantiles(const uint32_t *count, size_t ndistinct, size_t n, size_t *at)
{
	size_t ncut = 0, left = n, inside = 0;

	for (size_t v = 0; v + 1 < ndistinct && ncut + 1 < FOREST_BINS; v++) {
		size_t bins = FOREST_BINS - ncut;

		inside += count[v];
		if (inside * bins < left && count[v + 1] * bins < left)
			continue;
		at[ncut++] = v;
		left -= inside;
		inside = 0;
	}
	return ncut;
}

void
forest_cuts_of(struct forest *forest, size_t j, double *value, size_t n)
{
	uint32_t *count = memory_array(n, sizeof *count);
	size_t ndistinct = 0, at[FOREST_BINS], ncut;
	double *cut;

	sort(value, n);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || value[i] != value[ndistinct - 1])
			value[ndistinct++] = value[i];
		count[ndistinct - 1]++;
	}
	if (ndistinct <= FOREST_BINS) {
		ncut = ndistinct - 1;
		for (size_t c = 0; c < ncut; c++)
			at[c] = c;
	} else {
		ncut = quantiles(count, ndistinct, n, at);
	}
	cut = forest_cuts_room(forest, j, ncut);
	for (size_t c = 0; c < ncut; c++)
		cut[c] = between(value[at[c]], value[at[c] + 1]);
	free(count);
}

void
forest_bin(const struct forest *forest, size_t j, const double *value, size_t step, size_t n,
    uint8_t *bin, size_t bin_step)
{
	const double *cut = forest->cut[j];
	size_t half = 1;

	while (half <= forest->ncut[j])
		half *= 2;
	half /= 2;
	for (size_t i = 0; i < n; i++) {
		double x = value[i * step];
		size_t place = 0;

		for (size_t s = half; s > 0; s /= 2)
			place += x > cut[place + s - 1] ? s : 0;
		bin[i * bin_step] = (uint8_t)place;
	}
}

/* What threads work on. */
struct binning {
	struct forest_rows *rows;
	struct forest *forest;
	const struct frame *frame;
	const uint32_t *row;
	const size_t *sampled; /* [nsample]: places in row; NULL: all */
	size_t nsample;
};

static void
cut_feature(void *self, size_t j)
{
	const struct binning *b = self;
	const struct feature *f = &b->frame->feature[j];
	double *value;

	if (f->number == NULL) {
		forest_cuts_room(b->forest, j, 1)[0] = 0.5;
		return;
	}
	value = memory_array(b->nsample, sizeof *value);
	for (size_t i = 0; i < b->nsample; i++)
		value[i] = f->number[b->row[b->sampled != NULL ? b->sampled[i] : i]];
	forest_cuts_of(b->forest, j, value, b->nsample);
	free(value);
}

static void
bin_piece(void *self, size_t piece)
{
	const struct binning *b = self;
	const struct forest_rows *rows = b->rows;
	size_t begin = piece * PIECE, n = rows->n - begin < PIECE ? rows->n - begin : PIECE;
	double *value = memory_array(n, sizeof *value);

	for (size_t j = 0; j < rows->p; j++) {
		const struct feature *f = &b->frame->feature[j];
		uint8_t *bin = rows->bin + begin * rows->row_step + j * rows->feature_step;

		if (f->number == NULL) {
			for (size_t i = 0; i < n; i++)
				bin[i * rows->row_step] = f->flag[b->row[begin + i]];
			continue;
		}
		for (size_t i = 0; i < n; i++)
			value[i] = f->number[b->row[begin + i]];
		forest_bin(b->forest, j, value, 1, n, bin, rows->row_step);
	}
	free(value);
}

void
forest_rows_init(struct forest_rows *rows, struct forest *forest, const struct frame *frame,
    const uint8_t *y, const uint32_t *row, size_t nrow, const struct forest_params *params)
{
	struct binning b = { .rows = rows,
		.forest = forest,
		.frame = frame,
		.row = row,
		.nsample = nrow };
	size_t *sampled = NULL;

	forest_cuts_init(forest, frame->p);
	if (nrow > FOREST_SAMPLE) {
		b.nsample = FOREST_SAMPLE;
		b.sampled = sampled = memory_array(b.nsample, sizeof *sampled);
		draw_rows(sampled, b.nsample, nrow, params->seed);
	}
	tasks_run(params->threads, frame->p, cut_feature, &b);
	free(sampled);

	*rows = (struct forest_rows){ .n = nrow, .p = frame->p };
	rows->row_step = frame->p <= ROW_MAJOR_MOST ? frame->p : 1;
	rows->feature_step = frame->p <= ROW_MAJOR_MOST ? 1 : nrow;
	rows->bin = memory_array(nrow, frame->p);
	rows->label = memory_array(nrow, 1);
	for (size_t i = 0; i < nrow; i++)
		rows->label[i] = y[row[i]];
	tasks_run(params->threads, (nrow + PIECE - 1) / PIECE, bin_piece, &b);
}

void
forest_rows_release(struct forest_rows *rows)
{
	free(rows->bin);
	free(rows->label);
	*rows = (struct forest_rows){ 0 };
}
