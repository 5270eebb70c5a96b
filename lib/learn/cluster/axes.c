#include "learn/cluster/axes.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

static void
centred(const struct axes *axes, const struct matrix *x, size_t i, double *row)
{
	matrix_row(x, i, row);
	for (size_t c = 0; c < axes->d; c++)
		row[c] -= axes->mean[c];
}

static void
covariance(const struct axes *axes, const struct matrix *x, double *out)
{
	size_t d = axes->d;
	double *row = memory_array(d, sizeof *row);

	for (size_t i = 0; i < x->n; i++) {
		centred(axes, x, i, row);
		for (size_t a = 0; a < d; a++)
			for (size_t b = 0; b <= a; b++)
				out[a * d + b] += row[a] * row[b] / (double)x->n;
	}
	free(row);
}

/* The directions; false: not found. */
static bool
turn_axes(struct axes *axes, const struct matrix *x)
{
	size_t d = axes->d;
	double *matrix = memory_array(d, d * sizeof *matrix);
	gsl_error_handler_t *old = gsl_set_error_handler_off();
	gsl_eigen_symmv_workspace *space = gsl_eigen_symmv_alloc(d);
	gsl_vector *value = gsl_vector_alloc(d);
	gsl_matrix *vector = gsl_matrix_alloc(d, d);
	gsl_matrix_view view = gsl_matrix_view_array(matrix, d, d);
	bool good;

	if (space == NULL || value == NULL || vector == NULL)
		memory_exhausted();
	covariance(axes, x, matrix);
	good = gsl_eigen_symmv(&view.matrix, value, vector, space) == GSL_SUCCESS &&
	    gsl_eigen_symmv_sort(value, vector, GSL_EIGEN_SORT_VAL_DESC) == GSL_SUCCESS;
	axes->direction = memory_array(d, d * sizeof *axes->direction);
	for (size_t j = 0; good && j < d; j++)
		for (size_t c = 0; c < d; c++)
			axes->direction[j * d + c] = gsl_matrix_get(vector, c, j);
	gsl_eigen_symmv_free(space);
	gsl_vector_free(value);
	gsl_matrix_free(vector);
	gsl_set_error_handler(old);
	free(matrix);
	return good;
}

static double
place_of(const struct axes *axes, const double *row, size_t j)
{
	double sum = 0;

	if (axes->direction == NULL)
		return row[j];
	for (size_t c = 0; c < axes->d; c++)
		sum += row[c] * axes->direction[j * axes->d + c];
	return sum;
}

static void
measure(struct axes *axes, const struct matrix *x)
{
	double *row = memory_array(axes->d, sizeof *row);

	for (size_t i = 0; i < x->n; i++) {
		centred(axes, x, i, row);
		for (size_t j = 0; j < axes->d; j++) {
			double place = place_of(axes, row, j);

			axes->low[j] = fmin(axes->low[j], place);
			axes->high[j] = fmax(axes->high[j], place);
			axes->sd[j] += place * place;
		}
	}
	for (size_t j = 0; j < axes->d; j++)
		axes->sd[j] = sqrt(axes->sd[j] / (double)x->n);
	free(row);
}

void
axes_of(struct axes *axes, const struct matrix *x)
{
	size_t d = x->d;

	*axes = (struct axes){ .d = d };
	axes->mean = memory_array(d, sizeof *axes->mean);
	axes->low = memory_array(d, sizeof *axes->low);
	axes->high = memory_array(d, sizeof *axes->high);
	axes->sd = memory_array(d, sizeof *axes->sd);
	for (size_t i = 0; i < x->n; i++)
		for (size_t c = 0; c < d; c++)
			axes->mean[c] += *matrix_at(x, i, c) / (double)x->n;
	if (d > 1 && d <= AXES_MOST && !turn_axes(axes, x)) {
		free(axes->direction);
		axes->direction = NULL;
	}
	measure(axes, x);
}

void
axes_row(const struct axes *axes, const double *place, double *row)
{
	size_t d = axes->d;

	for (size_t c = 0; c < d; c++) {
		row[c] = axes->mean[c];
		if (axes->direction == NULL)
			row[c] += place[c];
		for (size_t j = 0; axes->direction != NULL && j < d; j++)
			row[c] += place[j] * axes->direction[j * d + c];
	}
}

void
axes_release(struct axes *axes)
{
	free(axes->mean);
	free(axes->direction);
	free(axes->low);
	free(axes->high);
	free(axes->sd);
}
