/* pass: passes over all rows, chunk by chunk, their sums added in the order of chunks. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/logistic/parts.h"

#define LANES LOGISTIC_LANES
#define CHUNK (8 * LOGISTIC_BLOCK) /* rows, at least */
#define NEAR (512u << 10)          /* bytes of a block that stay near the processor */
#define WAVE (64u << 20)           /* bytes of sums at a time */

/*
 * A pass. Sums of a chunk: loss, gradient[p + 1], dense[ndense][ndense], mixed[nrare][width],
 * rare[nrare][nrare].
 */
struct run {
	const struct design *design;
	const double *beta;    /* [p + 1] */
	double *curve;         /* [nrow] or NULL */
	const double *product; /* [nrow]: the curve to multiply by; NULL: a pass with losses */
	bool hessian, margins;
	size_t block, chunk; /* rows */
	size_t width;        /* ndense in whole lanes */
	size_t size;         /* of the sums */
	size_t begun;        /* first chunk of the wave */
	double *sums;        /* [chunks of a wave][size] */
};

/* Room for a block. Arrays begin at whole vectors. */
struct block {
	size_t size;                                        /* rows that fit */
	double *base, *x;                                   /* [ndense][size] */
	double *eta, *y, *weight, *residual, *curve, *room; /* [size]; room [2 * size] */
	double *across;                                     /* [size][width] */
	size_t from, n;                                     /* rows that are in it */
};

static void
block_init(struct block *b, const struct run *run)
{
	size_t ndense = run->design->ndense, size = b->size = run->block;
	size_t across = run->hessian && run->design->nrare > 0 ? run->width : 0;

	b->base = memory_array(ndense + 7 + across + 1, size * sizeof *b->base);
	b->x = (double *)(((uintptr_t)b->base + 63) & ~(uintptr_t)63);
	b->eta = b->x + ndense * size;
	b->y = b->eta + size;
	b->weight = b->y + size;
	b->residual = b->weight + size;
	b->curve = b->residual + size;
	b->room = b->curve + size;
	b->across = b->room + 2 * size;
}

static void
load_column(const struct block *b, const struct design *d, size_t slot)
{
	const struct feature *feature = &d->frame->feature[d->feature[slot]];
	const uint32_t *row = d->row + b->from;
	double *x = b->x + slot * b->size, centre = d->centre[slot], scale = d->scale[slot];

	if (feature->number != NULL)
		for (size_t i = 0; i < b->n; i++)
			x[i] = (feature->number[row[i]] - centre) * scale;
	else
		for (size_t i = 0; i < b->n; i++)
			x[i] = (feature->flag[row[i]] - centre) * scale;
	memset(x + b->n, 0, (b->size - b->n) * sizeof *x);
}

/* Rows from, from + 1, ... and their eta. */
static void
block_load(struct block *b, const struct run *run, size_t from, size_t n)
{
	const struct design *d = run->design;

	b->from = from;
	b->n = n;
	for (size_t i = 0; i < b->size; i++) {
		size_t row = d->row[from + (i < n ? i : 0)];

		b->x[i] = i < n;
		b->y[i] = d->y[row];
		b->weight[i] = i >= n ? 0 : d->weight != NULL ? d->weight[row] : 1;
		b->eta[i] = 0;
	}
	for (size_t slot = 1; slot < d->ndense; slot++)
		load_column(b, d, slot);
	d->loops->combine(b->x, b->size / LANES, d->ndense, run->beta, b->eta);
	for (size_t i = 0; d->nrare > 0 && i < n; i++)
		for (size_t k = d->first[from + i]; k < d->first[from + i + 1]; k++)
			b->eta[i] += run->beta[d->ndense + d->ones[k]];
}

/* gradient += X' v */
static void
project(const struct block *b, const struct design *d, const double *v, double *gradient)
{
	d->loops->project(b->x, b->size / LANES, d->ndense, v, gradient);
	for (size_t i = 0; d->nrare > 0 && i < b->n; i++)
		for (size_t k = d->first[b->from + i]; k < d->first[b->from + i + 1]; k++)
			gradient[d->ndense + d->ones[k]] += v[i];
}

static void
cross(const struct block *b, const struct run *run, double *dense)
{
	const struct design *d = run->design;
	double *mixed = dense + d->ndense * d->ndense, *rare = mixed + d->nrare * run->width;

	d->loops->cross(b->x, b->size / LANES, d->ndense, b->curve, dense, b->room);
	if (d->nrare == 0)
		return;
	for (size_t i = 0; i < b->n; i++)
		if (d->first[b->from + i] < d->first[b->from + i + 1])
			for (size_t slot = 0; slot < d->ndense; slot++)
				b->across[i * run->width + slot] = b->x[slot * b->size + i];
	d->loops->rare(d->first + b->from, d->ones, b->n, b->curve, b->across, run->width, mixed);
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = d->first[b->from + i]; k < d->first[b->from + i + 1]; k++)
			for (size_t l = d->first[b->from + i]; l <= k; l++)
				rare[d->ones[k] * d->nrare + d->ones[l]] += b->curve[i];
}

static void
take_margins(const struct block *b, double *sums)
{
	for (size_t i = 0; i < b->n; i++) {
		double margin = b->y[i] > 0 ? b->eta[i] : -b->eta[i];

		if (!(b->weight[i] > 0))
			continue;
		sums[0] = fmin(sums[0], margin);
		sums[1] = fmax(sums[1], margin);
	}
}

