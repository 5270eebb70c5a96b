#include "learn/cluster/moments.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/tasks.h"

struct part {
	double sum[MATRIX_TILE];
	double low, high;
	uint64_t n;
};

struct pass {
	const struct matrix *x;
	const struct moments *mean; /* NULL: sums of values, else of squares about the mean */
	struct part *part;          /* [chunk][d] */
};

static void
add_tile(struct part *part, const double *x, size_t nlane)
{
	for (size_t l = 0; l < nlane; l++) {
		if (isnan(x[l]))
			continue;
		part->sum[l] += x[l];
		part->low = x[l] < part->low ? x[l] : part->low;
		part->high = x[l] > part->high ? x[l] : part->high;
		part->n++;
	}
}

static void
add_squares(struct part *part, const double *x, size_t nlane, double mean)
{
	for (size_t l = 0; l < nlane; l++) {
		double diff = x[l] - mean;

		if (!isnan(diff))
			part->sum[l] += diff * diff;
	}
}

static void
pass_chunk(void *self, size_t chunk)
{
	struct pass *pass = self;
	size_t d = pass->x->d, nrow = matrix_chunk_rows(pass->x, chunk);
	struct part *part = pass->part + chunk * d;
	const double *x = pass->x->chunk[chunk];

	for (size_t c = 0; c < d; c++)
		part[c] = (struct part){ .low = INFINITY, .high = -INFINITY };
	for (size_t i = 0; i < nrow; i += MATRIX_TILE) {
		size_t nlane = nrow - i < MATRIX_TILE ? nrow - i : MATRIX_TILE;

		for (size_t c = 0; c < d; c++, x += MATRIX_TILE) {
			if (pass->mean == NULL)
				add_tile(&part[c], x, nlane);
			else
				add_squares(&part[c], x, nlane, pass->mean[c].mean);
		}
	}
}

/* The sum over chunks; low, high and n into the moments of the first pass. */
static double
column_sum(const struct pass *pass, size_t c, struct moments *moments)
{
	double sum = 0;

	for (size_t chunk = 0; chunk < matrix_chunks(pass->x); chunk++) {
		const struct part *part = &pass->part[chunk * pass->x->d + c];

		for (size_t l = 0; l < MATRIX_TILE; l++)
			sum += part->sum[l];
		if (pass->mean != NULL)
			continue;
		moments->low = fmin(moments->low, part->low);
		moments->high = fmax(moments->high, part->high);
		moments->n += part->n;
	}
	return sum;
}

void
moments_of(const struct matrix *x, unsigned threads, struct moments *moments)
{
	struct pass pass = { .x = x };

	pass.part = memory_array(matrix_chunks(x) * x->d, sizeof *pass.part);
	tasks_run(threads, matrix_chunks(x), pass_chunk, &pass);
	for (size_t c = 0; c < x->d; c++) {
		moments[c] = (struct moments){ .low = INFINITY, .high = -INFINITY };
		double sum = column_sum(&pass, c, &moments[c]);

		moments[c].mean = sum / (double)moments[c].n;
		/* what is the same everywhere is its own mean, without rounding */
		if (moments[c].low == moments[c].high)
			moments[c].mean = moments[c].low;
	}
	pass.mean = moments;
	tasks_run(threads, matrix_chunks(x), pass_chunk, &pass);
	for (size_t c = 0; c < x->d; c++)
		moments[c].variance = column_sum(&pass, c, NULL) / (double)moments[c].n;
	free(pass.part);
}
