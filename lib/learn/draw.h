/*
 * draw: some of n rows, each as likely as any other, in their order.
 *
 *	size_t *row = memory_array(m, sizeof *row);
 *	draw_rows(row, m, matrix.n, seed);
 *	draw_matrix(&sample, &matrix, row, m);
 *
 * Knuth 1997, The Art of Computer Programming 2, 3.4.2, algorithm S.
 */
#ifndef IA_LEARN_DRAW_H
#define IA_LEARN_DRAW_H

#include "learn/matrix.h"

void draw_rows(size_t *row, size_t m, size_t n, uint64_t seed); /* row[m], m <= n */
/* A new matrix of those rows, to be released. */
void draw_matrix(struct matrix *sample, const struct matrix *x, const size_t *row, size_t m);

#endif
