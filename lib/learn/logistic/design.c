/* design: rows and features as the passes like them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/logistic/parts.h"
#include "stats/rounding.h"

#define RARE 8u      /* a flag is rare where at most one row in so many has it */
#define PIECE 65536u /* rows of a task */

/* Facts about each feature. */
struct facts {
	struct design *design;
	uint8_t *rare; /* [p] */
};

static double
weight_of(const struct design *d, size_t i)
{
	return d->weight != NULL ? d->weight[d->row[i]] : 1;
}

static void
find_flag(const struct design *d, size_t j, const uint8_t *flag, uint8_t *rare)
{
	double sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < d->nrow; i++)
		count += flag[d->row[i]];
	for (size_t i = 0; d->weight != NULL && i < d->nrow; i++)
		if (flag[d->row[i]])
			sum += weight_of(d, i);
	d->mean[j] = (d->weight != NULL ? sum : (double)count) / d->total;
	d->sd[j] = count == d->nrow || d->mean[j] >= 1 ? 0 : sqrt(d->mean[j] * (1 - d->mean[j]));
	*rare = count <= d->nrow / RARE;
}

/* Four sums side by side do not wait for each other. */
static double
sum_from(const struct design *d, const double *x, double centre, bool squared)
{
	double sum[4] = { 0 };

	for (size_t i = 0; i < d->nrow; i++) {
		double diff = x[d->row[i]] - centre;

		if (squared)
			diff *= diff;
		sum[i & 3] += d->weight != NULL ? diff * weight_of(d, i) : diff;
	}
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static bool
is_constant(const struct design *d, const double *x)
{
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < d->nrow; i++) {
		double value = x[d->row[i]];

		if (d->weight != NULL && weight_of(d, i) <= 0)
			continue;
		low = value < low ? value : low;
		high = value > high ? value : high;
	}
	return low > high || rounding_alone(low, high);
}

static void
find_facts(void *self, size_t j)
{
	const struct facts *facts = self;
	const struct design *d = facts->design;
	const double *x = d->frame->feature[j].number;

	if (x == NULL) {
		find_flag(d, j, d->frame->feature[j].flag, &facts->rare[j]);
		return;
	}
	/* from some value of the column, so that large ones do not round; then once more */
	double start = x[d->row[0]], mean = start + sum_from(d, x, start, false) / d->total;

	mean += sum_from(d, x, mean, false) / d->total;
	d->mean[j] = isfinite(mean) ? mean : 0;
	d->sd[j] = is_constant(d, x) ? 0 : sqrt(sum_from(d, x, mean, true) / d->total);
	if (!isfinite(d->sd[j]))
		d->sd[j] = 0;
}

static void
give_slots(struct design *d, const uint8_t *rare, const struct logistic_params *params)
{
	size_t slot = 1;

	for (int round = 0; round < 2; round++) {
		for (size_t j = 0; j < d->p; j++) {
			if (rare[j] != round)
				continue;
			d->slot[j] = slot;
			d->feature[slot] = j;
			d->centre[slot] = rare[j] ? 0 : d->mean[j];
			d->scale[slot] = rare[j] ? 1 : d->sd[j] > 0 ? 1 / d->sd[j] : 0;
			if (d->ridge != NULL) {
				double unit = d->scale[slot] * (params->scaled ? d->sd[j] : 1);

				d->ridge[slot] = unit * unit / params->c;
			}
			slot++;
		}
		if (round == 0)
			d->ndense = slot;
	}
	d->nrare = slot - d->ndense;
}

static size_t
piece_end(const struct design *d, size_t piece)
{
	return d->nrow - piece * PIECE < PIECE ? d->nrow : (piece + 1) * PIECE;
}

static void
count_ones(void *self, size_t piece)
{
	const struct design *d = self;
	size_t end = piece_end(d, piece);

	for (size_t slot = d->ndense; slot <= d->p; slot++) {
		const uint8_t *flag = d->frame->feature[d->feature[slot]].flag;

		for (size_t i = piece * PIECE; i < end; i++)
			d->first[i + 1] += flag[d->row[i]];
	}
}