static void
take_block(struct block *b, const struct run *run, double *sums)
{
	const struct design *d = run->design;

	if (run->margins) {
		take_margins(b, sums);
	} else if (run->product != NULL) {
		for (size_t i = 0; i < b->size; i++)
			b->eta[i] *= i < b->n ? run->product[b->from + i] : 0;
		project(b, d, b->eta, sums + 1);
	} else {
		sums[0] +=
		    d->loops->link(b->eta, b->size / LANES, b->y, b->weight, b->residual, b->curve);
		project(b, d, b->residual, sums + 1);
		if (run->hessian)
			cross(b, run, sums + 1 + d->p + 1);
		if (run->curve != NULL)
			memcpy(run->curve + b->from, b->curve, b->n * sizeof *b->curve);
	}
}

static void
take_chunk(void *self, size_t task)
{
	const struct run *run = self;
	size_t from = (run->begun + task) * run->chunk, nrow = run->design->nrow;
	size_t end = nrow - from < run->chunk ? nrow : from + run->chunk;
	double *sums = run->sums + task * run->size;
	struct block block;

	memset(sums, 0, run->size * sizeof *sums);
	if (run->margins) {
		sums[0] = INFINITY;
		sums[1] = -INFINITY;
	}
	block_init(&block, run);
	for (; from < end; from += run->block) {
		block_load(&block, run, from, end - from < run->block ? end - from : run->block);
		take_block(&block, run, sums);
	}
	free(block.base);
}

static void
add_sums(const struct run *run, double *total, const double *sums)
{
	if (run->margins) {
		total[0] = fmin(total[0], sums[0]);
		total[1] = fmax(total[1], sums[1]);
		return;
	}
	for (size_t k = 0; k < run->size; k++)
		total[k] += sums[k];
}

/*
 * Sizes follow from the numbers of rows and features alone. A block is near the processor; a chunk
 * has rows enough that adding its sums costs little beside making them.
 */
static void
set_sizes(struct run *run)
{
	const struct design *d = run->design;
	size_t rows = (d->nrow + LANES - 1) / LANES * LANES;

	for (run->block = LOGISTIC_BLOCK; run->block > 8 * LANES; run->block /= 2)
		if (run->block * d->ndense * sizeof(double) <= NEAR)
			break;
	run->block = rows < run->block ? rows : run->block;
	run->width = (d->ndense + LANES - 1) / LANES * LANES;
	run->size = 1 + d->p + 1;
	if (run->hessian)
		run->size += d->ndense * d->ndense + d->nrare * (run->width + d->nrare);
	run->chunk = (run->size / 8 / CHUNK + 1) * CHUNK;
}

/* The sums over all chunks: [size], to be freed. Those of a wave of chunks fit in memory. */
static double *
run_all(struct run *run)
{
	const struct design *d = run->design;

	set_sizes(run);
	size_t nchunk = (d->nrow + run->chunk - 1) / run->chunk;
	size_t wave = WAVE / (run->size * sizeof(double)) + 1;
	double *total = memory_array(run->size, sizeof *total);

	wave = wave < nchunk ? wave : nchunk;
	run->sums = memory_array(wave, run->size * sizeof *run->sums);
	if (run->margins) {
		total[0] = INFINITY;
		total[1] = -INFINITY;
	}
	for (run->begun = 0; run->begun < nchunk; run->begun += wave) {
		size_t n = nchunk - run->begun < wave ? nchunk - run->begun : wave;

		tasks_run(d->threads, n, take_chunk, run);
		for (size_t k = 0; k < n; k++)
			add_sums(run, total, run->sums + k * run->size);
	}
	free(run->sums);
	return total;
}

void
pass_run(struct pass *pass, const struct design *d, const double *beta)
{
	struct run run = { .design = d,
		.beta = beta,
		.curve = pass->curve,
		.hessian = pass->hessian != NULL };
	double *total = run_all(&run), *from = total + 1 + d->p + 1;
	size_t p = d->p + 1;

	pass->loss = total[0];
	memcpy(pass->gradient, total + 1, p * sizeof *pass->gradient);
	for (size_t a = 0; pass->hessian != NULL && a < d->ndense; a++, from += d->ndense)
		memcpy(pass->hessian + a * p, from, d->ndense * sizeof *from);
	for (size_t a = 0; pass->hessian != NULL && a < d->nrare; a++, from += run.width)
		memcpy(pass->hessian + (d->ndense + a) * p, from, d->ndense * sizeof *from);
	for (size_t a = 0; pass->hessian != NULL && a < d->nrare; a++, from += d->nrare)
		memcpy(pass->hessian + (d->ndense + a) * p + d->ndense, from,
		    d->nrare * sizeof *from);
	free(total);
}

void
pass_product(const struct design *d, const double *curve, const double *v, double *out)
{
	struct run run = { .design = d, .beta = v, .product = curve };
	double *total = run_all(&run);

	memcpy(out, total + 1, (d->p + 1) * sizeof *out);
	free(total);
}

void
pass_margins(const struct design *d, const double *v, double *least, double *most)
{
	struct run run = { .design = d, .beta = v, .margins = true };
	double *total = run_all(&run);

	*least = total[0];
	*most = total[1];
	free(total);
}
