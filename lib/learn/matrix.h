/*
 * matrix: rows of numbers in memory, laid out for vector instructions.
 *
 *	struct matrix m;
 *	matrix_init(&m, 3);
 *	matrix_add(&m, row, nrow);		row[nrow][3]
 *	double x = *matrix_at(&m, i, 2);
 *	matrix_release(&m);
 *
 * Eight rows make a tile, their values of one column side by side; 4096 rows make a chunk, an
 * allocation of its own, so that a growing matrix is never copied. A chunk is also the piece of
 * work of one thread: sums are made chunk by chunk and added in their order, so that they are the
 * same for any number of threads. Lanes of the last tile past the last row are 0.
 */
#ifndef IA_LEARN_MATRIX_H
#define IA_LEARN_MATRIX_H

#include <stddef.h>
#include <stdint.h>

#define MATRIX_TILE 8u
#define MATRIX_CHUNK 4096u

struct matrix {
	size_t n, d;     /* rows, columns */
	double **chunk;  /* [matrix_chunks][MATRIX_CHUNK / MATRIX_TILE][d][MATRIX_TILE] */
	size_t capacity; /* of chunk */
};

void matrix_init(struct matrix *matrix, size_t d);
void matrix_add(struct matrix *matrix, const double *row, size_t nrow); /* row[nrow][d] */
void matrix_row(const struct matrix *matrix, size_t i, double *row);    /* row[d] */
void matrix_release(struct matrix *matrix);

static inline size_t
matrix_chunks(const struct matrix *matrix)
{
	return (matrix->n + MATRIX_CHUNK - 1) / MATRIX_CHUNK;
}

/* Rows of chunk c. */
static inline size_t
matrix_chunk_rows(const struct matrix *matrix, size_t c)
{
	size_t left = matrix->n - c * MATRIX_CHUNK;

	return left < MATRIX_CHUNK ? left : MATRIX_CHUNK;
}

/* Where row i's value of column 0 stands; column c is MATRIX_TILE * c further. */
static inline double *
matrix_lane(const struct matrix *matrix, size_t i)
{
	size_t tile = i % MATRIX_CHUNK / MATRIX_TILE;

	return matrix->chunk[i / MATRIX_CHUNK] + tile * matrix->d * MATRIX_TILE + i % MATRIX_TILE;
}

static inline double *
matrix_at(const struct matrix *matrix, size_t i, size_t column)
{
	return matrix_lane(matrix, i) + column * MATRIX_TILE;
}

#endif