static void
list_ones(void *self, size_t piece)
{
	const struct design *d = self;
	size_t from = piece * PIECE, end = piece_end(d, piece);
	size_t *next = memory_copy(d->first + from, (end - from) * sizeof *next);

	for (size_t slot = d->ndense; slot <= d->p; slot++) {
		const uint8_t *flag = d->frame->feature[d->feature[slot]].flag;

		for (size_t i = from; i < end; i++)
			if (flag[d->row[i]])
				d->ones[next[i - from]++] = (uint32_t)(slot - d->ndense);
	}
	free(next);
}

static void
find_ones(struct design *d)
{
	size_t npiece = (d->nrow + PIECE - 1) / PIECE;

	d->first = NULL;
	d->ones = NULL;
	if (d->nrare == 0)
		return;
	d->first = memory_array(d->nrow + 1, sizeof *d->first);
	tasks_run(d->threads, npiece, count_ones, d);
	for (size_t i = 0; i < d->nrow; i++)
		d->first[i + 1] += d->first[i];
	d->ones = memory_array(d->first[d->nrow], sizeof *d->ones);
	tasks_run(d->threads, npiece, list_ones, d);
}

static void
find_total(struct design *d)
{
	d->total = d->positive = 0;
	for (size_t i = 0; i < d->nrow; i++) {
		double w = weight_of(d, i);

		d->total += w;
		d->positive += d->y[d->row[i]] ? w : 0;
	}
}

void
design_init(struct design *d, const struct frame *frame, const uint32_t *row, size_t nrow,
    const uint8_t *y, const double *weight, const struct logistic_params *params)
{
	size_t p = frame->p;
	struct facts facts = { .design = d, .rare = memory_array(p, sizeof *facts.rare) };

	*d = (struct design){ .frame = frame,
		.row = row,
		.nrow = nrow,
		.y = y,
		.weight = weight,
		.p = p,
		.threads = params->threads,
		.loops = logistic_loops() };
	find_total(d);
	d->mean = memory_array(p, sizeof *d->mean);
	d->sd = memory_array(p, sizeof *d->sd);
	tasks_run(d->threads, p, find_facts, &facts);
	d->slot = memory_array(p, sizeof *d->slot);
	d->feature = memory_array(p + 1, sizeof *d->feature);
	d->centre = memory_array(p + 1, sizeof *d->centre);
	d->scale = memory_array(p + 1, sizeof *d->scale);
	if (!isinf(params->c))
		d->ridge = memory_array(p + 1, sizeof *d->ridge);
	give_slots(d, facts.rare, params);
	free(facts.rare);
	find_ones(d);
}

void
design_sample(struct design *sample, const struct design *whole, size_t step)
{
	size_t n = (whole->nrow + step - 1) / step;
	uint32_t *row = memory_array(n, sizeof *row);

	for (size_t i = 0; i < n; i++)
		row[i] = whole->row[i * step];
	*sample = *whole;
	sample->row = row;
	sample->nrow = n;
	find_total(sample);
	find_ones(sample);
	if (whole->ridge != NULL) {
		sample->ridge = memory_array(whole->p + 1, sizeof *sample->ridge);
		for (size_t slot = 0; slot <= whole->p; slot++)
			sample->ridge[slot] = whole->ridge[slot] / (double)step;
	}
}

void
design_sample_release(struct design *sample)
{
	free((void *)(uintptr_t)sample->row);
	free(sample->first);
	free(sample->ones);
	free(sample->ridge);
}

void
design_release(struct design *d)
{
	free(d->slot);
	free(d->feature);
	free(d->mean);
	free(d->sd);
	free(d->centre);
	free(d->scale);
	free(d->ridge);
	free(d->first);
	free(d->ones);
}
