/*
 * nearest_centre_body: the loop of nearest_centre.h over vectors of eight doubles, compiled once
 * for each set of instructions.
 *
 * Include it after defining NEAREST_CENTRE_NAME and NEAREST_CENTRE_TARGET. Four centres are
 * taken at a time, so that a value is loaded once for them and their sums do not wait for each
 * other.
 */
#include <string.h>

#include "learn/matrix.h"
#include "learn/cluster/nearest_centre.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

typedef double lanes __attribute__((vector_size(8 * MATRIX_TILE)));
typedef int64_t lane_bits __attribute__((vector_size(8 * MATRIX_TILE)));
typedef double lanes_in __attribute__((vector_size(8 * MATRIX_TILE), aligned(8), may_alias));

struct nearest_centre_state {
	lanes best, second;
	lane_bits at;
};

#define NEAREST_CENTRE_INLINE static inline __attribute__((always_inline))

NEAREST_CENTRE_TARGET NEAREST_CENTRE_INLINE void
nearest_centre_take(struct nearest_centre_state *s, const lanes *sum, int64_t j, int with_second)
{
	lane_bits less = *sum < s->best;

	if (with_second) {
		lane_bits next = *sum < s->second;
		lane_bits other = (next & (lane_bits)*sum) | (~next & (lane_bits)s->second);

		s->second = (lanes)((less & (lane_bits)s->best) | (~less & other));
	}
	s->best = (lanes)((less & (lane_bits)*sum) | (~less & (lane_bits)s->best));
	s->at = (less & j) | (~less & s->at);
}

NEAREST_CENTRE_TARGET NEAREST_CENTRE_INLINE void
nearest_centre_four(struct nearest_centre_state *s, const lanes_in *x, size_t d,
    const double *centre, size_t j, int with_second)
{
	const double *a = centre + j * d, *b = a + d, *c = b + d, *e = c + d;
	lanes sum[4] = { 0 };

	for (size_t k = 0; k < d; k++) {
		lanes v = x[k], da = v - a[k], db = v - b[k], dc = v - c[k], de = v - e[k];

		sum[0] += da * da;
		sum[1] += db * db;
		sum[2] += dc * dc;
		sum[3] += de * de;
	}
	nearest_centre_take(s, &sum[0], (int64_t)j, with_second);
	nearest_centre_take(s, &sum[1], (int64_t)j + 1, with_second);
	nearest_centre_take(s, &sum[2], (int64_t)j + 2, with_second);
	nearest_centre_take(s, &sum[3], (int64_t)j + 3, with_second);
}

NEAREST_CENTRE_TARGET NEAREST_CENTRE_INLINE void
nearest_centre_loop(const double *x, size_t ntile, size_t d, const double *centre, size_t k,
    uint16_t *label, double *best, double *second, int with_second)
{
	for (size_t t = 0; t < ntile; t++, x += d * MATRIX_TILE) {
		const lanes_in *tile = (const lanes_in *)x;
		struct nearest_centre_state s = { .at = { 0 } };
		size_t j = 0;

		s.best = s.second = (lanes){ 0 } + __builtin_inf();
		for (; j + 4 <= k; j += 4)
			nearest_centre_four(&s, tile, d, centre, j, with_second);
		for (; j < k; j++) {
			lanes sum = { 0 };

			for (size_t c = 0; c < d; c++) {
				lanes diff = tile[c] - centre[j * d + c];

				sum += diff * diff;
			}
			nearest_centre_take(&s, &sum, (int64_t)j, with_second);
		}
		memcpy(best + t * MATRIX_TILE, &s.best, sizeof s.best);
		if (with_second)
			memcpy(second + t * MATRIX_TILE, &s.second, sizeof s.second);
		for (size_t l = 0; l < MATRIX_TILE; l++)
			label[t * MATRIX_TILE + l] = (uint16_t)s.at[l];
	}
}

NEAREST_CENTRE_TARGET static void
NEAREST_CENTRE_NAME(const double *x, size_t ntile, size_t d, const double *centre, size_t k,
    uint16_t *label, double *best, double *second)
{
	if (second != NULL)
		nearest_centre_loop(x, ntile, d, centre, k, label, best, second, 1);
	else
		nearest_centre_loop(x, ntile, d, centre, k, label, best, NULL, 0);
}
