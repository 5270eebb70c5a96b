#include "learn/cluster/scaling.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/tasks.h"
#include "learn/cluster/moments.h"
#include "stats/quantile.h"
#include "stats/rounding.h"

void
scaling_init(struct scaling *scaling, size_t d)
{
	*scaling = (struct scaling){ .d = d };
	scaling->log = memory_array(d, sizeof *scaling->log);
	scaling->offset = memory_array(d, sizeof *scaling->offset);
	scaling->spread = memory_array(d, sizeof *scaling->spread);
	scaling->mean = memory_array(d, sizeof *scaling->mean);
	for (size_t c = 0; c < d; c++)
		scaling->spread[c] = 1;
}

void
scaling_release(struct scaling *scaling)
{
	free(scaling->log);
	free(scaling->offset);
	free(scaling->spread);
	free(scaling->mean);
	*scaling = (struct scaling){ 0 };
}

static double
whole(const struct scaling *s, size_t c, double x)
{
	if (isnan(x))
		x = s->mean[c];
	return s->log[c] ? log1p(x) : x;
}

struct change {
	const struct scaling *scaling;
	struct matrix *matrix;
	bool shift; /* (x - offset) / spread, else missing values and logarithms */
};

static void
change_chunk(void *self, size_t chunk)
{
	const struct change *change = self;
	const struct scaling *s = change->scaling;
	double *x = change->matrix->chunk[chunk];
	size_t nrow = matrix_chunk_rows(change->matrix, chunk);

	for (size_t i = 0; i < nrow; i += MATRIX_TILE) {
		size_t nlane = nrow - i < MATRIX_TILE ? nrow - i : MATRIX_TILE;

		for (size_t c = 0; c < s->d; c++, x += MATRIX_TILE)
			for (size_t l = 0; l < nlane; l++)
				x[l] = change->shift ? (x[l] - s->offset[c]) / s->spread[c]
						     : whole(s, c, x[l]);
	}
}

static void
change_all(const struct scaling *scaling, struct matrix *matrix, bool shift, unsigned threads)
{
	struct change change = { scaling, matrix, shift };

	tasks_run(threads, matrix_chunks(matrix), change_chunk, &change);
}

static void
quartiles(const struct matrix *matrix, size_t c, double *out)
{
	static const double p[3] = { 0.25, 0.5, 0.75 };
	double *x = memory_array(matrix->n, sizeof *x);

	for (size_t i = 0; i < matrix->n; i++)
		x[i] = *matrix_at(matrix, i, c);
	quantiles_select(x, matrix->n, p, 3, out);
	free(x);
}

static void
settle(struct scaling *s, const struct matrix *matrix, size_t c, const struct moments *moments)
{
	double q[3] = { moments->low, 0, moments->high };

	switch (s->scale) {
	case SCALE_ZSCORE:
		s->offset[c] = moments->mean;
		s->spread[c] = sqrt(moments->variance);
		break;
	case SCALE_ROBUST:
		quartiles(matrix, c, q);
		s->offset[c] = q[1];
		s->spread[c] = q[2] - q[0];
		break;
	case SCALE_MINMAX:
		s->offset[c] = moments->low;
		s->spread[c] = moments->high - moments->low;
		break;
	case SCALE_NONE: return;
	}
	if (!(s->spread[c] > 0) || rounding_alone(q[0], q[2]))
		s->spread[c] = q[0] < q[2] ? fmax(1, fmax(fabs(q[0]), fabs(q[2]))) : 1;
}

ptrdiff_t
scaling_fit(struct scaling *s, enum scale scale, struct matrix *matrix, unsigned threads)
{
	struct moments *moments = memory_array(s->d, sizeof *moments);
	bool whole_already = true;

	s->scale = scale;
	moments_of(matrix, threads, moments);
	for (size_t c = 0; c < s->d; c++) {
		if (moments[c].n == 0) {
			free(moments);
			return (ptrdiff_t)c;
		}
		s->mean[c] = moments[c].mean;
		whole_already &= !s->log[c] && moments[c].n == matrix->n;
	}
	if (!whole_already) {
		change_all(s, matrix, false, threads);
		moments_of(matrix, threads, moments);
	}
	for (size_t c = 0; c < s->d; c++)
		settle(s, matrix, c, &moments[c]);
	if (scale != SCALE_NONE)
		change_all(s, matrix, true, threads);
	free(moments);
	return -1;
}

void
scaling_row(const struct scaling *s, double *row)
{
	for (size_t c = 0; c < s->d; c++)
		row[c] = (whole(s, c, row[c]) - s->offset[c]) / s->spread[c];
}

void
scaling_undo(const struct scaling *s, double *row)
{
	for (size_t c = 0; c < s->d; c++) {
		double x = row[c] * s->spread[c] + s->offset[c];

		row[c] = s->log[c] ? expm1(x) : x;
	}
}
