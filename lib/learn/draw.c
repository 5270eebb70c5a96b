#include "learn/draw.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/random.h"

void
draw_rows(size_t *row, size_t m, size_t n, uint64_t seed)
{
	struct random random;
	size_t have = 0;

	random_seed(&random, seed);
	for (size_t i = 0; i < n && have < m; i++)
		if (random_below(&random, n - i) < m - have)
			row[have++] = i;
}

void
draw_matrix(struct matrix *sample, const struct matrix *x, const size_t *row, size_t m)
{
	double *one = memory_array(x->d, sizeof *one);

	matrix_init(sample, x->d);
	for (size_t i = 0; i < m; i++) {
		matrix_row(x, row[i], one);
		matrix_add(sample, one, 1);
	}
	free(one);
}
