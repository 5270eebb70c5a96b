/* cholesky: the Cholesky factor, without columns that depend on earlier ones. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/logistic/parts.h"

/* Four sums side by side do not wait for each other. */
static double
dot(const double *a, const double *b, size_t n)
{
	double sum[4] = { 0 };
	size_t k = 0;

	for (; k + 4 <= n; k += 4) {
		sum[0] += a[k] * b[k];
		sum[1] += a[k + 1] * b[k + 1];
		sum[2] += a[k + 2] * b[k + 2];
		sum[3] += a[k + 3] * b[k + 3];
	}
	for (; k < n; k++)
		sum[0] += a[k] * b[k];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

void
cholesky_factor(double *a, size_t n, double tol, uint8_t *dead)
{
	for (size_t i = 0; i < n; i++) {
		double *row = a + i * n, whole = row[i];

		for (size_t j = 0; j < i; j++)
			row[j] = dead[i] || dead[j]
			    ? 0
			    : (row[j] - dot(row, a + j * n, j)) / a[j * n + j];
		double rest = whole - dot(row, row, i);

		if (!(rest > tol * whole))
			dead[i] = 1;
		row[i] = dead[i] ? 1 : sqrt(rest);
		if (dead[i])
			memset(row, 0, i * sizeof *row);
	}
}

void
cholesky_solve(const double *factor, size_t n, const uint8_t *dead, double *x)
{
	for (size_t i = 0; i < n; i++)
		x[i] = dead[i] ? 0 : (x[i] - dot(factor + i * n, x, i)) / factor[i * n + i];
	for (size_t i = n; i-- > 0;) {
		x[i] /= factor[i * n + i];
		for (size_t j = 0; j < i; j++)
			x[j] -= factor[i * n + j] * x[i];
	}
}

/* Of the inverse, (L^-1)' L^-1: column j of L^-1 begins in row j. */
void
cholesky_inverse_diagonal(const double *factor, size_t n, const uint8_t *dead, double *out)
{
	double *column = memory_array(n, sizeof *column);

	for (size_t j = 0; j < n; j++) {
		out[j] = 0;
		for (size_t i = j; i < n; i++) {
			double sum = i == j ? 1 : -dot(factor + i * n + j, column + j, i - j);

			column[i] = dead[i] ? 0 : sum / factor[i * n + i];
			out[j] += column[i] * column[i];
		}
	}
	free(column);
}
