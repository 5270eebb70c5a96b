#include "learn/matrix.h"

#include <stdlib.h>

#include "base/memory.h"

void
matrix_init(struct matrix *matrix, size_t d)
{
	*matrix = (struct matrix){ .d = d };
}

void
matrix_add(struct matrix *matrix, const double *row, size_t nrow)
{
	size_t d = matrix->d;

	for (size_t i = 0; i < nrow; i++) {
		if (matrix->n % MATRIX_CHUNK == 0) {
			size_t c = matrix->n / MATRIX_CHUNK;

			matrix->chunk = memory_grow(matrix->chunk, &matrix->capacity, c + 1,
			    sizeof *matrix->chunk);
			matrix->chunk[c] = memory_array(d, MATRIX_CHUNK * sizeof(double));
		}
		double *lane = matrix_lane(matrix, matrix->n++);

		for (size_t k = 0; k < d; k++)
			lane[k * MATRIX_TILE] = row[i * d + k];
	}
}

void
matrix_row(const struct matrix *matrix, size_t i, double *row)
{
	const double *lane = matrix_lane(matrix, i);

	for (size_t k = 0; k < matrix->d; k++)
		row[k] = lane[k * MATRIX_TILE];
}

void
matrix_release(struct matrix *matrix)
{
	for (size_t c = 0; c < matrix_chunks(matrix); c++)
		free(matrix->chunk[c]);
	free(matrix->chunk);
	*matrix = (struct matrix){ 0 };
}
